"""From parts of a text to the whole."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from samo_desktop.inference.emotion.aggregate import (
    MOST_PASSAGES,
    REDUCE,
    STRONGEST,
    Pull,
    combine,
    passages,
    sample,
)

LABELS = ("anger", "gratitude", "calm", "neutral")
ANGER, GRATITUDE, CALM, NEUTRAL = range(4)
PULL = {"share": 0.4, "share_growth": 0.0, "limit": 0.8, "limit_growth": 0.6, "most": 2.3}
HARDER = PULL | {"share": 0.8, "limit": 1.6, "most": 3.0}
WAYS: dict[str, dict[str, Any]] = {name: {"reduce": name} for name in REDUCE} | {
    STRONGEST: {"reduce": STRONGEST, "pull": PULL, "pull_of_other_labels": HARDER}
}
WAY = st.sampled_from(sorted(WAYS))


def _rows(least: int = 1) -> st.SearchStrategy[np.ndarray]:
    return st.integers(least, 8).flatmap(
        lambda n: arrays(np.float32, (n, 4), elements=st.floats(1 / 1024, 1023 / 1024, width=32))
    )


SPANS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 5)), max_size=20)


def _spans(lengths: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for length, gap in lengths:
        spans.append((at, at + length))
        at += length + gap
    return spans


def _whole(rows: np.ndarray, parts: np.ndarray | None = None, way: str = STRONGEST) -> np.ndarray:
    return combine(rows, rows if parts is None else parts, LABELS, WAYS[way])


def _sentences(*anger: float, neutral: float = 0.5) -> np.ndarray:
    rows = np.full((len(anger), 4), 0.01, np.float32)
    rows[:, ANGER], rows[:, NEUTRAL] = anger, neutral
    return rows


@given(_rows(), WAY)
def test_the_whole_lies_between_its_parts(rows: np.ndarray, way: str) -> None:
    whole = _whole(rows, way=way)
    assert whole.shape == (4,)
    assert (whole <= rows.max(axis=0) + 1e-6).all()
    assert (whole >= rows.min(axis=0) - 1e-6).all()


@given(_rows(), WAY, st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter(
    rows: np.ndarray, way: str, chance: random.Random
) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    np.testing.assert_allclose(_whole(rows[order], way=way), _whole(rows, way=way), atol=1e-6)


@given(_rows(), WAY)
def test_one_sentence_stands_for_itself_to_the_last_bit(rows: np.ndarray, way: str) -> None:
    assert _whole(rows[:1], way=way).tobytes() == rows[0].tobytes()


@pytest.mark.parametrize("way", WAYS)
def test_no_parts_are_a_mistake(way: str) -> None:
    with pytest.raises(ValueError, match="without parts"):
        _whole(np.zeros((0, 4), np.float32), way=way)


@given(_rows(2), _rows())
def test_the_rest_pulls_a_strong_sentence_down_by_the_limit_and_no_more(
    rows: np.ndarray, parts: np.ndarray
) -> None:
    whole = _whole(rows, parts)
    for label, pull in ((ANGER, PULL), (GRATITUDE, PULL), (CALM, HARDER)):
        most = min(pull["most"], pull["limit"] + pull["limit_growth"] * np.log(len(rows)))
        strongest = rows[:, label].max()
        odds = strongest / (1 - strongest) * np.exp(-most)
        assert whole[label] >= odds / (1 + odds) - 1e-4


def test_the_limit_by_hand() -> None:
    rows = _sentences(0.9, *[0.0] * 999)
    odds = 9 * np.exp(-2.3)
    assert _whole(rows)[ANGER] == pytest.approx(odds / (1 + odds), abs=1e-4)


def test_the_share_by_hand() -> None:
    whole = _whole(_sentences(0.8, 0.4), _sentences(0.5))
    assert np.log(whole[ANGER] / (1 - whole[ANGER])) == pytest.approx(0.6 * np.log(4), abs=1e-4)


def test_labels_that_are_not_goemotions_are_pulled_harder() -> None:
    rows = _sentences(0.8, 0.1)
    rows[:, CALM] = rows[:, ANGER]
    whole = _whole(rows)
    assert rows[:, CALM].mean() < whole[CALM] < whole[ANGER]


def test_a_text_is_neutral_only_as_far_as_no_sentence_is_anything_else() -> None:
    quiet = _sentences(0.01, 0.01, 0.01, neutral=0.9)
    assert _whole(quiet)[NEUTRAL] == pytest.approx(0.9, abs=1e-4)
    loud = quiet.copy()
    loud[1, NEUTRAL] = 0.05
    assert _whole(loud)[NEUTRAL] < loud[:, NEUTRAL].mean() - 0.1


@given(_rows(), st.floats(0.0, 1.0))
def test_more_of_a_feeling_in_a_sentence_is_never_less_of_it_in_the_text(
    rows: np.ndarray, anger: float
) -> None:
    more = rows.copy()
    more[0, ANGER] = max(more[0, ANGER], np.float32(anger))
    assert _whole(more)[ANGER] >= _whole(rows)[ANGER] - 1e-6


@pytest.mark.parametrize(
    "change", [{"share": 1.2}, {"share": -0.1}, {"limit": float("nan")}, {"most": float("inf")}]
)
def test_what_is_no_pull_is_a_mistake(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="pull"):
        Pull(**(PULL | change))


@given(SPANS, st.integers(1, 120))
def test_passages_hold_all_sentences_whole_and_no_more_than_the_limit(
    lengths: list[tuple[int, int]], limit: int
) -> None:
    spans = _spans(lengths)
    joined = passages(spans, limit)
    assert all(a[1] <= b[0] for a, b in pairwise(joined))
    assert {start for start, _ in joined} <= {start for start, _ in spans}
    assert all(any(a <= start and end <= b for a, b in joined) for start, end in spans)
    assert all(end - start <= limit or (start, end) in spans for start, end in joined)


@given(st.integers(0, 1000))
def test_of_many_passages_some_are_read_from_the_first_to_the_last(number: int) -> None:
    spans = [(place, place + 1) for place in range(number)]
    read = sample(spans)
    assert len(read) == min(number, MOST_PASSAGES)
    assert read == sorted(set(read))
    assert read[:1] == spans[:1]
    assert read[-1:] == spans[-1:]
