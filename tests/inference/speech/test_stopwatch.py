"""Waiting for the speaker is no work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from samo_desktop.domain.generators import result_of
from samo_desktop.inference.ports import Samples
from samo_desktop.inference.speech.stopwatch import Waiting
from samo_desktop.inference.speech.whisper import Whisper


def _slowly() -> Iterator[Samples]:
    for _ in range(4):
        time.sleep(0.25)
        yield np.zeros(1600, np.float32)


def test_what_blocks_take_to_come_is_measured() -> None:
    waiting = Waiting()
    assert len(list(waiting.timed(_slowly()))) == 4
    assert waiting.seconds >= 1.0


def test_a_transcript_tells_how_long_hearing_took(whisper_folder: Path) -> None:
    transcript = result_of(Whisper(whisper_folder).transcribe(_slowly(), live=True))
    assert transcript.seconds == 0.4
    assert 0.0 <= transcript.elapsed < 0.8
