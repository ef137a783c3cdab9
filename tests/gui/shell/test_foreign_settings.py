"""The window opens whatever other programs' variables say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
OPEN = (
    "import samo_desktop.gui.timeline.chart; from tests.faults.whole_job import window; window(1.0)"
)
ODD = {
    "QT_PLUGIN_PATH": "/nonsense",
    "QT_QPA_PLATFORM_PLUGIN_PATH": "/nonsense",
    "QT_QPA_PLATFORMTHEME": "nonsense",
    "QT_QPA_GENERIC_PLUGINS": "nonsense",
    "QT_STYLE_OVERRIDE": "nonsense",
    "QT_LOGGING_RULES": "*=true",
    "QT_MESSAGE_PATTERN": "%{nonsense",
    "QT_DEBUG_PLUGINS": "1",
    "QT_SCALE_FACTOR": "nonsense",
    "QT_API": "pyqt5",
    "MPLBACKEND": "nonsense",
    "PYTHONOPTIMIZE": "2",
    "OMP_NUM_THREADS": "nonsense",
    "SQLITE_TMPDIR": "/nonsense",
    "HF_HUB_DOWNLOAD_TIMEOUT": "nonsense",
    "TQDM_MININTERVAL": "nonsense",
}


@pytest.mark.parametrize("odd", [{"PYQTGRAPH_QT_LIB": "PyQt5"}, ODD], ids=["pyqtgraph", "all"])
def test_the_window_opens(tmp_path: Path, folder: Path, odd: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "SAMO_JOURNAL": str(folder),
            **odd,
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) <= 1, "Qt is not made to talk"
