"""Records until told to stop; a program to be killed: `python -m tests.faults.recorder FOLDER`.

Answers each line of its input with one of JSON: "state" with how it stands, "stop" with how it
ended. Times are of the system's steady clock, which is the same in all processes.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from samo_desktop.capture.supervisor import RecordingTarget, SupervisedRecorder
from samo_desktop.errors import SamoError

ENTRY = "0123456789ab"
KEY = bytes(range(32))


def main(folder: Path) -> None:
    recorder = SupervisedRecorder(RecordingTarget(folder, ENTRY, KEY, datetime.now(UTC)))
    recorder.start()
    tell(recorder, started=time.monotonic())
    for line in sys.stdin:
        if line.strip() == "stop":
            recorder.stop()
            tell(recorder, stopped=time.monotonic())
            spare = recorder.give_spare()
            if spare:
                spare.end()
            return
        tell(recorder)


def tell(recorder: SupervisedRecorder, **more: float) -> None:
    problem: SamoError | None = recorder.problem
    state = {
        "seconds": recorder.seconds,
        "part": recorder.part,
        "child": recorder.pid,
        "problem": problem.message if problem else "",
    }
    print(json.dumps(state | more), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
