"""add and record, with the real models on the sample voice note."""

from __future__ import annotations

from pathlib import Path

import jiwer
import numpy as np
import pytest

from samo_desktop.exchange.sample import sample_voice_note
from tests.cli.conftest import Samo
from tests.support.sound import words, write_wav


def spoken() -> str:
    """What the sample voice note says."""
    return sample_voice_note().with_suffix(".txt").read_text("utf-8")


@pytest.mark.usefixtures("journal")
def test_files_become_entries_a_line_each(samo: Samo, tmp_path: Path) -> None:
    silence = write_wav(tmp_path / "silence.wav", np.zeros(32_000))
    result = samo("add", sample_voice_note(), silence, "--tag", "walk", "--json")
    assert result.code == 0
    voice, quiet = result.lines
    assert voice["source"] == "voice"
    assert voice["tags"] == ["walk"]
    assert voice["audio"]["sha256"]
    assert voice["transcript"]["engine"] == "moonshine"
    assert voice["analysis"]["feelings"]
    assert jiwer.wer(words(spoken()), words(voice["text"])) <= 0.1
    assert (quiet["text"], quiet["state"]) == ("", "done")
    assert quiet["analysis"]["notes"]


@pytest.mark.usefixtures("journal")
def test_bad_files_do_not_hold_up_good_ones(samo: Samo, tmp_path: Path) -> None:
    letter = tmp_path / "letter.wav"
    letter.write_text("Dear diary")
    empty = tmp_path / "empty.wav"
    empty.touch()
    bad = [letter, empty, tmp_path, tmp_path / "missing.wav"]
    result = samo("add", *bad, sample_voice_note(), "--json")
    assert result.code == 1
    assert len(result.lines) == 1
    assert "4 files of 5" in result.err
    for file in bad:
        assert file.name in result.err
    assert len(samo("list", "--json").lines) == 1


@pytest.mark.usefixtures("journal")
def test_odd_sounds_become_entries_without_invented_words(samo: Samo, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    time = np.arange(64_000) / 16_000
    chord = sum(np.sin(2 * np.pi * f * time) for f in (262, 330, 392)) / 4
    for name, samples in {
        "one": np.array([0.5]),
        "noise": rng.normal(0, 0.05, 48_000),
        "music": chord,
    }.items():
        entry = samo("add", write_wav(tmp_path / f"{name}.wav", samples), "--json").json
        assert (entry["state"], entry["text"]) == ("done", ""), name


@pytest.mark.usefixtures("journal")
def test_engines_that_are_not_there(samo: Samo) -> None:
    result = samo("add", sample_voice_note(), "--engine", "whisper", "--json")
    assert result.code == 1
    assert result.json["error"]["step"] == "transcribe"
    assert result.json["audio"] is not None  # the sound is kept
    assert samo("add", sample_voice_note(), "--engine", "siri").code == 2
    result = samo("add", sample_voice_note(), "--language", "fr", "--json")
    assert "only English" in result.json["error"]["message"]


@pytest.mark.usefixtures("journal")
def test_record_with_a_microphone_that_is_not_there(samo: Samo) -> None:
    result = samo("record", "--seconds", "1", "--device", "No such microphone")
    assert result.code == 1
    assert "microphone" in result.err
    assert samo("list", "--json").out == ""


def test_transcribe_stores_nothing(samo: Samo) -> None:
    result = samo("transcribe", sample_voice_note(), "--json")
    transcript = result.json
    assert set(transcript) == {
        "text",
        "language",
        "engine",
        "model",
        "segments",
        "seconds",
        "elapsed",
    }
    assert jiwer.wer(words(spoken()), words(transcript["text"])) <= 0.1
    assert samo("transcribe", "missing.wav").code == 1
