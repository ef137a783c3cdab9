"""How well probabilities match frequencies, and the one-parameter way to mend them.

Temperature scaling after Guo et al. 2017, "On Calibration of Modern Neural Networks". The ways with
more parameters are in `calibrators`, their comparison in `calibration_study`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

EPSILON = 1e-6


def negative_log_likelihood(
    probability: NDArray[np.floating], truth: NDArray[np.floating]
) -> float:
    """Mean binary cross-entropy, in nats; both are [rows, labels]."""
    p = np.clip(np.asarray(probability, dtype=np.float64), EPSILON, 1.0 - EPSILON)
    return float(-np.mean(truth * np.log(p) + (1.0 - truth) * np.log1p(-p)))


def expected_calibration_error(
    probability: NDArray[np.floating], truth: NDArray[np.floating], bins: int = 15
) -> float:
    """Mean gap between probability and frequency over equally wide bins, weighted by their size.

    All (row, label) pairs count alike (Naeini et al. 2015).
    """
    p = np.asarray(probability, dtype=np.float64).ravel()
    y = np.asarray(truth, dtype=np.float64).ravel()
    which = np.minimum((p * bins).astype(int), bins - 1)
    gap = np.bincount(which, weights=p - y, minlength=bins)
    return float(np.abs(gap).sum() / len(p))


def brier_score(probability: NDArray[np.floating], truth: NDArray[np.floating]) -> float:
    """Mean squared gap of probability and outcome over all (row, label) pairs (Brier 1950)."""
    gap = np.asarray(probability, dtype=np.float64) - np.asarray(truth, dtype=np.float64)
    return float(np.mean(gap * gap))


ADAPTIVE_BINS = 15


def classwise_adaptive_ece(
    probability: NDArray[np.floating], truth: NDArray[np.floating], bins: int = ADAPTIVE_BINS
) -> float:
    """The labels' mean gap of probability and frequency, over bins of equal mass in each label.

    Class-wise adaptive calibration error without a threshold (Nixon et al. 2019, "Measuring
    Calibration in Deep Learning"). Every label counts alike. Both are [rows, labels].
    """
    p = np.asarray(probability, dtype=np.float64)
    y = np.asarray(truth, dtype=np.float64)
    bins = max(1, min(bins, len(p)))
    order = np.argsort(p, axis=0, kind="stable")
    gap = np.take_along_axis(p - y, order, axis=0)
    starts = np.linspace(0, len(p), bins, endpoint=False).astype(int)
    return float(np.abs(np.add.reduceat(gap, starts, axis=0)).sum(axis=0).mean() / len(p))


def reliability(
    probability: NDArray[np.floating], truth: NDArray[np.floating], bins: int = 10
) -> list[dict[str, float]]:
    """Mean probability, frequency and number of pairs in equally wide bins over all pairs.

    Empty bins are left out.
    """
    p = np.asarray(probability, dtype=np.float64).ravel()
    y = np.asarray(truth, dtype=np.float64).ravel()
    which = np.minimum((p * bins).astype(int), bins - 1)
    pairs = np.bincount(which, minlength=bins)
    said = np.bincount(which, weights=p, minlength=bins)
    true = np.bincount(which, weights=y, minlength=bins)
    return [
        {
            "probability": round(float(said[at] / pairs[at]), 4),
            "frequency": round(float(true[at] / pairs[at]), 4),
            "pairs": int(pairs[at]),
        }
        for at in range(bins)
        if pairs[at]
    ]


def fit_temperature(
    probability_at: Callable[[float], NDArray[np.floating]],
    truth: NDArray[np.floating],
    low: float = 0.3,
    high: float = 4.0,
    tolerance: float = 1e-3,
) -> float:
    """The temperature whose probabilities, `probability_at(temperature)`, have the least NLL.

    Golden-section search (Kiefer 1953) on the logarithm of the temperature.
    """
    shrink = (np.sqrt(5.0) - 1.0) / 2.0

    def loss(logarithm: float) -> float:
        return negative_log_likelihood(probability_at(float(np.exp(logarithm))), truth)

    left, right = np.log(low), np.log(high)
    inner_left, inner_right = right - shrink * (right - left), left + shrink * (right - left)
    loss_left, loss_right = loss(inner_left), loss(inner_right)
    while right - left > tolerance:
        if loss_left < loss_right:
            right, inner_right, loss_right = inner_right, inner_left, loss_left
            inner_left = right - shrink * (right - left)
            loss_left = loss(inner_left)
        else:
            left, inner_left, loss_left = inner_left, inner_right, loss_right
            inner_right = left + shrink * (right - left)
            loss_right = loss(inner_right)
    return float(np.exp((left + right) / 2.0))
