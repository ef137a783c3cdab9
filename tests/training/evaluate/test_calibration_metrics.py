from __future__ import annotations

import numpy as np
import pytest

from training.evaluate import calibration_metrics


def test_likelihood_by_hand() -> None:
    found = calibration_metrics.negative_log_likelihood(
        np.array([[0.8, 0.5]]), np.array([[1.0, 0.0]])
    )
    assert found == pytest.approx(-(np.log(0.8) + np.log(0.5)) / 2)


def test_certain_and_wrong_is_finite() -> None:
    assert np.isfinite(
        calibration_metrics.negative_log_likelihood(np.zeros((1, 1)), np.ones((1, 1)))
    )


def test_calibration_error_by_hand() -> None:
    # Two bins: 0.2 said, half true (gap 0.3); 0.9 said, all true (gap 0.1); two pairs in each.
    probability = np.array([[0.2, 0.2, 0.9, 0.9]])
    truth = np.array([[1.0, 0.0, 1.0, 1.0]])
    found = calibration_metrics.expected_calibration_error(probability, truth, bins=2)
    assert found == pytest.approx((0.3 + 0.1) / 2)


def test_class_wise_error_by_hand() -> None:
    # One label, two bins of two rows: .1 said and one of two true, .8 said and both true.
    probability = np.array([[0.1], [0.1], [0.8], [0.8]])
    truth = np.array([[0.0], [1.0], [1.0], [1.0]])
    found = calibration_metrics.classwise_adaptive_ece(probability, truth, bins=2)
    assert found == pytest.approx((0.4 + 0.2) / 2)


def test_class_wise_error_sees_what_the_pooled_one_does_not() -> None:
    # Two labels, wrong by as much in opposite ways, with the same probability.
    probability = np.full((1000, 2), 0.5)
    truth = np.zeros((1000, 2))
    truth[:, 1] = 1.0
    assert calibration_metrics.expected_calibration_error(probability, truth) == pytest.approx(0.0)
    assert calibration_metrics.classwise_adaptive_ece(probability, truth) == pytest.approx(0.5)


def test_brier_by_hand() -> None:
    found = calibration_metrics.brier_score(np.array([[0.8, 0.5]]), np.array([[1.0, 0.0]]))
    assert found == pytest.approx((0.04 + 0.25) / 2)


def test_reliability_leaves_empty_bins_out_and_counts_all_pairs() -> None:
    rows = calibration_metrics.reliability(
        np.array([[0.05, 0.06, 0.97, 1.0]]), np.array([[0, 1, 1, 1]])
    )
    assert [row["pairs"] for row in rows] == [2, 2]
    assert rows[0]["frequency"] == 0.5
    assert rows[1] == {"probability": 0.985, "frequency": 1.0, "pairs": 2}
