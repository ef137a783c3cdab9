"""Sentences of what a model wrote as one, and that nothing but marks and capitals changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.transcript import Segment, Word
from samo_desktop.inference.sentences import split
from samo_desktop.inference.speech.sentence_ends import (
    ended_like,
    needs_ends,
    with_sentences,
    without_dashes,
)

RUN_ON = (
    "i called my mother on the way home and was nervous at first because we had not talked, "
    "then she laughed about my new haircut and i felt so relieved and grateful"
)
TEXTS = st.lists(
    st.text(st.sampled_from("abAB.,?'-é"), min_size=1, max_size=6), min_size=1, max_size=60
).map(" ".join)


def plain(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", "", text).casefold().split()


def test_a_long_sentence_ends_where_its_parts_do() -> None:
    first, second = RUN_ON.split(", ")
    assert needs_ends(RUN_ON)
    whole = ended_like(RUN_ON, [f"{first.capitalize()}.", f"{second.capitalize()}."])
    assert whole == f"{first}. {second.capitalize()}"
    assert plain(whole) == plain(RUN_ON)


def test_words_that_were_heard_otherwise_stay_on_their_side() -> None:
    whole = ended_like(
        RUN_ON, ["I called my mother on the way and we had not talked.", "When she laughed."]
    )
    assert ". Then she laughed" in whole


def test_a_part_that_goes_on_ends_nothing() -> None:
    first, second = RUN_ON.split(", ")
    assert ended_like(RUN_ON, [first, second]) == RUN_ON


def test_a_part_with_other_words_ends_nothing() -> None:
    assert ended_like(RUN_ON, ["You can.", "Thank you for watching."]) == RUN_ON


def test_sentences_that_are_spoken_like_that_stay() -> None:
    text = "I called her, and we laughed. Then I went home."
    assert not needs_ends(text)
    assert ended_like(text, ["I called her.", "And we laughed. Then I went home."]) == text
    assert not needs_ends("語" * 100)


def timed(text: str, pauses: dict[int, float]) -> Segment:
    """`text` with a word every quarter of a second, and `pauses` in seconds after some."""
    words, at = [], 0.0
    for number, word in enumerate(text.split()):
        words.append(Word(at, at + 0.2, word))
        at += 0.25 + pauses.get(number, 0.0)
    return Segment(0.0, at, text, 0.5, tuple(words))


def test_times_of_words_tell_where_a_long_sentence_ends() -> None:
    place = RUN_ON.split().index("talked,")
    segment = timed(RUN_ON, {place: 0.7, 3: 0.2})
    [ended] = with_sentences([segment])
    first, second = RUN_ON.split(", ")
    assert ended.text == f"{first.capitalize()}. {second.capitalize()}."
    assert len(split(ended.text)) == 2
    assert [word.text for word in ended.words] == ended.text.split()
    times = [(word.start, word.end) for word in segment.words]
    assert [(word.start, word.end) for word in ended.words] == times


def test_segments_between_pauses_are_sentences() -> None:
    found = with_sentences(
        [
            Segment(0.0, 2.0, "i went for a walk"),
            Segment(3.0, 4.0, "it rained,"),
            Segment(4.0, 5.0, "but iPhones float"),
            Segment(6.0, 7.0, "Did it?"),
        ]
    )
    texts = ["I went for a walk.", "It rained,", "but iPhones float.", "Did it?"]
    assert [segment.text for segment in found] == texts


@pytest.mark.parametrize("text", ["Walk.", "Really?!", 'He said "no."', "今日は晴れ", ""])
def test_what_has_marks_or_no_capitals_stays(text: str) -> None:
    assert with_sentences([Segment(0.0, 1.0, text)])[0].text == text


def test_dashes_of_subtitles_go() -> None:
    assert (
        without_dashes("- I went home. - It rained - a lot.") == "I went home. It rained - a lot."
    )


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_words_are_the_same_whatever_the_parts(text: str, parts: list[str]) -> None:
    assert plain(ended_like(text, parts)) == plain(text)


@given(st.lists(st.tuples(TEXTS, st.floats(0, 2)), max_size=4))
def test_segments_keep_their_words_and_times(told: list[tuple[str, float]]) -> None:
    segments, at = [], 0.0
    for text, gap in told:
        segments.append(Segment(at, at + 1, text))
        at += 1 + gap
    found = with_sentences(segments)
    assert [(s.start, s.end, plain(s.text)) for s in found] == [
        (s.start, s.end, plain(s.text)) for s in segments
    ]
    assert with_sentences(found) == found
