"""The whole main job in the window: a real microphone, real speech, the real models."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jiwer
import pytest

from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.store.journal import Journal
from tests.support import pulse
from tests.support.pulse import PulseMicrophone
from tests.support.sound import ogg_to_wav, words

pytestmark = pytest.mark.slow

PATIENCE = 240  # seconds; only a failing test waits so long


def test_what_is_said_into_the_window_appears_in_it(tmp_path: Path) -> None:
    if reason := pulse.missing():
        assert not os.environ.get("SAMO_REQUIRE_PULSE"), reason
        pytest.skip(reason)
    Journal.create(tmp_path / "journal", None)[0].close()
    with PulseMicrophone() as microphone:
        window = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.gui.recording.speak_into_window",
                tmp_path / "journal",
                tmp_path / "window.png",
            ],
            env={**microphone.env, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert window.stdout is not None
            assert window.stdout.readline() == "recording\n"
            microphone.play(ogg_to_wav(sample_voice_note(), tmp_path))
            out, _ = window.communicate("stop\n", timeout=PATIENCE)
        finally:
            window.kill()
            window.communicate()
    assert window.returncode == 0
    shown = json.loads(out)
    spoken = sample_voice_note().with_suffix(".txt").read_text("utf-8")
    assert jiwer.wer(words(spoken), words(shown["text"])) <= 0.15
    before = shown["while recording"].split()
    assert len(before) >= 5, "words stood there before Stop was pressed"
    # The last of them may have been a draft, of a word half spoken.
    assert words(" ".join(before[:4])) in words(spoken)
    assert shown["feelings"]
    assert shown["summary"]
    assert shown["points"] == 1
    assert shown["blocked"] > 0, "what benchmarks report was measured"
