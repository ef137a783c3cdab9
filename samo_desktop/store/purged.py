"""Entries that are gone, and whose sound may still lie there. Parts of the caller's transaction.

An entry and its files cannot go at one stroke. The entry goes first, and its id stays here until
the files are gone too: a crash in between leaves neither an entry without its sound, nor sound that
nobody asks for any more.
"""

from __future__ import annotations

from samo_desktop.store.database import Connection


def add(connection: Connection, entry_id: str) -> None:
    """The entry of that id has gone; its files have not yet."""
    connection.execute("INSERT OR IGNORE INTO purged VALUES (?)", (entry_id,))


def ids(connection: Connection) -> list[str]:
    """The ids of the entries whose files are to go."""
    return [row["id"] for row in connection.execute("SELECT id FROM purged ORDER BY id")]


def remove(connection: Connection, entry_id: str) -> None:
    """The files have gone too."""
    connection.execute("DELETE FROM purged WHERE id = ?", (entry_id,))
