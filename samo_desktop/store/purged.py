"""Entries that are gone, and of which something may be left. Parts of the caller's transaction.

An entry, its files and the copies of its words cannot go at one stroke. The entry goes first, and
its id stays here until the others are gone too: a crash in between leaves neither an entry without
its sound, nor sound or words that nobody asks for any more.
"""

from __future__ import annotations

from samo_desktop.store.database import Connection


def add(connection: Connection, entry_id: str) -> None:
    """The entry of that id has gone; its files and the copies of its words have not yet."""
    connection.execute("INSERT OR IGNORE INTO purged VALUES (?)", (entry_id,))


def ids(connection: Connection) -> list[str]:
    """The ids of the entries of which something may be left."""
    return [row["id"] for row in connection.execute("SELECT id FROM purged ORDER BY id")]


def remove(connection: Connection, entry_id: str) -> None:
    """Nothing is left of it."""
    connection.execute("DELETE FROM purged WHERE id = ?", (entry_id,))
