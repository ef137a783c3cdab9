"""What the user taught: corrections of entries, and feelings of their own.

A correction is one row an entry and label. The stored analysis stays as the models gave it; the
`feelings` that lists and filters use are written anew from both. Each function is a part of the
caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from samo_desktop.domain.personal import OwnFeeling, same_name
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.store import changes, queries
from samo_desktop.store.database import Connection, IntegrityError
from samo_desktop.store.values import microseconds, storable

_NOTE = """
    INSERT INTO corrections (entry, label, wanted, probability, model, corrected_utc)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (entry, label) DO UPDATE SET wanted = excluded.wanted,
        probability = excluded.probability, model = excluded.model,
        corrected_utc = excluded.corrected_utc, forgotten_utc = NULL
    WHERE wanted <> excluded.wanted
"""


def correct(connection: Connection, entry: int, wanted: Mapping[str, bool]) -> None:
    """Notes which labels do or do not belong to the entry. SamoError if it has no analysis."""
    analysis = queries.given_analysis(connection, entry)
    if analysis is None:
        raise SamoError(
            _("This entry has not been analysed yet, so there is nothing to correct."),
            _("Wait until it has been analysed, or analyse it again."),
        )
    model = analysis.read_by
    now = microseconds(datetime.now(UTC))
    connection.executemany(
        _NOTE,
        [
            (entry, label, int(yes), analysis.by_the_model.get(label), model, now)
            for label, yes in wanted.items()
        ],
    )
    changes.set_feelings(connection, entry, analysis)


def uncorrect(connection: Connection, entry: int, labels: Collection[str] | None) -> int:
    """Takes back what was said of these labels (of all, for None); returns of how many."""
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


def forget(connection: Connection) -> int:
    """Lets no correction made so far teach any more; returns how many there were."""
    cursor = connection.execute(
        "UPDATE corrections SET forgotten_utc = ? WHERE forgotten_utc IS NULL",
        (microseconds(datetime.now(UTC)),),
    )
    return int(cursor.rowcount)


def remember(connection: Connection) -> int:
    """Undoes the last `forget`; returns how many corrections teach again."""
    cursor = connection.execute(
        """UPDATE corrections SET forgotten_utc = NULL
        WHERE forgotten_utc = (SELECT max(forgotten_utc) FROM corrections)"""
    )
    return int(cursor.rowcount)


def own_feelings(connection: Connection) -> list[OwnFeeling]:
    """The user's own feelings, oldest first."""
    found = connection.execute(
        "SELECT name, examples, created_utc FROM own_feelings ORDER BY created_utc, name"
    )
    return [
        OwnFeeling(name, tuple(json.loads(examples)), datetime.fromtimestamp(created / 1e6, UTC))
        for name, examples, created in found
    ]


def add_own(connection: Connection, feeling: OwnFeeling) -> None:
    """Keeps a feeling of the user's own. Raises SamoError if there is one of that name."""
    name = storable(feeling.name)
    examples = json.dumps([storable(example) for example in feeling.examples])
    try:
        connection.execute(
            """INSERT INTO own_feelings (folded, name, created_utc, examples)
            VALUES (?, ?, ?, ?)""",
            (same_name(name), name, microseconds(feeling.created_at), examples),
        )
    except IntegrityError as error:
        raise SamoError(
            _("There is already a feeling '{name}'.").format(name=name),
            _("Remove it first, or choose a name."),
        ) from error


def remove_own(connection: Connection, name: str) -> OwnFeeling:
    """Removes a feeling of the user's own and returns it. Raises NotFoundError."""
    folded = same_name(storable(name))
    for feeling in own_feelings(connection):
        if same_name(feeling.name) == folded:
            connection.execute("DELETE FROM own_feelings WHERE folded = ?", (folded,))
            return feeling
    raise NotFoundError(
        _("There is no feeling of your own named {name}.").format(name=repr(name[:60])),
        _("See the list of your own feelings for their names."),
    )
