"""What the user taught: corrections of entries, and feelings of their own.

A correction is one row an entry and label. The stored analysis stays as the models gave it; the
`feelings` that lists and filters use are written anew from both.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from samo_desktop.domain.personal import OwnFeeling, Verdict, same_name
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.store import changes, queries
from samo_desktop.store.database import Connection, IntegrityError, Pool
from samo_desktop.store.queries import microseconds, storable

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
            entry = queries.number(connection, entry_id)
            analysis = queries.given_analysis(connection, entry)
            if analysis is None:
                raise SamoError(
                    "This entry has not been read yet, so there is nothing to correct.",
                    "Wait until its feelings are there, or have it analysed again.",
                )
            model = analysis.models.get("emotion", "")
            now = microseconds(datetime.now(UTC))
            connection.executemany(
                _NOTE,
                [
                    (entry, label, int(yes), analysis.by_the_model.get(label), model, now)
                    for label, yes in wanted.items()
                ],
            )
            changes.set_feelings(connection, entry, analysis)

    def uncorrect(self, entry_id: str, labels: Collection[str] | None = None) -> int:
        """Takes back what was said of these labels (of all, by default); returns of how many."""
        with self._pool.writing() as connection:
            entry = queries.number(connection, entry_id)
            said = queries.corrected(connection, entry)
            doomed = {*said.added, *said.removed}
            if labels is not None:
                doomed &= set(labels)
            connection.executemany(
                "DELETE FROM corrections WHERE entry = ? AND label = ?",
                [(entry, label) for label in doomed],
            )
            if analysis := queries.given_analysis(connection, entry):
                changes.set_feelings(connection, entry, analysis)
            return len(doomed)

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
            cursor = connection.execute(
                "UPDATE corrections SET forgotten_utc = ? WHERE forgotten_utc IS NULL",
                (microseconds(datetime.now(UTC)),),
            )
            return int(cursor.rowcount)

    def remember(self) -> int:
        """Undoes the last `forget`; returns how many corrections teach again."""
        with self._pool.writing() as connection:
            cursor = connection.execute(
                """UPDATE corrections SET forgotten_utc = NULL
                WHERE forgotten_utc = (SELECT max(forgotten_utc) FROM corrections)"""
            )
            return int(cursor.rowcount)

    def own_feelings(self) -> list[OwnFeeling]:
        """The user's own feelings, oldest first."""
        with self._pool.reading() as connection:
            found = connection.execute(
                "SELECT name, examples, created_utc FROM own_feelings ORDER BY created_utc, name"
            )
            return [
                OwnFeeling(
                    name,
                    tuple(json.loads(examples)),
                    datetime.fromtimestamp(created / 1e6, UTC),
                )
                for name, examples, created in found
            ]

    def add_own(self, feeling: OwnFeeling) -> None:
        """Keeps a feeling of the user's own. Raises SamoError if there is one of that name."""
        name = storable(feeling.name)
        examples = json.dumps([storable(example) for example in feeling.examples])
        created = microseconds(feeling.created_at)
        with self._pool.writing() as connection:
            try:
                connection.execute(
                    """INSERT INTO own_feelings (folded, name, created_utc, examples)
                    VALUES (?, ?, ?, ?)""",
                    (same_name(name), name, created, examples),
                )
            except IntegrityError as error:
                raise SamoError(
                    f"There is already a feeling '{name}'.", "Remove it first, or choose a name."
                ) from error

    def remove_own(self, name: str) -> OwnFeeling:
        """Removes a feeling of the user's own and returns it, for `add_own` to bring it back.

        What entries say of it stays. Raises NotFoundError.
        """
        for feeling in self.own_feelings():
            if same_name(feeling.name) == same_name(storable(name)):
                with self._pool.writing() as connection:
                    connection.execute(
                        "DELETE FROM own_feelings WHERE folded = ?", (same_name(feeling.name),)
                    )
                return feeling
        raise NotFoundError(
            f"There is no feeling of your own named {name[:60]!r}.",
            "See them with `samo feelings list`.",
        )


_NOTE = """
    INSERT INTO corrections (entry, label, wanted, probability, model, corrected_utc)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (entry, label) DO UPDATE SET wanted = excluded.wanted,
        probability = excluded.probability, model = excluded.model,
        corrected_utc = excluded.corrected_utc, forgotten_utc = NULL
    WHERE wanted <> excluded.wanted
"""
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
