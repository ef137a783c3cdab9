"""Which calibration and which rule for thresholds: cross-fitted on the dev logits of one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import config
from training.calibrate import thresholds
from training.calibrate.calibrators import (
    Calibrator,
    Logits,
    isotonic,
    matrix_scaling,
    temperature_scaling,
    vector_scaling,
)
from training.data import datasets
from training.data.passages import sigmoid
from training.evaluate import cross_fitting
from training.evaluate.calibration_metrics import (
    ADAPTIVE_BINS,
    brier_score,
    classwise_adaptive_ece,
    expected_calibration_error,
    negative_log_likelihood,
    reliability,
)
from training.evaluate.metrics import Matrix, counts

STRENGTHS = (1.0, 3.0, 10.0, 30.0, 100.0)
"""Precisions of the prior that are compared; as if so many rows spoke for the temperature."""
MATRIX_STRENGTHS = (30.0, 300.0)
REPEATS = 3

Fit = Callable[[Logits, Matrix], Calibrator]


def uncalibrated(logits: Logits, truth: Matrix) -> Calibrator:
    """Plain sigmoids, whatever is given."""
    return lambda new: np.asarray(sigmoid(np.asarray(new)), np.float64)


WAYS: Mapping[str, Fit] = {
    "none": uncalibrated,
    "temperature": temperature_scaling,
    **{f"vector, {value:g}": partial(vector_scaling, strength=value) for value in STRENGTHS},
    **{f"matrix, {value:g}": partial(matrix_scaling, strength=value) for value in MATRIX_STRENGTHS},
    "isotonic": isotonic,
}


def compare(logits: Logits, truth: Matrix) -> list[dict[str, Any]]:
    """Each way's figures on rows that it was not fitted on (five folds), in the order of `WAYS`."""
    true = np.asarray(truth, dtype=np.float64)
    value = np.asarray(logits, dtype=np.float64)[:, : true.shape[1]]
    fold = cross_fitting.fold_numbers(len(true), 0)
    rows = []
    for name, fit in WAYS.items():
        probability = np.zeros(true.shape)
        own, one = np.zeros((2, *true.shape), dtype=bool)
        for number in range(cross_fitting.FOLDS):
            inside, outside = fold == number, fold != number
            calibrated = fit(value[outside], true[outside])
            seen, probability[inside] = calibrated(value[outside]), calibrated(value[inside])
            limits = thresholds.choose(cross_fitting.RULE, seen, true[outside])
            own[inside] = probability[inside] >= limits
            one[inside] = probability[inside] >= thresholds.one_threshold(seen, true[outside])
        rows.append({"way": name, **measures(probability, true), **f1_of(own, one, true)})
    return rows


def measures(probability: NDArray[np.float64], truth: NDArray[np.float64]) -> dict[str, float]:
    """Calibration figures of one way."""
    found = {
        "ece_classwise": classwise_adaptive_ece(probability, truth),
        "ece_pooled": expected_calibration_error(probability, truth),
        "brier": brier_score(probability, truth),
        "loss": negative_log_likelihood(probability, truth),
    }
    return {name: round(value, 5) for name, value in found.items()}


def f1_of(own: Matrix, one: Matrix, truth: Matrix) -> dict[str, float]:
    """F1 with a threshold a label, and with one for all, which calibration may make enough."""
    found = {
        "macro_f1": counts(own, truth).f1().mean(),
        "micro_f1": counts(own, truth).total().f1()[0],
        "macro_f1_global": counts(one, truth).f1().mean(),
        "micro_f1_global": counts(one, truth).total().f1()[0],
    }
    return {name: round(float(value), 4) for name, value in found.items()}


def compare_rules(logits: Logits, truth: Matrix) -> list[dict[str, Any]]:
    """Each rule for thresholds after vector scaling, on rows that neither has seen."""
    true = np.asarray(truth, dtype=np.float64)
    value = np.asarray(logits, dtype=np.float64)[:, : true.shape[1]]
    said = {rule: np.zeros((REPEATS, *true.shape), dtype=bool) for rule in thresholds.RULES}
    for repeat in range(REPEATS):
        fold = cross_fitting.fold_numbers(len(true), repeat)
        for number in range(cross_fitting.FOLDS):
            inside, outside = fold == number, fold != number
            calibrated = vector_scaling(value[outside], true[outside])
            seen, new = calibrated(value[outside]), calibrated(value[inside])
            for rule in thresholds.RULES:
                said[rule][repeat, inside] = new >= thresholds.choose(rule, seen, true[outside])
    rows = []
    for rule, found in said.items():
        macro = [float(counts(one, true).f1().mean()) for one in found]
        rows.append(
            {
                "rule": rule,
                "macro_f1": round(float(np.mean(macro)), 4),
                "micro_f1": round(cross_fitting.mean_f1(found, true)[1], 4),
                "spread": round(float(np.std(macro)), 4),
            }
        )
    return rows


def curves(logits: Logits, truth: Matrix) -> dict[str, list[dict[str, float]]]:
    """The reliability of plain sigmoids and of vector scaling that was fitted on other rows."""
    true = np.asarray(truth, dtype=np.float64)
    value = np.asarray(logits, dtype=np.float64)[:, : true.shape[1]]
    fold = cross_fitting.fold_numbers(len(true), 0)
    after = np.zeros(true.shape)
    for number in range(cross_fitting.FOLDS):
        inside = fold == number
        after[inside] = vector_scaling(value[~inside], true[~inside])(value[inside])
    return {
        "before": reliability(uncalibrated(value, true)(value), true),
        "after": reliability(after, true),
    }


def run(name: str, file: str = "dev-logits.npy") -> None:
    """Compare on training/runs/<name>/<file>; kept in training/report/results/calibration.json."""
    logits = np.load(config.RUNS / name / file)
    truth = datasets.read_split(config.data_folder(), "dev").labels
    values = {
        "run": name,
        "bins": ADAPTIVE_BINS,
        "ways": compare(logits, truth),
        "rules": compare_rules(logits, truth),
        "reliability": curves(logits, truth),
    }
    config.save_result("calibration", values)
