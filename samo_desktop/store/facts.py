"""What the journal remembers of itself. Each function is a part of the caller's transaction."""

from __future__ import annotations

from samo_desktop.store.database import Connection

KEY_UNSAVED = "recovery_key_unsaved"
"""There as long as the user has not seen and saved the recovery key."""


def get(connection: Connection, name: str) -> str | None:
    """What is remembered under `name`, if anything."""
    found = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if found is None else str(found[0])


def put(connection: Connection, name: str, value: str | None) -> None:
    """Remembers `value` under `name`; None forgets what was there."""
    if value is None:
        connection.execute("DELETE FROM facts WHERE name = ?", (name,))
    else:
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
