"""The process that listens to the microphone: it owns PortAudio and writes the recording.

Apart from the program, so that neither can take the other down: when a driver hangs or crashes,
this process is ended and another begun; when the program dies, this one sees the end of its input
and closes the recording.

It is told what to do in lines of JSON: first an order (see `Order`), then "pause", "resume" and
"stop". It answers with lines of JSON: "ready" when it can be given an order, "started" or "failed",
then its state ten times a second, "refused" where it cannot resume, and "ended".
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from samo_desktop import messages, paths
from samo_desktop.capture.microphone import Recorder
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system.traces import trace

TELL_SECONDS = 0.1
STOP_SECONDS = 4.0
"""How long the device may take to stop."""
LOOK_AT_DISK = 20
"""Tellings between two looks at the room on the disk."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to record: `key` is in hexadecimal or "", `created_at` in ISO 8601."""

    path: str
    key: str
    entry_id: str
    created_at: str
    device: str

    def line(self) -> bytes:
        """As the process reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"

    def spool(self, rate: int) -> SpoolWriter:
        """The file to record into. Raises SamoError."""
        info = SpoolInfo(self.entry_id, datetime.fromisoformat(self.created_at), rate)
        return SpoolWriter(Path(self.path), bytes.fromhex(self.key) or None, info)


def words(error: SamoError) -> list[str]:
    """An error as it is told: the name of its kind, what happened, what to do."""
    return [type(error).__name__, error.message, error.hint]


def state(recorder: Recorder) -> dict[str, Any]:
    """How the recording stands."""
    problem = recorder.problem
    return {
        "seconds": recorder.seconds,
        "level": recorder.level,
        "paused": recorder.paused,
        "overflows": recorder.overflows,
        "quiet": recorder.quiet_seconds,
        "problem": words(problem) if problem else None,
    }


def room(folder: Path) -> dict[str, int]:
    """Bytes free on the disk, if it says so."""
    try:
        return {"free": shutil.disk_usage(folder).free}
    except OSError:
        return {}  # a warning less; what fails to be written is told anyway


class Line:
    """The way to the program: lines in, lines out. Its end is the program's end."""

    def __init__(self) -> None:
        # Windowed programs have no sys.stdin; what was given at the start is there all the same.
        self._in = os.fdopen(0, "rb", buffering=-1)
        self._out = os.fdopen(1, "wb", buffering=0)
        self.lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def tell(self, **values: Any) -> None:
        """Says one line; the program may be gone, which is seen where its lines end."""
        with contextlib.suppress(OSError):
            self._out.write(json.dumps(values).encode() + b"\n")

    def listen(self) -> None:
        """Gathers what is said; an empty line is its end. For a thread."""
        for line in self._in:
            self.lines.put(line.strip())
        self.lines.put(b"")


def record(order: Order, line: Line) -> None:
    """Records until told to stop, or until the program or the microphone is gone."""
    recorder = Recorder(order.spool, order.device)
    try:
        recorder.start()
    except SamoError as error:
        line.tell(failed=words(error))
        return
    line.tell(started=recorder.device_name)
    commands: dict[bytes, Callable[[], object]] = {
        b"pause": recorder.pause,
        b"resume": recorder.resume,
    }
    folder, told = Path(order.path).parent, 0
    while True:
        try:
            said = line.lines.get(timeout=TELL_SECONDS)
        except queue.Empty:
            line.tell(**state(recorder), **({} if told % LOOK_AT_DISK else room(folder)))
            told += 1
            if recorder.lost:
                line.tell(ended=recorder.abandon(), lost=True)
                return
            continue
        if said not in commands:
            break
        try:
            commands[said]()
        except SamoError as error:
            line.tell(refused=words(error))
        else:  # one answer each: a second would be taken for the first
            line.tell(**state(recorder), did=said.decode())
    # A driver that hangs must not keep what waits for the disk from being written.
    closing = threading.Thread(target=recorder.close_device, name="closing", daemon=True)
    closing.start()
    closing.join(STOP_SECONDS)
    seconds = recorder.abandon()
    problem = recorder.problem
    failure = words(problem) if problem and recorder.failed else None
    line.tell(ended=seconds, problem=failure)


def main() -> None:
    """Waits for an order, records, and ends the process whatever PortAudio thinks of it."""
    for name in ("SIGINT", "SIGHUP", "SIGTERM"):  # meant for the program, which will tell
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    messages.use(paths.translations_folder())
    line = Line()
    line.tell(ready=True)
    threading.Thread(target=line.listen, name="orders", daemon=True).start()
    first = line.lines.get()
    try:
        if first:
            record(Order(**json.loads(first)), line)
    except Exception as error:  # noqa: BLE001 - told to the program, which begins another process
        message = _("Recording failed ({kind}).").format(kind=type(error).__name__)
        line.tell(failed=["SamoError", message, ""], bug=trace(error))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
