"""The migration by which an entry's state is told from its jobs, and stuck entries are mended.

It stays as it was released: it holds its own copy of what it needs to know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite_utils

_WORD = re.compile(r"\w")
_ORDER = ("keep", "transcribe", "analyse")
_UNFINISHED = "SELECT entry FROM jobs WHERE state IN ('queued', 'running')"


def state_from_jobs(db: sqlite_utils.Database) -> None:
    """`entries.state` and `entries.error` go; `recording` says which entries are being recorded.

    Beside that, entries whose words or sound are on their way out: `purged` entries whose files
    are to go, and `saved_drafts` whose files are.
    """
    for statement in (
        "ALTER TABLE entries ADD COLUMN recording INTEGER NOT NULL DEFAULT 0",
        "UPDATE entries SET recording = 1 WHERE state = 'recording' AND deleted_utc IS NULL",
        "CREATE INDEX entries_recording ON entries (number) WHERE recording",
        """CREATE INDEX jobs_telling ON jobs (entry)
            WHERE state <> 'done' OR error IS NOT NULL""",
        "CREATE TABLE purged (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
        "CREATE TABLE saved_drafts (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    ):
        db.execute(statement)
    _mend_stuck(db)
    _analyse_changed_texts(db)
    _let_jobs_tell(db)
    _summarise_after_analysing(db)
    db.execute("ALTER TABLE entries DROP COLUMN state")
    db.execute("ALTER TABLE entries DROP COLUMN error")


def _mend_stuck(db: sqlite_utils.Database) -> None:
    """Entries that wait for nothing get the jobs they lack: a crash kept those from being queued.

    Where nothing lacks, what their jobs say is true.
    """
    stuck = db.execute(
        f"""SELECT e.number, e.source = 'voice' AND e.audio IS NULL,
            e.source = 'voice' AND NOT EXISTS (SELECT 1 FROM transcripts WHERE entry = e.number),
            NOT EXISTS (SELECT 1 FROM analyses WHERE entry = e.number)
        FROM entries e WHERE e.number NOT IN ({_UNFINISHED})
            AND (e.state IN ('waiting', 'analysing')
                OR e.state = 'recording' AND e.deleted_utc IS NOT NULL)
        """
    ).fetchall()
    for entry, *lacking in stuck:
        first = next((place for place, lacks in enumerate(lacking) if lacks), None)
        steps = [step for step, lacks in zip(_ORDER, lacking, strict=True) if lacks]
        if first is not None and "analyse" not in steps:
            steps.append("analyse")  # it is of the words that are to come
        _queue(db, entry, steps)


def _analyse_changed_texts(db: sqlite_utils.Database) -> None:
    """Feelings that are of another text than an entry holds are named anew.

    Only a text that was edited, or heard more than once, can have changed since.
    """
    found = db.execute(
        """SELECT t.entry, t.text, a.data FROM texts t JOIN analyses a ON a.entry = t.entry
        WHERE (t.edited OR 1 < (SELECT count(*) FROM transcripts WHERE entry = t.entry))
            AND NOT EXISTS (SELECT 1 FROM jobs WHERE entry = t.entry AND step = 'analyse'
                AND state <> 'done' AND id = (SELECT max(id) FROM jobs
                    WHERE entry = t.entry AND step = 'analyse'))"""
    )
    changed = [entry for entry, text, data in found if not _is_of(json.loads(data), text)]
    for entry in changed:
        _queue(db, entry, ["analyse"])


def _is_of(analysis: Any, text: str) -> bool:
    """Whether the sentences of an analysis are those of `text`: all that hold a word."""
    at = 0
    for sentence in analysis["sentences"]:
        start, end = sentence["start"], sentence["end"]
        if text[start:end] != sentence["text"] or _WORD.search(text, at, start):
            return False
        at = end
    return not _WORD.search(text, at)


def _let_jobs_tell(db: sqlite_utils.Database) -> None:
    """What was noted on entries that wait for nothing is noted on their jobs, if it is not yet."""
    ended = db.execute(
        f"""SELECT number, state, error FROM entries
        WHERE state IN ('done', 'failed') AND number NOT IN ({_UNFINISHED})"""
    ).fetchall()
    for entry, state, error in ended:
        if state == "done":
            # It was called done whatever had stopped before.
            db.execute(
                "DELETE FROM jobs WHERE entry = ? AND state IN ('failed', 'cancelled')", (entry,)
            )
        if error or state == "failed":
            _note(db, entry, state, error)


def _note(db: sqlite_utils.Database, entry: int, state: str, error: str | None) -> None:
    """Sees to it that a job of the entry tells of `error`."""
    step = json.loads(error)[0] if error else "analyse"
    newest = db.execute(
        "SELECT id, state, error FROM jobs WHERE entry = ? AND step = ? ORDER BY id DESC LIMIT 1",
        (entry, step),
    ).fetchone()
    if newest is None or (state == "failed" and newest[1] == "done"):
        db.execute(
            "INSERT INTO jobs (entry, step, state, options, error) VALUES (?, ?, ?, '{}', ?)",
            (entry, step, state, error),
        )
    elif newest[2] != error and not _is_cancelled(newest[1], error):
        db.execute("UPDATE jobs SET state = ?, error = ? WHERE id = ?", (state, error, newest[0]))


def _is_cancelled(state: str, error: str | None) -> bool:
    """Whether `error` says no more than that the step was cancelled, as its job does."""
    return state == "cancelled" and (error is None or json.loads(error)[1] == "This was cancelled.")


def _summarise_after_analysing(db: sqlite_utils.Database) -> None:
    """Summaries are a step of their own now, after each analysis that is still to be made."""
    db.execute(
        """INSERT INTO jobs (entry, step, state, options)
        SELECT DISTINCT entry, 'summarise', 'queued', '{}' FROM jobs
        WHERE step = 'analyse' AND state IN ('queued', 'running') ORDER BY id"""
    )


def _queue(db: sqlite_utils.Database, entry: int, steps: Iterable[str]) -> None:
    """Queues steps with the options that each had before."""
    for step in steps:
        options = db.execute(
            "SELECT options FROM jobs WHERE entry = ? AND step = ? ORDER BY id DESC LIMIT 1",
            (entry, step),
        ).fetchone()
        db.execute(
            "INSERT INTO jobs (entry, step, state, options) VALUES (?, ?, 'queued', ?)",
            (entry, step, options[0] if options else "{}"),
        )
