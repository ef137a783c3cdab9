"""Entries -> the chart of emotional shifts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from samo_desktop.domain.emotion import FAMILIES, family_shares
from samo_desktop.domain.timeline import Bin, Mood, Point, Timeline, bin_start
from samo_desktop.messages import gettext as _

Z_95 = 1.959964
PRIOR_SPREAD = 0.39
"""Standard deviation of entries within a bin before any was seen, in units of valence: that of
the sample journal's entries. It counts as much as `PRIOR_WEIGHT` entries."""
PRIOR_WEIGHT = 3


def timeline(moods: Iterable[Mood], by: Bin = "day") -> Timeline:
    """One point a bin that holds entries, oldest first.

    Bins follow the clock where each entry was made. The interval is the normal 95 % interval of a
    bin's mean, with the spread within bins pooled over the whole chart, since most bins hold one
    or two entries. It is cut to -1..1.
    """
    bins: dict[date, list[Mood]] = defaultdict(list)
    for mood in moods:
        bins[bin_start(mood.at, by)].append(mood)
    spread = _spread([[m.valence for m in group] for group in bins.values()])
    points = tuple(_point(at, bins[at], spread) for at in sorted(bins))
    notes = () if points else (_("There are no analysed entries in this range yet."),)
    return Timeline(points, notes, by)


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
