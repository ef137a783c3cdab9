from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluate.word_normaliser import LANGUAGES, normalised

SAME = [
    ("en", "It’s 25 years; don't!", "it's twenty-five years don't"),
    ("en", "1,000 people paid $5 (3.5%).", "one thousand people paid five dollars 3.5 per cent"),
    ("en", "The 3rd in 1995, at 21°", "the third in nineteen ninety five at twenty one degrees"),
    ("en", "the 'old' T-Rex", "The old T Rex"),
    ("de", "Am 3. Mai kamen 1.000 Leute.", "am dritten mai kamen eintausend Leute"),
    ("de", "3,5 % um 3. Dann", "drei Komma fünf Prozent um drei dann"),
    ("de", "25 T-Rex, 1994", "fünfundzwanzig t rex neunzehnhundertvierundneunzig"),
    ("es", "¿Cierto? El 3º y la 3ª, 25 años", "cierto el tercero y la tercera veinticinco años"),
    ("es", "«1.500» €, 80 %", "mil quinientos euros ochenta porciento"),
    ("pt", "dos 20 anos, na 21.ª", "dos vinte anos na vigésima primeira"),
    ("fr", "L’eau, qu’« on » boit le 1er", "l'eau qu on boit le premier"),
    ("fr", "1\u202f000 États-Unis à 80 %", "mille états unis à quatre-vingts pour cent"),
    ("fr", "dix-sept", "17"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_two_ways_of_writing_are_the_same_words(language: str, one: str, other: str) -> None:
    assert normalised(one, language) == normalised(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "a été", "a ete"),
        ("de", "schön", "schon"),
        ("pt", "avó", "avô"),
        ("es", "año", "ano"),
        ("fr", "l'eau", "l eau"),
        ("en", "twenty five", "twenty"),
        ("en", "3rd", "3"),
        ("de", "groß", "gross"),
    ],
)
def test_other_words_stay_others(language: str, one: str, other: str) -> None:
    assert normalised(one, language) != normalised(other, language)


def test_accents_are_kept_however_they_are_composed() -> None:
    assert normalised("cafe\u0301", "fr") == "café"


@pytest.mark.parametrize("digits", ["007", "1234567890123456789012"])
def test_what_no_one_says_as_a_number_is_read_digit_by_digit(digits: str) -> None:
    assert len(normalised(digits).split()) == len(digits)


def test_numbers_of_other_languages_stay_as_they_are() -> None:
    assert normalised("1994年", "ja") == "1994年"


@given(st.text(max_size=40), st.sampled_from((*LANGUAGES, "xx")))
def test_any_text_becomes_words_and_stays_the_same_from_then_on(text: str, language: str) -> None:
    once = normalised(text, language)
    assert once == " ".join(once.split())
    assert not set('%€$£,;:!?"') & set(once)
