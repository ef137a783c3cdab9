from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from training.calibrate import calibrators
from training.data.passages import sigmoid
from training.evaluate import calibration_metrics
from training.studies import calibration


def skewed(rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose truth follows another scale and bias in each of three labels."""
    rng = np.random.default_rng(2)
    logits = rng.normal(-1, 2, (rows, 3))
    truth = rng.random(logits.shape) < sigmoid(logits * [1.5, 0.6, 1.0] + [0.5, -1.0, 0.0])
    return logits, truth.astype(float)


def test_vector_scaling_finds_each_labels_scale_and_bias() -> None:
    found = calibrators.vector_scaling(*skewed(20_000), strength=0.0)
    np.testing.assert_allclose(found.scale, [1.5, 0.6, 1.0], atol=0.1)
    np.testing.assert_allclose(found.bias, [0.5, -1.0, 0.0], atol=0.1)


def test_a_strong_prior_leaves_the_temperature() -> None:
    logits, truth = skewed(300)
    plain = calibrators.temperature_scaling(logits, truth)
    held = calibrators.vector_scaling(logits, truth, strength=1e9)
    np.testing.assert_allclose(held.scale, plain.scale, atol=1e-3)
    np.testing.assert_allclose(held.bias, 0.0, atol=1e-3)


def test_a_label_that_never_occurs_stays_finite() -> None:
    logits, truth = skewed(300)
    truth[:, 1] = 0.0
    found = calibrators.vector_scaling(logits, truth)
    assert np.isfinite(found.scale).all()
    assert np.isfinite(found(logits)).all()


@pytest.mark.parametrize("way", calibration.WAYS)
def test_every_way_gives_probabilities_and_none_is_much_worse_than_none(way: str) -> None:
    logits, truth = skewed()
    calibrated = calibration.WAYS[way](logits[:2000], truth[:2000])
    found = calibrated(logits[2000:])
    assert ((found >= 0) & (found <= 1)).all()
    before = calibration_metrics.negative_log_likelihood(sigmoid(logits[2000:]), truth[2000:])
    after = calibration_metrics.negative_log_likelihood(found, truth[2000:])
    assert after < before + 0.02


def test_matrix_scaling_can_be_folded_into_a_linear_layer() -> None:
    logits, truth = skewed(500)
    rng = np.random.default_rng(1)
    weight, bias = rng.normal(size=(3, 8)), rng.normal(size=3)
    scaling = calibrators.matrix_scaling(logits, truth, 10.0)
    inputs = rng.normal(size=(20, 8))
    new_weight, new_bias = scaling.folded(weight, bias)
    np.testing.assert_allclose(
        sigmoid(inputs @ new_weight.T + new_bias),
        scaling(inputs @ weight.T + bias),
        atol=1e-6,
    )


@given(values=hnp.arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 1)))
def test_rising_never_falls_and_keeps_the_mean(values: np.ndarray) -> None:
    found = calibrators.rising(values, np.ones(len(values)))
    assert (np.diff(found) >= -1e-12).all()
    assert found.mean() == pytest.approx(values.mean())


def test_rising_by_hand() -> None:
    found = calibrators.rising(np.array([0.2, 0.8, 0.4, 0.9]), np.ones(4))
    assert found.tolist() == pytest.approx([0.2, 0.6, 0.6, 0.9])


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


def test_the_comparison_has_a_row_a_way() -> None:
    logits, truth = skewed(300)
    rows = calibration.compare(logits, truth)
    assert [row["way"] for row in rows] == list(calibration.WAYS)
    assert all(0 <= row["macro_f1"] <= 1 for row in rows)
    curves = calibration.curves(logits, truth)
    assert sum(row["pairs"] for row in curves["after"]) == truth.size
