"""Adding many files: known ones, folders, films, progress, and stopping."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from av.stream import Disposition

from samo_desktop.capture.decode import decode
from samo_desktop.cli import recording
from samo_desktop.cli.main import run
from samo_desktop.domain.events import Progress
from samo_desktop.domain.pace import ListeningPace
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.store.journal import Journal
from tests.capture.films import Track, write_film
from tests.capture.sounds import chirp
from tests.cli.conftest import PASSPHRASE, Samo
from tests.support import interrupt
from tests.support.sound import write_wav

pytestmark = pytest.mark.slow

PATIENCE = 120  # seconds; only a failing test waits so long


@pytest.mark.usefixtures("journal")
def test_a_file_that_is_there_already_gives_its_entry_once(samo: Samo, tmp_path: Path) -> None:
    note = write_wav(tmp_path / "note.wav", np.zeros(16_000))
    first = samo("add", note, "--json").json
    copy = tmp_path / "another name.wav"
    shutil.copy(note, copy)

    result = samo("add", copy, note, "--json")
    assert result.code == 0
    assert result.lines == [first]
    assert "another name.wav" in result.err
    assert first["id"] in result.err
    assert "--again" in result.err
    assert len(samo("list", "--json").lines) == 1

    again = samo("add", copy, "--again", "--json")
    assert again.code == 0
    assert again.json["id"] != first["id"]
    assert "another name.wav: The recording is silent." in again.err
    assert len(samo("list", "--json").lines) == 2


@pytest.mark.usefixtures("journal")
def test_adding_a_file_again_goes_on_where_it_failed(samo: Samo, tmp_path: Path) -> None:
    note = write_wav(tmp_path / "note.wav", np.zeros(16_000))
    failed = samo("add", note, "--engine", "whisper", "--json")
    assert failed.code == 1
    assert failed.json["state"] == "failed"
    result = samo("add", note, "--language", "fr", "--json")
    assert result.json["id"] == failed.json["id"]
    assert "only English" in result.json["error"]["message"]
    assert "note.wav: Moonshine tiny knows only English, not French." in result.err
    assert result.code == 1
    result = samo("add", note, "--json")
    assert result.json["id"] == failed.json["id"]
    assert (result.json["state"], result.code) == ("done", 0)


@pytest.mark.usefixtures("journal")
def test_the_date_of_a_file_is_told_and_may_be_given(samo: Samo, tmp_path: Path) -> None:
    note = write_wav(tmp_path / "memo 2019-05-04 18.30.wav", np.zeros(16_000))
    result = samo("add", note, "--json")
    assert "memo 2019-05-04 18.30.wav: dated 2019-05-04 18:30, from the file's name." in result.err
    assert result.json["created_at"].startswith("2019-05-04T18:30:00")
    assert result.json["date_source"] == "name"
    assert result.json["title"] == "memo 2019-05-04 18.30.wav"
    other = samo("add", note, "--again", "--at", "2020-02-03T04:05", "--json")
    assert "dated" not in other.err
    assert other.json["date_source"] == "user"
    edited = samo("edit", result.json["id"], "--at", "2019-05-05", "--json")
    assert edited.json["date_source"] == "user"


@pytest.mark.usefixtures("journal")
def test_what_could_not_be_heard_is_told(samo: Samo, tmp_path: Path) -> None:
    voice = np.concatenate(list(decode(sample_voice_note(), 16_000)))[:64_000]
    film = tmp_path / "film.mkv"
    tracks = [Track(0 * voice, 16_000, "flac"), Track(voice, 16_000, "flac", Disposition(0))]
    write_film(film, "matroska", tracks)
    said = "The voice was on track 2 of 2, so that one was used."
    added = samo("add", film, "--json")
    assert said in added.json["transcript"]["notes"]
    assert f"film.mkv: {said}" in added.err
    assert f"note: {said}" in samo("show", added.json["id"]).out
    heard = samo("transcribe", film, "--json")
    assert heard.json["notes"] == [said]
    assert f"film.mkv: {said}" in heard.err
    again = samo("add", film, "--json")
    assert f"film.mkv: {said}" in again.err
    assert heard.json["text"] == added.json["text"]
    assert "mother" in heard.json["text"]


@pytest.mark.usefixtures("journal")
def test_twice_in_one_command_is_once(samo: Samo, tmp_path: Path) -> None:
    note = write_wav(tmp_path / "note.wav", np.zeros(16_000))
    result = samo("add", note, note, "--json")
    assert result.code == 0
    assert len(result.lines) == 1


@pytest.mark.usefixtures("journal")
def test_folders_are_refused_in_a_sentence(samo: Samo, tmp_path: Path) -> None:
    folder = tmp_path / "memos"
    folder.mkdir()
    note = write_wav(folder / "note.wav", np.zeros(16_000))
    result = samo("add", folder, note, "--json")
    assert result.code == 1
    assert "“memos” is a folder. Choose the sound files in it." in result.err
    assert len(result.lines) == 1


@pytest.mark.usefixtures("journal")
def test_the_sound_of_a_film_becomes_an_entry(samo: Samo, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    write_film(film, "mp4", [Track(chirp(44100, 2), 44100, "aac")])
    result = samo("add", film, "--json")
    assert result.code == 0
    assert result.json["state"] == "done"
    assert result.json["audio"]["seconds"] == pytest.approx(2, abs=0.1)
    assert samo("add", film, "--json").json["id"] == result.json["id"]


def test_the_help_says_what_happens_to_known_files(samo: Samo) -> None:
    text = " ".join(samo("add", "--help").out.split())
    assert "already in the journal" in text
    assert "Folders are refused" in text
    assert "mp4" in text


def test_progress_tells_the_time_left_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    pace = ListeningPace(lambda: now[0])
    pace.expect({"a": 3600.0, "b": 1800.0})
    shown = []
    for terminal in (False, True):
        monkeypatch.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal)
        for second in range(0, 61, 10):
            now[0] += 10
            recording._show_pace(Progress("a", "transcribe", second / 360), pace, 1, 2)
        shown.append(capsys.readouterr().err)
    assert shown[0] == ""
    last = shown[1].split("\r")[-1]
    assert "1 of 2: transcribing" in last
    assert "min left" in last
    recording._show_pace(Progress("a", "keep", 0.25), ListeningPace(), 1, 1)
    assert capsys.readouterr().err.endswith("saving  25%")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (20, "less than a minute left"),
        (300, "about 5 min left"),
        (3900, "about 1 h 5 min left"),
    ],
)
def test_time_left_in_words(seconds: float, said: str) -> None:
    assert recording._left(seconds) == said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_stopping_keeps_what_was_added_as_rows(journal: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    files = []
    for name in ("a", "b"):  # long enough that the first is being heard for a while
        files.append(tmp_path / f"{name}.wav")
        write_wav(files[-1], rng.normal(0, 0.05, 16_000 * 900))
    command = interrupt.command("from samo_desktop.cli.main import main; main()")
    with interrupt.ignored():
        process = subprocess.Popen(
            [*command, "add", *files, "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not heard(journal):
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 1
    assert out == ""
    assert "Not finished: 2 entries." in err
    assert "Stopped. Everything saved before is kept." in err.replace("\n", " ")
    with Journal.open(journal, PASSPHRASE, write=False) as opened:
        entries = opened.entries()
        assert {entry.state for entry in entries} <= {"waiting", "analysing"}
        assert len(opened.jobs(states=("queued", "running"))) == 7


def heard(folder: Path) -> bool:
    """Whether the first file is stored and its words are being written down."""
    with Journal.open(folder, PASSPHRASE, write=False) as opened:
        return any(job.step == "transcribe" for job in opened.jobs(states=["running"]))


@pytest.mark.usefixtures("journal")
def test_the_json_of_many_files_is_a_line_each(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = [write_wav(tmp_path / f"{n}.wav", np.zeros(16_000 + n)) for n in range(3)]
    assert run(["add", *map(str, files), str(sample_voice_note()), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({line["id"] for line in lines}) == 4
    assert all(line["state"] == "done" for line in lines)
