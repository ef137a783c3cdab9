"""Averages of several models' probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from training.data.passages import log_odds, sigmoid
from training.evaluate.calibration_metrics import negative_log_likelihood
from training.experiments import ensemble


def made(seed: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits [400, 3] of a model that sees the truth through `noise`, and the truth."""
    signal = np.random.default_rng(0).normal(-1.0, 2.0, (400, 3))
    truth = (np.random.default_rng(1).random(signal.shape) < 1 / (1 + np.exp(-signal))).astype(
        np.float32
    )
    seen = signal + np.random.default_rng(seed).normal(0.0, noise, signal.shape)
    return seen.astype(np.float32), truth


def test_two_that_err_apart_are_better_together() -> None:
    (one, truth), (other, _) = made(2, 1.5), made(3, 1.5)
    together = ensemble.fit([one, other], truth)
    alone = ensemble.fit([one], truth)
    assert sum(together.weights) == pytest.approx(1.0)
    assert negative_log_likelihood(
        together.probability([one, other]), truth
    ) < negative_log_likelihood(alone.probability([one]), truth)


def test_one_that_knows_nothing_gets_little_say() -> None:
    (one, truth), (nothing, _) = made(2, 0.5), made(3, 50.0)
    assert ensemble.fit([one, nothing], truth).weights[0] >= 0.8


def test_a_member_of_another_scale_is_calibrated_first() -> None:
    one, truth = made(2, 0.5)
    stretched = ensemble.fit([5.0 * one + 3.0], truth)
    assert negative_log_likelihood(stretched.probability([5.0 * one + 3.0]), truth) < 0.5


def test_log_odds_undo_the_sigmoid() -> None:
    logits = np.linspace(-12.0, 9.0, 50, dtype=np.float32)
    np.testing.assert_allclose(log_odds(sigmoid(logits)), logits, atol=0.01)
    assert np.isfinite(log_odds(np.array([0.0, 1.0], np.float32))).all()
