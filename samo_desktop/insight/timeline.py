"""Entries -> the chart of emotional shifts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from samo_desktop.domain.emotion import FAMILIES, family_shares
from samo_desktop.domain.timeline import Bin, Mood, Point, Timeline

Z_95 = 1.959964
PRIOR_SPREAD = 0.39
"""Standard deviation of entries within a bin before any was seen, in units of valence: that of
the sample journal's entries. It counts as much as `PRIOR_WEIGHT` entries."""
PRIOR_WEIGHT = 3


def timeline(moods: Iterable[Mood], by: Bin = "day") -> Timeline:
    """One point a bin that holds entries, oldest first; bins follow each entry's own calendar day.

    The interval is the normal 95 % interval of a bin's mean, with the spread within bins pooled
    over the whole chart, since most bins hold one or two entries. It is cut to -1..1.
    """
    bins: dict[date, list[Mood]] = defaultdict(list)
    for mood in moods:
        bins[bin_start(mood.at, by)].append(mood)
    spread = _spread([[m.valence for m in group] for group in bins.values()])
    points = tuple(_point(at, bins[at], spread) for at in sorted(bins))
    notes = () if points else ("There are no analysed entries in this range yet.",)
    return Timeline(points, notes)


def bin_start(at: datetime, by: Bin) -> date:
    """The first day of the bin that `at` falls in; weeks begin on Monday (ISO 8601)."""
    day = at.date()
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    return day


def _point(at: date, moods: Sequence[Mood], spread: float) -> Point:
    mean = float(np.mean([m.valence for m in moods]))
    half = Z_95 * spread / math.sqrt(len(moods))
    shares = [family_shares(m.probabilities) for m in moods]
    families = {f: float(np.mean([s[f] for s in shares])) for f in FAMILIES}
    return Point(at, mean, max(-1.0, mean - half), min(1.0, mean + half), len(moods), families)


def _spread(groups: Sequence[Sequence[float]]) -> float:
    """Pooled standard deviation within `groups`, shrunk towards `PRIOR_SPREAD`."""
    squares = sum(float(np.sum((np.asarray(g) - np.mean(g)) ** 2)) for g in groups)
    freedom = sum(len(g) - 1 for g in groups)
    return math.sqrt((PRIOR_WEIGHT * PRIOR_SPREAD**2 + squares) / (PRIOR_WEIGHT + freedom))
