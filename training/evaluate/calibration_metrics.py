"""How well probabilities match frequencies."""

from __future__ import annotations

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
