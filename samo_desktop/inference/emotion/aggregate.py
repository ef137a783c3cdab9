"""From the feelings of parts of a text to those of the whole. Pure functions over arrays.

Training measures and sets thresholds through these same functions, so that what the model card
says is what the app does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float32]


def passages(spans: Sequence[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Join neighbouring sentence `spans` into passages of at most `limit` characters each.

    A sentence is never cut: one longer than `limit` is a passage of its own. Spans in order, in
    characters; every passage runs from the start of its first sentence to the end of its last.
    """
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and end - joined[-1][0] <= limit:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def mean(rows: Probabilities) -> Probabilities:
    """The plain mean over parts: [parts, labels] -> [labels]."""
    return np.asarray(rows.mean(axis=0), np.float32)


def highest(rows: Probabilities) -> Probabilities:
    """Each label's highest probability in any part: [parts, labels] -> [labels]."""
    return np.asarray(rows.max(axis=0), np.float32)


def two_highest(rows: Probabilities) -> Probabilities:
    """The mean of each label's two highest probabilities: [parts, labels] -> [labels].

    One part alone stands for itself. Meant to lie between a mean, which a long entry dilutes, and
    a maximum, to which each further sentence adds a chance of a false alarm. Measured figures of
    this and other ways are in training/RESULTS.md: of the ways over single sentences it had the
    best macro F1 on GoEmotions' dev split, but on long entries it told feelings apart less well
    than the mean.
    """
    return np.asarray(np.sort(rows, axis=0)[-2:].mean(axis=0), np.float32)


REDUCE: Mapping[str, Callable[[Probabilities], Probabilities]] = {
    "mean": mean,
    "max": highest,
    "mean of top 2": two_highest,
}
"""What `aggregation.reduce` in a model's config.json may name."""


def combine(rows: Probabilities, reduce: str = "max") -> Probabilities:
    """The probabilities of a whole text, [labels], from those of its parts, [parts, labels]."""
    if not len(rows):
        raise ValueError("a text without parts has no probabilities")
    return REDUCE[reduce](rows)
