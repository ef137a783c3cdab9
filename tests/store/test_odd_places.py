"""Journals where nothing can be written, with things missing, or with things not theirs."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from samo_desktop.errors import DamagedError, ReadOnlyJournalError, SamoError
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.journal import Journal
from tests.faults import disks
from tests.support.autocommit import Autocommit

from .helpers import CHEAP, PASSPHRASE
from .test_opening import told

NOBODY = 65534
ENTRY = "0123456789ab"
BOTH = pytest.mark.parametrize("secret", [None, PASSPHRASE], ids=["plain", "encrypted"])
STRANGERS = (
    "journal (conflicted copy 2026-03-01).db",
    "journal.sync-conflict-20260301-101010-ABCDEFG.db",
    "vault (1).json",
    ".~lock.journal.db#",
    "._journal.db",
    ".DS_Store",
    "Thumbs.db",
    "audio/0123456789ab (conflicted copy).samo",
    "audio/0123456789ab.sync-conflict-20260301-101010-ABCDEFG.peaks",
    "audio/.0123456789ab.samo.icloud",
    "audio/0123456789AB.samo",
    "audio/new\nline.samo",
    "recording/0123456789ab (conflicted copy).spool",
    "recording/0123456789ab.sync-conflict-20260301-101010-ABCDEFG.spool",
    "recording/0123456789ab.01.spool",
    "recording/0123456789ab.spool~",
    "recording/0123456789AB.spool",
    "recording/.0123456789ab.spool.icloud",
)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that another user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def somebody_else() -> Iterator[None]:
    """As a user to whom things can be forbidden."""
    if os.name == "nt" or os.geteuid():
        yield
        return
    Journal.exists(Path("/"))  # what is imported late is here
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def forbid(folder: Path) -> None:
    """Everybody may read, nobody may write."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def allow(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def left(place: Path, secret: str | None, *ends: str) -> tuple[Path, list[str]]:
    """A journal as a copy or a crash leaves it, with these of the database's files; its texts."""
    folder, copy = place / "made", place / "journal"
    made, _ = Journal.create(folder, secret, cost=CHEAP)
    with made:
        Autocommit(made).add_entry(source="text", text="First.")
        made._pool.checkpoint()
        Autocommit(made).add_entry(source="text", text="Second, which is in the log.")
        shutil.copytree(folder, copy)
        with made._pool._borrowed() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(folder / "journal.db", place / "whole.db")
    if not ends:
        shutil.copy(place / "whole.db", copy / "journal.db")
    for end in {"-wal", "-shm"} - set(ends):
        (copy / f"journal.db{end}").unlink()
    return copy, ["Second, which is in the log.", "First."]


def texts(folder: Path, secret: str | None, *, write: bool = False) -> list[str]:
    with Journal.open(folder, secret, write=write) as journal:
        return [entry.text for entry in journal.entries()]


@BOTH
@pytest.mark.parametrize("ends", [(), ("-wal",), ("-wal", "-shm")], ids=" and ".join)
def test_what_cannot_be_written_to_can_be_read(
    place: Path, secret: str | None, ends: tuple[str, ...]
) -> None:
    folder, expected = left(place, secret, *ends)
    forbid(folder)
    before = sorted(path.name for path in folder.rglob("*"))
    try:
        with somebody_else():
            assert texts(folder, secret) == expected
            with Journal.open(folder, secret, write=False) as journal:
                assert not journal.interrupted()
                assert len(journal.entries()) == len(journal.rows()) == journal.count() == 2
            assert "can be read" in told(lambda: Journal.open(folder, secret), ReadOnlyJournalError)
            assert not Journal.can_be_changed(folder)
        assert sorted(path.name for path in folder.rglob("*")) == before
    finally:
        allow(folder)
    assert texts(folder, secret, write=True) == expected


@BOTH
def test_the_log_is_put_together_as_sqlite_would(place: Path, secret: str | None) -> None:
    folder, expected = left(place, secret, "-wal")
    before = (folder / "journal.db").read_bytes()
    whole = (folder / "journal.db-wal").read_bytes()
    # What was not written to its end does not count, nor what was there before.
    for end in (whole, whole + whole[-5000:], whole[:-40], whole[:-5000] + bytes(5000), b""):
        (folder / "journal.db-wal").write_bytes(end)
        forbid(folder)
        with somebody_else():
            found = texts(folder, secret)
        allow(folder)
        assert found == (expected if end[: len(whole)] == whole else expected[1:])
    assert (folder / "journal.db").read_bytes() == before


@BOTH
def test_what_backups_leave_out_is_made_again(folder: Path, secret: str | None) -> None:
    Journal.create(folder, secret, cost=CHEAP)[0].close()
    for name in ("audio", "recording", "lock", "reserve"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with Journal.open(folder, secret, write=False) as reader:
        assert not reader.interrupted()
    with Journal.open(folder, secret) as opened:
        Autocommit(opened).add_entry(source="text")
        assert opened.spool_folder.is_dir()
        assert opened.spool_folder.stat().st_mode & 0o777 == 0o700
        assert opened.audio_path(ENTRY).parent.is_dir()


@BOTH
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="it takes two users")
def test_side_files_of_another_user(place: Path, secret: str | None) -> None:
    folder, expected = left(place, secret, "-wal", "-shm")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    log, shared = folder / "journal.db-wal", folder / "journal.db-shm"
    for path in (log, shared):
        os.chown(path, 0, 0)
        path.chmod(0o600)
    with somebody_else():
        for write in (True, False):
            assert str(log) in told(lambda write=write: Journal.open(folder, secret, write=write))
    assert log.stat().st_size
    os.chown(log, NOBODY, NOBODY)
    with somebody_else():
        assert texts(folder, secret) == expected
        assert texts(folder, secret, write=True) == expected
    assert texts(folder, secret) == expected
    log.touch(mode=0o600)  # by root, and nothing in it
    shared.touch(mode=0o600)
    with somebody_else():
        assert texts(folder, secret) == expected
        assert texts(folder, secret, write=True) == expected
    os.chown(folder / "lock", 0, 0)
    with somebody_else():
        message = told(lambda: Journal.open(folder, secret), ReadOnlyJournalError)
        assert "belongs to another user" in message
        assert texts(folder, secret) == expected


