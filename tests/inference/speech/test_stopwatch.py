"""Waiting for the speaker is no work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.inference.ports import Samples
from samo_desktop.inference.speech.stopwatch import Waiting
from samo_desktop.inference.speech.whisper import Whisper


class Clock:
    """A clock that goes on only while one waits for sound."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def slowly(self) -> Iterator[Samples]:
        """Four blocks, each a quarter of a second late."""
        for _ in range(4):
            self.now += 0.25
            yield np.zeros(1600, np.float32)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "perf_counter", made)
    return made


def test_what_blocks_take_to_come_is_measured(clock: Clock) -> None:
    waiting = Waiting()
    assert len(list(waiting.timed(clock.slowly()))) == 4
    assert waiting.seconds == 1.0


def test_a_transcript_tells_how_long_hearing_took(whisper_folder: Path, clock: Clock) -> None:
    transcript = result_of(Whisper(whisper_folder).transcribe(clock.slowly(), live=True))
    assert transcript.seconds == 0.4
    assert transcript.elapsed == 0.0
