"""Which new passphrases are good enough."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.errors import SamoError
from samo_desktop.store.passphrase import check_passphrase, rate, strength

WEAK = [
    *("", "a", "        ", "short", "1234567", "a  b  c  "),
    *("password", "Password", "PASSWORD", "passw0rd", "P@ssw0rd!", "password1", "passwordpassword"),
    *("password password", "password-password", "Password, password.", "my password"),
    *("ｐａｓｓｗｏｒｄ", "passwörd", "  password  ", "p a s s w o r d"),
    *("12345678", "1234567890", "qwertyuiop", "qwerty 12345", "asdfghjkl", "zaq12wsx", "abcdefgh"),
    *("aaaaaaaa", "abababab", "11111111", "a a a a a a a a"),
    *("2026-11-26", "26.11.2026", "12 12 2012", "19841984", "maria 1984", "password 2026"),
    *("samosamo", "my journal", "samo journal", "samodesktop", "dear diary"),
    *("aaaaaaaaaaaa", "1qaz2wsx3edc", "qazwsxedcrfv", "asdfjkl;asdfjkl;", "qwertzuiopü"),
    *("antidisestablishmentarianism", "incomprehensibility", "Donaudampfschifffahrt"),
    *("supercalifragilisticexpialidocious", "пароль12345", "йцукенгшщзх", "éèêëàâäô"),
    *("iloveyou", "i love you", "let me in", "hello world", "open sesame", "letmein123"),
]
STRONG = [
    *("test pass words", "correct horse battery staple", "correct horse battery"),
    *("plum tree and goat", "correcthorsebatterystaple", "Zwetschge Ziege Baum"),
    *("x#9!kQ2$", "vT7-qLw2-9mXz", "снег идёт над рекой", "山の中の小さな古い家"),
    *("it was the third of May when grandmother lost her keys", "z" * 9 + "-Kx7!quorum velvet"),
]


@pytest.mark.parametrize("text", WEAK)
def test_what_is_guessed_first_is_refused(text: str) -> None:
    with pytest.raises(SamoError) as refused:
        check_passphrase(text)
    assert "words" in refused.value.hint
    assert text not in refused.value.message or not text.strip() or len(text) == 1


@pytest.mark.parametrize("text", STRONG)
def test_a_few_unrelated_words_are_taken(text: str) -> None:
    check_passphrase(text)


def test_the_strength_is_a_power_of_ten() -> None:
    assert strength("") == 0.0
    assert strength("password") < 3 < 6 < strength("plum tree and goat")


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("a", "short"),
        ("        ", "short"),
        ("password", "weak"),
        ("aaaaaaaaaaaa", "weak"),
        ("x#9!kQ2$", "fair"),
        ("plum tree and goat", "strong"),
    ],
)
def test_a_word_is_said_for_it_by_the_same_rule(text: str, rating: str) -> None:
    assert rate(text) == rating


def test_a_very_long_one_is_estimated_by_its_beginning() -> None:
    check_passphrase("plum tree and goat, " * 500)
    with pytest.raises(SamoError):
        check_passphrase("a" * 10_000)
    with pytest.raises(SamoError):
        check_passphrase("password" * 1250)


@given(st.text(max_size=200))
def test_any_text_is_either_taken_or_refused_in_words(text: str) -> None:
    with suppress(SamoError):
        check_passphrase(text)
        assert len(" ".join(text.split())) > 1


@given(st.characters())
def test_one_character_is_never_enough_however_often(character: str) -> None:
    with pytest.raises(SamoError):
        check_passphrase(character * 30)
