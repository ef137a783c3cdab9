"""Migrations: one test for each, and what happens to older and newer journals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from samo_desktop.errors import (
    DamagedError,
    JournalLockedError,
    NewerJournalError,
    ReadOnlyJournalError,
    SamoError,
)
from samo_desktop.store import journal_layout
from samo_desktop.store import migrations as module
from samo_desktop.store.database import Connection, connect
from samo_desktop.store.journal import Journal
from samo_desktop.store.migrations import APPLICATION_ID, MIGRATIONS, migrate, pending
from tests.support.autocommit import Autocommit

from .helpers import CHEAP, PASSPHRASE, plain_sql

if TYPE_CHECKING:
    import sqlite_utils
    from filelock import FileLock

RELEASED = {
    "entries_and_jobs": "488b8f12c89b3b7cd5e7551868151114cd243245cc44b9c39237ca8c5d25c29a",
    "corrections_and_own_feelings": (
        "a9e4dfb2cb80c8d6084ad0b59b71057329edf39f04c38d581fd4ed3ab1fcd8a3"
    ),
    "origins_of_sound": "5489a04a1defe4136a915486709d21233b62b37317aa3a069795938c137f5196",
    "facts_about_the_journal": "7a4e0eb3a4a905e38af0fb7d74899959abe5a68def738900ff157c84e0d7b24a",
    "tags_by_one_rule": "7a4e0eb3a4a905e38af0fb7d74899959abe5a68def738900ff157c84e0d7b24a",
    "sources_of_dates": "15083031e82d4198ad3ee1752e4d19e9854ddba8a3525546306f1809b5902856",
    "state_from_jobs": "d6fc65632f4e61af1242782801756a24c9f68f0210852d2e7ea56198a0819355",
    "names_of_files": "ca5c24daf1aa46e5cbd6b3ccdf3bdb8588a97a2bf762bae322f412a438a8a583",
    "own_words": "0a53fc6e0b25974c2ae79a81537d4c0c2c8e91d509cbafe446f89373e38d00a2",
}
"""SHA-256 of the schema after each released migration, so that none is changed later."""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    """A database without a schema."""
    path = tmp_path / "empty.db"
    path.touch()
    with closing(connect(path, None)) as connection:
        yield connection


def schema(connection: Connection) -> str:
    """Everything that migrations may change in an empty database."""
    found = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT LIKE '!_%' ESCAPE '!'"
        " ORDER BY type, name"
    )
    return "\n".join(" ".join(sql.split()) for (sql,) in found)


def newest_column(db: sqlite_utils.Database) -> None:
    """A migration that the tests add."""
    db.execute("ALTER TABLE entries ADD COLUMN newest TEXT NOT NULL DEFAULT 'yes'")


def test_entries_and_jobs(empty: Connection) -> None:
    """From nothing: the tables, and the mark of a journal."""
    migrate(empty, MIGRATIONS[:1])
    assert tuple(empty.execute("PRAGMA application_id").fetchone()) == (APPLICATION_ID,)
    tables = {name for (name,) in empty.execute("SELECT name FROM sqlite_schema")}
    assert {"entries", "texts", "tags", "transcripts", "analyses", "moods", "jobs"} <= tables


def test_corrections_and_own_feelings(empty: Connection) -> None:
    """An older journal keeps its entries, and what hangs on one goes with it."""
    migrate(empty, MIGRATIONS[:1])
    empty.execute(
        "INSERT INTO entries VALUES (1, 'a', 'then', 0, NULL, 'text', 'done', '', '', '')"
    )
    migrate(empty, MIGRATIONS[:2])
    empty.execute("INSERT INTO corrections VALUES (1, 'joy', 1, 0.5, 'm@1', 0, NULL)")
    empty.execute("INSERT INTO unadapted VALUES (1, '{}')")
    empty.execute("INSERT INTO own_feelings VALUES ('homesick', 'Homesick', 0, '[]')")
    empty.execute("DELETE FROM entries")
    for table, left in (("corrections", 0), ("unadapted", 0), ("own_feelings", 1)):
        assert empty.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == left


def test_origins_of_sound(empty: Connection) -> None:
    """Sound that an older journal holds is known by what it stored; what it hangs on removes it."""
    migrate(empty, MIGRATIONS[:2])
    for number, audio in ((1, f'[61.5, 48000, "{"ab" * 32}"]'), (2, None), (3, ""), (4, "[1, 2]")):
        empty.execute(
            "INSERT INTO entries VALUES (?, ?, 'then', 0, NULL, 'voice', 'done', ?, '', '')",
            (number, f"e{number}", audio),
        )
    migrate(empty, MIGRATIONS[:3])
    assert [tuple(row) for row in empty.execute("SELECT * FROM origins")] == [(1, "ab" * 32)]
    empty.execute("DELETE FROM entries")
    assert empty.execute("SELECT count(*) FROM origins").fetchone()[0] == 0


def test_facts_about_the_journal(empty: Connection) -> None:
    """An older journal remembers nothing of itself yet."""
    migrate(empty, MIGRATIONS[: MIGRATIONS.index(module.facts_about_the_journal) + 1])
    assert empty.execute("SELECT count(*) FROM facts").fetchone()[0] == 0
    empty.execute("INSERT INTO facts VALUES ('a', 'b')")


def test_tags_by_one_rule(empty: Connection) -> None:
    """What one front end took for another tag, or for one, is as the other has it."""
    migrate(empty, MIGRATIONS[: MIGRATIONS.index(module.tags_by_one_rule)])
    for entry, tags in {1: ["#work", "Work", "a  b"], 2: ["work, home", "cafe\u0301"]}.items():
        empty.execute(
            "INSERT INTO entries VALUES (?, ?, 'then', 0, NULL, 'text', 'done', '', '', '')",
            (entry, f"id{entry}"),
        )
        for place, tag in enumerate(tags):
            row = (entry, place, tag, tag.casefold())
            empty.execute("INSERT INTO tags VALUES (?, ?, ?, ?)", row)
    migrate(empty)
    rows = empty.execute("SELECT entry, tag, folded FROM tags ORDER BY entry, position").fetchall()
    assert [tuple(row) for row in rows] == [
        (1, "work", "work"),
        (1, "a b", "a b"),
        (2, "work", "work"),
        (2, "home", "home"),
        (2, "caf\u00e9", "caf\u00e9"),
    ]


def test_sources_of_dates(empty: Connection) -> None:
    """Dates of an older journal are from the clock, as far as anyone knows."""
    before = MIGRATIONS.index(module.sources_of_dates)
    migrate(empty, MIGRATIONS[:before])
    empty.execute(
        "INSERT INTO entries VALUES (1, 'a', 'then', 0, NULL, 'text', 'done', '', '', '')"
    )
    migrate(empty, MIGRATIONS[: before + 1])
    assert empty.execute("SELECT date_source FROM entries").fetchone()[0] == "clock"


def test_state_from_jobs(empty: Connection) -> None:
    """The state goes from the entries; `test_state_from_jobs.py` has what becomes of it."""
    before = MIGRATIONS.index(module.state_from_jobs)
    migrate(empty, MIGRATIONS[:before])
    for number, state in enumerate(("done", "recording"), start=1):
        empty.execute(
            """INSERT INTO entries VALUES (?, ?, 'then', 0, NULL, 'text', ?, NULL, NULL, '', 'user')
            """,
            (number, f"id{number}", state),
        )
    migrate(empty, MIGRATIONS[: before + 1])
    columns = {row["name"] for row in empty.execute("PRAGMA table_info(entries)")}
    assert columns.isdisjoint({"state", "error"})
    flags = empty.execute("SELECT recording FROM entries ORDER BY number").fetchall()
    assert [tuple(row) for row in flags] == [(0,), (1,)]


def test_names_of_files(empty: Connection) -> None:
    """What older files were called was not kept."""
    before = MIGRATIONS.index(module.names_of_files)
    migrate(empty, MIGRATIONS[:before])
    empty.execute(
        """INSERT INTO entries (id, created_at, created_utc, source, title, date_source, recording)
        VALUES ('a', 'then', 0, 'voice', '', 'file', 0)"""
    )
    empty.execute("INSERT INTO origins VALUES (1, 'ab')")
    migrate(empty, MIGRATIONS[: before + 1])
    assert [tuple(row) for row in empty.execute("SELECT * FROM origins")] == [(1, "ab", "")]


def test_own_words(empty: Connection) -> None:
    """Nothing is known of what was corrected before; what hangs on an entry goes with it."""
    before = MIGRATIONS.index(module.own_words)
    migrate(empty, MIGRATIONS[:before])
    empty.execute(
        """INSERT INTO entries (id, created_at, created_utc, source, title, date_source, recording)
        VALUES ('a', 'then', 0, 'voice', '', 'clock', 0)"""
    )
    migrate(empty, MIGRATIONS[: before + 1])
    for table in ("own_words", "declined_words", "replaced_words"):
        assert not empty.execute(f"SELECT * FROM {table}").fetchall()
    empty.execute("INSERT INTO replaced_words VALUES (1, 0, 'mochi', 'Mochi')")
    empty.execute("DELETE FROM entries")
    assert not empty.execute("SELECT * FROM replaced_words").fetchall()


def test_every_migration_has_a_test_and_stays_as_it_was_released(empty: Connection) -> None:
    for version, migration in enumerate(MIGRATIONS, start=1):
        assert f"test_{migration.__name__}" in globals(), "write a test for the new migration"
        migrate(empty, MIGRATIONS[:version])
        digest = hashlib.sha256(schema(empty).encode()).hexdigest()
        assert RELEASED[migration.__name__] == digest, "released migrations are never changed"
    assert list(RELEASED) == [migration.__name__ for migration in MIGRATIONS]


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_version_comes_to_the_same_schema(tmp_path: Path, version: int) -> None:
    schemas = []
    for name, first in (("stepwise", version), ("at-once", 0)):
        path = tmp_path / name
        path.touch()
        with closing(connect(path, None)) as connection:
            migrate(connection, MIGRATIONS[:first])
            migrate(connection)
            assert not pending(connection)
            schemas.append(schema(connection))
    assert schemas[0] == schemas[1]


def test_what_was_applied_is_recorded_and_not_repeated(empty: Connection) -> None:
    migrate(empty)
    migrate(empty)
    names = [name for (name,) in empty.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert names == [migration.__name__ for migration in MIGRATIONS]
    assert tuple(empty.execute("PRAGMA user_version").fetchone()) == (len(MIGRATIONS),)


def test_migration_that_fails_leaves_nothing_behind(empty: Connection) -> None:
    migrate(empty)
    before = schema(empty)

    def broken(db: sqlite_utils.Database) -> None:
        newest_column(db)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        migrate(empty, (*MIGRATIONS, broken))
    assert schema(empty) == before
    assert pending(empty, (*MIGRATIONS, newest_column))
    migrate(empty, (*MIGRATIONS, newest_column))
    assert "newest" in schema(empty)


@pytest.mark.parametrize("write", [True, False])
def test_older_journal_is_brought_up_to_date_and_keeps_its_entries(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, write: bool
) -> None:
    entry = Autocommit(journal).add_entry(source="text", text="older words")
    journal.close()
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, newest_column))
    with Journal.open(journal.folder, PASSPHRASE, write=write) as opened:
        assert opened.entry(entry.id) == entry
        with opened._pool.reading() as connection:
            assert "newest" in schema(connection)
            assert not pending(connection)


def test_reader_of_an_older_journal_does_not_disturb_a_writer(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, newest_column))
    with pytest.raises(JournalLockedError):
        Journal.open(journal.folder, PASSPHRASE, write=False)
    assert journal.count() == 0


def test_older_journal_where_nothing_can_be_written_does_not_say_that_it_can_be_read(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.close()

    def refuse(folder: Path) -> FileLock:
        raise journal_layout.read_only(folder)

    monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, newest_column))
    monkeypatch.setattr(journal_layout, "take_lock", refuse)
    with pytest.raises(SamoError, match="older version") as told:
        Journal.open(journal.folder, PASSPHRASE, write=False)
    assert not isinstance(told.value, ReadOnlyJournalError)
    assert str(journal.folder) in told.value.message


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_newer_journal_is_refused_and_untouched(
    folder: Path, write: bool, passphrase: str | None
) -> None:
    made, _ = Journal.create(folder, passphrase, cost=CHEAP)
    with made, made._pool.writing() as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(NewerJournalError):
        Journal.open(folder, passphrase, write=write)
    assert {path: path.read_bytes() for path in before} == before


def test_newer_journal_that_was_left_open_keeps_its_log(plain: Journal, tmp_path: Path) -> None:
    with plain._pool.writing() as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    copy = tmp_path / "copy"
    copy.mkdir()
    names = ("journal.db", "journal.db-wal", "unencrypted.txt")
    for name in names:
        (copy / name).write_bytes((plain.folder / name).read_bytes())
    with pytest.raises(NewerJournalError):
        Journal.open(copy)
    for name in names:
        assert (copy / name).read_bytes() == (plain.folder / name).read_bytes()


def test_database_of_another_program_is_refused(plain: Journal) -> None:
    plain.close()
    plain_sql(plain.folder, "PRAGMA application_id = 7")
    with pytest.raises(DamagedError, match="not a journal's"):
        Journal.open(plain.folder)
