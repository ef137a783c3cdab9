"""From logits to probabilities that mean what they say: four ways, fitted on dev.

All minimise the log loss. Temperature: one scale for all labels. Vector: a scale and a bias a
label. Matrix: each label's logit is a weighted sum of all (Guo et al. 2017). Isotonic: any rising
step function a label (Zadrozny and Elkan 2002). Vector and matrix are held to the temperature
solution by a Gaussian prior, without which labels of twenty rows would be fitted to chance. What
ships is a scale and a bias a label.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.passages import sigmoid
from training.evaluate.calibration_metrics import EPSILON, negative_log_likelihood
from training.evaluate.metrics import Matrix

Logits = NDArray[np.floating]
Calibrator = Callable[[Logits], NDArray[np.float64]]
"""Logits [rows, labels] to probabilities [rows, labels]."""

STRENGTH = 3.0
"""Precision of vector scaling's prior; how others do is in report/results/calibration.json."""


@dataclass(frozen=True)
class VectorScaling:
    """probability = sigmoid(scale * logit + bias), each [labels]."""

    scale: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __call__(self, logits: Logits) -> NDArray[np.float64]:
        """Calibrated probabilities [rows, labels]."""
        return np.asarray(sigmoid(np.asarray(logits * self.scale + self.bias)), np.float64)

    def as_dict(self) -> dict[str, list[float]]:
        """As config.json has it."""
        return {
            "scale": [round(float(value), 4) for value in self.scale],
            "bias": [round(float(value), 4) for value in self.bias],
        }


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


def temperature_scaling(logits: Logits, truth: Matrix) -> VectorScaling:
    """One scale for all labels, no bias."""
    true = np.asarray(truth, dtype=np.float64)
    value = fit_temperature(lambda t: sigmoid(np.asarray(logits) / t), true)
    labels = true.shape[1]
    return VectorScaling(np.full(labels, 1.0 / value), np.zeros(labels))


def logistic(
    inputs: NDArray[np.float64],
    truth: NDArray[np.float64],
    prior: NDArray[np.float64],
    precision: float | NDArray[np.float64],
    row_weight: float | NDArray[np.float64] = 1.0,
    steps: int = 50,
) -> NDArray[np.float64]:
    """Weights [width] of the least log loss plus precision / 2 |weights - prior|^2, by Newton.

    `inputs` [rows, width], `truth` [rows] of 0..1; `precision` is one for all weights or [width],
    `row_weight` one for all rows or [rows]. The loss is convex; steps are halved while they do not
    lower it.
    """

    def loss(weights: NDArray[np.float64]) -> float:
        value = inputs @ weights
        fit = np.sum(row_weight * (np.logaddexp(0.0, value) - truth * value))
        return float(fit + np.sum(precision * (weights - prior) ** 2) / 2.0)

    weights, best = prior.copy(), loss(prior)
    for _ in range(steps):
        found = np.asarray(sigmoid(np.asarray(inputs @ weights)), np.float64)
        gradient = inputs.T @ (row_weight * (found - truth)) + precision * (weights - prior)
        curve = (inputs * (row_weight * found * (1.0 - found))[:, None]).T @ inputs
        step = np.linalg.solve(curve + np.maximum(precision, 1e-6) * np.eye(len(prior)), gradient)
        while (after := loss(weights - step)) > best and np.abs(step).max() > 1e-9:
            step = step / 2.0
        if after > best or best - after < 1e-9:
            break
        weights, best = weights - step, after
    return weights


def vector_scaling(logits: Logits, truth: Matrix, strength: float = STRENGTH) -> VectorScaling:
    """A scale and a bias a label, drawn to the temperature solution."""
    start = temperature_scaling(logits, truth)
    true = np.asarray(truth, dtype=np.float64)
    value = np.asarray(logits, dtype=np.float64)
    scale, bias = start.scale.copy(), start.bias.copy()
    for label in range(true.shape[1]):
        inputs = np.column_stack([value[:, label], np.ones(len(value))])
        prior = np.array([start.scale[label], 0.0])
        scale[label], bias[label] = logistic(inputs, true[:, label], prior, strength)
    return VectorScaling(scale, bias)


@dataclass(frozen=True)
class MatrixScaling:
    """probability = sigmoid(logits @ weight + bias): `weight` [labels, labels], `bias` [labels]."""

    weight: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __call__(self, logits: Logits) -> NDArray[np.float64]:
        """Calibrated probabilities [rows, labels]."""
        value = np.asarray(logits, np.float64) @ self.weight + self.bias
        return np.asarray(sigmoid(np.asarray(value)), np.float64)

    def folded(
        self, weight: NDArray[np.floating], bias: NDArray[np.floating]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """A linear layer (`weight` [labels, width], `bias` [labels]) with this scaling inside it.

        Both are linear, so that the scaling costs nothing when the model runs.
        """
        return self.weight.T @ weight, bias @ self.weight + self.bias


def matrix_scaling(logits: Logits, truth: Matrix, strength: float = 300.0) -> MatrixScaling:
    """Each label by all labels' logits and a bias, drawn to the temperature solution."""
    start = temperature_scaling(logits, truth)
    true = np.asarray(truth, dtype=np.float64)
    inputs = np.column_stack([np.asarray(logits, np.float64), np.ones(len(true))])
    priors = np.vstack([np.diag(start.scale), np.zeros(true.shape[1])]).T
    weights = np.stack(
        [logistic(inputs, true[:, at], priors[at], strength) for at in range(true.shape[1])], axis=1
    )
    return MatrixScaling(weights[:-1], weights[-1])


def rising(values: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The non-decreasing sequence nearest in weighted squares, by pooling adjacent violators."""
    blocks: list[list[float]] = []  # mean, weight, length
    for value, mass in zip(values, weight, strict=True):
        blocks.append([value, mass, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, own, length = blocks.pop()
            total = blocks[-1][1] + own
            blocks[-1][0] = (blocks[-1][0] * blocks[-1][1] + mean * own) / total
            blocks[-1][1], blocks[-1][2] = total, blocks[-1][2] + length
    return np.repeat([block[0] for block in blocks], [int(block[2]) for block in blocks])


def isotonic(logits: Logits, truth: Matrix) -> Calibrator:
    """A rising function a label, on a line between the fitted points, level beyond them."""
    curves = []
    for label in range(np.asarray(truth).shape[1]):
        points, where = np.unique(np.asarray(logits)[:, label], return_inverse=True)
        mass = np.bincount(where).astype(np.float64)
        share = np.bincount(where, weights=np.asarray(truth)[:, label]) / mass
        curves.append((points, np.clip(rising(share, mass), EPSILON, 1.0 - EPSILON)))
    return lambda new: np.stack(
        [np.interp(new[:, at], *curve) for at, curve in enumerate(curves)], axis=1
    )
