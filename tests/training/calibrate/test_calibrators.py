from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.support.logits import skewed
from training.calibrate import calibrators
from training.data.passages import sigmoid


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


@given(true_temperature=st.floats(0.6, 2.5))
def test_the_temperature_that_made_the_labels_is_found(true_temperature: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (20_000, 1)).astype(np.float32)
    # The expected labels in place of drawn ones: the least loss is then exactly at the truth.
    truth = sigmoid(logits / true_temperature)
    found = calibrators.fit_temperature(lambda value: sigmoid(logits / value), truth)
    assert found == pytest.approx(true_temperature, rel=0.02)
