from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from training.evaluate import metrics

TRUTH = np.array([[1, 0], [1, 0], [0, 1], [0, 0]])
SAID = np.array([[1, 1], [0, 0], [1, 1], [0, 0]])
FLAGS = hnp.arrays(np.bool_, st.tuples(st.integers(1, 12), st.just(3)))


def test_counts_by_hand() -> None:
    tally = metrics.counts(SAID, TRUTH)
    assert tally.hits.tolist() == [1, 1]
    assert tally.false_alarms.tolist() == [1, 1]
    assert tally.misses.tolist() == [1, 0]
    assert tally.precision().tolist() == pytest.approx([1 / 2, 1 / 2])
    assert tally.recall().tolist() == pytest.approx([1 / 2, 1])


def test_macro_is_the_mean_of_labels_and_micro_is_over_all_pairs() -> None:
    assert metrics.macro_f1(SAID, TRUTH) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert metrics.micro_f1(SAID, TRUTH) == pytest.approx(4 / 7)


def test_a_label_never_said_nor_true_counts_as_zero() -> None:
    assert metrics.macro_f1(np.zeros((3, 2)), np.zeros((3, 2))) == 0.0


@given(truth=FLAGS)
def test_the_truth_itself_is_perfect(truth: np.ndarray) -> None:
    present = truth.any(axis=0)
    assert metrics.counts(truth, truth).f1()[present].tolist() == [1.0] * int(present.sum())


@given(pair=hnp.arrays(np.bool_, st.tuples(st.integers(1, 12), st.just(6))))
def test_weights_of_one_change_nothing(pair: np.ndarray) -> None:
    said, true = pair[:, :3], pair[:, 3:]
    weighted = metrics.counts(said, true, np.ones((2, len(pair)))).f1()
    np.testing.assert_allclose(weighted, np.tile(metrics.counts(said, true).f1(), (2, 1)))


def test_the_interval_holds_the_figure_and_narrows_with_rows() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random((800, 3)) < 0.3
    said = truth ^ (rng.random(truth.shape) < 0.1)
    few, many = (
        metrics.interval(metrics.bootstrap(said[:n], truth[:n], samples=300)["labels"].mean(axis=1))
        for n in (80, 800)
    )
    assert many[0] < metrics.macro_f1(said, truth) < many[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_a_group_is_there_where_any_of_its_labels_is() -> None:
    groups = {"warm": frozenset({"joy", "love"}), "cold": frozenset({"fear"})}
    found = metrics.merged(np.array([[1, 0, 0], [0, 0, 1]]), ["joy", "fear", "love"], groups)
    assert found.tolist() == [[True, False], [True, False]]


def test_area_by_hand() -> None:
    score = np.array([0.1, 0.4, 0.35, 0.8])
    assert metrics.area_under_roc(score, np.array([0, 0, 1, 1])) == pytest.approx(0.75)
    assert metrics.area_under_roc(np.ones(4), np.array([0, 0, 1, 1])) == pytest.approx(0.5)
    assert np.isnan(metrics.area_under_roc(score, np.zeros(4)))


@given(
    score=hnp.arrays(np.int64, 10, elements=st.integers(0, 4)),
    truth=hnp.arrays(np.bool_, 10),
)
def test_area_is_the_share_of_pairs_in_order(score: np.ndarray, truth: np.ndarray) -> None:
    above, below = score[truth], score[~truth]
    if not len(above) or not len(below):
        return
    gap = above[:, None] - below[None, :]
    expected = ((gap > 0) + 0.5 * (gap == 0)).mean()
    assert metrics.area_under_roc(score, truth) == pytest.approx(expected)
