"""Journals that are not what they were, and files in them that are not theirs."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.app import App
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path
from samo_desktop.store.journal import Journal
from samo_desktop.store.vault import Cost
from tests.cli.conftest import PASSPHRASE, Samo
from tests.conftest import ExpectedErrors
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
ENTRY = "0123456789ab"
COMMANDS = (
    ("list",),
    ("write", "My secret."),
    ("timeline",),
    ("show", ENTRY),
    ("edit", ENTRY, "--title", "Mine"),
    ("delete", ENTRY),
    ("correct", ENTRY, "--add", "joy"),
    ("feelings", "list"),
)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def swapped(journal: Path) -> Path:
    """A plain journal lies where the encrypted one was."""
    shutil.rmtree(journal)
    with Journal.create(journal, None)[0] as plain:
        Autocommit(plain).add_entry(source="text", text="Of somebody else.", entry_id=ENTRY)
    return journal


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("given", ["environment", "file", "remembered"])
def test_a_plain_journal_in_the_place_of_an_encrypted_one_is_refused(
    samo: Samo,
    swapped: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: str,
    command: tuple[str, ...],
) -> None:
    options: list[str | Path] = []
    if given != "environment":
        monkeypatch.delenv("SAMO_PASSPHRASE")
    if given == "file":
        (tmp_path / "secret").write_text(PASSPHRASE)
        options = ["--passphrase-file", tmp_path / "secret"]
    before = contents(swapped)
    result = samo(*command, *options)
    assert result.code == 1
    assert "not encrypted" in result.err
    assert "may have replaced it" in result.err
    assert result.out == ""
    assert contents(swapped) == before


def test_a_plain_journal_that_is_meant_to_be_so_opens(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plain"
    monkeypatch.setenv("SAMO_JOURNAL", str(folder))
    assert samo("init", "--no-encryption").code == 0
    assert samo("list").code == 0
    monkeypatch.setenv("SAMO_PASSPHRASE", PASSPHRASE)
    assert samo("list").code == 1
    assert samo("list", "--unencrypted").code == 0
    monkeypatch.setenv("SAMO_PASSPHRASE", "")
    assert samo("list").code == 0


def test_a_swap_that_was_agreed_to_is_not_asked_about_again(
    samo: Samo, swapped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMO_PASSPHRASE")
    assert swapped.is_dir()
    assert samo("list").code == 1
    doctor = samo("doctor", "--json").json["checks"]
    assert not next(check for check in doctor if check["name"] == "journal")["ok"]
    assert samo("list", "--unencrypted").code == 0
    assert samo("list").code == 0


def test_what_is_remembered_names_no_folder(samo: Samo, journal: Path) -> None:
    assert samo("list").code == 0
    [kept] = paths.settings_file().parent.glob("encrypted-journals*")
    assert journal.name not in kept.read_text()
    assert str(journal.parent) not in kept.read_text()


def test_an_encrypted_journal_without_its_key_file_is_told(samo: Samo, journal: Path) -> None:
    (journal / "vault.json").unlink()
    for command in COMMANDS:
        result = samo(*command)
        assert result.code == 1
        assert "vault.json" in result.err
    assert samo("init").code == 1


STRAYS = (
    f"{ENTRY} (conflicted copy).spool",
    f"{ENTRY}.sync-conflict-20260301-101010-ABCDEFG.spool",
    f".{ENTRY}.spool.icloud",
    f"{ENTRY.upper()}.spool",
    f"~{ENTRY}.spool",
    f"{ENTRY}.spool.tmp",
    "desktop.ini",
    "._x.spool",
    "new\nline.spool",
    ".spool",
)


def test_files_of_other_programs_lock_nobody_out(samo: Samo, journal: Path) -> None:
    written = samo("write", "A quiet day.", "--json").json
    for name in STRAYS:
        (journal / "recording" / name).write_bytes(b"x" * 500)
        (journal / "audio" / name).write_bytes(b"x" * 500)
    (journal / "recording" / f"{ENTRY}.spool").mkdir()
    listed = samo("list", "--json")
    assert listed.code == 0
    assert [entry["id"] for entry in listed.lines] == [written["id"]]
    assert samo("show", written["id"]).code == 0
    shown = next(
        check for check in samo("doctor", "--json").json["checks"] if check["name"] == "other files"
    )
    assert str(2 * len(STRAYS) + 1) in shown["detail"]
    assert "conflicted copy" in shown["detail"]
    assert samo("delete", written["id"]).code == 0
    assert len(list((journal / "recording").iterdir())) == len(STRAYS) + 1


def test_a_damaged_recording_is_told_and_ends_no_command(samo: Samo, journal: Path) -> None:
    with Journal.open(journal, PASSPHRASE) as opened:
        key, folder = opened.audio_key, opened.spool_folder
    for number in range(6):
        entry_id = f"{number:012x}"
        path = part_path(folder, entry_id, 0)
        writer = SpoolWriter(path, key, SpoolInfo(entry_id, datetime.now(UTC), 16_000))
        for _ in range(20):
            writer.append(np.zeros(1600, np.int16), sync=False)
        writer.close()
        data = bytearray(path.read_bytes())
        data[(0, 10, 32, 40, 5000, len(data) - 1)[number]] ^= 64
        path.write_bytes(data)
    result = samo("list", "--json")
    assert result.code == 0
    assert len(result.lines) == 6
    for entry in result.lines:
        assert entry["error"]["message"]
        assert entry["state"] == ("failed" if int(entry["id"], 16) < 4 else "done")
        assert part_path(folder, entry["id"], 0).exists()
        assert samo("show", entry["id"]).code == 0
    lost = f"{4:012x}"
    assert "note: About 0.1 s" in samo("show", lost).out
    assert samo("edit", lost, "--title", "Mine").code == 0


@pytest.mark.parametrize("error", [RuntimeError("x"), PermissionError(13, "no"), OSError(5, "io")])
def test_a_failing_recovery_keeps_nobody_from_reading(
    samo: Samo,
    journal: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_errors: ExpectedErrors,
    error: Exception,
) -> None:
    written = samo("write", "A quiet day.", "--json").json
    with Journal.open(journal, PASSPHRASE) as opened:
        Autocommit(opened).add_entry(source="voice", recording=True)
        spool = part_path(opened.spool_folder, ENTRY, 0)
    spool.write_bytes(b"half a recording")

    def broken(_app: App) -> list[str]:
        raise error

    monkeypatch.setattr(App, "recover", broken)
    result = samo("show", written["id"])
    assert result.code == 0
    assert "could not be finished" in result.err
    assert "A quiet day." in result.out
    assert [record.exc_info and record.exc_info[1] for record in expected_errors] == [error]


def test_models_beside_stray_files_are_listed(samo: Samo) -> None:
    root = paths.user_models_folder()
    before = samo("models", "list", "--json")
    for place in (root, root / "tiny (conflicted copy)", root / "tiny"):
        place.mkdir(parents=True, exist_ok=True)
        for name in STRAYS:
            (place / name).write_bytes(b"x")
        (place / "samo-model (1).json").write_text("{")
    (root / "tiny (conflicted copy)" / "model.bin").write_bytes(b"x")
    (root / "tiny (conflicted copy)" / "samo-model.json").write_bytes(b"\xff")
    (root / "model.bin").mkdir()
    (root / "config.json").symlink_to(root / "nowhere")
    (root / "loop").symlink_to(root)
    after = samo("models", "list", "--json")
    assert (before.code, after.code) == (0, 0)
    names = [line["name"] for line in after.lines]
    assert set(names) >= {line["name"] for line in before.lines}
    assert samo("doctor").code == 0
