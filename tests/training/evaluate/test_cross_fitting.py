from __future__ import annotations

import numpy as np
import pytest

from training.calibrate import thresholds
from training.evaluate import cross_fitting
from training.evaluate.metrics import macro_f1, micro_f1


def made_up(rows: int = 900, labels: int = 4, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a fair model, and truth drawn from its probabilities."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(-1.5, 2.0, (rows, labels)).astype(np.float32)
    truth = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(np.float32)
    return logits, truth


def test_a_score_has_every_figure_and_holds_its_interval() -> None:
    found = cross_fitting.score(*made_up())
    assert found["interval"][0] < found["macro_f1_held_out"] < found["interval"][1]
    assert found["macro_f1_held_out"] > found["macro_f1_half"]
    assert found["loss"] < np.log(2)
    assert 0 < found["ece_classwise"] < 0.05
    assert thresholds.GRID[0] <= found["threshold_micro"] <= thresholds.GRID[-1]


def test_columns_beyond_the_truth_are_left_out() -> None:
    logits, truth = made_up()
    more = np.concatenate([logits, np.full((len(logits), 2), 9.0, np.float32)], axis=1)
    assert cross_fitting.score(more, truth) == cross_fitting.score(logits, truth)


@pytest.mark.parametrize(("measure", "f1"), [("macro", macro_f1), ("micro", micro_f1)])
def test_one_threshold_is_the_best_of_the_grid(measure: str, f1: object) -> None:
    logits, truth = made_up()
    found = cross_fitting.probabilities(logits, truth)
    scores = [f1(found >= value, truth) for value in thresholds.GRID]  # type: ignore[operator]
    best = thresholds.one_threshold(found, truth, measure)
    assert f1(found >= best, truth) == pytest.approx(max(scores))  # type: ignore[operator]


def test_a_row_has_no_say_in_its_own_threshold() -> None:
    logits, truth = made_up(200)
    found = cross_fitting.probabilities(logits, truth)
    before = cross_fitting.cross_fitted(found, truth, cross_fitting.label_thresholds)
    changed = truth.copy()
    changed[7] = 1 - changed[7]
    after = cross_fitting.cross_fitted(found, changed, cross_fitting.label_thresholds)
    assert (before[:, 7] == after[:, 7]).all()


def test_a_run_against_itself_has_no_difference() -> None:
    logits, truth = made_up(300)
    assert cross_fitting.paired_difference(logits, logits, truth) == (0.0, 0.0, 0.0)


def test_a_much_better_run_is_seen_to_be_better() -> None:
    logits, truth = made_up(300)
    noise = np.random.default_rng(0).normal(0, 3, logits.shape).astype(np.float32)
    difference, low, high = cross_fitting.paired_difference(logits + noise, logits, truth)
    assert 0 < low < difference < high


def test_bagging_all_labels_at_once_is_bagging_each() -> None:
    logits, truth = made_up(250)
    found = cross_fitting.probabilities(logits, truth)
    rng = np.random.default_rng(0)
    even = np.full(len(found), 1 / len(found))
    weights = [rng.multinomial(len(found), even) for _ in range(5)]
    each = [thresholds.best_f1_thresholds(found, truth, 0.0, weight) for weight in weights]
    np.testing.assert_allclose(
        thresholds.bagged_thresholds(found, truth, bags=5), np.mean(each, axis=0)
    )
