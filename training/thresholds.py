"""One threshold a label, chosen on dev where F1 is best, and guarded against chance.

F1 over thresholds is a jagged curve, and a rare label's best cut may rest on two comments. `choose`
follows one of `RULES`, and `held_out` measures how each carries over to rows that its thresholds
have not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.measures import Matrix, macro_f1

Rule = Callable[[NDArray[np.floating], Matrix], NDArray[np.float64]]

LEAST, MOST = 0.02, 0.95
"""No shipped threshold lies outside."""


def best_f1_threshold(
    probability: NDArray[np.floating],
    truth: Matrix,
    pseudo_errors: float = 0.0,
    weight: NDArray[Any] | None = None,
) -> float:
    """The threshold with the best F1 for one label; predict where probability >= threshold.

    `probability`, `truth` and `weight` are [rows]. Every cut between two neighbouring
    probabilities is tried, and the midpoint is taken, so that equal cuts do not hang on the last
    digit. `pseudo_errors` is added to the denominator of F1 = 2 TP / (2 TP + FP + FN): a cut that
    rests on few hits is then worth less. Without a positive row, 0.5.
    """
    order = np.argsort(-np.asarray(probability), kind="stable")
    ranked = np.asarray(probability, dtype=np.float64)[order]
    mass = np.ones(len(order)) if weight is None else np.asarray(weight, dtype=np.float64)[order]
    hits = np.cumsum(np.asarray(truth, dtype=np.float64)[order] * mass)
    if not len(order) or hits[-1] == 0:
        return 0.5
    f1 = 2.0 * hits / (np.cumsum(mass) + hits[-1] + pseudo_errors)
    cut = np.append(ranked[:-1] > ranked[1:], True)
    best = int(np.argmax(np.where(cut, f1, -1.0)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    middle = (ranked[best] + below) / 2.0
    # Between neighbouring floats the midpoint rounds to one of them: never let the lower row in.
    return float(middle if middle > below else ranked[best])


def best_f1_thresholds(
    probability: NDArray[np.floating],
    truth: Matrix,
    pseudo_errors: float = 0.0,
    weight: NDArray[Any] | None = None,
) -> NDArray[np.float64]:
    """`best_f1_threshold` of each label: [rows, labels] and [rows, labels] -> [labels]."""
    true = np.asarray(truth)
    return np.array(
        [
            best_f1_threshold(probability[:, label], true[:, label], pseudo_errors, weight)
            for label in range(true.shape[1])
        ]
    )


def bagged_thresholds(
    probability: NDArray[np.floating], truth: Matrix, bags: int = 40, seed: int = 0
) -> NDArray[np.float64]:
    """The best thresholds' mean over bootstrap samples of the rows (Breiman 1996): [labels]."""
    rng = np.random.default_rng(seed)
    rows = len(probability)
    even = np.full(rows, 1.0 / rows)
    samples = [
        best_f1_thresholds(probability, truth, 0.0, rng.multinomial(rows, even))
        for _ in range(bags)
    ]
    return np.asarray(np.mean(samples, axis=0))


RULES: Mapping[str, Rule] = {
    "best": best_f1_thresholds,
    "pseudo-errors 5": lambda p, y: best_f1_thresholds(p, y, 5.0),
    "pseudo-errors 15": lambda p, y: best_f1_thresholds(p, y, 15.0),
    "bagged": bagged_thresholds,
}


def choose(rule: str, probability: NDArray[np.floating], truth: Matrix) -> NDArray[np.float64]:
    """Thresholds [labels] by the rule of that name, kept between `LEAST` and `MOST`."""
    return np.clip(RULES[rule](probability, truth), LEAST, MOST)


def held_out(
    rule: str,
    probability: NDArray[np.floating],
    truth: Matrix,
    folds: int = 5,
    repeats: int = 4,
    seed: int = 0,
) -> list[float]:
    """Macro F1 on rows that the thresholds were not chosen on, once a repeat.

    In each repeat the rows are dealt to `folds`; each fold is predicted with thresholds from the
    others, and F1 is taken over all rows together, so that rare labels keep their support.
    """
    true = np.asarray(truth)
    rng = np.random.default_rng(seed)
    scores = []
    for _ in range(repeats):
        fold = rng.permutation(len(true)) % folds
        predicted = np.zeros(true.shape, dtype=bool)
        for number in range(folds):
            inside = fold == number
            limits = choose(rule, probability[~inside], true[~inside])
            predicted[inside] = probability[inside] >= limits
        scores.append(macro_f1(predicted, true))
    return scores
