"""What a user's corrections teach: a shift of each label's log odds, and how reliable it all is.

A correction tells about one label of one entry. Users correct what is wrong, so corrections alone
are a slanted sample: fitted to them, every probability looks far off. What a user left standing on
an entry that they did correct is therefore evidence as well (`explicit=False`). A `Verdict`'s
probability is the model's, before any adaptation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.personal import Verdict

LEAST_CORRECTIONS = 5
"""Explicit corrections of a label before its bias moves at all."""
SPREAD = 0.6
"""Standard deviation of the normal prior on a bias, in units of log odds."""
WEAK = 1.0
"""What an agreement by silence weighs beside an explicit correction: as much. It is less sure, but
entries on which all was right never come in at all. With less, biases made the chips of simulated
users worse (chosen, as `SPREAD` was, on journal entries: training/studies/corrections.py)."""
LEAST_GAIN = 1.0
"""Nats by which a bias must better the left-out evidence, in all, before it is used."""
MOST = 3.0
"""No bias goes further than this from 0."""
MOST_EXACT = 100
"""So many items are left out one by one with a fit of their own; more would take long."""
CLIP = 1e-4
"""Probabilities are kept this far from 0 and 1."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Evidence whose probability lies in `low` to `high`: what was said, and what was wanted."""

    low: float
    high: float
    mean_probability: float
    share_wanted: float
    count: int


def logit(probability: Array) -> Array:
    """Log odds, with probabilities kept `CLIP` away from 0 and 1."""
    p = np.clip(probability, CLIP, 1.0 - CLIP)
    return np.asarray(np.log(p) - np.log1p(-p))


def adapted(probability: float, bias: float) -> float:
    """The probability with its log odds moved by `bias`; a bias of 0 changes nothing at all."""
    if bias == 0.0:
        return probability
    return float(_sigmoid(logit(np.array([probability])) + bias)[0])


def fit_biases(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """The bias of each label that there is reason to move; other labels are left out.

    p' = sigmoid(logit(p) + bias), with the bias that is most probable after the evidence under a
    normal prior around 0. It is used only if biases fitted without each piece of evidence in turn
    foretell that piece better than no bias does, by `LEAST_GAIN` nats in all.
    """
    evidence: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        evidence[verdict.label].append(verdict)
    biases = {label: _bias(items) for label, items in sorted(evidence.items())}
    return {label: bias for label, bias in biases.items() if bias != 0.0}


def _bias(items: Sequence[Verdict]) -> float:
    """One label's bias, 0.0 where the guard finds none that helps."""
    if sum(item.explicit for item in items) < LEAST_CORRECTIONS:
        return 0.0
    x = logit(np.array([item.probability for item in items]))
    y = np.array([float(item.wanted) for item in items])
    weight = np.array([1.0 if item.explicit else WEAK for item in items])
    fitted = _fit(x, y, np.broadcast_to(weight, (1, len(x))))
    left_out = _left_out(x, y, weight, float(fitted[0]))
    gain = weight @ (_loss(x, y) - _loss(x + left_out, y))
    return float(fitted[0]) if gain >= LEAST_GAIN else 0.0


def _fit(x: Array, y: Array, weights: Array, steps: int = 30) -> Array:
    """The most probable bias for each row of `weights` [fits, items]: [fits]. Newton's method.

    The log posterior is concave; steps are kept to 1, so that it cannot overshoot for long.
    """
    bias = np.zeros(len(weights))
    for _ in range(steps):
        p = _sigmoid(x + bias[:, None])
        slope = (weights * (y - p)).sum(1) - bias / SPREAD**2
        bend = (weights * p * (1.0 - p)).sum(1) + 1.0 / SPREAD**2
        before, bias = bias, np.clip(bias + np.clip(slope / bend, -1.0, 1.0), -MOST, MOST)
        if np.abs(bias - before).max() < 1e-9:
            break
    return bias


def _left_out(x: Array, y: Array, weight: Array, fitted: float) -> Array:
    """The bias fitted without each item: [items].

    Beyond `MOST_EXACT` items by one step of Newton's method from `fitted`, which then is exact
    enough (Rad and Maleki 2020, "A scalable estimate of the out-of-sample prediction error").
    """
    if len(x) <= MOST_EXACT:
        return _fit(x, y, weight * (1.0 - np.eye(len(x))))
    p = _sigmoid(x + fitted)
    bend = weight * p * (1.0 - p)
    step = weight * (y - p) / (bend.sum() + 1.0 / SPREAD**2 - bend)
    return np.asarray(np.clip(fitted - step, -MOST, MOST))


def _loss(x: Array, y: Array) -> Array:
    """Log loss of log odds `x` against `y`, in nats, elementwise."""
    return np.asarray(np.logaddexp(0.0, x) - y * x)


def _sigmoid(x: Array) -> Array:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def reliability(verdicts: Iterable[Verdict], bins: int = 10) -> list[Bin]:
    """How often what was said with a probability was wanted, in `bins` of equal width.

    Empty bins are left out. Meant for all evidence of corrected entries, explicit or not: explicit
    corrections alone are wrong by their nature. Raises ValueError without a bin.
    """
    if bins < 1:
        raise ValueError("a reliability curve needs a bin at least")
    items = list(verdicts)
    p = np.array([item.probability for item in items], dtype=np.float64)
    y = np.array([float(item.wanted) for item in items])
    which = np.clip((p * bins).astype(int), 0, bins - 1)
    return [
        Bin(at / bins, (at + 1) / bins, float(p[inside].mean()), float(y[inside].mean()), count)
        for at in range(bins)
        if (count := int((inside := which == at).sum()))
    ]
