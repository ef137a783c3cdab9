"""What the Whisper engine adds to faster-whisper: ratios within one run, by processor time.

The model is as large as the smallest published one, with random weights and known words, so what
it hears means nothing, but it takes as long.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech import second_hearing
from samo_desktop.inference.speech.chunk_packing import windows
from samo_desktop.inference.speech.speech_segmenter import Pauses, cut
from samo_desktop.inference.speech.whisper import Whisper
from samo_desktop.inference.speech.whisper_decoder import BEAMS
from samo_desktop.inference.speech.whisper_recording import WHOLE
from tests.support.whisper_model import TINY, Script, make_whisper

ROUNDS = 3
NOTES = 6
"""How often the sample's voice note of twelve seconds is heard after itself."""
SENTENCES, WORDS = 5, 9
DECODING = {
    "beam_size": BEAMS,
    "temperature": 0.0,
    "without_timestamps": True,
    "word_timestamps": True,
    "condition_on_previous_text": False,
    "log_prob_threshold": None,
    "no_speech_threshold": None,
    "compression_ratio_threshold": None,
}
"""How the engine decodes, as faster-whisper takes it."""
MANY_PAUSES = Pauses(long=0.3, short=0.3, enough=1.0)
"""Cuts the sample as a note would be whose speaker thinks after every few words."""


def ratios() -> dict[str, float]:
    """Time with over time without: "engine", "words", "together"."""
    with tempfile.TemporaryDirectory() as folder:
        make_whisper(Path(folder) / "tiny", _script(), size=TINY)
        engine = Whisper(Path(folder) / "tiny")
        halting = Whisper(Path(folder) / "tiny", MANY_PAUSES)
        sound = np.tile(np.concatenate(list(decode(sample_voice_note()))), NOTES)
        heard = windows(phrase for _, phrase in cut(_blocks(sound), WHOLE) if phrase)
        parts = [window.samples for window in heard]
        # What is missing in the words of a random model would be heard again and again.
        with mock.patch.object(second_hearing, "GAP_SECONDS", math.inf):
            measured = _times(
                {
                    "engine": lambda: _hear(engine, sound),
                    "direct": lambda: _direct(engine, parts),
                    "without words": lambda: _direct(engine, parts, word_timestamps=False),
                }
            )
            note = sound[: len(sound) // NOTES]
            paused = _times(
                {
                    "together": lambda: _hear(halting, note),
                    "alone": lambda: _hear(halting, note, live=True),
                }
            )
    return {
        "engine": measured["engine"] / measured["direct"],
        "words": measured["direct"] / measured["without words"],
        "together": paused["together"] / paused["alone"],
    }


def _script() -> Script:
    words = ["".join(pair) for pair in product("abcdefghi", "klmno")]
    each = [" ".join(words[n * WORDS : (n + 1) * WORDS]) for n in range(SENTENCES)]
    return Script("en", " ".join(f"{text}{mark}" for text, mark in zip(each, ".?!;:", strict=True)))


def _hear(engine: Whisper, sound: Samples, *, live: bool = False) -> None:
    result_of(engine.transcribe(_blocks(sound), languages=["en"], live=live))


def _direct(engine: Whisper, parts: list[Samples], **changes: Any) -> None:
    """faster-whisper itself, with the same decoding, on the very sound that the engine hears."""
    model = engine._decoder._model
    for samples in parts:
        found, _ = model.transcribe(samples, language="en", **(DECODING | changes))
        list(found)


def _blocks(sound: Samples) -> Iterator[Samples]:
    for at in range(0, len(sound), SAMPLE_RATE):
        yield sound[at : at + SAMPLE_RATE]


def _times(works: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Median seconds of processor time of each, taken in turns after one turn to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            begun = time.process_time()
            work()
            if turn:
                taken[name].append(time.process_time() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}
