"""Entries -> the chart of emotional shifts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import FAMILIES, FAMILY_OF
from samo_desktop.domain.timeline import Bin, MoodTable, Point, Timeline
from samo_desktop.messages import gettext as _

Z_95 = 1.959964
PRIOR_SPREAD = 0.39
"""Standard deviation of entries within a bin before any was seen, in units of valence: that of
the sample journal's entries. It counts as much as `PRIOR_WEIGHT` entries."""
PRIOR_WEIGHT = 3

Numbers = NDArray[np.float64]
Days = NDArray[np.datetime64]


def timeline(moods: Sequence[MoodTable], by: Bin = "day") -> Timeline:
    """One point a bin that holds entries, oldest first.

    Bins follow the clock where each entry was made. The interval is the normal 95 % interval of a
    bin's mean, with the spread within bins pooled over the whole chart, since most bins hold one
    or two entries. It is cut to -1..1.
    """
    if not moods:
        return Timeline((), (_("There are no analysed entries in this range yet."),), by)
    starts = np.concatenate([_bin_starts(table.at, by) for table in moods])
    valence = np.concatenate([np.asarray(table.valence, float) for table in moods])
    shares = np.concatenate([_family_shares(table) for table in moods])
    bins, place = np.unique(starts, return_inverse=True)
    entries = np.bincount(place)
    mean = np.bincount(place, valence) / entries
    half = Z_95 * _spread(valence - mean[place], len(bins)) / np.sqrt(entries)
    families = np.stack([np.bincount(place, share) for share in shares.T], axis=1)
    columns: list[list[Any]] = [
        bins.tolist(),
        mean.tolist(),
        np.maximum(-1.0, mean - half).tolist(),
        np.minimum(1.0, mean + half).tolist(),
        entries.tolist(),
        [dict(zip(FAMILIES, row, strict=True)) for row in (families / entries[:, None]).tolist()],
    ]
    return Timeline(tuple(map(Point, *columns)), (), by)


def _bin_starts(at: Sequence[str], by: Bin) -> Days:
    """When the bins begin that these times fall in, by their own clocks: see `bin_start`."""
    if by == "hour":
        return np.array([time[:13] for time in at], "datetime64[h]")
    days: Days = np.array([time[:10] for time in at], "datetime64[D]")
    if by == "week":
        weekday = (days.astype(np.int64) + 3) % 7  # 1970 began on a Thursday
        days -= weekday.astype("timedelta64[D]")
        return days
    begins: Days = days.astype(f"datetime64[{by[0].upper()}]").astype("datetime64[D]")
    return begins


def _family_shares(table: MoodTable) -> Numbers:
    """The shares of each row, [rows, families]: see `family_shares`."""
    belongs = np.array([[FAMILY_OF.get(label) == f for f in FAMILIES] for label in table.labels])
    rows = np.frombuffer(table.probabilities).reshape(len(table.at), len(table.labels))
    found: Numbers = rows @ belongs.astype(float)
    mass = found.sum(axis=1, keepdims=True)
    shares: Numbers = np.divide(found, mass, out=np.zeros_like(found), where=mass > 0)
    return shares


def _spread(deviations: Numbers, bins: int) -> float:
    """Pooled standard deviation of entries, which deviate from the means of so many `bins`.

    Shrunk towards `PRIOR_SPREAD`.
    """
    squares = PRIOR_WEIGHT * PRIOR_SPREAD**2 + float(deviations @ deviations)
    return float(np.sqrt(squares / (PRIOR_WEIGHT + len(deviations) - bins)))
