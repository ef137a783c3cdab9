"""The timeline entry by entry, as one would reckon it by hand, for arrays to be held against."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from samo_desktop.domain.emotion import FAMILIES, FAMILY_OF
from samo_desktop.domain.timeline import Bin, MoodTable, Point
from samo_desktop.insight.timeline import PRIOR_SPREAD, PRIOR_WEIGHT, Z_95


@dataclass(frozen=True)
class Mood:
    """One analysed entry. `probabilities` is label -> 0..1."""

    at: datetime
    valence: float
    probabilities: Mapping[str, float]


def tables(moods: Iterable[Mood]) -> list[MoodTable]:
    """`moods` as the store gives them: a table for each set of labels."""
    by_labels: dict[tuple[str, ...], list[Mood]] = defaultdict(list)
    for mood in moods:
        by_labels[tuple(mood.probabilities)].append(mood)
    return [
        MoodTable(
            labels,
            [mood.at.isoformat() for mood in rows],
            [mood.valence for mood in rows],
            array("d", [p for mood in rows for p in mood.probabilities.values()]),
        )
        for labels, rows in by_labels.items()
    ]


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


def family_shares(probabilities: Mapping[str, float]) -> dict[str, float]:
    """Each family's part of the probability mass; the shares sum to 1, or are all 0 for no mass.

    Labels without a family (a user's own) are left out.
    """
    shares = dict.fromkeys(FAMILIES, 0.0)
    counted = {label: p for label, p in probabilities.items() if label in FAMILY_OF}
    total = sum(counted.values())
    if total > 0:
        for label, p in counted.items():
            shares[FAMILY_OF[label]] += p / total
    return shares


def points(moods: Iterable[Mood], by: Bin) -> list[Point]:
    """What `insight.timeline` gives of these entries."""
    bins: dict[date, list[Mood]] = defaultdict(list)
    for mood in moods:
        bins[bin_start(mood.at, by)].append(mood)
    spread = _spread([[mood.valence for mood in group] for group in bins.values()])
    return [_point(at, bins[at], spread) for at in sorted(bins)]


def _point(at: date, moods: Sequence[Mood], spread: float) -> Point:
    mean = fmean(mood.valence for mood in moods)
    half = Z_95 * spread / math.sqrt(len(moods))
    shares = [family_shares(mood.probabilities) for mood in moods]
    families = {family: fmean(share[family] for share in shares) for family in FAMILIES}
    return Point(at, mean, max(-1.0, mean - half), min(1.0, mean + half), len(moods), families)


def _spread(groups: Sequence[Sequence[float]]) -> float:
    squares = sum((value - fmean(group)) ** 2 for group in groups for value in group)
    freedom = sum(len(group) - 1 for group in groups)
    return math.sqrt((PRIOR_WEIGHT * PRIOR_SPREAD**2 + squares) / (PRIOR_WEIGHT + freedom))
