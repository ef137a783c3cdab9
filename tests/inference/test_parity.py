"""What ships in integers says what the network that was trained says in floats."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.text_model import TextModel
from training.ship import parity

MEAN_LOGIT = 0.2
"""Of all logits: a step of odds that no threshold is drawn finer than."""
CORRELATION = 0.985
PROBABILITY = 0.15
"""Of the worst label of the worst sentence, after calibration."""

Rows = NDArray[np.float32]


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel(catalogue.emotion_folder(), ["logits"])


@pytest.fixture(scope="module")
def logits(model: TextModel) -> tuple[Rows, Rows]:
    """The shipped model's and the PyTorch network's, before calibration: [sentences, labels].

    GoEmotions' labels: the journal's heads are fitted on what the shipped model sees.
    """
    texts, exact = parity.read()
    ours = model.run(texts)[0][:, : len(LABELS)]
    assert len(texts) >= 100
    assert ours.shape == exact.shape == (len(texts), len(LABELS))
    return ours, exact


def test_logits_are_near_on_average(logits: tuple[Rows, Rows]) -> None:
    ours, exact = logits
    assert np.abs(ours - exact).mean() <= MEAN_LOGIT


def test_each_sentences_labels_rank_alike(logits: tuple[Rows, Rows]) -> None:
    ours, exact = (rows - rows.mean(axis=1, keepdims=True) for rows in logits)
    lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(exact, axis=1)
    correlations = (ours * exact).sum(axis=1) / lengths
    assert correlations.min() >= CORRELATION


def test_no_probability_is_far_off(model: TextModel, logits: tuple[Rows, Rows]) -> None:
    ours, exact = (_probabilities(model, rows) for rows in logits)
    assert np.abs(ours - exact).max() <= PROBABILITY


def _probabilities(model: TextModel, logits: Rows) -> Rows:
    calibration = model.config["calibration"]
    scale, bias = (np.asarray(calibration[key])[: len(LABELS)] for key in ("scale", "bias"))
    odds = logits * scale + bias
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)
