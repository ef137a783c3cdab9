from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.data import batches


@given(
    lengths=st.lists(st.integers(1, 90), min_size=1, max_size=200),
    size=st.integers(1, 16),
    seed=st.integers(0, 5),
)
def test_every_row_is_in_one_batch(lengths: list[int], size: int, seed: int) -> None:
    found = batches.length_batches(lengths, size, np.random.default_rng(seed), pool=3)
    assert sorted(np.concatenate(found).tolist()) == list(range(len(lengths)))
    assert max(len(batch) for batch in found) <= size


def test_padding_is_masked() -> None:
    ids, mask = batches.pad([[5, 6, 7], [8]], pad_id=0)
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_batches_for_inference_go_from_short_to_long() -> None:
    rows = [[1] * 5, [1], [1] * 3]
    assert [batch.tolist() for batch in batches.sorted_batches(rows, 2)] == [[1, 2], [0]]
