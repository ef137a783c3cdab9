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

from training.evaluate.metrics import Counts, Matrix, counts, macro_f1

Rule = Callable[[NDArray[np.floating], Matrix], NDArray[np.float64]]

LEAST, MOST = 0.02, 0.95
"""No shipped threshold lies outside."""
GRID = np.arange(0.04, 0.81, 0.01)
"""What one threshold for all labels is chosen from."""


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
    """The best thresholds' mean over bootstrap samples of the rows (Breiman 1996): [labels].

    The same as `best_f1_thresholds` on each sample, with all samples of a label at once.
    """
    rng = np.random.default_rng(seed)
    rows, true = len(probability), np.asarray(truth)
    weight = rng.multinomial(rows, np.full(rows, 1.0 / rows), size=bags).astype(np.float64)
    found = np.empty(true.shape[1])
    for label in range(true.shape[1]):
        order = np.argsort(-probability[:, label], kind="stable")
        ranked = np.append(np.asarray(probability[order, label], dtype=np.float64), 0.0)
        mass = weight[:, order]
        hits = np.cumsum(mass * true[order, label], axis=1)
        total = hits[:, -1]
        f1 = 2.0 * hits / np.maximum(np.cumsum(mass, axis=1) + total[:, None], 1.0)
        cut = np.append(ranked[:-2] > ranked[1:-1], True)
        best = np.argmax(np.where(cut, f1, -1.0), axis=1)
        middle = (ranked[best] + ranked[best + 1]) / 2.0
        chosen = np.where(middle > ranked[best + 1], middle, ranked[best])
        found[label] = np.where(total > 0, chosen, 0.5).mean()
    return found


def half_best_f1(probability: NDArray[np.floating], truth: Matrix) -> NDArray[np.float64]:
    """Half of each label's best F1: [labels].

    With calibrated probabilities no other threshold has a better F1 (Lipton et al. 2014, "Optimal
    Thresholding of Classifiers to Maximize F1 Measure"), and it does not hang on single rows.
    """
    cuts = best_f1_thresholds(probability, truth)
    return np.asarray(counts(np.asarray(probability) >= cuts, truth).f1() / 2.0)


def bagged_and_half(probability: NDArray[np.floating], truth: Matrix) -> NDArray[np.float64]:
    """The geometric mean of `bagged_thresholds` and `half_best_f1`: [labels]."""
    return np.sqrt(bagged_thresholds(probability, truth) * half_best_f1(probability, truth))


def one_threshold(
    probability: NDArray[np.floating], truth: Matrix, measure: str = "micro"
) -> float:
    """The threshold of `GRID` that is best for all labels together, by "micro" or "macro" F1."""
    true = np.asarray(truth, dtype=bool)
    positives = true.sum(axis=0).astype(np.float64)
    # Cumulative histograms give every threshold's counts in two passes over the values.
    level = np.searchsorted(GRID, np.asarray(probability, dtype=np.float64), side="right")
    hits, said = np.zeros((2, len(GRID) + 1, true.shape[1]))
    for label in range(true.shape[1]):
        said[:, label] = np.bincount(level[:, label], minlength=len(GRID) + 1)
        hits[:, label] = np.bincount(level[true[:, label], label], minlength=len(GRID) + 1)
    hits, said = (np.cumsum(found[::-1], axis=0)[::-1][1:] for found in (hits, said))
    tally = Counts(hits, said - hits, positives - hits)
    f1 = tally.f1().mean(axis=1) if measure == "macro" else tally.total().f1()[:, 0]
    return float(GRID[int(np.argmax(f1))])


def towards_one(probability: NDArray[np.floating], truth: Matrix) -> NDArray[np.float64]:
    """`bagged_and_half`, a third of the way to the one threshold with the best micro F1: [labels].

    Shrinkage again, on the logarithm: rare labels' thresholds rest on few rows, and those of common
    labels move to where micro F1 is better.
    """
    own = bagged_and_half(probability, truth)
    return np.asarray(own ** (2 / 3) * one_threshold(probability, truth) ** (1 / 3))


RULES: Mapping[str, Rule] = {
    "best": best_f1_thresholds,
    "pseudo-errors 5": lambda p, y: best_f1_thresholds(p, y, 5.0),
    "pseudo-errors 15": lambda p, y: best_f1_thresholds(p, y, 15.0),
    "bagged": bagged_thresholds,
    "half of best F1": half_best_f1,
    "bagged and half": bagged_and_half,
    "towards one": towards_one,
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
