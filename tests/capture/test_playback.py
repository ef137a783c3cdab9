"""Playing: what is heard, from where, and that nobody waits for it."""

from __future__ import annotations

import io
import threading
from typing import BinaryIO

import numpy as np
import pytest

from samo_desktop.capture.decode import decode
from samo_desktop.capture.playback import Player
from samo_desktop.errors import AudioError, DamagedError, DeviceError
from tests.conftest import ExpectedErrors
from tests.support.sound import encode_opus

from .fakes import FakeDevice
from .sounds import chirp, int16, likeness, wait_until

pytestmark = pytest.mark.slow

SECONDS = 3.0


@pytest.fixture(scope="module")
def opus() -> bytes:
    target = io.BytesIO()
    encode_opus([int16(chirp(48000, SECONDS))], 48000, target)
    return target.getvalue()


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeDevice:
    return FakeDevice(monkeypatch)


class Loudspeaker:
    """Lets one piece of sound through at a time."""

    def __init__(self, device: FakeDevice) -> None:
        self._gate = threading.Semaphore(0)
        device.before_write = self._wait

    def _wait(self) -> None:
        assert self._gate.acquire(timeout=90)

    def let_through(self, pieces: int) -> None:
        self._gate.release(pieces)


def test_all_is_played_and_the_end_is_told_once(device: FakeDevice, opus: bytes) -> None:
    ended, names = threading.Event(), []

    def on_end() -> None:
        names.append(threading.current_thread().name)
        ended.set()

    player = Player(lambda: io.BytesIO(opus), SECONDS, on_end)
    assert not player.playing
    for turn in (1, 2):
        player.play()
        player.play()
        assert ended.wait(90)
        ended.clear()
        assert len(names) == turn
        assert player.position == SECONDS
        assert not player.playing
        assert player.problem is None
        assert likeness(np.concatenate(device.heard), chirp(8000, SECONDS), 8000) > 0.9
        device.heard.clear()
    player.close()
    assert "MainThread" not in names
    assert not device.open


def test_pause_goes_on_where_it_was(device: FakeDevice, opus: bytes) -> None:
    speaker, ends = Loudspeaker(device), []
    player = Player(lambda: io.BytesIO(opus), SECONDS, lambda: ends.append(1))
    player.play()
    speaker.let_through(10)
    wait_until(lambda: player.position == pytest.approx(0.5))
    player.pause()
    assert not player.playing
    assert player.position == pytest.approx(0.5)
    speaker.let_through(1000)
    player.play()
    wait_until(lambda: not player.playing)
    player.close()
    assert ends == [1]
    rest = np.concatenate(device.heard)[11 * 400 :]
    assert likeness(rest, chirp(8000, SECONDS)[4000:], 8000) > 0.9


def test_seeking_while_it_plays_and_while_it_does_not(device: FakeDevice, opus: bytes) -> None:
    speaker, ends = Loudspeaker(device), []
    player = Player(lambda: io.BytesIO(opus), SECONDS, lambda: ends.append(1))
    player.seek(1.0)
    assert player.position == 1.0
    assert not player.playing
    player.play()
    speaker.let_through(2)
    wait_until(lambda: player.position > 1.05)
    for second in np.linspace(0, 2, 21):  # a slider that is dragged
        player.seek(float(second))
        assert player.playing
    speaker.let_through(1000)
    wait_until(lambda: not player.playing)
    player.close()
    assert ends == [1]
    whole = np.concatenate(list(decode(io.BytesIO(opus), 8000)))
    # What was overtaken by the next place never took the loudspeaker.
    assert device.opened <= 4
    assert likeness(np.concatenate(device.heard)[-7800:], whole[-7800:], 8000) > 0.9
    player.seek(-5)
    assert player.position == 0
    player.seek(99)
    assert player.position == SECONDS


def test_stop_goes_back_to_the_beginning(device: FakeDevice, opus: bytes) -> None:
    speaker, ends = Loudspeaker(device), []
    player = Player(lambda: io.BytesIO(opus), SECONDS, lambda: ends.append(1))
    player.play()
    speaker.let_through(3)
    wait_until(lambda: len(device.heard) == 3)
    player.stop()
    player.stop()
    assert player.position == 0
    speaker.let_through(1000)
    player.close()
    assert len(device.heard) <= 4
    assert not ends
    assert not device.open


def test_the_position_is_what_is_heard_not_what_is_written(device: FakeDevice, opus: bytes) -> None:
    speaker, device.latency = Loudspeaker(device), 0.2
    player = Player(lambda: io.BytesIO(opus), SECONDS)
    player.play()
    speaker.let_through(10)
    wait_until(lambda: player.position == pytest.approx(0.3))
    player.stop()
    speaker.let_through(1)
    player.close()


