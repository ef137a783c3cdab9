"""Losses over logits and targets, both [rows, labels]; each gives one number.

Targets may be soft (0 to 1): smoothed labels, or an ensemble's probabilities.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

from training.config import Experiment

Loss = Callable[[Tensor, Tensor], Tensor]


def focal(logits: Tensor, target: Tensor, gamma: float, weight: Tensor | None = None) -> Tensor:
    """Lin et al. 2017, "Focal Loss": cross-entropy times (1 - p)^gamma, p being the probability
    of what is true. `weight` is [labels], for positives."""
    probability = torch.sigmoid(logits)
    positive = target * (1.0 - probability) ** gamma * logsigmoid(logits)
    negative = (1.0 - target) * probability**gamma * logsigmoid(-logits)
    if weight is not None:
        positive = positive * weight
    return -(positive + negative).mean()


def asymmetric(logits: Tensor, target: Tensor, negative_gamma: float) -> Tensor:
    """Ridnik et al. 2021, "Asymmetric Loss": focal on negatives only, without their margin."""
    easy = torch.sigmoid(logits) ** negative_gamma
    positive = target * logsigmoid(logits)
    return -(positive + (1.0 - target) * easy * logsigmoid(-logits)).mean()


def inverse_root_frequency(prevalence: Tensor) -> Tensor:
    """Weights of positives, [labels]: 1 / sqrt(prevalence), with mean 1."""
    weight = prevalence.clamp(min=1e-4).rsqrt()
    return weight / weight.mean()


def make(experiment: Experiment, prevalence: Tensor) -> Loss:
    """The loss that the experiment names. `prevalence` [labels] is that of the training rows."""
    weight = inverse_root_frequency(prevalence) if experiment.class_weights else None
    match experiment.loss:
        case "bce":
            return lambda logits, target: binary_cross_entropy_with_logits(
                logits, target, pos_weight=weight
            )
        case "focal":
            return lambda logits, target: focal(logits, target, experiment.focal_gamma, weight)
        case "asymmetric":
            return lambda logits, target: asymmetric(logits, target, experiment.negative_gamma)
    raise ValueError(f"unknown loss: {experiment.loss}")


def smoothed(target: Tensor, amount: float) -> Tensor:
    """Targets moved towards one half by `amount` (Szegedy et al. 2016), 0 to 1."""
    return target * (1.0 - amount) + 0.5 * amount


def groups(logits: Tensor, target: Tensor, members: Tensor) -> Tensor:
    """Cross-entropy of groups of labels; a group is there where any of its labels is.

    `members` is [groups, labels] of 0 and 1. The chance of a group is that of not missing all of
    its labels, taken as independent.
    """
    absent = logsigmoid(-logits) @ members.T
    present = (target @ members.T).clamp(max=1.0)
    chance = -torch.expm1(absent.clamp(max=-1e-6))
    return -(present * chance.log() + (1.0 - present) * absent).mean()