@pytest.mark.parametrize("write", [True, False])
def test_a_log_of_another_database_is_set_aside(place: Path, write: bool) -> None:
    folder, _ = left(place, PASSPHRASE, "-wal")
    other = place / "other"
    Journal.create(other, PASSPHRASE, cost=CHEAP)[0].close()
    shutil.copy(folder / "journal.db-wal", other / "journal.db-wal")
    log = (other / "journal.db-wal").read_bytes()
    assert texts(other, PASSPHRASE, write=write) == []
    aside = other / "journal.db-wal.other-1"
    assert aside.read_bytes() == log
    with Journal.open(other, PASSPHRASE) as journal:
        Autocommit(journal).add_entry(source="text", text="It goes on.")
    assert Journal.strangers_in(other) == [Path(aside.name)]


@BOTH
def test_folders_where_files_belong(folder: Path, secret: str | None) -> None:
    Journal.create(folder, secret, cost=CHEAP)[0].close()
    kept = (folder / "journal.db").read_bytes()
    (folder / "journal.db-wal").mkdir()
    told(lambda: Journal.open(folder, secret), DamagedError)
    (folder / "journal.db-wal").rmdir()
    (folder / "journal.db").unlink()
    (folder / "journal.db").mkdir()
    for write in (True, False):
        message = told(lambda write=write: Journal.open(folder, secret, write=write), DamagedError)
        assert "is missing" in message
    (folder / "journal.db").rmdir()
    (folder / "journal.db").write_bytes(kept)
    assert texts(folder, secret, write=True) == []


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_files_cannot_be_locked_a_journal_can_be_read(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    fcntl = pytest.importorskip("fcntl")
    journal.close()

    def no_locks(_file: int, _how: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    message = told(lambda: Journal.open(journal.folder, PASSPHRASE), ReadOnlyJournalError)
    assert "cannot be locked" in message
    Journal.open(journal.folder, PASSPHRASE, write=False).close()


def test_a_vault_that_is_a_link_to_nowhere_is_no_journal_without_encryption(
    journal: Journal,
) -> None:
    journal.close()
    vault = journal.folder / "vault.json"
    vault.unlink()
    vault.symlink_to(journal.folder / "nowhere")
    (journal.folder / "unencrypted.txt").touch()
    assert Journal.is_encrypted(journal.folder)
    with pytest.raises(SamoError):
        Journal.open(journal.folder, PASSPHRASE)


def make(path: Path) -> None:
    path.write_bytes(b"not ours")


def make_folder(path: Path) -> None:
    path.mkdir()


def make_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("how", [make, make_folder, make_link])
def test_what_other_programs_leave_is_listed_and_left_alone(
    plain: Journal, how: Callable[[Path], None]
) -> None:
    own = [f"audio/{ENTRY}.samo", f"recording/{ENTRY}.spool", f"recording/{ENTRY}.2.spool"]
    odd = [*STRANGERS, *(own if how is not make else [])]
    for name in odd:
        how(plain.folder / name)
    Autocommit(plain).add_entry(source="voice", entry_id=ENTRY)
    Autocommit(plain).delete(ENTRY)
    assert Autocommit(plain).purge() == [ENTRY]
    assert not plain.interrupted()
    assert ENTRY not in layout.recorded(plain.folder)
    for name in odd:
        assert os.path.lexists(plain.folder / name), name
    assert set(map(str, Journal.strangers_in(plain.folder))) == set(odd)


def test_names_that_are_no_text_are_listed(plain: Journal) -> None:
    if os.name == "nt":
        pytest.skip("names are text there")
    odd = os.fsencode(plain.folder / "recording") + b"/\xff\xfe.spool"
    with open(odd, "wb"):  # noqa: PTH123 - a name that is no text
        pass
    [found] = Journal.strangers_in(plain.folder)
    assert os.fsencode(found) == b"recording/\xff\xfe.spool"
    assert not plain.interrupted()


def test_own_files_are_no_strangers(journal: Journal) -> None:
    for name in (f"audio/{ENTRY}.samo", f"audio/{ENTRY}.peaks", f"audio/{ENTRY}.samo.part"):
        (journal.folder / name).touch()
    for name in (f"recording/{ENTRY}.spool", f"recording/{ENTRY}.1.spool"):
        (journal.folder / name).touch()
    (journal.folder / "drafts").mkdir()
    for name in (f"{ENTRY}.draft", f"{ENTRY}.draft.part"):
        (journal.folder / "drafts" / name).touch()
    assert Journal.strangers_in(journal.folder) == []
    assert layout.recorded(journal.folder) == {ENTRY}
    Autocommit(journal).add_entry(source="voice", entry_id=ENTRY)
    Autocommit(journal).delete(ENTRY)
    Autocommit(journal).purge()
    assert not list((journal.folder / "audio").iterdir())
    assert not list((journal.folder / "recording").iterdir())


@pytest.mark.slow
def test_no_step_on_a_small_disk_reports_a_success_that_was_none() -> None:
    figures = disks.run((64, 250, 300, 420, 1400, 1900), (None, PASSPHRASE))
    if figures is None:
        pytest.skip("a small disk may not be mounted here")
    assert figures.wrong == []
    assert figures.refused
    assert figures.saved
    assert figures.deleted
