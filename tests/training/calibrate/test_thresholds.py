from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from training.calibrate import thresholds
from training.evaluate.metrics import macro_f1

pytestmark = pytest.mark.slow


def noisy(rows: int = 600, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated probabilities of a common and a rare label, and truth drawn from them."""
    rng = np.random.default_rng(seed)
    probability = np.stack([rng.beta(1, 2, rows), rng.beta(0.3, 8, rows)], axis=1)
    return probability, (rng.random((rows, 2)) < probability).astype(int)


def test_separable_rows_are_cut_in_the_middle() -> None:
    found = thresholds.best_f1_threshold(np.array([0.1, 0.2, 0.6, 0.9]), np.array([0, 0, 1, 1]))
    assert found == pytest.approx(0.4)


def test_by_hand() -> None:
    # Ranked .9 (yes), .8 (no), .7 (yes), .1 (no): F1 is 2/3, 1/2, 4/5, 2/3 after each.
    found = thresholds.best_f1_threshold(np.array([0.7, 0.1, 0.9, 0.8]), np.array([1, 0, 1, 0]))
    assert found == pytest.approx(0.4)


def test_ties_are_never_split() -> None:
    probability = np.array([0.5, 0.5, 0.5, 0.1])
    found = thresholds.best_f1_threshold(probability, np.array([1, 0, 0, 0]))
    assert found == pytest.approx(0.3)


def test_neighbouring_floats_are_told_apart() -> None:
    probability = np.array([5e-324, 0.0])
    assert thresholds.best_f1_threshold(probability, np.array([1, 0])) == 5e-324


def test_no_positive_row_gives_one_half() -> None:
    assert thresholds.best_f1_threshold(np.array([0.2, 0.4]), np.zeros(2)) == 0.5
    assert thresholds.best_f1_threshold(np.zeros(0), np.zeros(0)) == 0.5


@given(
    probability=hnp.arrays(np.float64, 12, elements=st.floats(0, 1)),
    truth=hnp.arrays(np.bool_, 12),
)
def test_no_other_cut_does_better(probability: np.ndarray, truth: np.ndarray) -> None:
    chosen = thresholds.best_f1_threshold(probability, truth)

    def score(threshold: float) -> float:
        return macro_f1((probability >= threshold)[:, None], truth[:, None])

    if truth.any():
        assert score(chosen) >= max(score(value) for value in probability) - 1e-9


def test_a_weight_of_two_is_a_row_twice() -> None:
    probability, truth = noisy()
    weight = np.ones(len(truth))
    weight[:50] = 2
    twice = np.concatenate([probability, probability[:50]])
    expected = thresholds.best_f1_thresholds(twice, np.concatenate([truth, truth[:50]]))
    found = thresholds.best_f1_thresholds(probability, truth, weight=weight)
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("rule", thresholds.RULES)
def test_every_rule_stays_within_bounds_and_beats_one_half(rule: str) -> None:
    probability, truth = noisy()
    found = thresholds.choose(rule, probability, truth)
    assert ((found >= thresholds.LEAST) & (found <= thresholds.MOST)).all()
    assert macro_f1(probability >= found, truth) > macro_f1(probability >= 0.5, truth)


def test_held_out_is_no_better_than_the_rows_themselves() -> None:
    probability, truth = noisy()
    chosen = thresholds.choose("best", probability, truth)
    scores = thresholds.held_out("best", probability, truth, folds=4, repeats=2)
    assert len(scores) == 2
    assert max(scores) <= macro_f1(probability >= chosen, truth)
