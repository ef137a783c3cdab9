"""How nearly words sound the same: misheard names do, other words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.sounds import bare, likeness, sounds_of


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Certraline", "sertraline"),
        ("LJUB LJ and", "Ljubljana"),
        ("Conqueau", "Okonkwo"),
        ("limotrigin", "lamotrigine"),
        ("Hades", "Thaddeus"),
        ("my lease", "Maëlys"),
        ("Centra", "Sintra"),
        ("Zanthe", "Xanthe"),
        ("Shmidt", "Schmidt"),
        ("Мария", "мария"),
    ],
)
def test_misheard_name_sounds_like_it(heard: str, meant: str) -> None:
    assert likeness(heard, meant) >= 0.7


@pytest.mark.parametrize(
    ("said", "meant"),
    [("bread", "Okonkwo"), ("table", "Maëlys"), ("sunshine", "Tavira"), ("", "Mochi"), ("?", "a")],
)
def test_other_words_do_not(said: str, meant: str) -> None:
    assert likeness(said, meant) < 0.5


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) == (1.0 if sounds_of(one) else 0.0)


@given(st.text(alphabet="abcdeéèüñ -'", max_size=20))
def test_case_accents_and_spaces_make_no_sound(word: str) -> None:
    assert sounds_of(word.upper()) == sounds_of(word)
    assert bare(f" {word} ") == bare(word)
