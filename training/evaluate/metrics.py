"""F1 and its relatives for many labels at once, in NumPy. Undefined ratios count as zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[Any]
"""[rows, labels] of 0 and 1, of whatever type."""


@dataclass(frozen=True)
class Counts:
    """True positives, false positives and false negatives, each [..., labels]."""

    hits: NDArray[np.float64]
    false_alarms: NDArray[np.float64]
    misses: NDArray[np.float64]

    def total(self) -> Counts:
        """All labels together: [..., 1]."""
        return Counts(
            self.hits.sum(-1, keepdims=True),
            self.false_alarms.sum(-1, keepdims=True),
            self.misses.sum(-1, keepdims=True),
        )

    def precision(self) -> NDArray[np.float64]:
        """TP / (TP + FP)."""
        return ratio(self.hits, self.hits + self.false_alarms)

    def recall(self) -> NDArray[np.float64]:
        """TP / (TP + FN)."""
        return ratio(self.hits, self.hits + self.misses)

    def f1(self) -> NDArray[np.float64]:
        """2 TP / (2 TP + FP + FN)."""
        return ratio(2.0 * self.hits, 2.0 * self.hits + self.false_alarms + self.misses)


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """above / below, zero where `below` is zero."""
    return np.divide(above, below, out=np.zeros_like(above, dtype=np.float64), where=below > 0)


def counts(predicted: Matrix, truth: Matrix, weight: NDArray[Any] | None = None) -> Counts:
    """Count over rows: `predicted` and `truth` are [rows, labels] of 0 and 1.

    With `weight` [samples, rows] (how often each bootstrap sample holds each row), [samples,
    labels].
    """
    said = np.asarray(predicted, dtype=bool)
    true = np.asarray(truth, dtype=bool)
    rows = np.ones(len(said)) if weight is None else np.asarray(weight, dtype=np.float64)
    return Counts(rows @ (said & true), rows @ (said & ~true), rows @ (~said & true))


def macro_f1(predicted: Matrix, truth: Matrix) -> float:
    """The plain mean of the labels' F1: a rare feeling weighs as much as a common one."""
    return float(counts(predicted, truth).f1().mean())


def micro_f1(predicted: Matrix, truth: Matrix) -> float:
    """F1 over all (row, label) pairs together: common labels dominate."""
    return float(counts(predicted, truth).total().f1()[0])


def bootstrap(
    predicted: Matrix, truth: Matrix, samples: int = 2000, seed: int = 0
) -> dict[str, NDArray[np.float64]]:
    """F1 in resampled rows (Efron 1979): "labels" [samples, labels] and "micro" [samples].

    It holds the model, its thresholds and the labels of the data as given.
    A label that a sample happens not to hold, and that is not predicted, counts as zero there.
    """
    rows = len(np.asarray(truth))
    rng = np.random.default_rng(seed)
    labels, micro = [], []
    for start in range(0, samples, 250):
        size = min(250, samples - start)
        weight = rng.multinomial(rows, np.full(rows, 1.0 / rows), size=size)
        tally = counts(predicted, truth, weight)
        labels.append(tally.f1())
        micro.append(tally.total().f1()[..., 0])
    return {"labels": np.concatenate(labels), "micro": np.concatenate(micro)}


def interval(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of bootstrap figures."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def merged(matrix: Matrix, labels: Sequence[str], groups: Mapping[str, frozenset[str]]) -> Matrix:
    """A group is there where any of its labels is: [rows, labels] -> [rows, groups] of bool."""
    flags = np.asarray(matrix, dtype=bool)
    return np.stack(
        [
            flags[:, [at for at, label in enumerate(labels) if label in members]].any(axis=1)
            for members in groups.values()
        ],
        axis=1,
    )


def area_under_roc(score: NDArray[np.floating], truth: Matrix) -> float:
    """The chance that a positive row scores over a negative one, ties counting half; NaN if none.

    The Mann-Whitney statistic. Both are [rows].
    """
    positive = np.asarray(truth, dtype=bool)
    above = int(positive.sum())
    below = len(positive) - above
    if not above or not below:
        return float("nan")
    _, where, count = np.unique(np.asarray(score), return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2.0
    return float((rank[where][positive].sum() - above * (above + 1) / 2.0) / (above * below))
