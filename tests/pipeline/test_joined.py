"""What several models read becomes one whole: by label, and nobody's word is lost or made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.emotion.fewshot import FewShot
from samo_desktop.pipeline.adaptation import Adaptation
from samo_desktop.pipeline.joined import Reader, Readings, Rows, shown, whole
from tests.support.emotion import KeywordEmotion

PULL = {"share": 0.4, "share_growth": 0.03, "limit": 0.8, "limit_growth": 0.6, "most": 2.3}
STRONGEST: Mapping[str, Any] = {
    "unit": "passage",
    "passage_characters": 300,
    "reduce": "strongest sentence",
    "pull": PULL,
    "pull_of_other_labels": PULL,
}
LABELS = ("joy", "anger", "sadness", "neutral")


class Model(KeywordEmotion):
    """Of any labels and thresholds."""

    aggregation = STRONGEST

    def __init__(self, labels: Sequence[str] = LABELS, threshold: float = 0.5) -> None:
        super().__init__()
        self.labels = labels
        self.thresholds = dict.fromkeys(labels, threshold)


def readings(model: Model, rows: Sequence[Sequence[float]], **taught: Any) -> Readings:
    """Sentences that are their own parts."""
    array = np.array(rows, np.float32)
    return Readings(Reader(model, Adaptation(**taught)), array, array)


def test_one_reader_alone_has_what_its_model_says() -> None:
    rows = np.array([[0.7, 0.1, 0.2, 0.3], [0.1, 0.2, 0.1, 0.9]], np.float32)
    found = whole([readings(Model(), rows.tolist())])
    direct = aggregate.combine(rows, rows, LABELS, STRONGEST)
    assert found.given == dict(zip(LABELS, direct.tolist(), strict=True))
    assert found.adapted == found.given


def test_a_label_that_one_model_does_not_know_is_not_denied_by_it() -> None:
    english = Model((*LABELS, "tired"))
    alone = whole([readings(english, [[0.1, 0.1, 0.1, 0.2, 0.8]])])
    both = whole(
        [
            readings(english, [[0.1, 0.1, 0.1, 0.2, 0.8]]),
            readings(Model(), [[0.9, 0.1, 0.1, 0.1]] * 6),
        ]
    )
    assert both.given["tired"] == alone.given["tired"] == pytest.approx(0.8)
    assert list(both.given) == list(english.labels)


def test_a_label_is_shown_by_the_threshold_of_whoever_saw_it_most_clearly() -> None:
    unsure, sure = Model(threshold=0.6), Model(threshold=0.3)
    calm, angry = [0.1, 0.05, 0.1, 0.8], [0.1, 0.9, 0.1, 0.05]
    found = whole([readings(sure, [calm] * 3), readings(unsure, [angry])])
    assert found.thresholds["anger"] == 0.6
    found = whole([readings(unsure, [calm] * 3), readings(sure, [angry])])
    assert found.thresholds["anger"] == 0.3
    # Of 40 % that is over its threshold and 45 % that is not, the first one tells.
    found = whole(
        [readings(sure, [[0.1, 0.4, 0.1, 0.5]]), readings(unsure, [[0.1, 0.45, 0.1, 0.5]])]
    )
    assert found.thresholds["anger"] == 0.3
    assert "anger" in {feeling.label for feeling in shown(found.adapted, found.thresholds)}


def test_what_was_learned_of_a_model_is_applied_to_what_that_model_saw() -> None:
    calm, angry = [0.1, 0.05, 0.1, 0.8], [0.1, 0.9, 0.1, 0.05]
    taught = {"anger": -2.0, "joy": 1.0}
    found = whole([readings(Model(), [calm] * 2), readings(Model(), [angry], biases=taught)])
    assert found.adapted["anger"] < found.given["anger"]
    found = whole([readings(Model(), [calm] * 2, biases=taught), readings(Model(), [angry])])
    assert found.adapted["anger"] == found.given["anger"]


def test_own_feelings_are_judged_where_they_were_learned() -> None:
    own = {"homesick": FewShot(np.ones(8), 0.0, 0.4)}
    found = whole(
        [
            readings(Model(), [[0.1, 0.1, 0.1, 0.8]] * 3),
            readings(Model(), [[0.1, 0.1, 0.1, 0.8, 0.7]], own=own),
        ]
    )
    assert found.given["homesick"] == pytest.approx(0.7)
    assert found.thresholds["homesick"] == 0.4


PROBABILITIES = st.floats(1 / 64, 63 / 64, width=32)
ROW = st.lists(PROBABILITIES, min_size=4, max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=5),
    st.lists(ROW, min_size=1, max_size=5),
    st.lists(ROW, min_size=1, max_size=3),
)
def test_joining_loses_nothing_and_the_order_has_no_say(
    first: list[list[float]], second: list[list[float]], third: list[list[float]]
) -> None:
    extra = Model((*LABELS[:3], "bored", "neutral"))
    with_extra = [[*row[:3], 0.5, row[3]] for row in third]
    read = [
        readings(Model(), first),
        readings(Model(threshold=0.3), second),
        readings(extra, with_extra),
    ]
    found, turned = whole(read), whole([read[0], read[2], read[1]])
    assert set(found.given) == {*LABELS, "bored"} == set(found.thresholds)
    for label, p in found.given.items():
        assert turned.given[label] == pytest.approx(p, abs=1e-5)
    # As if one model had read it all: labels that all of them know.
    rows: Rows = np.array([*first, *second, *third], np.float32)
    together = aggregate.combine(rows, rows, LABELS, STRONGEST)
    for label, p in zip(LABELS, together.tolist(), strict=True):
        assert found.given[label] == pytest.approx(p, abs=1e-5)
