"""A Filter as SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from samo_desktop.domain.filter import Filter
from samo_desktop.domain.tags import fold_tag
from samo_desktop.store.values import microseconds, storable

_DAY = 86_400_000_000
"""Microseconds of a day: no clock is further than that from UTC."""


def where(which: Filter) -> tuple[str, list[Any]]:
    """A WHERE clause over `entries e`, hidden ones left out, and its values."""
    conditions, values = ["e.deleted_utc IS NULL"], list[Any]()
    for bound, later in ((which.since, True), (which.until, False)):
        if bound is not None:
            condition, bounds = _from(bound) if later else _before(bound)
            conditions.append(condition)
            values += bounds
    for condition, value in (
        (
            "+e.number IN (SELECT entry FROM feelings WHERE label = ?)",
            which.feeling and storable(which.feeling),
        ),
        (
            "+e.number IN (SELECT entry FROM tags WHERE folded = ?)",
            which.tag and fold_tag(storable(which.tag)),
        ),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return "WHERE " + " AND ".join(conditions), values


def _from(bound: datetime) -> tuple[str, tuple[Any, ...]]:
    """The condition that an entry was made at `bound` or later, and its values."""
    if bound.utcoffset() is not None:
        return "e.created_utc >= ?", (microseconds(bound),)
    at = microseconds(bound.replace(tzinfo=UTC))
    # What is within a day is told by the clock times alone, whose texts sort as they do; the
    # index tells of all the rest.
    return (
        "e.created_utc > ? AND (e.created_utc >= ? OR e.created_at >= ?)",
        (at - _DAY, at + _DAY, bound.isoformat()),
    )


def _before(bound: datetime) -> tuple[str, tuple[Any, ...]]:
    """The condition that an entry was made before `bound`, and its values."""
    if bound.utcoffset() is not None:
        return "e.created_utc < ?", (microseconds(bound),)
    at = microseconds(bound.replace(tzinfo=UTC))
    return (
        "e.created_utc < ? AND (e.created_utc <= ? OR e.created_at < ?)",
        (at + _DAY, at - _DAY, bound.isoformat()),
    )
