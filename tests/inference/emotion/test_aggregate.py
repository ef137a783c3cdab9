"""From parts of a text to the whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from samo_desktop.inference.emotion.aggregate import REDUCE, combine, passages

ROWS = st.integers(1, 8).flatmap(
    lambda n: arrays(np.float32, (n, 4), elements=st.floats(0, 1, width=32))
)
SPANS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 5)), max_size=20)


def _spans(lengths: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for length, gap in lengths:
        spans.append((at, at + length))
        at += length + gap
    return spans


@given(ROWS, st.sampled_from(sorted(REDUCE)))
def test_the_whole_lies_between_its_parts(rows: np.ndarray, reduce: str) -> None:
    whole = combine(rows, reduce)
    assert whole.shape == (4,)
    assert (whole <= rows.max(axis=0) + 1e-6).all()
    assert (whole >= rows.min(axis=0) - 1e-6).all()


@given(ROWS, st.sampled_from(sorted(REDUCE)), st.randoms())
def test_the_order_of_parts_does_not_matter(rows: np.ndarray, reduce: str, random: object) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    np.testing.assert_allclose(combine(rows[order], reduce), combine(rows, reduce), atol=1e-6)


def test_no_parts_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="without parts"):
        combine(np.zeros((0, 4), np.float32))


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
