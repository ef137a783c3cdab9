"""add and record, with the real models on the sample voice note."""

from __future__ import annotations

from pathlib import Path

import jiwer
import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.exchange.sample import sample_voice_note
from tests.cli.conftest import Samo
from tests.support.sound import words, write_wav
from tests.support.whisper_model import Script, make_whisper

pytestmark = pytest.mark.slow


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
    assert "4 files could not be added." in result.err
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


def test_transcribe_with_a_model_by_its_name(samo: Samo) -> None:
    make_whisper(paths.user_models_folder() / "my model", Script("de"))
    note = sample_voice_note()
    shown = samo("transcribe", note, "--model", "my model", "--json").json
    assert (shown["engine"], shown["model"], shown["language"]) == ("whisper", "my model", "de")
    assert set(shown["segments"][0]) == {"start", "end", "text", "confidence"}
    whole = samo("transcribe", note, "--model", "whisper:my model", "--words", "--json").json
    first = whole["segments"][0]
    assert " ".join(word["text"] for word in first["words"]) == first["text"]
    unknown = samo("transcribe", note, "--model", "no such")
    assert unknown.code == 1
    assert "Installed: my model, Moonshine tiny (English)." in unknown.err
    assert samo("transcribe", note, "--model", "my model", "--engine", "whisper").code == 2


@pytest.mark.usefixtures("journal")
def test_an_entry_written_down_again_with_another_model(samo: Samo) -> None:
    entry = samo("add", sample_voice_note(), "--json").json
    samo("edit", entry["id"], "--text", "My own words.")
    make_whisper(paths.user_models_folder() / "scripted", Script("de"))
    again = samo("edit", entry["id"], "--transcribe-with", "scripted", "--language", "fr", "--json")
    assert again.code == 0
    assert again.json["text"] == "My own words."
    transcript = again.json["transcript"]
    assert (transcript["model"], transcript["language"]) == ("scripted", "fr")
    assert set(transcript["segments"][0]) == {"start", "end", "text", "confidence"}
    refused = samo("edit", entry["id"], "--transcribe-with", "gone")
    assert (refused.code, "scripted, Moonshine tiny (English)" in refused.err) == (1, True)
    both = samo("edit", entry["id"], "--transcribe-with", "gone", "--text", "Others.")
    assert both.code == 1
    assert samo("show", entry["id"], "--json").json["text"] == "My own words."
    assert samo("edit", entry["id"], "--language", "fr").code == 2
    written = samo("write", "No sound.", "--json").json
    silent = samo("edit", written["id"], "--transcribe-with", "auto", "--title", "Mine")
    assert (silent.code, "no recording" in silent.err) == (1, True)
    assert samo("show", written["id"], "--json").json["title"] == "No sound."
