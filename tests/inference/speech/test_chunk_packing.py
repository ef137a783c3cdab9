"""Phrases that are heard together, and where what was heard in them lies."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.inference.speech.chunk_packing import LIMIT, Window, length, windows
from samo_desktop.inference.speech.speech_segmenter import Phrase

pytestmark = pytest.mark.slow

LENGTHS = st.lists(st.integers(1, 28 * 4), min_size=1, max_size=12)
GAPS = st.lists(st.integers(0, 40), min_size=12, max_size=12)


def phrases_of(quarters: list[int], gaps: list[int]) -> list[Phrase]:
    """Phrases of so many quarters of a second, with such gaps before them."""
    phrases, at = [], 0.0
    for number, (each, gap) in enumerate(zip(quarters, gaps, strict=False)):
        at += gap / 4
        phrases.append(Phrase(at, np.full(each * SAMPLE_RATE // 4, number, np.float32)))
        at = phrases[-1].end
    return phrases


@given(LENGTHS, GAPS)
def test_every_phrase_is_in_one_window_in_order(quarters: list[int], gaps: list[int]) -> None:
    phrases = phrases_of(quarters, gaps)
    found = windows(phrases)
    assert [p for window in found for p in window.phrases] == phrases
    assert all(len(w.samples) <= LIMIT * SAMPLE_RATE for w in found)
    for one, other in pairwise(found):  # it could not have been fewer
        assert sum(map(length, one.phrases)) + length(other.phrases[0]) > LIMIT
    together = np.concatenate([window.samples for window in found])
    np.testing.assert_array_equal(together, np.concatenate([p.samples for p in phrases]))


@given(LENGTHS, GAPS)
def test_without_room_each_phrase_is_alone(quarters: list[int], gaps: list[int]) -> None:
    phrases = phrases_of(quarters, gaps)
    assert [window.phrases for window in windows(phrases, 0)] == [(p,) for p in phrases]


@given(LENGTHS, GAPS)
def test_each_moment_is_as_sure_as_its_phrase(quarters: list[int], gaps: list[int]) -> None:
    phrases = [
        replace(phrase, surest=number / 12)
        for number, phrase in enumerate(phrases_of(quarters, gaps))
    ]
    window = Window(tuple(phrases))
    for phrase in phrases:
        for at in (phrase.start, (phrase.start + phrase.end) / 2):
            assert window.surest(at) == phrase.surest
    assert window.surest(phrases[0].start - 1) == phrases[0].surest


@given(LENGTHS, GAPS, st.lists(st.floats(0, 40), min_size=2, max_size=2))
def test_what_was_heard_lies_within_phrases_and_in_order(
    quarters: list[int], gaps: list[int], at: list[float]
) -> None:
    window = Window(tuple(phrases_of(quarters, gaps)))
    begin, end = sorted(at)
    for place in (window.place, window.place_word):
        start, stop = place(begin, end)
        assert window.phrases[0].start <= start <= stop <= window.end
        for time in (start, stop):
            assert any(p.start <= time <= p.end for p in window.phrases)
    meeting = length(window.phrases[0])
    start, stop = window.place(meeting, meeting)
    assert start <= stop
    word = window.place_word(begin, end)
    assert any(p.start <= word[0] <= word[1] <= p.end for p in window.phrases)
    assert window.place(begin, begin)[0] <= window.place(end, end)[0]


def test_what_ends_where_the_next_phrase_begins_stays_in_its_own() -> None:
    first, second = phrases_of([8, 8], [4, 20])
    window = Window((first, second))
    assert window.place(0.5, 2.0) == (1.5, 3.0)
    assert window.place(2.0, 4.0) == (8.0, 10.0)
    assert window.place(1.5, 2.5) == (2.5, 8.5)  # a segment may span the silence
    assert window.place_word(1.5, 2.2) == (2.5, 3.0)  # a word does not
    assert window.place_word(1.9, 2.5) == (8.0, 8.5)


def test_times_before_and_after_it_are_brought_into_it() -> None:
    window = Window(tuple(phrases_of([4], [8])))
    assert window.place(-1.0, 9.0) == (2.0, 3.0)
    assert window.place(9.0, 1.0) == (3.0, 3.0)
