"""When the words of a text were said, though somebody edited it since."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from samo_desktop.domain.transcript import Segment, Word
from samo_desktop.domain.transcript_alignment import (
    SpokenSentence,
    align_sentences,
    sentence_at_character,
    spoken_at,
)
from samo_desktop.inference import sentences

CALL = (
    Segment(0.0, 4.0, "I called my mother. I was nervous."),
    Segment(5.0, 7.0, "She laughed,"),
    Segment(7.5, 9.5, "and I am relieved!"),
)
HEARD = "I called my mother. I was nervous. She laughed, and I am relieved!"

PIECES = st.lists(st.text("aábc I'.,!…\"我们— \n", min_size=0, max_size=30), min_size=1, max_size=8)


def segments(texts: list[str]) -> list[Segment]:
    return [Segment(2.0 * n, 2.0 * n + 1.5, text) for n, text in enumerate(texts)]


def told(text: str, said: list[SpokenSentence]) -> list[tuple[float, float, str]]:
    return [(s.start, s.end, text[s.char_from : s.char_to]) for s in said]


def spoken(text: str, heard: tuple[Segment, ...] = CALL) -> list[tuple[float, float, str]]:
    return told(text, align_sentences(heard, text, sentences.split(text)))


@given(PIECES)
def test_every_sentence_of_an_unedited_text_is_said(texts: list[str]) -> None:
    text = " ".join(texts)
    spans = sentences.split(text)
    found = [(s.char_from, s.char_to) for s in align_sentences(segments(texts), text, spans)]
    assert found == [span for span in spans if any(map(str.isalnum, text[slice(*span)]))]


def check(texts: list[str], text: str) -> None:
    """What is said is in order in `text` and in time."""
    spans = sentences.split(text)
    found = align_sentences(segments(texts), text, spans)
    assert [(s.char_from, s.char_to) for s in found] == [
        span for span in spans if span in {(s.char_from, s.char_to) for s in found}
    ]
    for before, after in pairwise(found):
        assert before.start <= before.end <= after.start <= after.end
    assert all(0 <= s.start <= s.end <= 2 * len(texts) for s in found)


@given(PIECES, st.text("aábc I'.,!…\"我们— \n", max_size=120))
def test_what_is_said_of_any_text_is_in_order_and_in_time(texts: list[str], text: str) -> None:
    check(texts, text)


@examples(max_examples=60)
@given(PIECES, st.data())
def test_what_is_said_of_an_edited_text_is_in_order_and_in_time(
    texts: list[str], data: st.DataObject
) -> None:
    text = " ".join(texts)
    first, last = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(text))])))
    check(texts, text[:first] + data.draw(st.text("ab I.", max_size=20)) + text[last:])


def test_a_segment_of_two_sentences_is_shared_and_one_sentence_joins_two_segments() -> None:
    found = spoken(HEARD)
    assert [words for _, _, words in found] == [
        "I called my mother.",
        "I was nervous.",
        "She laughed, and I am relieved!",
    ]
    share = 4.0 * 20 / 34  # of its characters
    assert found[0][:2] == pytest.approx((0.0, share))
    assert found[1][:2] == pytest.approx((share, 4.0))
    assert found[2][:2] == pytest.approx((5.0, 9.5))


def test_words_with_times_of_their_own_decide() -> None:
    words = tuple(
        Word(start, end, text)
        for start, end, text in [
            (0.2, 0.3, "I"),
            (0.4, 1.0, "called."),
            (3.1, 3.3, "She"),
            (3.4, 3.9, "laughed."),
        ]
    )
    text = "I called. She laughed."
    heard = (Segment(0.0, 4.0, text, None, words),)
    assert spoken(text, heard) == [(0.2, 1.0, "I called."), (3.1, 3.9, "She laughed.")]


def test_words_that_are_others_than_the_text_do_not_count() -> None:
    heard = (Segment(0.0, 4.0, "One two.", None, (Word(3.0, 3.5, "Three"),)),)
    assert spoken("One two.", heard) == [(0.0, 4.0, "One two.")]


def test_what_was_written_in_between_is_not_said() -> None:
    text = HEARD.replace("She laughed", "Later I wrote this down in the garden. She laughed")
    found = spoken(text)
    assert [words for _, _, words in found] == [
        "I called my mother.",
        "I was nervous.",
        "She laughed, and I am relieved!",
    ]
    assert found[2][:2] == pytest.approx((5.0, 9.5))


def test_a_mended_sentence_is_still_said() -> None:
    found = spoken(HEARD.replace("my mother", "My Mother, Anna").replace("nervous", "anxious"))
    assert [words for _, _, words in found] == [
        "I called My Mother, Anna.",
        "I was anxious.",
        "She laughed, and I am relieved!",
    ]


def test_what_was_taken_out_or_said_otherwise_is_none() -> None:
    text = "I called my mother. I was nervous. And so we went to the sea together, happily."
    assert [words for _, _, words in spoken(text)] == ["I called my mother.", "I was nervous."]
    assert spoken("Words.", ()) == []
    assert spoken("Nothing alike here whatsoever.") == []
    assert spoken("") == []


def test_a_sentence_that_was_moved_up_does_not_disturb_the_order() -> None:
    text = "She laughed, and I am relieved! I called my mother. I was nervous."
    starts = [start for start, _, _ in spoken(text)]
    assert starts == sorted(starts)
    assert starts


def test_times_that_go_back_are_put_right() -> None:
    heard = (Segment(3.0, 6.0, "One here."), Segment(2.0, 4.0, "Two there."))
    found = spoken("One here. Two there.", heard)
    assert [words for _, _, words in found] == ["One here.", "Two there."]
    assert found[1][0] >= found[0][1]


def test_characters_beyond_the_basic_plane_and_scripts_without_spaces() -> None:
    heard = (Segment(0, 2, "Ich war glücklich 😀."), Segment(2, 4, "今天我去了学校。我很高兴。"))
    text = "😀 Ich war glücklich 😀.\n今天我去了新学校。"
    [first, second] = spoken(text, heard)
    assert first == (0.0, 2.0, "😀 Ich war glücklich 😀.")
    assert second == (2.0, pytest.approx(2 + 2 * 8 / 13), "今天我去了新学校。")


def test_what_is_being_said() -> None:
    said = [
        SpokenSentence(1.0, 2.0, 0, 10),
        SpokenSentence(2.0, 3.0, 11, 20),
        SpokenSentence(8.0, 9.0, 21, 30),
    ]
    assert spoken_at(said, 0.5) is None
    assert spoken_at(said, 1.0) == said[0]
    assert spoken_at(said, 2.0) == said[1]
    assert spoken_at(said, 4.4) == said[1]  # a breath
    assert spoken_at(said, 4.5) is None  # a pause
    assert spoken_at(said, 100.0) is None
    assert spoken_at([], 1.0) is None


def test_what_stands_there() -> None:
    said = [SpokenSentence(1.0, 2.0, 2, 10), SpokenSentence(2.0, 3.0, 11, 20)]
    assert sentence_at_character(said, 1) is None
    assert sentence_at_character(said, 2) == said[0]
    assert sentence_at_character(said, 10) == said[0]
    assert sentence_at_character(said, 11) == said[1]
    assert sentence_at_character(said, 21) is None


def test_a_word_that_is_everywhere_is_taken_where_the_others_are() -> None:
    assert spoken("I am relieved!") == [(pytest.approx(7.5 + 2 * 4 / 18), 9.5, "I am relieved!")]
    found = spoken("I called my mother. I am relieved!")
    assert found[1][0] > 7.5
    before = "I wrote a whole new page about the garden and all that grew in it. " * 3
    text = before + HEARD
    assert next(words for _, _, words in spoken(text)) == "I called my mother."
    assert spoken(HEARD + " " + before) == spoken(HEARD)


NUMBERS = (
    Segment(0.0, 4.0, "Um, on June third I paid twenty dollars and fifty cents."),
    Segment(5.0, 7.0, "So twenty five percent was lost."),
    Segment(8.0, 12.0, "I I left at half past nine, room two oh four."),
)


def test_numbers_in_digits_are_said_when_their_words_were() -> None:
    text = "On June 3rd I paid $20.50.\n\nSo 25% was lost. I left at half past nine, room 204."
    said = align_sentences(NUMBERS, text, sentences.split(text))
    assert [text[s.char_from : s.char_to] for s in said] == [
        "On June 3rd I paid $20.50.",
        "So 25% was lost.",
        "I left at half past nine, room 204.",
    ]
    assert said[0].start < 1.0
    assert 3.5 < said[0].end <= 4.0
    assert (said[1].start, said[1].end) == (5.0, 7.0)
    assert 8.0 <= said[2].start < 8.5
    assert said[2].end == 12.0


def test_a_number_alone_is_said() -> None:
    heard = (Segment(1.0, 3.0, "Two thousand and six."), Segment(4.0, 5.0, "It was good."))
    assert spoken("2006. It was good.", heard) == [(1.0, 3.0, "2006."), (4.0, 5.0, "It was good.")]


def test_a_sentence_put_in_anothers_place_is_not_said_for_its_number() -> None:
    heard = (Segment(0.0, 9.0, "I called my mother and she laughed at me."),)
    assert spoken("At 5 the bus came to town without any driver.", heard) == []


@given(PIECES, st.text("12 ab.,I", max_size=60))
def test_numbers_keep_the_order_of_times(texts: list[str], text: str) -> None:
    check(texts, text)
