"""What somebody has who has installed nothing and chosen nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samo_desktop.paths import bundle_folder

pytestmark = pytest.mark.slow


def test_a_german_note_is_written_down_in_german(journal: Path) -> None:
    note = bundle_folder() / "packaging" / "linux" / "german.ogg"
    done = subprocess.run(
        [sys.executable, "-m", "samo_desktop.cli.main", "add", note, "--json"],
        capture_output=True,
        check=True,
        cwd=bundle_folder(),
        env=os.environ,
    )
    entry = json.loads(done.stdout)
    assert (entry["transcript"]["language"], entry["transcript"]["model"]) == ("de", "whisper-base")
    assert "meiner Schwester im Garten" in entry["text"]
    assert entry["state"] == "done"
