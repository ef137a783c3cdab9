"""Names and words of the user's own, and what they put in place of words that were heard.

Each function is a part of the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samo_desktop.domain.own_words import OFTEN, Offer, fold, replacements
from samo_desktop.store import changes
from samo_desktop.store.database import Connection
from samo_desktop.store.values import storable


def words(connection: Connection) -> list[str]:
    """The user's words, in their order."""
    return [row[0] for row in connection.execute("SELECT word FROM own_words ORDER BY position")]


def put(connection: Connection, listed: Sequence[str]) -> None:
    """Keeps `listed`, each different but for its case, in place of those that were kept."""
    connection.execute("DELETE FROM own_words")
    connection.executemany(
        "INSERT INTO own_words (folded, word, position) VALUES (?, ?, ?)",
        [(fold(word), word, place) for place, word in enumerate(map(storable, listed))],
    )


def offers(connection: Connection, entry: int | None = None) -> list[Offer]:
    """Words that were often put in place of others, the most frequent first.

    Those that are listed, or are not to be offered, are not among them. Of one `entry` those that
    were put into it.
    """
    found = connection.execute(
        """SELECT max(r.word), count(*) FROM replaced_words r JOIN entries e ON e.number = r.entry
        WHERE e.deleted_utc IS NULL
            AND r.folded NOT IN (SELECT folded FROM own_words)
            AND r.folded NOT IN (SELECT folded FROM declined_words)
            AND (?1 IS NULL OR r.folded IN (SELECT folded FROM replaced_words WHERE entry = ?1))
        GROUP BY r.folded HAVING count(*) >= ?2 ORDER BY count(*) DESC, r.folded""",
        (entry, OFTEN),
    )
    return [Offer(word, times) for word, times in found]


def decline(connection: Connection, word: str, *, declined: bool) -> None:
    """Offers a word no more, or again."""
    statement = (
        "INSERT OR IGNORE INTO declined_words (folded) VALUES (?)"
        if declined
        else "DELETE FROM declined_words WHERE folded = ?"
    )
    connection.execute(statement, (fold(storable(word)),))


def note_replaced(connection: Connection, entry: int) -> None:
    """Notes anew what the user put in place of words that were heard in an entry."""
    (text,) = connection.execute("SELECT text FROM texts WHERE entry = ?", (entry,)).fetchone()
    heard = changes.heard(connection, entry)
    put_in = replacements(heard, text) if heard and heard != text else []
    connection.execute("DELETE FROM replaced_words WHERE entry = ?", (entry,))
    connection.executemany(
        "INSERT INTO replaced_words (entry, position, folded, word) VALUES (?, ?, ?, ?)",
        _rows(entry, (each.word for each in put_in)),
    )


def _rows(entry: int, put_in: Iterable[str]) -> list[tuple[int, int, str, str]]:
    return [(entry, place, fold(word), word) for place, word in enumerate(put_in)]
