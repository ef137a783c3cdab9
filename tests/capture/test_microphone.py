"""Recording: what was said is kept, and what goes wrong is told."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.capture import microphone, portaudio
from samo_desktop.capture.microphone import Device, Recorder, Watchdog, check, devices
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter
from samo_desktop.errors import DeviceError, SamoError

from .fakes import FakeDevice
from .sounds import wait_until
from .spools import read_spool
from .test_sealed import KEY, FullDisk

RATE = 8000
BLOCK = RATE // 20


def block(number: int) -> NDArray[np.int16]:
    return np.full(BLOCK, number + 1, np.int16)


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeDevice:
    return FakeDevice(monkeypatch)


@pytest.fixture
def make_spool(tmp_path: Path) -> Callable[[int], SpoolWriter]:
    return lambda rate: SpoolWriter(
        tmp_path / "a.spool", KEY, SpoolInfo("a", datetime.now(UTC), rate)
    )


def kept(folder: Path) -> NDArray[np.int16]:
    return np.concatenate([np.zeros(0, np.int16), *read_spool(folder / "a.spool", KEY)[1]])


def test_all_that_was_said_is_kept_in_order(
    tmp_path: Path, device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(make_spool)
    recorder.start()
    for number in range(101):
        device.say(block(number), overflow=number == 7)
    assert recorder.stop() == recorder.seconds == 101 * BLOCK / RATE
    assert recorder.stop() == 101 * BLOCK / RATE
    assert kept(tmp_path).tolist() == np.concatenate([block(n) for n in range(101)]).tolist()
    assert read_spool(tmp_path / "a.spool", KEY)[0].sample_rate == RATE
    assert all(len(frame) <= RATE / 5 for frame in read_spool(tmp_path / "a.spool", KEY)[1])
    assert recorder.overflows == 1
    assert recorder.problem is None
    assert not device.open


def test_sound_is_on_the_disk_while_it_is_recorded(
    tmp_path: Path, device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(block(0))
    wait_until(lambda: recorder.seconds == BLOCK / RATE)
    assert kept(tmp_path).tolist() == block(0).tolist()
    recorder.stop()


def test_the_level_is_the_peak_of_the_last_block(
    device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(make_spool)
    recorder.start()
    for peak, level in ((-32768, 1.0), (16384, 0.5), (0, 0.0)):
        device.say(np.array([0, peak] * 200, np.int16))
        wait_until(lambda level=level: recorder.level == level)  # type: ignore[misc]
    recorder.stop()


def test_pausing_gives_the_microphone_up_and_keeps_what_was_said(
    tmp_path: Path, device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(make_spool)
    recorder.pause()
    recorder.resume()
    recorder.start()
    device.say(block(0))
    recorder.pause()
    recorder.pause()
    assert recorder.paused
    assert not device.running
    wait_until(lambda: recorder.seconds == BLOCK / RATE)
    device.broken = True
    with pytest.raises(DeviceError):
        recorder.resume()
    assert recorder.paused
    device.broken = False
    recorder.resume()
    assert not recorder.paused
    device.say(block(1))
    assert recorder.stop() == 2 * BLOCK / RATE
    assert kept(tmp_path).tolist() == [*block(0), *block(1)]


def test_a_device_without_mono_is_averaged(
    tmp_path: Path, device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    device.mono_works = False
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(np.array([32767, 32767, 100, -100, -32768, -32768, 100, 200], np.int16))
    recorder.stop()
    assert kept(tmp_path).tolist() == [32767, 0, -32768, 150]


def test_a_recording_that_cannot_begin_leaves_nothing(
    tmp_path: Path, device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(make_spool)
    device.broken = True
    with pytest.raises(DeviceError):
        recorder.start()
    device.broken = False

    def cannot_start(stream: Any, kind: str) -> None:
        raise DeviceError("Gone.")

    portaudio_start, portaudio.start = portaudio.start, cannot_start
    with pytest.raises(DeviceError):
        recorder.start()
    portaudio.start = portaudio_start

    def full(rate: int) -> SpoolWriter:
        raise SamoError("The disk is full.")

    with pytest.raises(SamoError, match="full"):
        Recorder(full).start()
    assert not list(tmp_path.iterdir())
    assert not device.open
    assert recorder.stop() == 0
    recorder.start()
    recorder.stop()


@pytest.fixture
def small_disk(make_spool: Callable[[int], SpoolWriter]) -> Callable[[int], SpoolWriter]:
    """As `make_spool`, on a disk with room for little more than a third of a second."""

    def make(rate: int) -> SpoolWriter:
        spool = make_spool(rate)
        spool._writer._file = FullDisk(spool._writer._file, 3000)  # type: ignore[assignment]
        return spool

    return make


def disk_of(recorder: Recorder) -> FullDisk:
    assert recorder._spool is not None
    disk = recorder._spool._writer._file
    assert isinstance(disk, FullDisk)
    return disk


def test_a_full_disk_is_told_and_sound_waits_until_there_is_room(
    tmp_path: Path, device: FakeDevice, small_disk: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(small_disk)
    recorder.start()
    for number in range(20):
        device.say(block(number))
    wait_until(lambda: recorder.problem is not None)
    assert "full" in str(recorder.problem)
    device.say(block(20))
    disk_of(recorder).room = 100_000
    wait_until(lambda: recorder.problem is None)
    device.say(block(21))
    assert recorder.stop() == 22 * BLOCK / RATE
    assert kept(tmp_path).tolist() == np.concatenate([block(n) for n in range(22)]).tolist()


def test_what_a_full_disk_did_not_take_in_the_end_is_told(
    tmp_path: Path, device: FakeDevice, small_disk: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(small_disk)
    recorder.start()
    for number in range(40):
        device.say(block(number))
    wait_until(lambda: recorder.problem is not None)
    seconds = recorder.stop()
    sound = kept(tmp_path)
    assert seconds == len(sound) / RATE > 0
    assert sound.tolist() == np.concatenate([block(n) for n in range(40)])[: len(sound)].tolist()
    assert "could not be saved" in str(recorder.problem)
    assert recorder.failed


def test_memory_for_a_full_disk_has_an_end_that_is_told(
    tmp_path: Path,
    device: FakeDevice,
    small_disk: Callable[[int], SpoolWriter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(microphone, "HELD_SECONDS", 0.5)
    monkeypatch.setattr(microphone, "_RETRY_SECONDS", 0.01)
    recorder = Recorder(small_disk)
    recorder.start()
    for number in range(30):
        device.say(block(number))
    wait_until(lambda: "now full" in str(recorder.problem))
    disk_of(recorder).room = 100_000
    recorder.stop()
    sound = kept(tmp_path)
    assert sound.tolist() == np.concatenate([block(n) for n in range(30)])[: len(sound)].tolist()


def test_silence_is_counted_from_the_last_voice(
    device: FakeDevice, make_spool: Callable[[int], SpoolWriter], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=100.0)
    monkeypatch.setattr(microphone, "time", clock)
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(np.full(BLOCK, 3000, np.int16))
    wait_until(lambda: recorder.seconds > 0)
    clock.now += 30.0
    device.say(np.full(BLOCK, 30, np.int16))
    wait_until(lambda: recorder.seconds > BLOCK / RATE)
    assert recorder.quiet_seconds == 30.0
    recorder.pause()
    assert recorder.quiet_seconds == 0.0
    recorder.stop()


def test_a_lost_microphone_can_be_left_alone(
    tmp_path: Path,
    device: FakeDevice,
    make_spool: Callable[[int], SpoolWriter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=100.0)
    monkeypatch.setattr(microphone, "time", clock)
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(block(0))
    wait_until(lambda: recorder.seconds > 0)
    assert not recorder.lost
    clock.now += 1.5
    assert recorder.lost
    assert recorder.abandon() == BLOCK / RATE
    assert kept(tmp_path).tolist() == block(0).tolist()
    assert device.open, "a driver that hangs is not asked to stop"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_speaks_into_a_dead_recording(
    device: FakeDevice, make_spool: Callable[[int], SpoolWriter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SpoolWriter, "append", lambda *args, **more: 1 / 0)
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(block(0))
    wait_until(lambda: recorder.problem is not None)
    assert recorder.stop() == 0


def test_a_microphone_that_falls_silent_is_told_until_it_is_back(
    device: FakeDevice,
    make_spool: Callable[[int], SpoolWriter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=100.0)
    monkeypatch.setattr(microphone, "time", clock)
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(block(0))
    wait_until(lambda: recorder.seconds > 0)
    clock.now += 1.5
    wait_until(lambda: recorder.problem is not None)
    assert isinstance(recorder.problem, DeviceError)
    device.say(block(1))
    wait_until(lambda: recorder.problem is None)
    for _ in range(41):
        device.say(np.zeros(BLOCK, np.int16))
    wait_until(lambda: recorder.problem is not None)
    assert "muted" in str(recorder.problem)
    recorder.pause()
    clock.now += 1000
    assert recorder.problem is None
    recorder.resume()
    assert recorder.problem is None
    recorder.stop()


def test_the_watchdog() -> None:
    noise, silence = np.ones(100, np.int16), np.zeros(100, np.int16)
    dog = Watchdog(100, now=0.0)
    assert dog.problem(2.9) is None  # devices may need time to wake up
    assert dog.problem(3.0) is not None
    dog.heard(noise, 3.1)
    assert dog.problem(4.0) is None
    assert dog.problem(4.1) is not None
    dog.restart(50.0)
    assert dog.problem(51.5) is None
    dog.heard(silence, 52.0)
    assert dog.problem(52.1) is None
    dog.heard(silence, 53.0)
    assert "muted" in str(dog.problem(53.1))
    dog.heard(noise, 54.0)
    assert dog.problem(54.1) is None


class FakePortAudio(SimpleNamespace):
    """The module sounddevice, with chosen devices."""

    class PortAudioError(Exception):
        pass

    _initialized = 1

    def __init__(self, inputs: list[tuple[str, int]], default: int) -> None:
        super().__init__(default=SimpleNamespace(device=(default, -1)), started=0)
        self.works = True
        self._devices = [
            {
                "index": n,
                "name": name,
                "hostapi": host,
                "max_input_channels": 1,
                "max_output_channels": 0,
                "default_samplerate": 44100.0,
            }
            for n, (name, host) in enumerate(inputs)
        ]

    def query_devices(self) -> list[dict[str, Any]]:
        return self._devices

    def check_input_settings(self, **settings: Any) -> None:
        if not self.works:
            raise self.PortAudioError("busy")

    def _terminate(self) -> None:
        self._initialized -= 1

    def _initialize(self) -> None:
        self._initialized += 1
        self.started += 1


def install(monkeypatch: pytest.MonkeyPatch, fake: FakePortAudio) -> FakePortAudio:
    monkeypatch.setitem(sys.modules, "sounddevice", fake)  # type: ignore[arg-type]
    return fake


def test_devices_of_the_default_driver_system_are_listed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = install(monkeypatch, FakePortAudio([("a", 0), ("b", 1), ("b", 1), ("c", 1)], 3))
    assert devices() == [Device("b", False), Device("c", True)]
    assert fake.started == 1
    check()
    check("b")
    with pytest.raises(DeviceError, match="“a”") as told:
        check("a")
    assert told.value.hint


def test_without_a_default_the_first_microphone_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakePortAudio([("a", 0), ("b", 1)], -1))
    assert devices() == [Device("a", False), Device("b", False)]
    assert portaudio.find("input", "")["name"] == "a"


def test_no_microphone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakePortAudio([], -1))
    assert devices() == []
    with pytest.raises(DeviceError, match="No microphone") as told:
        check()
    assert told.value.hint


def test_a_microphone_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakePortAudio([("a", 0)], 0)).works = False
    with pytest.raises(DeviceError, match="cannot be used"):
        check()


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        def find_spec(self, name: str, *rest: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    assert devices() == []
    with pytest.raises(DeviceError, match="PortAudio") as told:
        check()
    assert "libportaudio2" in told.value.hint


def test_the_list_is_not_renewed_while_a_stream_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = install(monkeypatch, FakePortAudio([("a", 0)], 0))
    monkeypatch.setattr(portaudio, "_streams", 1)
    fake.works = False
    check()
    assert devices() == [Device("a", True)]
    assert fake.started == 0


def test_starting_and_stopping_from_several_threads(
    device: FakeDevice, make_spool: Callable[[int], SpoolWriter]
) -> None:
    recorder = Recorder(make_spool)
    recorder.start()
    device.say(block(0))
    lengths: list[float] = []
    threads = [threading.Thread(target=lambda: lengths.append(recorder.stop())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lengths == [BLOCK / RATE] * 4
