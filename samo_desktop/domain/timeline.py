"""Points of the chart of emotional shifts."""

from __future__ import annotations

from array import array
from calendar import isleap, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

Bin = Literal["hour", "day", "week", "month", "year"]


def bin_days(start: date, by: Bin) -> float:
    """How many days the bin that begins at `start` lasts."""
    if by == "year":
        return 365 + isleap(start.year)
    if by == "month":
        return monthrange(start.year, start.month)[1]
    return {"hour": 1 / 24, "day": 1, "week": 7}[by]


def bin_range(start: date, by: Bin) -> tuple[datetime, datetime | None]:
    """When a bin begins and when the next one does, as naive times.

    The calendar's last bin has no next one: None.
    """
    begins = start if isinstance(start, datetime) else datetime.combine(start, time())
    try:
        return begins, begins + timedelta(days=bin_days(start, by))
    except OverflowError:
        return begins, None


@dataclass(frozen=True, slots=True)
class MoodTable:
    """What the timeline needs of entries that were analysed with the same `labels`, a row each.

    `at` are times with their offsets (ISO 8601), `valence` is -1..1; `probabilities` (0..1) are as
    many for each row as there are labels, row after row. In columns, since there may be 20,000.
    """

    labels: Sequence[str]
    at: Sequence[str]
    valence: Sequence[float]
    probabilities: array[float]


@dataclass(frozen=True, slots=True)
class Point:
    """One bin: mean `valence`, its 95 % interval `low`..`high`, and each family's mean share.

    `at` is the bin's first day; for bins of an hour it is a naive datetime.
    """

    at: date
    valence: float
    low: float
    high: float
    entries: int
    families: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bins that hold entries, oldest first. A bin without entries has no point."""

    points: tuple[Point, ...]
    notes: tuple[str, ...] = ()
    by: Bin = "day"

    def to_json(self) -> dict[str, Any]:
        """The timeline as JSON-ready values."""
        return {
            "points": [
                {
                    "at": p.at.isoformat(),
                    "valence": round(p.valence, 4),
                    "low": round(p.low, 4),
                    "high": round(p.high, 4),
                    "entries": p.entries,
                    "families": {k: round(v, 4) for k, v in p.families.items()},
                }
                for p in self.points
            ],
            "notes": list(self.notes),
        }
