"""Bins of the timeline as a chart of some pixels draws them, however far apart they lie.

Only bins that hold entries take room, so that a chart of ten thousand years costs no more than
one of a month.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Timeline, bin_days

Numbers = NDArray[np.float64]

MOST_DOTS = 160
"""With more columns than these only the ones that stand alone get a dot."""


def day_number(at: date) -> float:
    """A day, or a clock time, in days of the calendar; 1.0 is midnight of 0001-01-01."""
    number = float(at.toordinal())
    if isinstance(at, datetime):
        number += (at.hour * 60 + at.minute) / 1440
    return number


@dataclass(frozen=True, slots=True)
class Columns:
    """What is drawn, from left to right: `left`..`right` are days (see `day_number`).

    `valence` and its interval are -1..1; `shares` is a row a column, a share a family.
    `entries` counts. `joined` tells whether a line leads here from the column before.
    """

    left: Numbers
    right: Numbers
    valence: Numbers
    low: Numbers
    high: Numbers
    shares: Numbers
    entries: Numbers
    joined: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.left)

    @property
    def middle(self) -> Numbers:
        """The middle of each column."""
        return (self.left + self.right) / 2

    def seen(self, first: float, last: float, width: float) -> Columns:
        """The columns of the days `first`..`last`, each at least `width` days wide.

        `width` is what a pixel takes: bins that fall on the same pixel become one column, the
        mean of their entries. One more column at each side leads out of the picture.
        """
        start = max(0, int(np.searchsorted(self.right, first)) - 1)
        end = min(len(self), int(np.searchsorted(self.left, last)) + 1)
        found = self._part(slice(start, end))
        return found._merged(width) if len(found) and width > 0 else found

    def runs(self) -> list[slice]:
        """The stretches of columns that a line joins."""
        begins = np.flatnonzero(~self.joined)
        ends = [*begins[1:], len(self)] if len(self) else []
        return [slice(int(a), int(b)) for a, b in zip(begins, ends, strict=True)]

    def parted(self, values: Numbers) -> Numbers:
        """`values`, one a column, with NaN before each run: where a line breaks."""
        return np.insert(values, np.flatnonzero(~self.joined), np.nan)

    def dotted(self, most: int = MOST_DOTS) -> NDArray[np.bool_]:
        """Which columns want a dot: those that no line joins, or all if they are at most `most`."""
        if len(self) <= most:
            return np.ones(len(self), bool)
        alone: NDArray[np.bool_] = ~self.joined & ~np.append(self.joined[1:], False)
        return alone

    def _part(self, places: slice) -> Columns:
        joined = self.joined[places].copy()
        joined[:1] = False
        return Columns(
            self.left[places],
            self.right[places],
            self.valence[places],
            self.low[places],
            self.high[places],
            self.shares[places],
            self.entries[places],
            joined,
        )

    def _merged(self, width: float) -> Columns:
        """Columns of whole pixels where bins are narrower than one."""
        if width <= np.min(self.right - self.left):
            return self
        pixel = np.floor(self.middle / width)
        begins = np.flatnonzero(np.diff(pixel, prepend=pixel[0] - 1))
        entries = np.add.reduceat(self.entries, begins)

        def mean(values: Numbers) -> Numbers:
            weights = self.entries if values.ndim == 1 else self.entries[:, None]
            total = entries if values.ndim == 1 else entries[:, None]
            found: Numbers = np.add.reduceat(values * weights, begins, axis=0) / total
            return found

        return replace(
            self,
            left=pixel[begins] * width,
            right=(pixel[begins] + 1) * width,
            valence=mean(self.valence),
            low=mean(self.low),
            high=mean(self.high),
            shares=mean(self.shares),
            entries=entries,
            joined=self.joined[begins],
        )


def columns(timeline: Timeline, silence: float = 0.0) -> Columns:
    """The points of `timeline`, oldest first, as columns.

    A line joins two points if no bin between them is empty, or if they begin at most `silence`
    days apart.
    """
    points = timeline.points
    left = np.array([day_number(p.at) for p in points], float)
    lengths = np.array([bin_days(p.at, timeline.by) for p in points], float)
    shares = np.array([[p.families.get(f, 0.0) for f in FAMILIES] for p in points], float)
    reach = np.maximum(lengths[:-1], silence) + 1e-6  # an hour is no binary fraction of a day
    joined = np.zeros(len(points), bool)
    joined[1:] = np.diff(left) <= reach
    return Columns(
        left,
        left + lengths,
        np.array([p.valence for p in points], float),
        np.array([p.low for p in points], float),
        np.array([p.high for p in points], float),
        shares.reshape(len(points), len(FAMILIES)),
        np.array([p.entries for p in points], float),
        joined,
    )
