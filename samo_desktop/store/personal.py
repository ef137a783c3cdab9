"""What the user taught, for what learns from it (see `taught`)."""

from __future__ import annotations

from samo_desktop.domain.own_words import Offer
from samo_desktop.domain.personal import OwnFeeling, Verdict
from samo_desktop.store import own_words, queries, taught
from samo_desktop.store.database import Connection, Pool

EVIDENCE_ENTRIES = 500
"""Corrected entries that are learned from: enough for every label, and quick to go through."""


class Personal:
    """Corrections, own feelings and own words of an open journal, to be read.

    A `Transaction` changes them.

    Any thread may call any method. Every method may raise SamoError.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

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

    def own_feelings(self) -> list[OwnFeeling]:
        """The user's own feelings, oldest first."""
        with self._pool.reading() as connection:
            return taught.own_feelings(connection)

    def own_words(self) -> list[str]:
        """Names and words of the user's own, in their order."""
        with self._pool.reading() as connection:
            return own_words.words(connection)

    def offered_words(self, entry_id: str | None = None) -> list[Offer]:
        """Words that the user often put in place of others that were heard, in an entry or all.

        Raises NotFoundError.
        """
        with self._pool.reading() as connection:
            entry = None if entry_id is None else queries.number(connection, entry_id)
            return own_words.offers(connection, entry)


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
    if analysis is None or analysis.read_by != model:
        return []
    corrected = queries.corrected(connection, entry)
    shown = {feeling.label for feeling in analysis.feelings}
    return [
        Verdict(label, probability, label in shown, explicit=False)
        for label, probability in analysis.by_the_model.items()
        if label not in corrected.added and label not in corrected.removed
    ]
