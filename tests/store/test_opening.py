"""Making and opening journals, and everything that can be wrong with a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.errors import (
    DamagedError,
    JournalLockedError,
    NotFoundError,
    SamoError,
    WrongPassphraseError,
)
from samo_desktop.store import database
from samo_desktop.store.database import DatabaseError, connect
from samo_desktop.store.journal import Journal, NewJob
from samo_desktop.system import files
from tests.support.autocommit import Autocommit

from .helpers import CHEAP, PASSPHRASE, analysis, transcript, words_in_files

SECRET_WORDS = ["zeppelin", "marmalade", "quixotic", "hullabaloo", "kerfuffle"]


def fill(journal: Journal) -> str:
    """An entry with a secret word in each place that holds words; its id."""
    text, title, tag, heard, said = SECRET_WORDS
    made = Autocommit(journal).add_entry(
        source="voice", text=text, title=title, tags=[tag], jobs=[NewJob("analyse")]
    )
    Autocommit(journal).set_transcript(made.id, transcript(heard), replace_text=False)
    Autocommit(journal).set_analysis(made.id, analysis("joy", text=said))
    return made.id


def names(folder: Path) -> set[str]:
    """What lies in `folder`."""
    return {path.name for path in folder.iterdir()}


def told(call: Callable[[], object], kind: type[SamoError] = SamoError) -> str:
    """The sentence of the error of this very kind that `call` raises, which has a hint too."""
    with pytest.raises(kind) as caught:
        call()
    assert caught.type is kind
    assert caught.value.hint.endswith(".")
    assert caught.value.message.endswith(".")
    return caught.value.message


def test_encrypted_journal_opens_with_passphrase_and_recovery_key(folder: Path) -> None:
    made, recovery = Journal.create(folder, PASSPHRASE, cost=CHEAP)
    assert recovery is not None
    with made:
        assert (made.encrypted, made.writable, made.folder) == (True, True, folder)
        entry = made.entry(fill(made))
    for secret in (PASSPHRASE, recovery.lower()):
        with Journal.open(folder, secret) as opened:
            assert opened.entry(entry.id) == entry
            assert opened.audio_key == made.audio_key
            assert opened.spool_folder.is_dir()
            assert opened.audio_path(entry.id).parent.is_dir()


def test_journal_without_encryption_needs_no_secret(folder: Path) -> None:
    made, recovery = Journal.create(folder, None)
    assert recovery is None
    with made:
        assert (made.encrypted, made.audio_key) == (False, None)
        fill(made)
    assert "not encrypted" in (folder / "unencrypted.txt").read_text()
    for secret in (None, "not needed"):
        with Journal.open(folder, secret) as opened:
            assert opened.count() == 1


def test_is_encrypted_and_exists(folder: Path, tmp_path: Path) -> None:
    assert not Journal.exists(folder)
    told(lambda: Journal.is_encrypted(folder), NotFoundError)
    for name, passphrase in (("a", None), ("b", PASSPHRASE)):
        Journal.create(tmp_path / name, passphrase, cost=CHEAP)[0].close()
        assert Journal.exists(tmp_path / name)
        assert Journal.is_encrypted(tmp_path / name) is (passphrase is not None)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_may_read_a_journal(journal: Journal) -> None:
    fill(journal)
    for path in (journal.folder, *journal.folder.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_words_are_nowhere_in_an_encrypted_folder(journal: Journal) -> None:
    fill(journal)
    assert {"journal.db", "journal.db-wal", "journal.db-shm"} <= names(journal.folder)
    assert words_in_files(journal.folder, [*SECRET_WORDS, "entries", "SQLite format"]) == set()
    journal.close()
    assert words_in_files(journal.folder, [*SECRET_WORDS, "entries", "SQLite format"]) == set()


def test_words_are_found_in_a_folder_that_is_not_encrypted(plain: Journal) -> None:
    fill(plain)
    assert words_in_files(plain.folder, SECRET_WORDS) == set(SECRET_WORDS)


def test_folder_that_holds_something_is_not_taken(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    (folder / "letter.txt").write_text("dear")
    assert "not empty" in told(lambda: Journal.create(folder, None))
    assert names(folder) == {"letter.txt"}
    if os.name != "nt":
        assert folder.stat().st_mode & 0o777 == 0o755


def test_journal_is_not_made_over_another(journal: Journal) -> None:
    for state in ("open", "closed", "without its vault"):
        message = told(lambda: Journal.create(journal.folder, None))
        assert "already a journal" in message, state
        if state == "open":
            journal.close()
        else:
            (journal.folder / "vault.json").unlink(missing_ok=True)


def test_empty_passphrase_makes_nothing(folder: Path) -> None:
    assert "empty" in told(lambda: Journal.create(folder, "", cost=CHEAP))
    assert not Journal.exists(folder)
    Journal.create(folder, PASSPHRASE, cost=CHEAP)[0].close()


def test_file_in_place_of_the_folder(folder: Path) -> None:
    folder.write_text("x")
    for call in (Journal.create, Journal.open):
        assert "is a file, not a folder" in told(lambda call=call: call(folder, None))
    told(lambda: Journal.create(folder / "below", None))
    told(lambda: Journal.open(folder / "below"), NotFoundError)


def test_folder_without_a_journal(folder: Path) -> None:
    told(lambda: Journal.open(folder), NotFoundError)
    folder.mkdir()
    assert "no journal" in told(lambda: Journal.open(folder, write=False), NotFoundError)
    assert names(folder) == set()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "not allowed"),
        (OSError(30, "Read-only file system"), "not allowed"),
        (OSError(28, "No space left on device"), "Everything saved before is safe"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_folder_that_cannot_be_written_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", fail)
        assert words in told(lambda: Journal.create(folder, PASSPHRASE, cost=CHEAP))
    assert not Journal.exists(folder)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "not allowed" in told(lambda: Journal.create(tmp_path / "journal", None))


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_creation_that_was_interrupted_can_be_begun_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    """Stopped before each step that changes the folder, as by a crash."""
    steps = 0
    for at in range(100):
        calls = 0

        def counted(original: Callable[..., Any], at: int = at) -> Callable[..., Any]:
            def call(*given: Any, **named: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls > at:
                    raise KeyboardInterrupt
                return original(*given, **named)

            return call

        with monkeypatch.context() as patched:
            for name in ("replace", "rename", "unlink", "mkdir", "chmod"):
                patched.setattr(Path, name, counted(getattr(Path, name)))
            patched.setattr(files.os, "open", counted(os.open))
            try:
                journal, _ = Journal.create(folder, passphrase, cost=CHEAP)
            except KeyboardInterrupt:
                journal = None
        if journal:
            journal.close()
            break
        steps += 1
        if Journal.exists(folder):  # the very last step, after which the journal is whole
            break
        told(lambda: Journal.open(folder, passphrase), NotFoundError)
    assert steps > 8
    with Journal.open(folder, passphrase) as opened:
        Autocommit(opened).add_entry(source="text", text="x")


def test_wrong_and_missing_passphrase(journal: Journal) -> None:
    journal.close()
    told(lambda: Journal.open(journal.folder, "wrong"), WrongPassphraseError)
    assert "locked" in told(lambda: Journal.open(journal.folder), WrongPassphraseError)
    Journal.open(journal.folder, PASSPHRASE).close()


def test_secrets_can_be_changed(journal: Journal, plain_folder: Path) -> None:
    journal.change_passphrase("another", cost=CHEAP)
    recovery = journal.change_recovery_key(cost=CHEAP)
    journal.close()
    for secret in ("another", recovery):
        with Journal.open(journal.folder, secret, write=False) as reader:
            assert "reading only" in told(lambda: reader.change_passphrase("x"))
    told(lambda: Journal.open(journal.folder, PASSPHRASE), WrongPassphraseError)
    with Journal.open(plain_folder) as opened:
        assert "not encrypted" in told(lambda: opened.change_passphrase("x"))


@pytest.fixture
def plain_folder(tmp_path: Path) -> Path:
    """A closed journal without encryption."""
    Journal.create(tmp_path / "plain", None)[0].close()
    return tmp_path / "plain"


@pytest.mark.slow
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("write", [True, False])
def test_damaged_database_is_told(folder: Path, passphrase: str | None, write: bool) -> None:
    made, _ = Journal.create(folder, passphrase, cost=CHEAP)
    with made:
        for _ in range(50):
            Autocommit(made).add_entry(source="text", text="words " * 500)
    path = folder / "journal.db"
    content = path.read_bytes()
    for damaged in (b"", b"\x55" * 8192, b"\x55" * 100 + content[100:], content[:4096]):
        path.write_bytes(damaged)

        def use() -> None:
            with Journal.open(folder, passphrase, write=write) as opened:
                opened.entries()

        told(use, DamagedError)
    path.write_bytes(content[:8192] + os.urandom(len(content) - 8192))
    told(use, DamagedError)
    path.unlink()
    assert "missing" in told(use, DamagedError)


def test_lost_vault_does_not_make_a_journal_look_unencrypted(journal: Journal) -> None:
    journal.close()
    (journal.folder / "vault.json").unlink()
    assert "vault.json" in told(lambda: Journal.is_encrypted(journal.folder), DamagedError)
    assert "vault.json" in told(lambda: Journal.open(journal.folder), DamagedError)
    (journal.folder / "unencrypted.txt").touch()
    told(lambda: Journal.open(journal.folder), DamagedError)


def test_vault_of_another_journal_is_told_as_damage(journal: Journal, tmp_path: Path) -> None:
    journal.close()
    Journal.create(tmp_path / "other", PASSPHRASE, cost=CHEAP)[0].close()
    shutil.copy(tmp_path / "other" / "vault.json", journal.folder)
    told(lambda: Journal.open(journal.folder, PASSPHRASE), DamagedError)


def test_second_writer_is_told_at_once(journal: Journal) -> None:
    message = told(lambda: Journal.open(journal.folder, PASSPHRASE), JournalLockedError)
    assert message == "Another program is using this journal."
    journal.close()
    journal.close()
    Journal.open(journal.folder, PASSPHRASE).close()


def test_failed_opening_lets_go_of_the_lock(journal: Journal) -> None:
    journal.close()
    told(lambda: Journal.open(journal.folder, "wrong"), WrongPassphraseError)
    Journal.open(journal.folder, PASSPHRASE).close()


def test_reader_sees_what_a_writer_commits_and_changes_nothing(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text", text="before")
    with Journal.open(journal.folder, PASSPHRASE, write=False) as reader:
        assert not reader.writable
        assert reader.entry(made.id).text == "before"
        Autocommit(journal).update_entry(made.id, text="after")
        assert reader.entry(made.id).text == "after"
        for call in (
            lambda: Autocommit(reader).add_entry(source="text"),
            lambda: Autocommit(reader).delete(made.id),
            lambda: Autocommit(reader).purge(made.id),
            lambda: Autocommit(reader).next_job(["keep"]),
        ):
            assert "reading only" in told(call)
        with reader._pool.reading() as connection, pytest.raises(DatabaseError):
            connection.execute("DELETE FROM entries")
    assert journal.entry(made.id).text == "after"


def test_closed_journal_says_so(journal: Journal) -> None:
    journal.close()
    for call in (journal.entries, lambda: Autocommit(journal).add_entry(source="text")):
        assert "closed" in told(call)


def test_last_to_leave_puts_everything_into_one_file(journal: Journal) -> None:
    fill(journal)
    journal.close()
    assert not list(journal.folder.glob("journal.db-*"))


def test_full_disk_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal.create(folder, PASSPHRASE, cost=CHEAP)[0].close()
    limits = (*database.WHEN_WRITING, "max_page_count = 60")
    monkeypatch.setattr(database, "WHEN_WRITING", limits)
    kept: list[str] = []
    with Journal.open(folder, PASSPHRASE) as journal:

        def write() -> None:
            while True:
                kept.append(Autocommit(journal).add_entry(source="text", text="words " * 500).id)

        assert "Everything saved before is safe" in told(write)
        assert kept
        assert [entry.id for entry in reversed(journal.entries())] == kept
        Autocommit(journal).delete(kept[0])
        Autocommit(journal).purge()
        Autocommit(journal).add_entry(source="text", text="fits again")


def test_busy_database_is_told(plain: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(connect(plain.folder / "journal.db", None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told(lambda: Autocommit(plain).add_entry(source="text"), JournalLockedError)
        other.execute("ROLLBACK")
    Autocommit(plain).add_entry(source="text")


def test_errors_in_the_programs_own_sql_stay_bugs(plain: Journal) -> None:
    with pytest.raises(DatabaseError, match="syntax"), plain._pool.writing() as connection:
        connection.execute("SELEC")
    Autocommit(plain).add_entry(source="text")


def test_odd_folder_names(tmp_path: Path) -> None:
    folder = tmp_path / "a b?mode=ro#%41 ü 'x'"
    Journal.create(folder, None)[0].close()
    with Journal.open(folder) as opened:
        Autocommit(opened).add_entry(source="text")
    assert (folder / "journal.db").is_file()


def test_relative_folder_stays_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Journal.create(Path("j"), None)[0].close()
    with Journal.open(Path("j")) as opened:
        monkeypatch.chdir(tmp_path.parent)
        Autocommit(opened).add_entry(source="text")
        assert opened.spool_folder.is_dir()


def test_listing_loads_nothing_heavy(journal: Journal) -> None:
    fill(journal)
    code = (
        "import sys; from pathlib import Path; from samo_desktop.store.journal import Journal\n"
        "with Journal.open(Path(sys.argv[1]), sys.argv[2], write=False) as journal:\n"
        "    assert len(journal.entries(limit=50)) == 1\n"
        "print(*{'sqlite_utils', 'numpy', 'filelock'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(journal.folder), PASSPHRASE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_a_recording_that_died_before_there_was_a_file_is_left_to_recover(plain: Journal) -> None:
    assert not plain.interrupted()
    Autocommit(plain).add_entry(source="voice", recording=True)
    assert plain.interrupted()
