"""Averages of finished runs' probabilities, which the shipped model learns beside the labels."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import config
from training.calibrate.calibrators import VectorScaling, vector_scaling
from training.data.passages import log_odds
from training.evaluate.calibration_metrics import negative_log_likelihood

Array = NDArray[np.float32]

WEIGHT_STEP = 0.1


@dataclass(frozen=True)
class Mixture:
    """How members are averaged: each one's share of the whole, and its own calibration.

    Members that were trained with different losses mean different things by the same logit.
    """

    weights: tuple[float, ...]
    scalings: tuple[VectorScaling, ...]

    def probability(self, logits: Sequence[Array]) -> Array:
        """The weighted mean of the members' probabilities; each and the result [rows, labels]."""
        calibrated = (scaling(z) for z, scaling in zip(logits, self.scalings, strict=True))
        weighted = (w * p for w, p in zip(self.weights, calibrated, strict=True))
        return np.asarray(sum(weighted), np.float32)


def fit(logits: Sequence[Array], truth: Array) -> Mixture:
    """A calibration a member, then the weights on a grid, with the least log loss on `truth`."""
    scalings = tuple(vector_scaling(z, truth) for z in logits)
    parts = round(1 / WEIGHT_STEP)
    shares = [
        tuple(part / parts for part in split)
        for split in itertools.product(range(parts + 1), repeat=len(logits))
        if sum(split) == parts
    ]
    mixtures = [Mixture(share, scalings) for share in shares]
    return min(mixtures, key=lambda m: negative_log_likelihood(m.probability(logits), truth))


def make(name: str, dev_mode: bool = False) -> Array:
    """Fit the ensemble on dev and keep its probabilities on train; returns dev's log odds.

    Its members must be finished.
    """
    from training.experiments import checkpoints, fine_tuning
    from training.experiments.training_rows import dev_rows

    ensemble = config.load_ensemble(name)
    ending = config.DEV_MODE if dev_mode else ""
    folder = config.RUNS / (name + ending)
    folder.mkdir(parents=True, exist_ok=True)
    members = [fine_tuning.named(member, dev_mode) for member in ensemble.members]
    dev = dev_rows(dev_mode)
    logits = [checkpoints.best_logits(member.folder) for member in members]
    mixture = fit(logits, dev.labels)
    whole = mixture.probability([fine_tuning.train_logits(member, dev_mode) for member in members])
    np.save(folder / "train-probability.npy", whole)
    found: dict[str, Any] = {
        "members": list(ensemble.members),
        "weights": mixture.weights,
        "scalings": [scaling.as_dict() for scaling in mixture.scalings],
    }
    (folder / "mixture.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"{name}: {dict(zip(ensemble.members, mixture.weights, strict=True))}", flush=True)
    return log_odds(mixture.probability(logits))
