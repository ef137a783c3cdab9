"""A smooth line through bins that lie too densely for a chart to show each."""

from __future__ import annotations

import numpy as np

from samo_desktop.insight.columns import Columns, Numbers

Z_95 = 1.959964
DENSE_COLUMNS, DENSE_WIDTHS = 40, 4.0
"""More columns than these, closer than so many of the narrowest, are a scribble."""
WINDOW_SHARE = 1 / 30
"""Of the time in view: what is nearer than that is averaged..."""
WINDOW_BINS = 3.0
"""...and so many bins, or usual distances between them, at least."""
STEPS = 4
"""Columns of the smooth line in one window."""


def is_dense(seen: Columns, width: float) -> bool:
    """Whether the columns are too close to be told apart where a pixel or two takes `width`."""
    if len(seen) <= DENSE_COLUMNS or width <= 0:
        return False
    return float(np.median(np.diff(seen.middle))) < DENSE_WIDTHS * width


def smoothed(seen: Columns) -> Columns:
    """Columns at even distances, each the mean of those around it by entries and nearness.

    The weights are a normal curve's. The interval is the 95 % interval of that mean, by what is
    uncertain of each column or by how far they lie apart, whichever is more. Where there is
    nothing within half a window, there is no column.
    """
    if len(seen) < 2:
        return seen
    middle = seen.middle
    narrowest = float(np.min(seen.right - seen.left))
    apart = float(np.median(np.diff(middle)))
    window = max(
        (middle[-1] - middle[0]) * WINDOW_SHARE, narrowest * WINDOW_BINS, apart * WINDOW_BINS
    )
    count = max(2, int(np.ceil((middle[-1] - middle[0]) / window * STEPS)) + 1)
    places = np.linspace(middle[0], middle[-1], count)
    distance = (places[:, None] - middle) / window
    there = np.min(np.abs(distance), axis=1) <= 0.5
    places, distance = places[there], distance[there]
    # A window is two standard deviations; what is further away hardly counts.
    weights = np.exp(-0.5 * (2 * distance) ** 2) * seen.entries
    total = weights.sum(axis=1)
    weights /= total[:, None]
    valence = weights @ seen.valence
    half = Z_95 * np.sqrt(
        np.maximum(_between(weights, seen.valence, valence), _within(weights, seen))
    )
    step = (middle[-1] - middle[0]) / (count - 1)
    return Columns(
        places - step / 2,
        places + step / 2,
        valence,
        np.maximum(-1.0, valence - half),
        np.minimum(1.0, valence + half),
        weights @ seen.shares,
        total,
        np.diff(np.flatnonzero(there), prepend=-2) == 1,
    )


def _between(weights: Numbers, values: Numbers, means: Numbers) -> Numbers:
    """The variance of weighted `means`, by how far the `values` lie from them."""
    found: Numbers = (weights**2 * (values - means[:, None]) ** 2).sum(axis=1)
    return found


def _within(weights: Numbers, seen: Columns) -> Numbers:
    """The same, by what is not certain of each column."""
    found: Numbers = weights**2 @ ((seen.high - seen.low) / (2 * Z_95)) ** 2
    return found
