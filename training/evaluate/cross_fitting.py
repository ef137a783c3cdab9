"""What a run's logits on dev are worth: the figures that every row of RESULTS.md carries.

All choices are cross-fitted: a threshold is applied to rows that it was not chosen on, so that runs
with many thresholds and runs with one can be compared. Calibration figures are of the plain
sigmoid, before any calibration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.calibrate import thresholds
from training.calibrate.thresholds import one_threshold
from training.data.passages import sigmoid
from training.evaluate.calibration_metrics import (
    brier_score,
    classwise_adaptive_ece,
    negative_log_likelihood,
)
from training.evaluate.metrics import Matrix, counts

FOLDS = 5
REPEATS = 2
SAMPLES = 1000
SEED = 0
RULE = "bagged"


def probabilities(logits: NDArray[np.floating], truth: Matrix) -> NDArray[np.float32]:
    """Plain sigmoids of the labels that `truth` has; further columns of `logits` are left out."""
    return sigmoid(np.asarray(logits, dtype=np.float32)[:, : np.asarray(truth).shape[1]])


def fold_numbers(rows: int, repeat: int, folds: int = FOLDS) -> NDArray[np.int64]:
    """Each row's fold in one repeat; the same for every run, so that runs can be paired."""
    return np.random.default_rng([SEED, repeat]).permutation(rows) % folds


def cross_fitted(
    probability: NDArray[np.floating],
    truth: Matrix,
    choose: Callable[[NDArray[np.floating], Matrix], NDArray[np.floating] | float],
    repeats: int = REPEATS,
) -> NDArray[np.bool_]:
    """Predictions [repeats, rows, labels], each row's by thresholds chosen on the other folds."""
    true = np.asarray(truth)
    said = np.zeros((repeats, *true.shape), dtype=bool)
    for repeat in range(repeats):
        fold = fold_numbers(len(true), repeat)
        for number in range(FOLDS):
            inside = fold == number
            limits = choose(probability[~inside], true[~inside])
            said[repeat, inside] = probability[inside] >= limits
    return said


def label_thresholds(probability: NDArray[np.floating], truth: Matrix) -> NDArray[np.float64]:
    """One threshold a label by the rule that ships: [labels]."""
    return thresholds.choose(RULE, probability, truth)


def macro_samples(
    said: NDArray[np.bool_], truth: Matrix, weight: NDArray[np.floating] | None = None
) -> NDArray[np.float64]:
    """Macro F1, the mean over repeats: [samples] with `weight` [samples, rows], else one value."""
    found = [np.atleast_2d(counts(one, truth, weight).f1()).mean(axis=1) for one in said]
    return np.asarray(np.mean(found, axis=0))


def mean_f1(said: NDArray[np.bool_], truth: Matrix) -> tuple[float, float]:
    """Macro and micro F1 of predictions [repeats, rows, labels], each the mean over repeats."""
    micro = [counts(one, truth).total().f1()[0] for one in said]
    return float(macro_samples(said, truth)[0]), float(np.mean(micro))


def resamples(rows: int, samples: int = SAMPLES, chunk: int = 250) -> list[NDArray[np.float64]]:
    """Bootstrap weights in chunks [chunk, rows]: how often each sample holds each row."""
    rng = np.random.default_rng(SEED)
    even = np.full(rows, 1.0 / rows)
    sizes = [min(chunk, samples - start) for start in range(0, samples, chunk)]
    return [rng.multinomial(rows, even, size=size).astype(np.float64) for size in sizes]


def score(logits: NDArray[np.floating], truth: Matrix) -> dict[str, Any]:
    """The "dev" figures of one run: `logits` [rows, labels or more], `truth` [rows, labels].

    F1 at 0.5 ("half"), at one threshold for all labels chosen by the same F1 ("global"), and with a
    threshold a label ("held_out"); the last two are cross-fitted. "interval" is the 95 % bootstrap
    interval of "macro_f1_held_out" over rows (the thresholds are held). "loss" is binary
    cross-entropy in nats, "ece_classwise" see `calibration_metrics`.
    """
    true = np.asarray(truth)
    found = probabilities(logits, true)
    half = np.asarray(found >= 0.5)[None]
    own = cross_fitted(found, true, label_thresholds)
    one = {
        measure: cross_fitted(found, true, lambda p, y: one_threshold(p, y, measure))  # noqa: B023
        for measure in ("macro", "micro")
    }
    drawn = np.concatenate([macro_samples(own, true, weight) for weight in resamples(len(true))])
    values: dict[str, float | list[float]] = {
        "macro_f1_half": mean_f1(half, true)[0],
        "micro_f1_half": mean_f1(half, true)[1],
        "macro_f1_global": mean_f1(one["macro"], true)[0],
        "micro_f1_global": mean_f1(one["micro"], true)[1],
        "macro_f1_held_out": mean_f1(own, true)[0],
        "micro_f1_held_out": mean_f1(own, true)[1],
        "interval": [float(end) for end in np.percentile(drawn, [2.5, 97.5])],
        "ece_classwise": classwise_adaptive_ece(found, true),
        "brier": brier_score(found, true),
        "loss": negative_log_likelihood(found, true),
        "threshold_macro": one_threshold(found, true, "macro"),
        "threshold_micro": one_threshold(found, true, "micro"),
    }
    return {name: rounded(value) for name, value in values.items()}


def rounded(value: float | list[float], digits: int = 4) -> float | list[float]:
    """Four decimals; more would promise too much."""
    if isinstance(value, list):
        return [round(one, digits) for one in value]
    return round(value, digits)


def paired_difference(
    logits_a: NDArray[np.floating], logits_b: NDArray[np.floating], truth: Matrix
) -> tuple[float, float, float]:
    """Held-out macro F1 of b minus that of a, with its 95 % paired bootstrap interval.

    Both runs have the same folds and the same resampled rows (Efron and Tibshirani 1993, chapter
    16): what is hard for both cancels. It holds the two models as they are; it says nothing about
    another seed.
    """
    true = np.asarray(truth)
    said = [
        cross_fitted(probabilities(logits, true), true, label_thresholds)
        for logits in (logits_a, logits_b)
    ]
    drawn = np.concatenate(
        [
            macro_samples(said[1], true, weight) - macro_samples(said[0], true, weight)
            for weight in resamples(len(true))
        ]
    )
    difference = macro_samples(said[1], true)[0] - macro_samples(said[0], true)[0]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return round(float(difference), 4), round(float(low), 4), round(float(high), 4)
