"""The frozen programs' beginnings, not frozen here: how they end is what a starter sees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(program: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a launcher to its end."""
    return subprocess.run(
        [sys.executable, ROOT / "packaging" / program, *arguments],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has no screen")
def test_a_window_that_cannot_open_ends_with_1() -> None:
    ended = start("launch_samo_desktop.py", DISPLAY=":987")
    assert ended.returncode == 1
    assert "screen" in ended.stderr


def test_wrong_use_of_the_window_ends_with_2() -> None:
    assert start("launch_samo_desktop.py", "--no-such-option").returncode == 2


def test_a_command_that_fails_ends_with_1(tmp_path: Path) -> None:
    ended = start("launch_samo.py", "list", SAMO_JOURNAL=str(tmp_path / "none"))
    assert ended.returncode == 1
    assert "no journal" in ended.stderr
