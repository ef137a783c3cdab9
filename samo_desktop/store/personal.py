"""What the user taught, for what learns from it (see `taught`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from samo_desktop.domain.personal import OwnFeeling, Verdict
from samo_desktop.store import queries, taught
from samo_desktop.store.database import Connection, Pool

EVIDENCE_ENTRIES = 500
"""Corrected entries that are learned from: enough for every label, and quick to go through."""


class Personal:
    """Corrections and own feelings of an open journal. Any thread may call any method.

    Each change is on the disk when the method returns. Every method may raise SamoError.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def correct(self, entry_id: str, wanted: Mapping[str, bool]) -> None:
        """Notes which labels do or do not belong to an analysed entry.

        What is said twice is noted once; saying the contrary takes the place of what was said.
        Raises NotFoundError, and SamoError for an entry that has no analysis.
        """
        with self._pool.writing() as connection:
            taught.correct(connection, queries.number(connection, entry_id), wanted)

    def uncorrect(self, entry_id: str, labels: Collection[str] | None = None) -> int:
        """Takes back what was said of these labels (of all, by default); returns of how many."""
        with self._pool.writing() as connection:
            return taught.uncorrect(connection, queries.number(connection, entry_id), labels)

    def total(self) -> tuple[int, int]:
        """How many corrections there are on entries, and how many of them were not forgotten."""
        with self._pool.reading() as connection:
            found = connection.execute(
                """SELECT count(*), count(*) FILTER (WHERE c.forgotten_utc IS NULL)
                FROM corrections c JOIN entries e ON e.number = c.entry
                WHERE e.deleted_utc IS NULL"""
            ).fetchone()
            return int(found[0]), int(found[1])

    def counts(self, model: str) -> dict[str, int]:
        """How many corrections of each label teach `model` (name@version)."""
        with self._pool.reading() as connection:
            found = connection.execute(
                f"""SELECT c.label, count(*) FROM corrections c
                JOIN entries e ON e.number = c.entry
                WHERE e.deleted_utc IS NULL AND {_TEACHES} GROUP BY c.label ORDER BY c.label""",
                (model,),
            )
            return dict(tuple(row) for row in found)

    def verdicts(self, model: str, entries: int = EVIDENCE_ENTRIES) -> list[Verdict]:
        """What teaches `model` (name@version), oldest first; forgotten evidence is left out.

        Of more than so many corrected `entries` the ones that were corrected last.
        """
        with self._pool.reading() as connection:
            return _verdicts(connection, model, entries)

    def forget(self) -> int:
        """Lets no correction made so far teach any more; they stay on their entries.

        Returns how many there were. `remember` undoes the last call that forgot something.
        """
        with self._pool.writing() as connection:
            return taught.forget(connection)

    def remember(self) -> int:
        """Undoes the last `forget`; returns how many corrections teach again."""
        with self._pool.writing() as connection:
            return taught.remember(connection)

    def own_feelings(self) -> list[OwnFeeling]:
        """The user's own feelings, oldest first."""
        with self._pool.reading() as connection:
            return taught.own_feelings(connection)

    def add_own(self, feeling: OwnFeeling) -> None:
        """Keeps a feeling of the user's own. Raises SamoError if there is one of that name."""
        with self._pool.writing() as connection:
            taught.add_own(connection, feeling)

    def remove_own(self, name: str) -> OwnFeeling:
        """Removes a feeling of the user's own and returns it, for `add_own` to bring it back.

        What entries say of it stays. Raises NotFoundError.
        """
        with self._pool.writing() as connection:
            return taught.remove_own(connection, name)


_TEACHES = """c.model = ? AND c.forgotten_utc IS NULL AND c.probability IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM own_feelings o
        WHERE o.name = c.label AND o.created_utc > c.corrected_utc)"""
"""An own feeling that was made anew, of other examples, learns nothing from before."""


def _verdicts(connection: Connection, model: str, entries: int) -> list[Verdict]:
    """What was said, and of the same entries what was left as it stood."""
    said = connection.execute(
        f"""SELECT c.entry, c.label, c.probability, c.wanted FROM corrections c
        JOIN entries e ON e.number = c.entry
        WHERE e.deleted_utc IS NULL AND {_TEACHES}
        ORDER BY c.corrected_utc, c.entry, c.label""",
        (model,),
    ).fetchall()
    latest = list(dict.fromkeys(row[0] for row in reversed(said)))[:entries]
    taught = set(latest)
    verdicts = [
        Verdict(label, p, bool(wanted)) for entry, label, p, wanted in said if entry in taught
    ]
    for entry in reversed(latest):
        verdicts += _left_alone(connection, entry, model)
    return verdicts


def _left_alone(connection: Connection, entry: int, model: str) -> list[Verdict]:
    """The labels that the user let stand, or let be absent, if `model` still speaks there."""
    analysis = queries.given_analysis(connection, entry)
    if analysis is None or analysis.models.get("emotion") != model:
        return []
    corrected = queries.corrected(connection, entry)
    shown = {feeling.label for feeling in analysis.feelings}
    return [
        Verdict(label, probability, label in shown, explicit=False)
        for label, probability in analysis.by_the_model.items()
        if label not in corrected.added and label not in corrected.removed
    ]
