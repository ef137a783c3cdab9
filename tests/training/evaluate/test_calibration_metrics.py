from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.passages import sigmoid
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


@given(true_temperature=st.floats(0.6, 2.5))
def test_the_temperature_that_made_the_labels_is_found(true_temperature: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20_000, 1)).astype(np.float32)
    # The expected labels in place of drawn ones: the least loss is then exactly at the truth.
    truth = sigmoid(logits / true_temperature)
    found = calibration_metrics.fit_temperature(lambda value: sigmoid(logits / value), truth)
    assert found == pytest.approx(true_temperature, rel=0.02)
