"""Recording from a microphone.

Two threads of its own: PortAudio's, which only puts blocks into a queue, and a writer, which
appends them to the spool and watches that they come.
"""

from __future__ import annotations

import atexit
import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture import portaudio
from samo_desktop.capture.spool import SpoolWriter
from samo_desktop.errors import DeviceError, SamoError
from samo_desktop.messages import gettext as _

FIRST_FRAME_SECONDS = 3.0
"""How long a device may take to wake up (Bluetooth ones take two seconds)."""
NO_FRAMES_SECONDS = 1.0
"""How long nothing may come from a device that is awake."""
SILENCE_SECONDS = 2.0
"""How much sound may be exactly zero."""
QUIET = 10 ** (-46 / 20)
"""Peak, of full scale, below which nobody speaks."""
HELD_SECONDS = 600.0
"""How much sound waits in memory while the disk takes none: 60 MB at 48 kHz."""
_FRAMES_AT_ONCE = 64
_RETRY_SECONDS = 0.5
_FRAME_SECONDS = 0.1
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone by its system name; `default` marks the one used when none is chosen."""

    name: str
    default: bool


def devices() -> list[Device]:
    """The microphones; an empty list if there are none. May take half a second."""
    try:
        portaudio.refresh("input")
        found, default = portaudio.list_devices("input")
    except DeviceError:
        return []
    by_name: dict[str, bool] = {}
    for device in found:
        by_name[device["name"]] = by_name.get(device["name"], False) or device["index"] == default
    return [Device(name, is_default) for name, is_default in by_name.items()]


def check(device: str = "") -> None:
    """Raises DeviceError, with the reason and what to do, if nothing can be recorded.

    `device` is a name of `devices()`, or "" for the default. May take half a second.
    """
    portaudio.refresh("input")
    portaudio.check_input(portaudio.find("input", device))


class Watchdog:
    """Tells from the blocks whether a microphone is gone or muted. Times are of a steady clock."""

    def __init__(self, sample_rate: int, now: float) -> None:
        self._silence = SILENCE_SECONDS * sample_rate
        self.restart(now)

    def restart(self, now: float) -> None:
        """Begins to wait for blocks."""
        self._deadline = now + FIRST_FRAME_SECONDS
        self._zeros = 0

    def heard(self, samples: NDArray[np.int16], now: float) -> None:
        """Takes note of a block."""
        self._deadline = now + NO_FRAMES_SECONDS
        # A real microphone always has noise: exact zeros are a mute switch or a missing permission.
        self._zeros = 0 if samples.any() else self._zeros + len(samples)

    def gone(self, now: float) -> bool:
        """Whether no blocks come any more."""
        return now >= self._deadline

    def problem(self, now: float) -> DeviceError | None:
        """What is wrong now, or None."""
        if self.gone(now):
            return DeviceError(
                _("The microphone stopped sending sound."),
                _("Plug it in again, or stop. Everything up to now is saved."),
            )
        if self._zeros >= self._silence:
            return DeviceError(
                _("The microphone is picking up only silence. It may be blocked or muted."),
                _("Unmute it, or allow this program to use it in your system's privacy settings."),
            )
        return None


class Recorder:
    """Records from `device` (a name of `devices()`, "" for the default) until `stop`.

    `make_spool` gets the samples per second and gives the spool to record into; it is called once,
    by `start`. Methods may take some tenths of a second: the device is opened and closed.
    """

    def __init__(self, make_spool: Callable[[int], SpoolWriter], device: str = "") -> None:
        self._make_spool = make_spool
        self._device = device
        self._lock = threading.RLock()
        # Without a bound: when the disk stalls, sound waits in memory and is not lost.
        self._blocks: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._spool: SpoolWriter | None = None
        self._stream: Any = None
        self._channels = 1
        self._waiting: list[NDArray[np.int16]] = []
        self._failure: SamoError | None = None
        self._retry = 0.0
        self._full = self._ending = False
        self._loud = 0.0
        self._complaint: DeviceError | None = None
        self.device_name = ""
        """The device that is listened to, once started."""
        self.level = 0.0
        """Peak of the last block, 0 to 1."""
        self.paused = False
        self.overflows = 0
        """How often PortAudio said that sound was lost because the computer was too busy."""

    @property
    def seconds(self) -> float:
        """Length of what is safely on the disk."""
        return self._spool.seconds if self._spool else 0.0

    @property
    def quiet_seconds(self) -> float:
        """For how long nothing louder than `QUIET` was heard; 0 while paused."""
        return 0.0 if self.paused or not self._spool else time.monotonic() - self._loud

    @property
    def lost(self) -> bool:
        """Whether the microphone gives no blocks any more: it is gone, or its driver hangs."""
        return not self.paused and self._watchdog.gone(time.monotonic())

    @property
    def failed(self) -> bool:
        """Whether sound could not be kept, which the end of the recording does not mend."""
        return self._failure is not None

    @property
    def problem(self) -> SamoError | None:
        """What is wrong now; a microphone's problem goes when its sound is back."""
        return self._failure or self._complaint

    def start(self) -> None:
        """Begins to record. Raises DeviceError or, for the disk, SamoError; no file stays then."""
        with self._lock:
            device = portaudio.find("input", self._device)
            self.device_name = str(device["name"])
            self._open(device)
            try:
                self._spool = self._make_spool(portaudio.rate_of(device))
                portaudio.start(self._stream, "input")
            except BaseException:
                portaudio.close(self._stream, "input")
                self._stream = None
                if self._spool:
                    self._spool.close()
                    self._spool.path.unlink()
                    self._spool = None
                raise
            self._loud = time.monotonic()
            self._watchdog = Watchdog(self._spool.info.sample_rate, self._loud)
            self._writer = threading.Thread(
                target=self._write, args=(self._spool,), name="recording", daemon=True
            )
            self._writer.start()
            atexit.register(self.stop)

    def pause(self) -> None:
        """Keeps what was said; the microphone is given up until `resume`."""
        with self._lock:
            if self._stream and not self.paused:
                self.paused = True
                portaudio.stop(self._stream, "input")
                self._complaint = None
                self.level = 0.0

    def resume(self) -> None:
        """Goes on. Raises DeviceError, and stays paused, if the microphone is gone."""
        with self._lock:
            if self._stream and self.paused:
                portaudio.start(self._stream, "input")
                self._loud = time.monotonic()
                self._watchdog.restart(self._loud)
                self.paused = False

    def stop(self) -> float:
        """Ends the recording; returns its length in seconds, all of it on the disk."""
        with self._lock:
            if self._stream:
                stream, self._stream = self._stream, None
                portaudio.stop(stream, "input")
                portaudio.close(stream, "input")
                self._blocks.put(None)
                self._writer.join()
                assert self._spool is not None
                self._spool.close()
                self.level = 0.0
                atexit.unregister(self.stop)
            return self.seconds

    def close_device(self) -> None:
        """Gives the microphone up; what it gave is still kept by `abandon`. May hang with it."""
        stream, self._stream = self._stream, None
        if stream:
            portaudio.stop(stream, "input")
            portaudio.close(stream, "input")

    def abandon(self) -> float:
        """As `stop`, but leaves the device alone, whose driver may hang; for a lost microphone."""
        with self._lock:
            self._stream = None
            self._blocks.put(None)
            self._writer.join()
            assert self._spool is not None
            self._spool.close()
            atexit.unregister(self.stop)
            return self.seconds

    def _open(self, device: dict[str, Any]) -> None:
        """Opens the stream in mono, or in stereo for devices that have nothing else."""
        try:
            self._stream = portaudio.open_input(device, 1, self._heard)
        except DeviceError:
            if device["max_input_channels"] < 2:
                raise
            self._stream = portaudio.open_input(device, 2, self._heard)
            self._channels = 2

    def _heard(self, block: Any, count: int, when: Any, status: Any) -> None:
        """On PortAudio's thread, where nothing may take long."""
        if status and status.input_overflow:
            self.overflows += 1
        self._blocks.put(bytes(block))

    def _write(self, spool: SpoolWriter) -> None:
        """The writer's thread."""
        try:
            while True:
                try:
                    block = self._blocks.get(timeout=_LOOK_SECONDS)
                except queue.Empty:
                    self._keep(spool, all_of_it=True)
                else:
                    if block is None:
                        self._ending = True
                        break
                    self._take(block)
                    self._keep(spool, all_of_it=False)
                self._complaint = None if self.paused else self._watchdog.problem(time.monotonic())
            self._keep(spool, all_of_it=True)
        except BaseException:
            # A bug, and it is raised; but nobody may go on speaking into a dead recording.
            self._failure = SamoError(
                _("Recording failed."), _("Stop it. Everything up to now is saved.")
            )
            raise

    def _take(self, block: bytes) -> None:
        samples = np.frombuffer(block, np.int16)
        if self._channels > 1:
            samples = samples.reshape(-1, self._channels).mean(axis=1).astype(np.int16)
        self.level = max(int(samples.max()), -int(samples.min())) / 32768
        now = time.monotonic()
        self._watchdog.heard(samples, now)
        if self.level > QUIET:
            self._loud = now
        if not self._full:
            self._waiting.append(samples)

    def _keep(self, spool: SpoolWriter, *, all_of_it: bool) -> None:
        """Appends what waits, once it makes a frame; when late, several frames make one sync."""
        count = sum(map(len, self._waiting))
        if count < _FRAME_SECONDS * spool.info.sample_rate and not all_of_it:
            return
        if self._failure and time.monotonic() < self._retry and not self._ending:
            return
        samples, self._waiting = self._waiting, []
        try:
            while samples:
                few = samples[:_FRAMES_AT_ONCE]
                spool.append(np.concatenate(few), sync=False)
                samples = samples[len(few) :]
            if all_of_it or self._blocks.empty():
                spool.sync()
            self._failure = None
        except SamoError as error:
            self._hold(samples, error, spool)

    def _hold(self, samples: list[NDArray[np.int16]], error: SamoError, spool: SpoolWriter) -> None:
        """The disk takes nothing: sound waits in memory, for a while, until it does again."""
        self._waiting = samples
        self._retry = time.monotonic() + _RETRY_SECONDS
        self._failure = error
        if sum(map(len, samples)) > HELD_SECONDS * spool.info.sample_rate:
            self._full = True
        if self._ending:
            seconds = sum(map(len, samples)) / spool.info.sample_rate
            self._failure = SamoError(
                _("{message} The last {seconds} s of this recording could not be saved.").format(
                    message=error.message, seconds=f"{seconds:.0f}"
                ),
                _("Everything before that is saved."),
            )
        elif self._full:
            self._failure = SamoError(
                _("{message} The last few minutes are held in memory, which is now full.").format(
                    message=error.message
                ),
                _("Free some disk space before you stop, and nothing will be lost."),
            )
        with contextlib.suppress(SamoError):
            spool.sync()  # the frames before the one that failed
