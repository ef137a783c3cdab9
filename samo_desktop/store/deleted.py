"""Deleted entries: hidden, kept for a while, then removed. Parts of the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from samo_desktop.domain.entry import KEPT_DAYS, Deleted
from samo_desktop.store import facts, queries
from samo_desktop.store.database import Connection
from samo_desktop.store.values import microseconds, moment

KEPT = timedelta(days=KEPT_DAYS)
LEAP = timedelta(days=366)
"""A clock that has gone on by more than this since it was looked at is taken to be wrong, or to
have been: a computer whose battery is dead wakes in another decade."""

_SEEN = "clock_seen_utc"


def hide(connection: Connection, entry: int, at: datetime) -> None:
    """Hides the entry since `at`, which is now."""
    _look_at_the_clock(connection, microseconds(at))
    _date(connection, entry, microseconds(at))


def show(connection: Connection, entry: int) -> None:
    """Shows the entry again."""
    _date(connection, entry, None)


def hidden(connection: Connection) -> dict[str, int]:
    """The numbers of the hidden entries by their ids."""
    found = connection.execute("SELECT id, number FROM entries WHERE deleted_utc IS NOT NULL")
    return dict(tuple(row) for row in found)


def overdue(connection: Connection, now: datetime) -> dict[str, int]:
    """The numbers, by their ids, of the entries that have been hidden for `KEPT` or longer."""
    if not count(connection):
        return {}  # nothing is written then: a full disk can be read
    _look_at_the_clock(connection, microseconds(now))
    found = connection.execute(
        "SELECT id, number FROM entries WHERE deleted_utc <= ?", (microseconds(now - KEPT),)
    )
    return dict(tuple(row) for row in found)


def entries(connection: Connection) -> list[Deleted]:
    """Every hidden entry, the one that was deleted last first."""
    found = connection.execute(
        """SELECT number, deleted_utc FROM entries WHERE deleted_utc IS NOT NULL
        ORDER BY deleted_utc DESC, number DESC"""
    ).fetchall()
    times = [(number, moment(utc)) for number, utc in found]
    return [Deleted(queries.entry(connection, number), at, at + KEPT) for number, at in times]


def count(connection: Connection) -> int:
    """How many entries are hidden."""
    found = connection.execute("SELECT count(*) FROM entries WHERE deleted_utc IS NOT NULL")
    return int(found.fetchone()[0])


def remove(connection: Connection, entry: int) -> None:
    """Removes a hidden entry with all that hangs on it; one that is shown again stays."""
    connection.execute("DELETE FROM entries WHERE number = ? AND deleted_utc IS NOT NULL", (entry,))


def _look_at_the_clock(connection: Connection, now: int) -> None:
    """Sees to it that only time that went by counts, whatever the clock did meanwhile.

    Where it was put back, or leapt, what is hidden is dated anew; nothing is dated after `now`.
    """
    seen = int(facts.get(connection, _SEEN) or now)
    if not 0 <= now - seen <= LEAP // timedelta(microseconds=1):
        connection.execute(
            "UPDATE entries SET deleted_utc = deleted_utc + ? WHERE deleted_utc IS NOT NULL",
            (now - seen,),
        )
    connection.execute("UPDATE entries SET deleted_utc = ?1 WHERE deleted_utc > ?1", (now,))
    facts.put(connection, _SEEN, str(now))


def _date(connection: Connection, entry: int, utc: int | None) -> None:
    connection.execute("UPDATE entries SET deleted_utc = ? WHERE number = ?", (utc, entry))
