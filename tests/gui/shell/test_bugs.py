"""Bugs in the running window: in a slot, in a thread, where nothing can be raised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from samo_desktop.system import log

WORDS = "lighthouse keeper"
PROGRAM = f"""
import gc, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from samo_desktop import paths
from samo_desktop.gui.shell.application import catch_bugs
from samo_desktop.system import log

def in_a_slot():
    raise ValueError({WORDS!r})

def in_a_thread():
    raise KeyError({WORDS!r})

class Odd:
    def __del__(self):
        raise LookupError({WORDS!r})

def last():
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    print(len(boxes), "shown")
    app.quit()

app = QApplication([])
catch_bugs(app)
with log.writing(paths.log_folder(), log.WINDOW):
    QTimer.singleShot(0, in_a_slot)
    QTimer.singleShot(0, lambda: threading.Thread(target=in_a_thread).start())
    QTimer.singleShot(0, lambda: (Odd(), gc.collect()))
    QTimer.singleShot(500, last)
    app.exec()
"""


def test_bugs_of_the_running_window_are_shown_and_logged(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "SAMO_LOGS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    written = log.log_file(tmp_path, log.WINDOW).read_text("utf-8")
    assert ended.stdout == "2 shown\n"
    for kind, place in (("ValueError", "in_a_slot"), ("KeyError", "in_a_thread")):
        for told in (ended.stderr, written):
            assert kind in told
            assert place in told
    assert "LookupError" in written
    assert WORDS not in ended.stderr + ended.stdout + written
