"""Moonshine tiny: the bundled English speech model that works at once.

`phrases` decides what is heard together. What the model is too unsure of, and what it says again
and again without anybody having said it, is heard once more in parts, or left out and told.
"""

from __future__ import annotations

import importlib.util
import itertools
import math
import threading
import time
from collections.abc import Collection, Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from samo_desktop.domain.models import short_name
from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech import repetition
from samo_desktop.inference.speech.doubt import (
    FEW_WORDS,
    NONSENSE,
    Passage,
    Sureness,
    is_noise,
    is_said,
    judged,
    words_of,
)
from samo_desktop.inference.speech.greedy import FILES, DecodedPhrase, Greedy
from samo_desktop.inference.speech.interim_results import InterimResults
from samo_desktop.inference.speech.own_words import OwnWords
from samo_desktop.inference.speech.sentence_ends import (
    ended_like,
    needs_ends,
    with_sentences,
    without_dashes,
)
from samo_desktop.inference.speech.speech_segmenter import Cutter, Pauses, Phrase
from samo_desktop.inference.speech.stopwatch import Waiting
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed


def bundled_folder() -> Path:
    """Where the weights lie in the moonshine-voice package. Raises ModelError without it."""
    package = importlib.util.find_spec("moonshine_voice")
    if package is None or package.origin is None:
        raise ModelError(_("The bundled speech model is missing."), _("Reinstall SAMO."))
    return Path(package.origin).parent / "assets" / "tiny-en"


class Moonshine:
    """English speech to text. Loads on construction; raises ModelError if it cannot."""

    engine = "moonshine"
    name = "moonshine-tiny-en"
    version = "0.1.0"

    def __init__(self, folder: Path | None = None, pauses: Pauses | None = None) -> None:
        self._one_at_a_time = threading.Lock()
        self._pauses = pauses
        folder = folder or bundled_folder()
        damaged = ModelError(
            _("The speech model {model} is damaged or incomplete.").format(
                model=short_name(self.name)
            ),
            _("Reinstall SAMO."),
        )
        if not all((folder / name).is_file() for name in FILES):
            raise damaged
        try:
            self._model = Greedy(folder)
        except Exception as error:  # ONNX Runtime's exceptions have no common base
            raise damaged from error

    def transcribe(
        self,
        blocks: Iterable[Samples],
        *,
        languages: Collection[str] = (),
        words: Sequence[str] = (),
        live: bool = False,
    ) -> Generator[Heard, None, Transcript]:
        """See `SpeechModel`. Raises ModelError if English is none of the `languages`.

        Unless only English may be spoken, of a recording that does not sound like it only what is
        clearly English has words at the end, though more may have been told before; else all are
        kept that are not loops or noise.
        """
        if languages and "en" not in languages:
            raise ModelError(
                _("{model} knows only English, not {language}.").format(
                    model=short_name(self.name),
                    language=listed([language_name(code) for code in languages]),
                ),
                _("Use the best model, or choose English."),
            )
        english = {*languages} == {"en"}
        own = OwnWords(words, sure=True)
        passages: list[Passage] = []
        elapsed = 0.0
        cutter = Cutter(self._pauses)
        drafts = InterimResults(lambda phrase: self._hear(phrase, english=english))
        waiting = Waiting()
        begun = time.perf_counter()
        taken = map(cutter.take, waiting.timed(blocks))
        for phrases in itertools.chain(taken, map(Cutter.end, [cutter])):
            heard = [passage for passage in map(drafts.final, phrases) if passage]
            found = [_with_own(own, passage) for passage in heard]
            passages += found
            draft = drafts.of(cutter) if live else None
            elapsed += time.perf_counter() - begun
            segments = [segment for passage in found for segment in passage.segments]
            for segment in segments:
                yield Heard(cutter.seconds, segment, "")
            if draft is not None or not segments:
                yield Heard(cutter.seconds, None, draft)
            begun = time.perf_counter()
        kept, notes = judged(passages, sure=english)
        whole = with_sentences([segment for passage in kept for segment in passage.segments])
        return Transcript(
            " ".join(segment.text for segment in whole),
            "en",
            self.engine,
            self.name,
            whole,
            cutter.seconds,
            elapsed - waiting.seconds,
            notes=notes,
        )

    def _hear(self, phrase: Phrase, *, english: bool) -> Passage | None:
        """The words of a phrase; None if there are none."""
        reading = self._read(phrase)
        if not words_of(reading.text):
            return None
        sureness = Sureness.of(reading.tokens, reading.logprobs)
        if is_noise(len(reading.text.split()), phrase.surest, sureness.mean):
            return Passage(phrase.start, (), Sureness(), "noise")
        seconds = _seconds(phrase)
        if not reading.ended or (
            repetition.may_loop(reading.text, seconds)
            and not is_said(reading.text, seconds, sureness.mean)
        ):
            passage = self._hear_again(phrase, reading)
        else:
            text = self._with_ends(phrase, reading.text)
            passage = Passage(phrase.start, (_segment(phrase, reading, text),), sureness)
        if not english and passage.sureness.below(NONSENSE):
            return Passage(phrase.start, (), passage.sureness, "unclear")
        return passage

    def _with_ends(self, phrase: Phrase, text: str) -> str:
        """The words of a phrase with marks where its parts, heard one by one, have them."""
        text, parts = without_dashes(text), phrase.parts()
        if len(parts) < 2 or not needs_ends(text):
            return text
        return ended_like(text, [self._read(part).text for part in parts])

    def _hear_again(self, phrase: Phrase, whole: DecodedPhrase) -> Passage:
        """The words of a phrase that seems a loop: as they are if its halves repeat them too."""
        halves = phrase.halves()
        readings = [self._read(half) for half in halves]
        sureness = Sureness.of(whole.tokens, whole.logprobs)
        if all(reading.ended for reading in (whole, *readings)) and repetition.same_repetition(
            whole.text, [reading.text for reading in readings]
        ):
            return Passage(phrase.start, (_segment(phrase, whole),), sureness)
        segments, left = [], False
        sureness = Sureness()
        for half, reading in zip(halves, readings, strict=True):
            text = reading.text
            if not reading.ended or repetition.may_loop(text, _seconds(half)):
                text, left = repetition.said_once(text), True
            sureness += Sureness.of(reading.tokens, reading.logprobs)
            if words_of(text):
                segments.append(_segment(half, reading, text))
        if sum(len(segment.text.split()) for segment in segments) <= FEW_WORDS:
            return Passage(phrase.start, (), Sureness(), "unclear")  # a sung vowel, a laugh
        return Passage(phrase.start, tuple(segments), sureness, "unclear" if left else "")

    def _read(self, phrase: Phrase) -> DecodedPhrase:
        try:
            with self._one_at_a_time:  # a note may be heard live while a file is worked through
                return self._model.read(phrase.samples)
        except Exception as error:  # ONNX Runtime's exceptions have no common base
            raise ModelError(
                _("The speech model failed on this recording."),
                _("The recording is safe. Try again, or choose another model."),
            ) from error


def _segment(phrase: Phrase, reading: DecodedPhrase, text: str = "") -> Segment:
    confidence = math.exp(min(0.0, float(reading.logprobs.mean())))
    return Segment(phrase.start, phrase.end, words_of(text or reading.text), confidence)


def _with_own(own: OwnWords, passage: Passage) -> Passage:
    return replace(passage, segments=tuple(map(own.corrected, passage.segments)))


def _seconds(phrase: Phrase) -> float:
    return len(phrase.samples) / SAMPLE_RATE
