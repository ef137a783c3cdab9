"""What the user keeps correcting, and how lists of words are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.common_words import is_common
from samo_desktop.domain.own_words import Replacement, distinct, fold, lines_of, replacements, tidy


def test_name_put_in_place_of_what_sounds_like_it_is_found() -> None:
    heard = "I met my lease at Centra on Tuesday. She was nice."
    text = "I met Maëlys at Sintra on Tuesday. She was nice."
    assert replacements(heard, text) == [
        Replacement("my lease", "Maëlys"),
        Replacement("Centra", "Sintra"),
    ]


def test_name_of_several_words_and_a_possessive() -> None:
    heard = "We went to fan daik street with Shaban's dog."
    text = "We went to Van Dyck street with Siobhan's dog."
    words = [each.word for each in replacements(heard, text)]
    assert words == ["Van Dyck", "Siobhan"]


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("We met on Tuesday.", "We met on Wednesday."),
        ("I was nice to her.", "I was kind to her."),
        ("It was all fine.", "It was all fine. Then Maëlys came."),
        ("I went home.", "Everything is different now, thanks to Okonkwo."),
        ("I saw the table.", "I saw Okonkwo."),
        ("it was sunny", "It was sunny."),
        ("He said so.", ""),
        ("", "Maëlys"),
    ],
)
def test_changed_sentences_and_common_words_are_none(heard: str, text: str) -> None:
    assert not replacements(heard, text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_replacements_come_from_both_texts(heard: str, text: str) -> None:
    for each in replacements(heard, text):
        assert fold(each.word) in fold(text)
        assert each.heard


@given(st.text(max_size=60))
def test_unchanged_text_has_none(text: str) -> None:
    assert not replacements(text, text)


@given(st.lists(st.text(max_size=10), max_size=8))
def test_each_word_is_there_once_whatever_its_case(words: list[str]) -> None:
    once = distinct([*words, *(word.upper() for word in words)])
    assert len({fold(word) for word in once}) == len(once)
    assert distinct(once) == once
    assert all(word == tidy(word) and word for word in once)


def test_pasted_lines_and_lists_are_taken_apart() -> None:
    assert lines_of("Maëlys\r\n  Van   Dyck \n\n, Sintra;Mochi\u2028Oriel") == [
        *("Maëlys", "Van Dyck", "Sintra", "Mochi", "Oriel")
    ]


def test_common_words_are_known_and_names_apart() -> None:
    assert all(is_common(word) for word in ("the", "I", "Wednesday", "sister’s", "40"))
    assert not any(is_common(word) for word in ("Maëlys", "sertraline", "Sintra"))
    assert is_common("Mark", names=True)
    assert not is_common("Okonkwo", names=True)
