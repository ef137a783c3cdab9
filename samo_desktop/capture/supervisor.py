"""Recording through a process of its own (`child`), which is watched and begun anew if it fails.

Each process records one part of the recording (see `spool.part_path`). One ends when its microphone
gives nothing any more, hangs with its driver, or is killed; until another can begin, there is a
problem to be shown, and what was recorded stays.
"""

from __future__ import annotations

import atexit
import json
import logging
import queue
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from samo_desktop import errors, paths
from samo_desktop.capture.recorder_process import Order
from samo_desktop.capture.spool import part_path
from samo_desktop.domain.standing import Standing
from samo_desktop.errors import DeviceError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system import environment
from samo_desktop.system.traces import Trace

_logger = logging.getLogger(__name__)

START_SECONDS = 20.0
"""How long a process may take to begin: a cold disk, a Bluetooth microphone."""
SILENT_SECONDS = 3.0
"""How long a process may say nothing before it counts as hung."""
DRAIN_SECONDS = 30.0
"""How long a process may write after Stop what a slow or full disk did not take before."""
POLL_SECONDS = 0.2
RETRY_SECONDS = 1.0
"""Between two tries to begin again."""
OWN_DEVICE_TRIES = 3
"""Tries with the chosen microphone before the system's default one is taken instead."""
SHORT_SECONDS = 2.0
"""A process that ends so soon has done so for a reason that may be there still."""
LOW_DISK = 500_000_000
"""Bytes free under which there is a warning."""
MOST_SECONDS = 8 * 3600.0
"""Length at which a recording ends by itself, and says so."""


@dataclass(frozen=True, slots=True)
class RecordingTarget:
    """Where to, for which entry, and under which key (32 bytes or None) a recording goes."""

    folder: Path
    entry_id: str
    key: bytes | None
    created_at: datetime


def failure_from(words: list[str]) -> SamoError:
    """An error that a process told of: the name of its kind, what happened, what to do."""
    kind = getattr(errors, words[0], SamoError)
    error: SamoError = kind(words[1], words[2])
    return error


