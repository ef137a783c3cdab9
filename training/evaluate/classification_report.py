"""What a model with its thresholds is worth on one split, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import AMBIGUOUS, FAMILIES, NEGATIVE, POSITIVE
from training.evaluate.calibration_metrics import (
    brier_score,
    classwise_adaptive_ece,
    expected_calibration_error,
    negative_log_likelihood,
)
from training.evaluate.metrics import (
    Counts,
    Matrix,
    bootstrap,
    counts,
    interval,
    macro_f1,
    merged,
    micro_f1,
)

SENTIMENTS: Mapping[str, frozenset[str]] = {
    "positive": POSITIVE,
    "negative": NEGATIVE,
    "ambiguous": AMBIGUOUS,
    "neutral": frozenset({"neutral"}),
}


GROUPS: Mapping[str, Mapping[str, frozenset[str]]] = {"ekman": FAMILIES, "sentiment": SENTIMENTS}


def rounded(value: float | np.floating) -> float:
    """Four decimals: more would promise too much."""
    return round(float(value), 4)


def per_class(
    tally: Counts, names: Sequence[str], drawn: NDArray[np.float64] | None = None
) -> dict[str, dict[str, Any]]:
    """Precision, recall, F1 and support of each class, and F1's interval with `drawn`.

    `drawn` is F1 in bootstrap samples, [samples, classes].
    """
    precision, recall, f1 = tally.precision(), tally.recall(), tally.f1()
    support = tally.hits + tally.misses
    found: dict[str, dict[str, Any]] = {
        name: {
            "precision": rounded(precision[at]),
            "recall": rounded(recall[at]),
            "f1": rounded(f1[at]),
            "support": int(support[at]),
        }
        for at, name in enumerate(names)
    }
    if drawn is not None:
        for at, name in enumerate(names):
            found[name]["f1_interval"] = [rounded(end) for end in interval(drawn[:, at])]
    return found


def f1_figures(predicted: Matrix, truth: Matrix, names: Sequence[str]) -> dict[str, Any]:
    """Macro and micro F1 and each class, with 95 % bootstrap intervals over rows."""
    drawn = bootstrap(predicted, truth)
    return {
        "macro_f1": rounded(macro_f1(predicted, truth)),
        "macro_f1_interval": [rounded(end) for end in interval(drawn["labels"].mean(axis=1))],
        "micro_f1": rounded(micro_f1(predicted, truth)),
        "micro_f1_interval": [rounded(end) for end in interval(drawn["micro"])],
        "classes": per_class(counts(predicted, truth), names, drawn["labels"]),
    }


def group_probability(
    probability: NDArray[np.floating],
    labels: Sequence[str],
    groups: Mapping[str, frozenset[str]],
) -> NDArray[np.float64]:
    """That any of a group's labels is there, as if they were independent: [rows, groups]."""
    absent = 1.0 - probability.astype(np.float64)
    return 1.0 - np.stack(
        [
            absent[:, [at for at, label in enumerate(labels) if label in members]].prod(axis=1)
            for members in groups.values()
        ],
        axis=1,
    )


def report(
    probability: NDArray[np.floating],
    thresholds: NDArray[np.floating],
    truth: NDArray[np.floating],
    labels: Sequence[str],
) -> dict[str, Any]:
    """Macro and micro F1 with 95 % intervals, each label, groups of labels, and calibration.

    `probability` and `truth` are [rows, labels]; a label is predicted where probability >=
    threshold. In groups, a group counts as predicted, or true, where any of its labels is.
    """
    predicted = probability >= thresholds
    figures = f1_figures(predicted, truth, labels)
    groups = {
        name: f1_figures(
            merged(predicted, labels, members), merged(truth, labels, members), list(members)
        )
        for name, members in GROUPS.items()
    }
    return {
        "rows": len(truth),
        **{name: value for name, value in figures.items() if name != "classes"},
        "nll": rounded(negative_log_likelihood(probability, truth)),
        "ece": rounded(expected_calibration_error(probability, truth)),
        "ece_classwise": rounded(classwise_adaptive_ece(probability, truth)),
        "brier": rounded(brier_score(probability, truth)),
        "labels_a_row": rounded(predicted.sum(axis=1).mean()),
        "true_labels_a_row": rounded(np.asarray(truth).sum(axis=1).mean()),
        "labels": figures["classes"],
        **groups,
    }
