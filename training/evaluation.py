"""What a model with its thresholds is worth on one split, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import AMBIGUOUS, FAMILIES, NEGATIVE, POSITIVE
from training.calibration import expected_calibration_error, negative_log_likelihood
from training.measures import Counts, bootstrap_interval, counts, macro_f1, merged, micro_f1

SENTIMENTS: Mapping[str, frozenset[str]] = {
    "positive": POSITIVE,
    "negative": NEGATIVE,
    "ambiguous": AMBIGUOUS,
    "neutral": frozenset({"neutral"}),
}


def rounded(value: float | np.floating) -> float:
    """Four decimals: more would promise too much."""
    return round(float(value), 4)


def per_class(tally: Counts, names: Sequence[str]) -> dict[str, dict[str, float | int]]:
    """Precision, recall, F1 and support of each class."""
    precision, recall, f1 = tally.precision(), tally.recall(), tally.f1()
    support = tally.hits + tally.misses
    return {
        name: {
            "precision": rounded(precision[at]),
            "recall": rounded(recall[at]),
            "f1": rounded(f1[at]),
            "support": int(support[at]),
        }
        for at, name in enumerate(names)
    }


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
    interval = bootstrap_interval(predicted, truth)
    groups = {}
    for name, members in (("ekman", FAMILIES), ("sentiment", SENTIMENTS)):
        said, true = merged(predicted, labels, members), merged(truth, labels, members)
        groups[name] = {
            "macro_f1": rounded(macro_f1(said, true)),
            "micro_f1": rounded(micro_f1(said, true)),
            "classes": per_class(counts(said, true), list(members)),
        }
    return {
        "rows": len(truth),
        "macro_f1": rounded(macro_f1(predicted, truth)),
        "macro_f1_interval": [rounded(end) for end in interval["macro_f1"]],
        "micro_f1": rounded(micro_f1(predicted, truth)),
        "micro_f1_interval": [rounded(end) for end in interval["micro_f1"]],
        "nll": rounded(negative_log_likelihood(probability, truth)),
        "ece": rounded(expected_calibration_error(probability, truth)),
        "labels_a_row": rounded(predicted.sum(axis=1).mean()),
        "true_labels_a_row": rounded(np.asarray(truth).sum(axis=1).mean()),
        "labels": per_class(counts(predicted, truth), labels),
        **groups,
    }
