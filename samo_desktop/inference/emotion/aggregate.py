"""From the feelings of parts of a text to those of the whole. Pure functions over arrays.

Training measures and sets thresholds through these same functions, so that what the model card
says is what the app does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS

Probabilities = NDArray[np.float32]

NEUTRAL = "neutral"
STRONGEST = "strongest sentence"
"""The way that needs sentences and passages; see `strongest`."""
CLIP = 1e-4
"""Log odds are taken of probabilities kept this far from 0 and 1."""

MOST_PASSAGES = 128
"""Passages that are read of one text, which has more from about 6,500 words on. On 20,000 words of
journal entries the mean over them moves by .016 at most (mean .004) beside that over all."""


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


def sample(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """At most MOST_PASSAGES of `spans`, evenly spread from the first to the last."""
    if len(spans) <= MOST_PASSAGES:
        return list(spans)
    places = np.linspace(0, len(spans) - 1, MOST_PASSAGES).round().astype(int)
    return [spans[place] for place in places]


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
"""What `aggregation.reduce` in a model's config.json may name beside `STRONGEST`."""


@dataclass(frozen=True, slots=True)
class Pull:
    """How far the rest of a text pulls a feeling down from its strongest sentence, in log odds.

    Of n sentences: `share + share_growth ln n` of the way to the mean over passages, but by no more
    than `limit + limit_growth ln n`, and never more than `most`. Raises ValueError for what is no
    pull.
    """

    share: float
    share_growth: float
    limit: float
    limit_growth: float
    most: float

    def __post_init__(self) -> None:
        values = astuple(self)
        if not all(0 <= value < math.inf for value in values) or self.share > 1:
            raise ValueError("a pull is made of numbers from 0 on, and its share is at most 1")

    def among(self, sentences: int) -> tuple[float, float]:
        """Share (at most 1) and limit in a text of so many `sentences`."""
        growth = math.log(sentences)
        return (
            min(1.0, self.share + self.share_growth * growth),
            min(self.most, self.limit + self.limit_growth * growth),
        )


def pulls(aggregation: Mapping[str, Any]) -> tuple[Pull, Pull]:
    """Those of a model's config.json: of GoEmotions' labels, and of all others.

    Raises KeyError, TypeError or ValueError.
    """
    names = [field.name for field in fields(Pull)]
    trained, others = (
        Pull(*(float(aggregation[key][name]) for name in names))
        for key in ("pull", "pull_of_other_labels")
    )
    return trained, others


def strongest(
    sentences: Probabilities,
    passages: Probabilities,
    labels: Sequence[str],
    aggregation: Mapping[str, Any],
) -> Probabilities:
    """Each label's probability in a text: its strongest sentence's, pulled down by the rest.

    [sentences, labels] and [passages, labels] -> [labels]. The limit lets a strong sentence show
    however much stands around it, and grows with the number of sentences, of which each is another
    chance of a false alarm. Labels that were learned from whole entries or from a few examples are
    pulled harder: single sentences tell them less well. A text is neutral only as far as none of
    its sentences is anything else: of neutral, the weakest sentence counts. One sentence alone
    stands for itself.
    """
    count = len(sentences)
    if count == 1:
        return np.asarray(sentences[0], np.float32)
    peak, level = sentences.max(axis=0), passages.mean(axis=0)
    neutral = labels.index(NEUTRAL)
    peak[neutral], level[neutral] = 1 - sentences[:, neutral].min(), 1 - level[neutral]
    trained, others = (pull.among(count) for pull in pulls(aggregation))
    share, limit = np.array([trained if label in LABELS else others for label in labels]).T
    top = _log_odds(peak)
    pulled = top - np.minimum(share * (top - _log_odds(level)), limit)
    found = 0.5 * (1 + np.tanh(0.5 * pulled))
    found[neutral] = 1 - found[neutral]
    return np.asarray(found, np.float32)


def _log_odds(probabilities: Probabilities) -> NDArray[np.float64]:
    kept = np.clip(probabilities.astype(np.float64), CLIP, 1 - CLIP)
    return np.asarray(np.log(kept) - np.log1p(-kept))


def combine(
    sentences: Probabilities,
    parts: Probabilities,
    labels: Sequence[str],
    aggregation: Mapping[str, Any],
) -> Probabilities:
    """The probabilities of a whole text, [labels], as a model's `aggregation` says.

    `sentences` and `parts` (its passages, or its sentences again) are [some, labels]. Raises
    ValueError for a text without parts.
    """
    if not len(parts):
        raise ValueError("a text without parts has no probabilities")
    if aggregation["reduce"] == STRONGEST:
        return strongest(sentences, parts, labels, aggregation)
    return REDUCE[aggregation["reduce"]](parts)