def test_no_loudspeaker_is_told(device: FakeDevice, opus: bytes) -> None:
    device.broken = True
    ended = threading.Event()
    player = Player(lambda: io.BytesIO(opus), SECONDS, ended.set)
    player.seek(1.5)
    player.play()
    assert ended.wait(90)
    assert isinstance(player.problem, DeviceError)
    assert player.position == 1.5
    device.broken = False
    player.play()
    wait_until(lambda: not player.playing)
    assert player.problem is None


def test_a_loudspeaker_that_goes_away_is_told(device: FakeDevice, opus: bytes) -> None:
    speaker = Loudspeaker(device)
    player = Player(lambda: io.BytesIO(opus), SECONDS)
    player.play()
    speaker.let_through(4)
    wait_until(lambda: len(device.heard) == 4)
    device.broken = True
    speaker.let_through(1)
    wait_until(lambda: not player.playing)
    assert isinstance(player.problem, DeviceError)
    assert player.position == pytest.approx(0.2)
    assert not device.open


def test_a_damaged_file_is_told(device: FakeDevice) -> None:
    def damaged() -> BinaryIO:
        raise DamagedError("Damaged.")

    player = Player(damaged, SECONDS)
    player.play()
    wait_until(lambda: not player.playing)
    player.close()
    assert isinstance(player.problem, DamagedError)
    assert not device.open


def test_every_file_is_closed(device: FakeDevice, opus: bytes) -> None:
    opened: list[BinaryIO] = []

    def open_source() -> BinaryIO:
        opened.append(io.BytesIO(opus))
        return opened[-1]

    player = Player(open_source, SECONDS)
    player.play()
    player.seek(2.5)
    wait_until(lambda: not player.playing)
    player.close()
    assert opened
    assert all(file.closed for file in opened)


@pytest.mark.parametrize("speed", [0.75, 1.25, 1.5, 2.0])
def test_at_another_speed_all_is_heard_in_less_or_more_time(
    device: FakeDevice, opus: bytes, speed: float
) -> None:
    player = Player(lambda: io.BytesIO(opus), SECONDS, speed=speed)
    for _ in range(2):
        player.play()
        wait_until(lambda: not player.playing)
        heard = np.concatenate(device.heard)
        assert len(heard) == pytest.approx(SECONDS * 8000 / speed, rel=0.02)
        assert player.position == SECONDS
        assert player.problem is None
        device.heard.clear()
    player.close()


def test_the_position_is_that_in_the_recording_at_any_speed(
    device: FakeDevice, opus: bytes
) -> None:
    speaker = Loudspeaker(device)
    player = Player(lambda: io.BytesIO(opus), SECONDS, speed=2.0)
    player.seek(1.0)
    player.play()
    speaker.let_through(5)
    wait_until(lambda: len(device.heard) == 5)
    written = sum(map(len, device.heard)) / 8000
    wait_until(lambda: player.position == pytest.approx(1.0 + 2 * written, abs=1e-6))
    player.stop()
    speaker.let_through(100)
    player.close()


def test_a_changed_speed_goes_on_from_where_it_is(device: FakeDevice, opus: bytes) -> None:
    speaker = Loudspeaker(device)
    player = Player(lambda: io.BytesIO(opus), SECONDS)
    player.play()
    speaker.let_through(20)
    wait_until(lambda: player.position == pytest.approx(1.0))
    player.speed = 2.0
    places = [player.position]
    while player.playing:
        speaker.let_through(1)
        places.append(player.position)
    player.close()
    assert device.opened == 1  # no gap: the loudspeaker is the same
    assert places == sorted(places)
    heard = np.concatenate(device.heard)
    # A second and what was on its way at once, the rest at twice the speed.
    assert len(heard) == pytest.approx(8000 + (SECONDS - 1) * 4000, abs=900)
    assert likeness(heard[:8000], chirp(8000, SECONDS)[:8000], 8000) > 0.9


def test_back_to_the_recorded_speed_it_is_the_sound_itself(device: FakeDevice, opus: bytes) -> None:
    speaker = Loudspeaker(device)
    player = Player(lambda: io.BytesIO(opus), SECONDS, speed=1.5)
    player.play()
    speaker.let_through(10)
    wait_until(lambda: len(device.heard) == 10)
    player.speed = 1.0
    speaker.let_through(1000)
    wait_until(lambda: not player.playing)
    player.close()
    whole = np.concatenate(list(decode(io.BytesIO(opus), 8000)))
    assert np.array_equal(np.concatenate(device.heard)[-8000:], whole[-8000:])


def test_any_error_is_told_and_is_not_the_end_of_the_sound(
    device: FakeDevice, expected_errors: ExpectedErrors
) -> None:
    def broken() -> BinaryIO:
        raise ValueError("a bug")

    ended = threading.Event()
    player = Player(broken, SECONDS, ended.set)
    player.seek(1.0)
    player.play()
    assert ended.wait(90)
    player.close()
    assert isinstance(player.problem, AudioError)
    assert "could not be played" in player.problem.message
    assert not device.open
    assert [record.getMessage() for record in expected_errors] == ["A bug ended the playing."]