class Process:
    """A process that waits for an order. It takes some tenths of a second to be ready.

    Raises DeviceError if the system lets none begin.
    """

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(
                paths.capture_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=paths.bundle_folder(),  # the user's could be unmounted, or hold libraries
                env=environment.for_child(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise DeviceError(
                _("The recorder could not be started."),
                _("Close other programs and try again. Everything recorded so far is saved."),
            ) from error
        self.pid = self._process.pid
        self.messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        """What it says; None is its end."""
        threading.Thread(target=self._listen, name="capture", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def say(self, line: bytes) -> None:
        """Gives it an order or a command; one that has ended hears nothing."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def end(self, seconds: float = DRAIN_SECONDS) -> None:
        """Returns when it has ended; it is killed after `seconds`."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with suppress(ValueError):  # the last line of a killed one may be half a line
                    said = json.loads(line)
                    if "bug" in said:
                        _logger.error("The process that listens failed.\n%s", Trace(said["bug"]))
                    self.messages.put(said)
        self._process.wait()
        assert self._process.stdin is not None
        with suppress(OSError):  # what was not taken any more is lost with it
            self._process.stdin.close()
        self.messages.put(None)


class SupervisedRecorder:
    """Records from `device` (a name of `microphone.devices()`, "" for the default) until `stop`.

    `spare` is a process that was begun beforehand, so that recording begins at once. Methods may
    be called from any thread, and may take some tenths of a second.
    """

    def __init__(
        self, target: RecordingTarget, device: str = "", spare: Process | None = None
    ) -> None:
        self.target = target
        self.device_name = ""
        """The device that is listened to."""
        self.part = 0
        """The part that is being written, from 0."""
        self.level = 0.0
        self.paused = False
        self.overflows = 0
        self.quiet_seconds = 0.0
        self._device = device
        self._spare = spare
        self._process: Process | None = None
        self._watcher: threading.Thread | None = None
        # One command at a time. The watcher takes no part in it, so that `stop` can wait for it.
        self._lock = threading.RLock()
        self._answered = threading.Condition()
        self._answer: dict[str, Any] = {}
        self._stopping = threading.Event()
        # Of the parts before this one, and of this one.
        self._before = 0.0
        self._seconds = 0.0
        self._earlier_overflows = 0
        self._free: int | None = None
        # The first goes away when it is mended, the second stays until the end.
        self._complaint: SamoError | None = None
        self._failure: SamoError | None = None
        self._instead = False  # the default microphone, since the chosen one stays away
        self._tries = 0
        self._begun = 0.0
        self._short_lives = 0
        self._next_word = 0.0
        self._ended = False

    @property
    def seconds(self) -> float:
        """Length of what is safely on the disk."""
        return self._before + self._seconds

    @property
    def stopped(self) -> bool:
        """Whether nothing more will be recorded."""
        return self._stopping.is_set() and self._process is None

    def ended(self, part: int) -> bool:
        """Whether nothing more will be recorded in that part."""
        return part < self.part or self.stopped

    @property
    def pid(self) -> int | None:
        """Of the process that listens now; None while there is none."""
        process = self._process
        return process.pid if process else None

    @property
    def standing(self) -> Standing:
        """What becomes, at this moment, of what is said."""
        if self.paused:
            return Standing.PAUSED
        if self._process is None and not self._stopping.is_set():
            return Standing.INTERRUPTED
        if isinstance(self._complaint, DeviceError):
            return Standing.SILENT
        if self._complaint or self._failure:
            return Standing.UNSAVED
        return Standing.RECORDING if self._seconds else Standing.STARTING

    @property
    def failure(self) -> SamoError | None:
        """What the end of the recording does not mend: sound that could not be kept."""
        return self._failure

    @property
    def problem(self) -> SamoError | None:
        """What is wrong now, the gravest first."""
        return self._failure or self._complaint or self._warning()

    def _warning(self) -> SamoError | None:
        if self._free is not None and self._free < LOW_DISK:
            return SamoError(
                _("Only {free} MB of disk space is left.").format(free=self._free // 1_000_000),
                _(
                    "Free some space soon. An hour of recording needs up to 350 MB until it is "
                    "stored."
                ),
            )
        if self._instead:
            return DeviceError(
                _("The microphone “{device}” was disconnected. “{other}” is used instead.").format(
                    device=self._device, other=self.device_name
                ),
                _("Everything up to that point was saved."),
            )
        if self.overflows:
            return SamoError(
                _("The computer was too busy to record everything. Some moments are missing."),
                _("Close other programs while you record."),
            )
        return None

    def start(self) -> None:
        """Begins to record. Raises DeviceError or, for the disk, SamoError; no file stays then."""
        with self._lock:
            process = self._next()
            self._begin(process)
            self._process = process
            self._have_spare()
            self._watcher = threading.Thread(target=self._watch, name="recording", daemon=True)
            self._watcher.start()
            # A program that ends otherwise waits as well until all that was said is on the disk.
            atexit.register(self.stop)

    def pause(self) -> None:
        """Keeps what was said; the microphone is given up until `resume`."""
        with self._lock:
            if self._watcher and not self.paused and not self._stopping.is_set():
                self.paused = True  # first: a process that is begun meanwhile is to be told as well
                self._ask(b"pause")
                self.level = 0.0

    def resume(self) -> None:
        """Goes on. Raises DeviceError, and stays paused, if the microphone is gone."""
        with self._lock:
            if self._watcher and self.paused and not self._stopping.is_set():
                self.paused = False
                answer = self._ask(b"resume")
                if "refused" in answer:
                    self.paused = True
                    raise failure_from(answer["refused"])

    def stop(self) -> float:
        """Ends the recording; returns its length in seconds, all of it on the disk."""
        with self._lock:
            self._stopping.set()
            process = self._process
            if process:
                process.say(b"stop\n")
                process.end()
            if self._watcher:
                self._watcher.join()
                self._watcher = None
                atexit.unregister(self.stop)
            self.level = 0.0
            return self.seconds

    def give_spare(self) -> Process | None:
        """The process that waits for its turn, for the next recording."""
        spare, self._spare = self._spare, None
        return spare

    def _have_spare(self) -> None:
        with suppress(DeviceError):  # then the next one is begun when it is needed
            self._spare = Process()

    def _next(self) -> Process:
        """The spare process, if it is still there, or another."""
        spare, self._spare = self._spare, None
        return spare if spare and spare.alive else Process()

    def _begin(self, process: Process) -> None:
        """Gives `process` its part to record. Raises what it told of, or that it said nothing."""
        target = self.target
        while part_path(target.folder, target.entry_id, self.part).exists():
            self.part += 1  # begun by a process that failed before it could say so
        device = self._device if self._tries < OWN_DEVICE_TRIES else ""
        order = Order(
            str(part_path(target.folder, target.entry_id, self.part).absolute()),
            target.key.hex() if target.key else "",
            target.entry_id,
            target.created_at.isoformat(),
            device,
        )
        process.say(order.line())
        # What a spare process said before its order ("ready") is passed over.
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                said = process.messages.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if time.monotonic() < deadline and not self._stopping.is_set():
                    continue
                said = None
            if said is None or "failed" in said:
                process.kill()
                process.end()
                if said is None:
                    raise DeviceError(
                        _("The microphone is not responding."),
                        _("Unplug it and plug it in again, or choose another one in the settings."),
                    )
                raise failure_from(said["failed"])
            if "started" in said:
                self._begun = time.monotonic()
                self.device_name = said["started"]
                self._instead = bool(self._device) and device != self._device
                return

    def _watch(self) -> None:
        """The watcher's thread: takes in what the process says; begins another when it ends."""
        while (process := self._process) is not None:
            try:
                said = process.messages.get(timeout=SILENT_SECONDS)
            except queue.Empty:
                if not self._stopping.is_set():  # else `stop` has the patience
                    process.kill()  # it hangs; its end is what it says next
                continue
            if said is not None:
                self._take(said)
            elif self._stopping.is_set():
                if not self._ended:
                    self._failure = self._failure or SamoError(
                        _("The last moments of this recording may be missing."),
                        _("Everything up to that point was saved."),
                    )
                self._process = None
            else:
                self._again()
            self._tell(said)

    def _take(self, said: dict[str, Any]) -> None:
        # It tells the room on the disk now and then only; what it said last holds until then.
        self._free = said.get("free", self._free)
        if "ended" in said:
            self._ended = True
            self._seconds = said["ended"]
            if said.get("problem"):
                self._failure = failure_from(said["problem"])
        elif "seconds" in said:
            self._seconds, self.level = said["seconds"], said["level"]
            self.overflows = self._earlier_overflows + said["overflows"]
            self.quiet_seconds = said["quiet"]
            self._complaint = failure_from(said["problem"]) if said["problem"] else None
            self._agree(bool(said["paused"]))
        if self.seconds >= MOST_SECONDS and not self._stopping.is_set():
            self._failure = SamoError(
                _("This recording reached {hours} hours and was stopped.").format(
                    hours=round(MOST_SECONDS / 3600)
                ),
                _("All of it is saved. Stop, then start another recording to continue."),
            )
            self._stopping.set()
            assert self._process is not None
            self._process.say(b"stop\n")

    def _agree(self, paused: bool) -> None:
        """Tells a process again that did not hear, or could not do, what it was told."""
        process, now = self._process, time.monotonic()
        if paused != self.paused and process and now >= self._next_word:
            self._next_word = now + RETRY_SECONDS
            process.say(b"pause\n" if self.paused else b"resume\n")

    def _again(self) -> None:
        """Tries until there is another process that records, or the recording is to end."""
        # What the ended process kept counts among the earlier parts from now on.
        self._before, self._seconds = self.seconds, 0.0
        self._earlier_overflows = self.overflows
        self.level, self.part, self._tries = 0.0, self.part + 1, 0
        if not self._complaint or isinstance(self._complaint, DeviceError):
            self._complaint = DeviceError(
                _("The microphone was disconnected."),
                _("Everything up to that point was saved. Recording resumes when it is back."),
            )
        self._process = None
        self._short_lives = self._short_lives + 1 if self._age() < SHORT_SECONDS else 0
        if self._short_lives >= OWN_DEVICE_TRIES:  # something is wrong that haste does not mend
            self._stopping.wait(RETRY_SECONDS)
        while not self._stopping.is_set():
            try:
                process = self._next()
                self._begin(process)
            except SamoError as error:
                if not isinstance(error, DeviceError):  # the disk: that is graver
                    self._complaint = error
                self._tries += 1
                self._stopping.wait(RETRY_SECONDS)
                continue
            self._complaint = None
            self._process = process
            self._have_spare()
            # `pause` and `stop` may have come while there was no process to tell.
            if self.paused:
                process.say(b"pause\n")
            if self._stopping.is_set():
                process.say(b"stop\n")
            return

    def _age(self) -> float:
        """For how long the process has recorded, in seconds."""
        return time.monotonic() - self._begun

    def _ask(self, command: bytes) -> dict[str, Any]:
        """Gives a command and waits for what comes of it; empty if there is no process now."""
        process = self._process
        if process is None:
            return {}
        with self._answered:
            self._answer = {}
            # Until it has answered, its state is an old one, which `_agree` must not answer.
            self._next_word = time.monotonic() + SILENT_SECONDS
            process.say(command + b"\n")
            self._answered.wait_for(lambda: bool(self._answer), timeout=SILENT_SECONDS)
            return self._answer

    def _tell(self, said: dict[str, Any] | None) -> None:
        """Hands an answer to who waits for it; the end of the process is one too."""
        if said is None or "did" in said or "refused" in said or "ended" in said:
            with self._answered:
                self._answer = said or {"ended": True}
                self._answered.notify_all()
