from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.emotion import LABELS
from tests.support.measured import split_report
from training.evaluate.classification_report import GROUPS, group_probability, report

TWO = {"ab": frozenset("ab"), "c": frozenset("c")}


def test_a_group_is_there_unless_all_its_labels_are_not() -> None:
    rows = np.array([[0.5, 0.5, 0.1], [0.0, 1.0, 0.9]])
    found = group_probability(rows, "abc", TWO)
    np.testing.assert_allclose(found, [[0.75, 0.1], [1.0, 0.9]])


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_a_group_is_as_probable_as_its_likeliest_label_at_least(row: list[float]) -> None:
    ((both, one),) = group_probability(np.array([row]), "abc", TWO)
    assert both >= max(row[:2]) - 1e-9
    assert one == pytest.approx(row[2])


@pytest.mark.parametrize("name", GROUPS)
def test_every_label_is_in_one_group(name: str) -> None:
    for label in LABELS:
        assert sum(label in members for members in GROUPS[name].values()) == 1


def test_a_report_has_figures_of_every_group() -> None:
    rng = np.random.default_rng(0)
    truth = (rng.random((50, len(LABELS))) < 0.2).astype(np.float32)
    found = report(truth * 0.9, np.full(len(LABELS), 0.5), truth, LABELS)
    for name, members in GROUPS.items():
        assert found[name]["macro_f1"] == 1.0
        assert set(found[name]["classes"]) == set(members)


def test_a_report_has_all_labels_groups_and_intervals() -> None:
    measured = split_report()
    assert list(measured["labels"]) == list(LABELS)
    low, high = measured["macro_f1_interval"]
    assert low < measured["macro_f1"] < high
    assert len(measured["ekman"]["classes"]) == 7
    assert len(measured["sentiment"]["classes"]) == 4
    assert measured["labels"]["joy"]["support"] > 0
