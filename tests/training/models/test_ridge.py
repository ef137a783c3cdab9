from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from training.models import ridge

RNG = np.random.default_rng(1)
ROWS = RNG.normal(size=(40, 6))
OTHER = RNG.normal(size=(40, 3)) * 50.0
TRUTH = (ROWS[:, :2] + 0.3 * RNG.normal(size=(40, 2)) > 0).astype(float)


def agreement(score: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    return -float(((score - truth) ** 2).mean())


def test_blocks_weigh_alike_whatever_their_units() -> None:
    scaled = ridge.BlockScaling.fitted([ROWS, OTHER]).apply([ROWS, OTHER])
    assert (scaled[:, :6] ** 2).sum(axis=1).mean() == pytest.approx(1.0)
    assert (scaled[:, 6:] ** 2).sum(axis=1).mean() == pytest.approx(1.0)


def test_the_dual_form_is_ridge_regression() -> None:
    heads = ridge.fit([ROWS], TRUTH, agreement)
    scaled = heads.scaling.apply([ROWS])
    inner = scaled.T @ scaled + heads.penalty * len(ROWS) * np.eye(6)
    assert heads.weight == pytest.approx(np.linalg.solve(inner, scaled.T @ (TRUTH - TRUTH.mean(0))))


def test_left_out_scores_are_those_of_heads_fitted_without_the_row() -> None:
    heads = ridge.fit([ROWS], TRUTH, agreement)
    scaled, rest = heads.scaling.apply([ROWS]), TRUTH - heads.offset
    keep = np.arange(len(ROWS)) != 7
    inner = scaled[keep].T @ scaled[keep] + heads.penalty * len(ROWS) * np.eye(6)
    weight = np.linalg.solve(inner, scaled[keep].T @ rest[keep])
    assert heads.left_out[7] == pytest.approx(scaled[7] @ weight + heads.offset)


def test_unscaled_weights_give_the_same_scores() -> None:
    heads = ridge.fit([OTHER, ROWS], TRUTH, agreement)
    weight, constant = heads.unscaled()
    score = np.hstack([OTHER, ROWS]) @ weight + constant + heads.offset
    assert score == pytest.approx(heads.score([OTHER, ROWS]))
