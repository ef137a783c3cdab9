"""The bundle carries the licences of what is inside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from samo_desktop.paths import bundle_folder

pytestmark = pytest.mark.slow


def test_packages_and_models_have_their_licences_in_the_bundle(tmp_path: Path) -> None:
    command = [sys.executable, "packaging/collect_licences.py", tmp_path / "licences"]
    subprocess.run(command, cwd=bundle_folder(), check=True)
    there = {folder.name for folder in (tmp_path / "licences").iterdir()}
    assert {"faster-whisper", "ctranslate2", "moonshine-voice", "model-whisper-base"} <= there
    text = (tmp_path / "licences" / "model-whisper-base" / "LICENSE").read_text("utf-8")
    assert "Copyright (c) 2022 OpenAI" in text
