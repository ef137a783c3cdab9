"""The schema, as an append-only list of named migrations.

A migration that has been released is never changed or removed; a new one goes at the end, and
`tests/store/test_migrations.py` holds a test for each. What was applied is recorded in the
database, and `user_version` counts it, so that a current database is recognised without loading
sqlite-utils.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from samo_desktop.errors import DamagedError, NewerJournalError
from samo_desktop.messages import gettext as _
from samo_desktop.store.database import Connection, in_words, utils
from samo_desktop.store.state_from_jobs import state_from_jobs

if TYPE_CHECKING:
    import sqlite_utils

    Migration = Callable[[sqlite_utils.Database], None]

APPLICATION_ID = int.from_bytes(b"SAMO", "big")


def entries_and_jobs(db: sqlite_utils.Database) -> None:
    """Entries, what the models said about them, and what is left to do.

    Times are text with their offset (`created_at`) and microseconds since 1970 in UTC (`*_utc`).
    `data` is the domain's own JSON. An entry with `deleted_utc` is hidden. Long values lie in
    tables of their own, so that `entries` stays small enough to be gone through; `moods` holds
    for the timeline what an analysis holds too, as doubles in the order of a set of labels.
    """
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE entries (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            created_utc INTEGER NOT NULL,
            deleted_utc INTEGER,
            source TEXT NOT NULL,
            state TEXT NOT NULL,
            audio TEXT,
            error TEXT,
            title TEXT NOT NULL
        ) STRICT""",
        """CREATE INDEX entries_newest ON entries (created_utc DESC, number DESC)
            WHERE deleted_utc IS NULL""",
        "CREATE INDEX entries_deleted ON entries (deleted_utc) WHERE deleted_utc IS NOT NULL",
        """CREATE TABLE texts (
            entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
            edited INTEGER NOT NULL DEFAULT 0,
            text TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE tags (
            entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
            position INTEGER NOT NULL,
            tag TEXT NOT NULL,
            folded TEXT NOT NULL,
            PRIMARY KEY (entry, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX tags_folded ON tags (folded, entry)",
        """CREATE TABLE transcripts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
            data TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX transcripts_entry ON transcripts (entry, number)",
        """CREATE TABLE analyses (
            entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
            data TEXT NOT NULL
        ) STRICT""",
        "CREATE TABLE label_sets (number INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT",
        """CREATE TABLE moods (
            entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
            valence REAL NOT NULL,
            label_set INTEGER NOT NULL REFERENCES label_sets,
            probabilities BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE feelings (
            entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
            position INTEGER NOT NULL,
            label TEXT NOT NULL,
            probability REAL NOT NULL,
            PRIMARY KEY (entry, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX feelings_label ON feelings (label, entry)",
        """CREATE TABLE jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
            step TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            options TEXT NOT NULL,
            error TEXT
        ) STRICT""",
        "CREATE INDEX jobs_entry ON jobs (entry, id)",
        "CREATE INDEX jobs_queued ON jobs (id) WHERE state = 'queued'",
        "CREATE INDEX jobs_running ON jobs (id) WHERE state = 'running'",
        "CREATE UNIQUE INDEX jobs_one_queued ON jobs (entry, step) WHERE state = 'queued'",
    ):
        db.execute(statement)


def corrections_and_own_feelings(db: sqlite_utils.Database) -> None:
    """What the user taught: corrected feelings, and feelings of their own with their examples.

    `probability` is what `model` (name@version) gave before anything learned was applied, NULL if
    it gave none. A correction that was forgotten teaches nothing, but stays on its entry.
    `unadapted` holds an analysis' probabilities without what was learned, as JSON.
    """
    for statement in (
        """CREATE TABLE corrections (
            entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
            label TEXT NOT NULL,
            wanted INTEGER NOT NULL,
            probability REAL,
            model TEXT NOT NULL,
            corrected_utc INTEGER NOT NULL,
            forgotten_utc INTEGER,
            PRIMARY KEY (entry, label)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE own_feelings (
            folded TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created_utc INTEGER NOT NULL,
            examples TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE unadapted (
            entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
            probabilities TEXT NOT NULL
        ) STRICT""",
    ):
        db.execute(statement)


def origins_of_sound(db: sqlite_utils.Database) -> None:
    """Which file an entry's sound came from, so that the same file is known when it comes again.

    `sha256` is that of the user's file, which is not that of the stored sound where only the
    sound of a film was stored. Older entries have what they stored, byte for byte.
    """
    for statement in (
        """CREATE TABLE origins (
            entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
            sha256 TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX origins_sha256 ON origins (sha256)",
        """INSERT OR IGNORE INTO origins (entry, sha256)
            SELECT number, json_extract(audio, '$[2]') FROM entries WHERE json_valid(audio)""",
    ):
        db.execute(statement)


def facts_about_the_journal(db: sqlite_utils.Database) -> None:
    """What the journal remembers of itself, by name."""
    db.execute(
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )


def tags_by_one_rule(db: sqlite_utils.Database) -> None:
    """Tags that were typed in one front end or the other mean the same (`domain.tags`)."""
    from samo_desktop.domain.tags import fold_tag, parse_tags

    by_entry: dict[int, list[str]] = {}
    for entry, tag in db.execute("SELECT entry, tag FROM tags ORDER BY entry, position").fetchall():
        by_entry.setdefault(entry, []).append(tag)
    db.execute("DELETE FROM tags")
    for entry, tags in by_entry.items():
        for place, tag in enumerate(parse_tags(tags)):
            db.execute(
                "INSERT INTO tags (entry, position, tag, folded) VALUES (?, ?, ?, ?)",
                (entry, place, tag, fold_tag(tag)),
            )


def sources_of_dates(db: sqlite_utils.Database) -> None:
    """Where the date of an entry is from: the user, a file's tags, name or time, or the clock."""
    db.execute("ALTER TABLE entries ADD COLUMN date_source TEXT NOT NULL DEFAULT 'clock'")


def names_of_files(db: sqlite_utils.Database) -> None:
    """What a file was called that an entry's sound came from; '' for one that was recorded here."""
    db.execute("ALTER TABLE origins ADD COLUMN name TEXT NOT NULL DEFAULT ''")


def own_words(db: sqlite_utils.Database) -> None:
    """Names and words of the user's own, and those that are not to be offered any more.

    `replaced_words` are names and unusual words that the user put in place of others that were
    heard; nothing is noted of entries until they are edited again.
    """
    for statement in (
        """CREATE TABLE own_words (
            folded TEXT PRIMARY KEY,
            word TEXT NOT NULL,
            position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE declined_words (folded TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
        """CREATE TABLE replaced_words (
            entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,
            position INTEGER NOT NULL,
            folded TEXT NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (entry, position)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX replaced_words_folded ON replaced_words (folded)",
    ):
        db.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (
    entries_and_jobs,
    corrections_and_own_feelings,
    origins_of_sound,
    facts_about_the_journal,
    tags_by_one_rule,
    sources_of_dates,
    state_from_jobs,
    names_of_files,
    own_words,
)


def pending(connection: Connection, migrations: Sequence[Migration] | None = None) -> bool:
    """Whether a database needs one of `migrations` (all, by default); changes nothing.

    Raises NewerJournalError for one that a newer version wrote, and DamagedError for one that is
    not a journal's.
    """
    migrations = MIGRATIONS if migrations is None else migrations
    with in_words():
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise DamagedError(
            _("The database in this folder is not a journal's."),
            _("Choose the journal's folder, or restore the journal from a backup."),
        )
    if version > len(migrations):
        raise NewerJournalError(
            _("This journal was written by a newer version of SAMO Desktop, and was not touched."),
            _("Install the newest version to open it."),
        )
    return bool(version < len(migrations))


def migrate(connection: Connection, migrations: Sequence[Migration] | None = None) -> None:
    """Applies what is pending of `migrations` (all, by default), each in a transaction of its own.

    Only the holder of the journal's lock may call this. Raises SamoError.
    """
    import sqlite_utils

    ordered = sqlite_utils.Migrations("samo")
    for version, migration in enumerate(MIGRATIONS if migrations is None else migrations, start=1):
        ordered(name=migration.__name__)(_counted(migration, version))
    with in_words():
        ordered.apply(utils(connection))


def _counted(migration: Migration, version: int) -> Migration:
    def apply(db: sqlite_utils.Database) -> None:
        migration(db)
        db.execute(f"PRAGMA user_version = {version}")

    return apply
