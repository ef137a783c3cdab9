"""Where sentences begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.inference.sentences import MAX_SENTENCE_CHARACTERS, split
from tests.support.texts import HOSTILE

pytestmark = pytest.mark.slow

HARD = st.text(
    st.sampled_from(
        "aA1.?! \n\r'’-_–…\"()😀🏽\u200d\u00ad\u200b\u2028\u0301é漢ª\x00\x0b\x85\ud800²①"
    ),
    max_size=60,
)
HARD_WORDS = r"""I can't cannot Dr. Mr. 3.5 e.g. U.S. don't -- - _ ... ? ! " ' ) ( well-known foo_
a.m. p.m. 10:30 CAN'T O'Neill 😀 :-)"""
WORDS = st.lists(st.sampled_from([*HARD_WORDS.split(), "\n"]), max_size=120).map(" ".join)
TEXTS = st.one_of(st.text(max_size=200), HARD, WORDS)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@given(TEXTS)
def test_spans_are_ordered_disjoint_trimmed_and_short(text: str) -> None:
    spans = split(text)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(spans))
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert end - start <= MAX_SENTENCE_CHARACTERS
        assert text[start:end] == text[start:end].strip()
        assert any(character.isalnum() or character == "_" for character in text[start:end])


@given(TEXTS)
def test_no_word_is_outside_all_spans(text: str) -> None:
    inside = {at for start, end in split(text) for at in range(start, end)}
    assert all(at in inside for at, character in enumerate(text) if character.isalnum())


@given(TEXTS)
def test_no_sentence_reaches_over_a_line_break(text: str) -> None:
    assert not any("\n" in sentence or "\r" in sentence for sentence in _sentences(text))


@given(st.text("ab ", min_size=MAX_SENTENCE_CHARACTERS, max_size=1500))
def test_long_stretches_are_cut_at_white_space_where_there_is_some(text: str) -> None:
    for start, end in split(text):
        whole = end == len(text) or text[end].isspace()
        assert whole or end - start == MAX_SENTENCE_CHARACTERS


def test_sentences() -> None:
    assert _sentences("We met. She laughed! Why? I don't know...") == [
        "We met.",
        "She laughed!",
        "Why?",
        "I don't know...",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Miller said that it is nothing.",
        "Mr. and Mrs. Jones came by at 3.30 p.m. with a cake.",
        "It cost $3.50, e.g. half of what I had.",
        "The U.S. team won.",
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(sentence: str) -> None:
    assert _sentences(f"{sentence} Then we left.") == [sentence, "Then we left."]


def test_each_line_ends_a_sentence() -> None:
    assert _sentences("milk\r\nbread\n\n- eggs\rtea") == ["milk", "bread", "- eggs", "tea"]


def test_emoji_stay_with_their_sentence_and_alone_are_none() -> None:
    assert _sentences("I passed! 🎉 So happy 😀") == ["I passed!", "🎉 So happy 😀"]
    assert _sentences("😀 😀 👩‍👩‍👧‍👦") == []


@pytest.mark.parametrize("text", ["", " \n ", "...", "?! -- ()"])
def test_what_holds_no_word_holds_no_sentence(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_can_be_split(text: str) -> None:
    assert all(text[start:end].strip() for start, end in split(text))


def test_speech_without_punctuation_loses_no_word() -> None:
    words = [f"word{n}" for n in range(2_000)]
    sentences = _sentences(" ".join(words))
    assert " ".join(sentences).split() == words
