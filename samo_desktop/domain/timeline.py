"""Points of the chart of emotional shifts."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

Bin = Literal["hour", "day", "week", "month", "year"]


def bin_start(at: datetime, by: Bin) -> date:
    """The first day of the bin that `at` falls in, by its own clock; for hours, a naive time.

    Weeks begin on Monday (ISO 8601).
    """
    if by == "hour":
        return at.replace(minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    day = at.date()
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if by == "year" else day


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
class Mood:
    """What the timeline needs of one analysed entry. `probabilities` is label -> 0..1."""

    entry_id: str
    at: datetime
    valence: float
    probabilities: Mapping[str, float]


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
