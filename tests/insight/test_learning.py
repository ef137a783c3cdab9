from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.personal import Verdict
from samo_desktop.insight import learning
from samo_desktop.insight.learning import adapted, fit_biases, reliability

PROBABILITIES = st.floats(0.0, 1.0)
CORRECTIONS = st.lists(
    st.builds(
        Verdict, st.sampled_from(["joy", "calm"]), PROBABILITIES, st.booleans(), st.booleans()
    ),
    max_size=40,
)


def said(label: str, probability: float, wanted: bool, times: int) -> list[Verdict]:
    return [Verdict(label, probability, wanted)] * times


def test_a_label_that_was_missed_is_raised() -> None:
    assert fit_biases(said("calm", 0.1, True, 12))["calm"] > 0.5


def test_a_label_that_was_not_meant_is_lowered() -> None:
    assert fit_biases(said("joy", 0.6, False, 12))["joy"] < -0.5


def test_a_few_corrections_move_nothing() -> None:
    assert fit_biases(said("calm", 0.1, True, learning.LEAST_CORRECTIONS - 1)) == {}


def test_what_is_left_standing_never_moves_a_label_by_itself() -> None:
    silent = [Verdict("joy", 0.3, True, explicit=False)] * 100
    assert fit_biases(silent) == {}


def test_contradictions_move_nothing() -> None:
    assert fit_biases(said("joy", 0.5, True, 10) + said("joy", 0.5, False, 10)) == {}


def test_agreement_holds_a_label_back() -> None:
    removed = said("joy", 0.5, False, 6)
    kept = [Verdict("joy", 0.7, True, explicit=False)] * 20
    assert abs(fit_biases(removed + kept).get("joy", 0.0)) < abs(fit_biases(removed)["joy"])


def test_many_corrections_are_left_out_as_well_as_few(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = said("calm", 0.3, True, 60) + said("calm", 0.2, False, 50)
    quick = fit_biases(evidence)
    monkeypatch.setattr(learning, "MOST_EXACT", 1000)
    assert fit_biases(evidence) == quick
    x, y, weight = np.linspace(-3, 2, 300), np.arange(300) % 3 / 2 > 0.4, np.ones(300)
    fitted = float(learning._fit(x, y.astype(float), weight[None])[0])
    exact = learning._left_out(x, y.astype(float), weight, fitted)
    monkeypatch.setattr(learning, "MOST_EXACT", 1)
    assert learning._left_out(x, y.astype(float), weight, fitted) == pytest.approx(exact, abs=1e-4)


def test_labels_do_not_touch_each_other() -> None:
    one = fit_biases(said("calm", 0.1, True, 9))
    both = fit_biases(said("calm", 0.1, True, 9) + said("joy", 0.6, False, 9))
    assert both["calm"] == one["calm"]


@pytest.mark.slow
@given(CORRECTIONS)
def test_biases_are_bounded_and_ignore_order(corrections: list[Verdict]) -> None:
    biases = fit_biases(corrections)
    assert all(math.isfinite(b) and 0 < abs(b) <= learning.MOST for b in biases.values())
    assert fit_biases(corrections[::-1]) == pytest.approx(biases)


@pytest.mark.slow
@given(CORRECTIONS)
def test_a_bias_that_is_used_fits_the_evidence_better(corrections: list[Verdict]) -> None:
    def loss(label: str, bias: float) -> float:
        return sum(
            (1.0 if c.explicit else learning.WEAK)
            * -math.log(max(1e-4, p if c.wanted else 1.0 - p))
            for c in corrections
            if c.label == label
            for p in [adapted(min(max(c.probability, 1e-4), 1 - 1e-4), bias)]
        )

    for label, bias in fit_biases(corrections).items():
        assert loss(label, bias) < loss(label, 0.0)


@given(PROBABILITIES, st.floats(-3.0, 3.0))
def test_adapted_stays_a_probability_and_moves_the_right_way(p: float, bias: float) -> None:
    moved = adapted(p, bias)
    assert 0.0 <= moved <= 1.0
    if 0.001 < p < 0.999:
        assert np.sign(round(moved - p, 12)) == np.sign(round(bias, 12)) or abs(bias) < 1e-6


@given(PROBABILITIES)
def test_no_bias_changes_nothing(p: float) -> None:
    assert adapted(p, 0.0) == p


def test_reliability_counts_everything_once() -> None:
    evidence = said("joy", 0.05, False, 3) + said("joy", 0.95, True, 2) + said("calm", 1.0, True, 1)
    low, high = reliability(evidence)
    assert (low.count, low.share_wanted, low.low) == (3, 0.0, 0.0)
    assert (high.count, high.share_wanted, high.high) == (3, 1.0, 1.0)
    assert high.mean_probability == pytest.approx((0.95 * 2 + 1.0) / 3)


def test_reliability_of_nothing() -> None:
    assert reliability([]) == []
    with pytest.raises(ValueError, match="bin"):
        reliability([], bins=0)


@pytest.mark.slow
@given(CORRECTIONS, st.integers(1, 20))
def test_reliability_bins_hold_their_means(corrections: list[Verdict], bins: int) -> None:
    found = reliability(corrections, bins)
    assert sum(each.count for each in found) == len(corrections)
    for each in found:
        assert each.low - 1e-9 <= each.mean_probability <= each.high + 1e-9
        assert 0.0 <= each.share_wanted <= 1.0
