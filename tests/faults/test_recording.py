"""A few of the faults that `recording` repeats by the hundred."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.faults import recording
from tests.support import pulse
from tests.support.pulse import PulseMicrophone

pytestmark = pytest.mark.slow

MOST_LOST = 1.0
"""Seconds that a killed process may cost."""


@pytest.fixture(scope="module")
def microphone() -> Iterator[PulseMicrophone]:
    if reason := pulse.missing():
        assert not os.environ.get("SAMO_REQUIRE_PULSE"), reason
        pytest.skip(reason)
    with PulseMicrophone() as made:
        yield made


def test_killed_programs_lose_almost_nothing(microphone: PulseMicrophone) -> None:
    lost = recording.kill_programs(microphone.env, 2, random.Random(1))
    assert len(lost) == 2
    assert max(lost) < MOST_LOST


def test_killed_listeners_are_replaced(microphone: PulseMicrophone) -> None:
    lost = recording.kill_listeners(microphone.env, 2, random.Random(1))
    assert len(lost) == 2
    assert max(lost) < 2 * MOST_LOST, "on a machine that has other work as well"


def test_a_sound_server_that_dies_is_told_and_recording_goes_on(
    microphone: PulseMicrophone,
) -> None:
    [found] = recording.unplug(microphone, 1, random.Random(1))
    assert found["kept"] >= 0
    assert found["told"] < recording.PATIENCE


def test_two_recordings_at_once_are_both_whole(microphone: PulseMicrophone) -> None:
    for lost in recording.two_at_once(microphone.env, 1.0):
        assert lost < MOST_LOST


def test_a_clock_that_is_set_back_changes_nothing(microphone: PulseMicrophone) -> None:
    assert recording.clock_set_back(microphone.env) < MOST_LOST


def test_a_full_disk_is_told_and_loses_nothing(microphone: PulseMicrophone) -> None:
    with recording.small_disk() as folder:
        if folder is None:
            pytest.skip("a small disk may not be mounted here")
        found = recording.full_disk(microphone.env, folder)
    assert found["told"] < 2 * MOST_LOST
    assert found["lost"] < MOST_LOST, "though it was full for two seconds"
