"""How fast this computer does each step with the models in use, for `samo bench`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.services.samples import sample_entries, sample_voice_note
from samo_desktop.services.without_journal import Models, analyse_texts, decode
from samo_desktop.settings import Settings

T = TypeVar("T")

SENTENCE = "Day {}: I was nervous before the talk, but then everyone was kind and I felt proud."
"""About twenty tokens. Numbered, so that no text comes twice: models remember what they read."""
WORDS = 500


def measure(
    settings: Settings, say: Callable[[str], None], tell: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """{"figures": [{"name", "value", "unit"}], "models": {step: "name@version"}}.

    `say` is told what is measured next, `tell` each figure as soon as it is there.
    """
    models = Models()
    figures: list[dict[str, Any]] = []

    def add(name: str, value: float, unit: str) -> None:
        figures.append({"name": name, "value": value, "unit": unit})
        tell(figures[-1])

    say(_("Loading models"))
    speech, seconds = _timed(lambda: models.speech(SpeechOptions(settings.engine)))
    add(N_("speech model load"), seconds, "s")
    emotion, seconds = _timed(models.emotion)
    add(N_("feelings model load"), seconds, "s")
    summariser, seconds = _timed(models.summariser)
    add(N_("summary model load"), seconds, "s")

    say(_("Transcribing the sample voice note"))
    blocks, decoding = _timed(lambda: list(decode(sample_voice_note())))
    result_of(speech.transcribe(blocks))
    transcript, hearing = _timed(lambda: result_of(speech.transcribe(blocks)))
    result_of(analyse_texts([transcript.text], models))
    models.forget()
    _read, reading = _timed(lambda: result_of(analyse_texts([transcript.text], models)))
    add(N_("voice note length"), transcript.seconds, "s")
    add(N_("decode"), decoding / transcript.seconds, N_("of its length"))
    add(N_("transcribe"), hearing / transcript.seconds, N_("of its length"))
    add(
        N_("voice note, all steps"),
        (decoding + hearing + reading) / transcript.seconds,
        N_("of its length"),
    )

    say(_("Analysing"))
    times = [_timed(partial(emotion.read, [SENTENCE.format(n)]))[1] for n in range(200)]
    add(N_("feelings of a 20-token sentence, p50"), 1000 * statistics.median(times), "ms")
    batches = [[SENTENCE.format(200 + 32 * n + at) for at in range(32)] for n in range(20)]
    times = [_timed(partial(emotion.read, batch))[1] for batch in batches]
    add(N_("feelings of 32 such sentences, p50"), 1000 * statistics.median(times), "ms")
    text = _long_text()
    times = []
    for _again in range(5):
        models.forget()
        times.append(_timed(lambda: result_of(analyse_texts([text], models)))[1])
    add(N_("a 500-word entry, p50"), statistics.median(times), "s")
    used: dict[str, Any] = {"speech": speech, "emotion": emotion, "summary": summariser}
    return {
        "figures": figures,
        "models": {step: f"{model.name}@{model.version}" for step, model in used.items()},
    }


def _long_text() -> str:
    """The sample journal's first `WORDS` words."""
    words = " ".join(sample.text for sample in sample_entries()).split()
    return " ".join((words * (1 + WORDS // len(words)))[:WORDS])


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun
