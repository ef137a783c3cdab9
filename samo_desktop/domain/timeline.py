"""Points of the chart of emotional shifts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Bin = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Mood:
    """What the timeline needs of one analysed entry. `probabilities` is label -> 0..1."""

    entry_id: str
    at: datetime
    valence: float
    probabilities: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One bin: mean `valence`, its 95 % interval `low`..`high`, and each family's mean share."""

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
