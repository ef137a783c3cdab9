"""What the Whisper engine adds to faster-whisper: ratios within one run, by processor time.

The model is as large as the smallest published one, with random weights and known words, so what
it hears means nothing, but it takes as long.
"""

from __future__ import annotations

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
from samo_desktop.inference.speech import whisper
from samo_desktop.inference.speech.chunk_packing import windows
from samo_desktop.inference.speech.speech_segmenter import Pauses, cut
from samo_desktop.inference.speech.whisper import DECODING, Whisper
from tests.support.whisper_model import TINY, Script, make_whisper

ROUNDS = 3
NOTES = 6
"""How often the sample's voice note of twelve seconds is heard after itself."""
SEGMENTS, WORDS = 5, 9
MANY_PAUSES = Pauses(long=0.3, short=0.3, enough=1.0)
"""Cuts the sample as a note would be whose speaker thinks after every few words."""


def ratios() -> dict[str, float]:
    """Time with over time without: "engine", "words", "at once", "together"."""
    with tempfile.TemporaryDirectory() as folder:
        make_whisper(Path(folder) / "tiny", _script(), size=TINY)
        engine = Whisper(Path(folder) / "tiny")
        halting = Whisper(Path(folder) / "tiny", MANY_PAUSES)
        sound = np.tile(np.concatenate(list(decode(sample_voice_note()))), NOTES)
        heard = windows(phrase for _, phrase in cut(_blocks(sound)) if phrase)
        parts = [window.samples for window in heard]
        measured = _times(
            {
                "at once": lambda: _at_once(engine, sound),
                "engine": lambda: _one_by_one(engine, sound),
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
        "at once": measured["at once"] / measured["engine"],
        "together": paused["together"] / paused["alone"],
    }


def _script() -> Script:
    words = ["".join(pair) for pair in product("abcdefghi", "klmno")]
    each = [" ".join(words[n * WORDS : (n + 1) * WORDS]) for n in range(SEGMENTS)]
    return Script("en", tuple((n + 0.02, text, n + 0.98) for n, text in enumerate(each)))


def _hear(engine: Whisper, sound: Samples, *, live: bool = False) -> None:
    result_of(engine.transcribe(_blocks(sound), languages=["en"], live=live))


def _at_once(engine: Whisper, sound: Samples) -> None:
    with mock.patch.object(whisper, "PATIENCE", 1e6):  # four windows, however slow this computer
        _hear(engine, sound)


def _one_by_one(engine: Whisper, sound: Samples) -> None:
    with mock.patch.object(whisper, "MOST_TOGETHER", 1):
        _hear(engine, sound)


def _direct(engine: Whisper, parts: list[Samples], **changes: Any) -> None:
    """faster-whisper itself, with the same decoding, on the very sound that the engine hears."""
    with mock.patch.dict(DECODING, changes):
        for samples in parts:
            found, _ = engine._model.transcribe(samples, language="en", **DECODING)
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
