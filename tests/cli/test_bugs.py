"""A bug is logged, told with where the log lies, and found again in the report; words never are."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from samo_desktop import paths
from samo_desktop.cli import main
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.store import opening
from samo_desktop.store.journal import Journal
from samo_desktop.system import log
from tests.cli.conftest import PASSPHRASE, Samo
from tests.conftest import ExpectedErrors
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

TEXT, TITLE, TAG, MOOD = "zebrafinch", "quokka", "narwhal", "axolotl"
EXAMPLE, SETTING, FILE, USER = "capybara", "pangolin", "okapi", "wombat"
PLANTED = (TEXT, TITLE, TAG, MOOD, EXAMPLE, SETTING, FILE, USER, PASSPHRASE)
"""What a person wrote or named, each word of which is found nowhere else."""
NAMED = (SETTING, FILE, USER)
"""What a sentence on the screen may call by its name."""


def logged() -> str:
    folder = paths.log_folder()
    return "".join(file.read_text("utf-8") for file in folder.iterdir()) if folder.is_dir() else ""


def test_a_bug_in_a_command_is_logged_and_told_with_where(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch, expected_errors: ExpectedErrors
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(TEXT)

    monkeypatch.setattr(Journal, "entries", broken)
    result = samo("list")
    assert result.code == 3
    first, second = result.err.splitlines()
    assert "ZeroDivisionError" in first
    assert str(log.log_file(paths.log_folder(), log.COMMANDS)) in second
    assert "ERROR samo_desktop.cli.main" in logged()
    assert "test_bugs.py" in logged()
    assert "ZeroDivisionError" in samo("doctor", "--report").out
    told = samo("list", "--verbose").err
    assert "samo_desktop/cli/entries.py:" in told
    assert TEXT not in told + logged()
    assert len(expected_errors) == 2


def test_a_bug_is_told_where_no_log_can_be_written(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch, expected_errors: ExpectedErrors
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(TEXT)

    (journal.parent / "taken").write_text("mine")
    monkeypatch.setenv("SAMO_LOGS", str(journal.parent / "taken"))
    monkeypatch.setattr(Journal, "entries", broken)
    result = samo("list")
    assert result.code == 3
    assert "--verbose" in result.err
    assert expected_errors


def test_a_log_folder_that_is_no_path_is_told(samo: Samo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMO_LOGS", "~nobody-of-that-name/logs")
    result = samo("list")
    assert result.code == 1
    assert "no user" in result.err


def test_a_bug_that_ends_a_thread_is_logged(expected_errors: ExpectedErrors) -> None:
    lost = threading.ExceptHookArgs((ValueError, ValueError(TEXT), None, None))
    with log.writing(paths.log_folder(), log.COMMANDS):
        main._log_lost_thread(lost)
    assert "ValueError" in logged()
    assert TEXT not in logged()
    assert len(expected_errors) == 1


def test_where_all_goes_well_nothing_is_logged(samo: Samo, journal: Path) -> None:
    assert samo("write", "A calm day.").code == 0
    assert logged() == ""


def test_doctor_looks_into_the_journal(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check() -> dict[str, object]:
        checks = samo("doctor", "--json").json["checks"]
        return next(check for check in checks if check["name"] == "journal")

    with Journal.open(journal, PASSPHRASE) as opened:
        for number in range(30):
            Autocommit(opened).add_entry(source="text", text=f"Number {number}. " * 400)
    assert check()["ok"]
    assert "intact" in str(check()["detail"])
    database = journal / "journal.db"
    content = bytearray(database.read_bytes())
    place = len(content) * 3 // 4
    content[place : place + 4096] = bytes(4096)
    database.write_bytes(content)
    assert not check()["ok"]
    assert "damaged" in str(check()["detail"])
    assert "NO journal" in samo("doctor", "--report").out
    monkeypatch.setenv("SAMO_PASSPHRASE", "another one")
    assert not check()["ok"]
    monkeypatch.delenv("SAMO_PASSPHRASE")
    assert check()["ok"]
    assert "only when the passphrase is given" in str(check()["detail"])


def test_doctor_of_a_folder_that_cannot_be_one(samo: Samo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = samo("doctor", "--json", "--journal", tmp_path / "file" / "journal")
    assert result.code == 0
    assert not next(c for c in result.json["checks"] if c["name"] == "journal")["ok"]


def test_the_report_says_what_a_maintainer_needs(samo: Samo, journal: Path, tmp_path: Path) -> None:
    assert samo("write", "A calm day.").code == 0
    told = samo("doctor", "--report").out
    for part in (
        "onnxruntime 1.",
        "PySide6-Essentials 6.",
        "moonshine-tiny-en: speech",
        "theme = 'system'",
        "schema ",
        "1 entries: text done",
        "encrypted",
    ):
        assert part in told
    file = tmp_path / "report.txt"
    assert samo("doctor", "--report", file, "--json").json == {"report": str(file)}
    assert "schema " in file.read_text("utf-8")
    assert json.loads(samo("doctor", "--report", "-", "--json").out)["report"].startswith("SAMO ")
    assert samo("doctor", "--report", tmp_path / "no" / "folder.txt").code == 1


def test_a_report_is_made_where_things_are_broken(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError(TEXT)

    monkeypatch.setattr("samo_desktop.cli.diagnosis._looked_into", lambda *_, **__: "")
    monkeypatch.setattr(opening, "check", broken)
    told = samo("doctor", "--report")
    assert told.code == 0
    assert "could not be looked at: ZeroDivisionError" in told.out
    assert TEXT not in told.out


def test_no_word_of_a_whole_job_is_logged_or_reported(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_errors: ExpectedErrors
) -> None:
    home = tmp_path / USER
    home.mkdir()
    journal, sound, examples = home / "journal", home / f"{FILE}.ogg", home / "examples.txt"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SAMO_JOURNAL", str(journal))
    monkeypatch.setenv("SAMO_SETTINGS", str(home / "settings.toml"))
    monkeypatch.setenv("SAMO_PASSPHRASE", PASSPHRASE)
    (home / "settings.toml").write_text(
        f'microphone = "{SETTING}"\nengine = "{SETTING}"\nproxy = "http://{USER}:x@host"\n'
        f'theme = "{SETTING}"\nlanguage = "{SETTING}"\njournal = "{journal}"\n'
    )
    shutil.copy(sample_voice_note(), sound)
    examples.write_text("".join(f"{EXAMPLE} number {n} of many\n" for n in range(12)))
    assert samo("init").code == 0
    assert samo("feelings", "add", MOOD, "--examples", examples).code == 0
    entry = samo("write", f"{TEXT} in the garden.", "--tag", TAG, "--json").json["id"]
    assert samo("correct", entry, "--add", "joy").code == 0
    assert samo("edit", entry, "--title", TITLE).code == 0

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{TEXT} {TITLE} {TAG} {MOOD} {sound}")

    monkeypatch.setattr(EncoderEmotion, "read", broken)
    monkeypatch.setattr(Moonshine, "__init__", broken)
    told = [samo("write", f"{TEXT} again.", "--tag", TAG)]
    told += [samo("edit", entry, "--text", f"{TEXT} three times.")]
    told += [samo("add", sound, "--tag", TAG, "--engine", "moonshine")]
    told += [samo("analyse", TEXT), samo("transcribe", sound, "--engine", "moonshine")]
    assert [result.code for result in told] == [1, 1, 1, 3, 3]
    monkeypatch.setattr(Journal, "entries", broken)
    told += [samo("list"), samo("list", "--verbose")]
    errors = "".join(result.err for result in told)
    report = samo("doctor", "--report").out
    assert "RuntimeError" in logged()
    assert "RuntimeError" in report
    assert "microphone is chosen" in report
    for word in PLANTED:
        assert word not in logged(), word
        assert word not in report, word
        assert word not in errors or word in NAMED, word
    assert expected_errors
