"""The whole job in the folders of one user: `python -m tests.faults.whole_job [--record]`.

Adds a voice note, writes, records if there is a microphone, reads feelings and summaries, draws
the chart, and opens the window for a few seconds. Run under strace by test_traced.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

OPEN_SECONDS = 7.0
"""What was seen to report did so six seconds after its models were loaded."""


def samo(*arguments: str) -> None:
    """One command, as the command line runs it."""
    from samo_desktop.cli.main import run

    status = run(list(arguments))
    assert status == 0, f"samo {arguments[0]} ended with {status}"


def window(seconds: float) -> None:
    """The window on the journal, closed by itself."""
    from PySide6.QtCore import QCoreApplication, QMetaObject, Qt

    from samo_desktop.__main__ import main

    def close() -> None:
        time.sleep(seconds)
        app = QCoreApplication.instance()
        assert app is not None, "the window never opened"
        QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

    threading.Thread(target=close, name="closing", daemon=True).start()
    assert main([]) == 0


def main() -> None:
    from samo_desktop.exchange.sample import sample_voice_note

    results = Path(sys.argv[1])
    os.environ["SAMO_PASSPHRASE"] = "correct horse battery"
    samo("init")
    samo("add", str(sample_voice_note()))
    samo("write", "Today I was nervous before the talk, and then I felt proud. We laughed a lot.")
    if "--record" in sys.argv:
        command = [sys.executable, "-m", "samo_desktop.cli.main", "record", "--seconds", "1"]
        assert subprocess.run(command, check=False).returncode == 0
    for name in ("chart.png", "chart.svg", "chart.csv"):
        samo("timeline", f"--{name[-3:]}", str(results / name))
    samo("analyse", "I felt calm.")
    samo("models", "list")
    samo("doctor")
    del os.environ["SAMO_PASSPHRASE"]
    os.environ["SAMO_JOURNAL"] = str(results / "plain")
    samo("init", "--no-encryption")
    samo("write", "A calm walk by the sea.")
    window(OPEN_SECONDS)


if __name__ == "__main__":
    main()
