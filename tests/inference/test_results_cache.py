"""Results are remembered by hash, and not without bound."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.inference.results_cache import LIMIT, ResultsCache


def _rows(number: int) -> tuple[np.ndarray]:
    return (np.array([number], np.float32),)


def test_the_longest_unasked_for_make_room() -> None:
    cache = ResultsCache(2)
    keys = [cache.key(text) for text in "abc"]
    cache.put(keys[0], _rows(0))
    cache.put(keys[1], _rows(1))
    assert cache.get(keys[0]) is not None
    cache.put(keys[2], _rows(2))
    assert cache.get(keys[1]) is None
    assert [cache.get(key) is not None for key in keys] == [True, False, True]
    cache.clear()
    assert len(cache) == 0


@given(st.lists(st.integers(0, 9)))
def test_it_never_holds_more_than_its_limit_and_says_what_was_put(numbers: list[int]) -> None:
    cache = ResultsCache(4)
    for number in numbers:
        key = cache.key(str(number))
        cache.put(key, _rows(number))
        assert len(cache) <= 4
        assert cache.get(key) == _rows(number)


def test_keys_are_hashes_of_any_text() -> None:
    keys = {ResultsCache.key(text) for text in ("", "a", "\ud83d", "\ud83d\ude00", "?")}
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}
    assert LIMIT < 10_000
