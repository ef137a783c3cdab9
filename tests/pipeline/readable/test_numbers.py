"""Numbers as people say them in a journal, and as they are written."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from samo_desktop.pipeline.readable.number_style import STYLES, word_set
from samo_desktop.pipeline.readable.numbers import with_digits
from samo_desktop.pipeline.readable.spoken_words import SpokenWord


def written(said: str, language: str) -> str:
    words = [SpokenWord(text, float(n), n + 0.5) for n, text in enumerate(said.split(" "))]
    return " ".join(word.text for word in with_digits(words, language))


def cases() -> list[tuple[str, str, str]]:
    found = []
    for file in sorted((Path(__file__).parent / "spoken").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line and not line.startswith("#"):
                said, _, stands = line.partition(" => ")
                found.append((file.stem, said, stands or said))
    return found


@pytest.mark.parametrize(("language", "said", "stands"), cases())
def test_a_number_is_written_as_a_careful_typist_does(
    language: str, said: str, stands: str
) -> None:
    assert written(said, language) == stands


def test_what_is_written_stays() -> None:
    for language, _, stands in cases():
        assert written(stands, language) == stands


@pytest.mark.parametrize("language", STYLES)
def test_every_language_has_its_cases(language: str) -> None:
    assert sum(language == of for of, _, _ in cases()) >= 25


def test_other_languages_stay_as_they_are() -> None:
    assert written("Ho venti euro.", "it") == "Ho venti euro."
    assert written("one hundred and one reasons", "") == "one hundred and one reasons"


def test_a_number_takes_the_time_of_its_words() -> None:
    words = [
        SpokenWord(text, float(n), n + 0.5) for n, text in enumerate(["I", "am", "forty", "two"])
    ]
    assert with_digits(words, "en")[2] == SpokenWord("42", 2.0, 3.5)


def test_nothing_is_joined_across_marks() -> None:
    assert written("We had twenty, one was bad.", "en") == "We had 20, one was bad."
    assert written("I have forty. Two left.", "en") == "I have 40. Two left."
    assert written("(Forty two) of “thirty one”!", "en") == "(Forty two) of “31”!"


SAYINGS = sorted(
    word_set(
        "one two three ten twenty thirty oh hundred thousand million and a the at to past percent "
        "dollars cents June third twenty-first o'clock p.m. point was page um ein zwei zwanzig Uhr "
        "Juni dritten Komma Euro Million und heures vingt trois mille cent pour euros et demie mil "
        "veinte y las de mayo por ciento cento e às vinte horas 12 3:30 25% I, . ? ¿ « — w-"
    )
)
PIECES = st.lists(
    st.sampled_from(SAYINGS) | st.text(max_size=4).map(lambda text: "".join(text.split()) or "x"),
    max_size=20,
)


@examples(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from([*STYLES, "it", ""]))
def test_words_keep_their_order_and_their_times_whatever_is_said(
    said: list[str], language: str
) -> None:
    words = [SpokenWord(text, float(n), n + 0.5) for n, text in enumerate(said)]
    found = with_digits(words, language)
    for before, after in pairwise(found):
        assert before.start < before.end < after.start < after.end
    there = {(word.start, word.end): word.text for word in words}
    for word in found:
        # What is no digit stands there as it was said.
        if not any(map(str.isdigit, word.text)) and (word.start, word.end) in there:
            assert word.text == there[word.start, word.end]
    again = with_digits(found, language)
    assert [word.text for word in again] == [word.text for word in found]
