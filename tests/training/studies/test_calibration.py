from __future__ import annotations

import pytest

from tests.support.logits import skewed
from training.data.passages import sigmoid
from training.evaluate import calibration_metrics
from training.studies import calibration


@pytest.mark.parametrize("way", calibration.WAYS)
def test_every_way_gives_probabilities_and_none_is_much_worse_than_none(way: str) -> None:
    logits, truth = skewed()
    calibrated = calibration.WAYS[way](logits[:2000], truth[:2000])
    found = calibrated(logits[2000:])
    assert ((found >= 0) & (found <= 1)).all()
    before = calibration_metrics.negative_log_likelihood(sigmoid(logits[2000:]), truth[2000:])
    after = calibration_metrics.negative_log_likelihood(found, truth[2000:])
    assert after < before + 0.02


def test_the_comparison_has_a_row_a_way() -> None:
    logits, truth = skewed(300)
    rows = calibration.compare(logits, truth)
    assert [row["way"] for row in rows] == list(calibration.WAYS)
    assert all(0 <= row["macro_f1"] <= 1 for row in rows)
    curves = calibration.curves(logits, truth)
    assert sum(row["pairs"] for row in curves["after"]) == truth.size
