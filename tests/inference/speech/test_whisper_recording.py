"""How late a recording under way is heard."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.whisper_recording import _Lag


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "perf_counter", made)
    return made


def spoken(clock: Clock, seconds: list[float], pause: float = 0.0) -> Iterator[Samples]:
    """Blocks of sound that are there when they have been said, after a `pause`."""
    said = pause
    for each in seconds:
        said += each
        clock.now = max(clock.now, said)
        yield np.zeros(round(each * SAMPLE_RATE), np.float32)


def test_waiting_for_the_speaker_is_not_being_late(clock: Clock) -> None:
    lag = _Lag()
    late = [lag.seconds for _block in lag.measured(spoken(clock, [0.1] * 20, pause=60.0))]
    assert late == pytest.approx([0.0] * 20, abs=1e-6)


def test_work_makes_it_late_until_it_has_caught_up(clock: Clock) -> None:
    lag, late = _Lag(), []
    for number, _block in enumerate(lag.measured(spoken(clock, [0.5] * 20))):
        late.append(lag.seconds)
        clock.now += 3.0 if number == 2 else 0.25
    assert late[:3] == pytest.approx([0.0] * 3, abs=1e-6)
    assert late[3] == pytest.approx(2.5)
    assert late[-1] == 0.0
    assert late[3:] == sorted(late[3:], reverse=True)


def test_one_that_is_too_slow_is_later_and_later(clock: Clock) -> None:
    lag = _Lag()
    for _block in lag.measured(spoken(clock, [0.5] * 20)):
        clock.now += 1.0
    assert lag.seconds == pytest.approx(9.5)
