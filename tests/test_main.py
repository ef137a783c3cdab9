"""The window's entry point: how it ends when the window cannot be made."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = """
import sys
from samo_desktop.gui.shell import application

def broken(*_, **__):
    raise ValueError("what the user wrote")

application.MainWindow = broken
from samo_desktop.__main__ import main
sys.exit(main([]))
"""


def test_a_bug_before_there_is_a_window_is_told_and_ends_with_3() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CODE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 3
    assert "ValueError" in ended.stderr
    assert "what the user wrote" not in ended.stderr
