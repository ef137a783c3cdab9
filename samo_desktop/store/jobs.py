"""What is left to do, as rows. Each function is a part of the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import JobState, Step
from samo_desktop.store.database import Connection, Row

EndState = Literal["done", "failed", "cancelled"]

_COLUMNS = "SELECT j.*, e.id AS entry_id FROM jobs j JOIN entries e ON e.number = j.entry"

_QUEUED_ANEW = """EXISTS (SELECT 1 FROM jobs other WHERE other.entry = jobs.entry
    AND other.step = jobs.step AND other.state IN ('queued', 'running') AND other.id > jobs.id)"""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A step to do for an entry; `options` are JSON-ready."""

    step: Step
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """A step of an entry and how far it is. `attempts` counts how often it was begun."""

    id: int
    entry_id: str
    step: Step
    state: JobState
    attempts: int
    options: dict[str, Any]
    error: EntryError | None = None


def add(connection: Connection, entry: int, new: Iterable[NewJob]) -> list[int]:
    """Queues steps for the entry of that number, each in place of a queued one of its kind.

    Returns the jobs' ids.
    """
    ids = []
    for job in new:
        connection.execute(
            "DELETE FROM jobs WHERE entry = ? AND step = ? AND state = 'queued'", (entry, job.step)
        )
        cursor = connection.execute(
            "INSERT INTO jobs (entry, step, state, options) VALUES (?, ?, 'queued', ?)",
            (entry, job.step, json.dumps(job.options)),
        )
        ids.append(cursor.lastrowid)
    return ids


def claim(connection: Connection, steps: Collection[Step]) -> Job | None:
    """Marks the oldest job of these steps running and returns it.

    Left out are jobs of hidden entries, and those whose entry has an earlier unfinished job.
    """
    row = connection.execute(
        f"""{_COLUMNS}
        WHERE j.state = 'queued' AND j.step IN ({_marks(steps)}) AND e.deleted_utc IS NULL
        AND NOT EXISTS (SELECT 1 FROM jobs earlier WHERE earlier.entry = j.entry
            AND earlier.id < j.id AND earlier.state IN ('queued', 'running'))
        ORDER BY j.id LIMIT 1""",
        tuple(steps),
    ).fetchone()
    if row is None:
        return None
    connection.execute(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id = ?", (row["id"],)
    )
    return one(connection, row["id"])


def end(connection: Connection, job_id: int, state: EndState, error: EntryError | None) -> None:
    """Ends an unfinished job; one that has ended, or is gone with its entry, is let be."""
    connection.execute(
        """UPDATE jobs SET state = ?, error = ?
        WHERE id = ? AND state IN ('queued', 'running')""",
        (state, error_json(error), job_id),
    )


def put_back(connection: Connection, job_id: int) -> None:
    """Queues again, at its place, a job that was begun; one that was queued anew takes its place.

    Nothing happens to one that has ended, or is gone with its entry.
    """
    connection.execute(
        f"DELETE FROM jobs WHERE id = ? AND state = 'running' AND {_QUEUED_ANEW}", (job_id,)
    )
    connection.execute(
        "UPDATE jobs SET state = 'queued' WHERE id = ? AND state = 'running'", (job_id,)
    )


def requeue_running(connection: Connection) -> int:
    """Queues again what was running when the program stopped; returns how many."""
    connection.execute(f"DELETE FROM jobs WHERE state = 'running' AND {_QUEUED_ANEW}")
    cursor = connection.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")
    return int(cursor.rowcount)


def cancel(connection: Connection, entry: int) -> int:
    """Cancels the queued jobs of the entry of that number; returns how many."""
    cursor = connection.execute(
        "UPDATE jobs SET state = 'cancelled' WHERE entry = ? AND state = 'queued'", (entry,)
    )
    return int(cursor.rowcount)


def one(connection: Connection, job_id: int) -> Job:
    """The job of that id, which must be there."""
    return _job(connection.execute(f"{_COLUMNS} WHERE j.id = ?", (job_id,)).fetchone())


def some(
    connection: Connection, entry: int | None, states: Collection[JobState] | None
) -> list[Job]:
    """Jobs, oldest first: those of one entry, or of all that are not hidden; in some states."""
    conditions, values = ["e.deleted_utc IS NULL"], list[Any]()
    if entry is not None:
        conditions, values = ["j.entry = ?"], [entry]
    if states is not None:
        conditions.append(f"j.state IN ({_marks(states)})")
        values += states
    where = " AND ".join(conditions)
    return [
        _job(row) for row in connection.execute(f"{_COLUMNS} WHERE {where} ORDER BY j.id", values)
    ]


def error_json(error: EntryError | None) -> str | None:
    """`error` as it is stored."""
    return json.dumps([error.step, error.message, error.hint]) if error else None


def error_from(stored: str | None) -> EntryError | None:
    """The inverse of `error_json`."""
    return EntryError(*json.loads(stored)) if stored else None


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _job(row: Row) -> Job:
    return Job(
        id=row["id"],
        entry_id=row["entry_id"],
        step=row["step"],
        state=row["state"],
        attempts=row["attempts"],
        options=json.loads(row["options"]),
        error=error_from(row["error"]),
    )
