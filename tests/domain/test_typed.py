"""What was typed and what was heard, in one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.typed import has_words, with_words

NOTE = "I called my mother today. She laughed."
BETTER = "I called my mother today, and she laughed."


@pytest.mark.parametrize(
    ("text", "before", "heard", "becomes"),
    [
        ("", "", NOTE, NOTE),
        (NOTE, NOTE, BETTER, BETTER),
        ("My own note", "", NOTE, f"My own note\n\n{NOTE}"),
        ("My own note\n", "", NOTE, f"My own note\n\n{NOTE}"),
        ("My own note\n\n", "", NOTE, f"My own note\n\n{NOTE}"),
        (" My own note  ", "", f" {NOTE} ", f" My own note  \n\n{NOTE}"),
        (f"Typed.\n\n{NOTE}", NOTE, BETTER, f"Typed.\n\n{BETTER}"),
        (f"{NOTE}\n\nTyped.", NOTE, BETTER, f"{BETTER}\n\nTyped."),
        (f"One.\n{NOTE}\nTwo.", NOTE, BETTER, f"One.\n{BETTER}\nTwo."),
        (f"{NOTE} And typed.", NOTE, BETTER, f"{BETTER} And typed."),
        ("Typed.", "Typed.", NOTE, NOTE),
        ("She laughed.", NOTE, BETTER, "She laughed."),
        ("My own note", NOTE, BETTER, "My own note"),
        ("My own note", NOTE, NOTE, "My own note"),
        ("My own note", "", "", "My own note"),
        (f"Typed.\n\n{NOTE}", NOTE, "", f"Typed.\n\n{NOTE}"),
        (f"Typed.\n\n{NOTE}", NOTE, NOTE, f"Typed.\n\n{NOTE}"),
        ("Okay, I said okay.\n\nokay", "okay", "Oh, key.", "Okay, I said okay.\n\nOh, key."),
        ("I said okay twice", "okay", "Oh, key.", "I said okay twice"),
        ("Today is not", "Today", "Tuesday", "Today is not"),
        ("", NOTE, BETTER, BETTER),
        ("", NOTE, NOTE, ""),
    ],
)
def test_words_go_where_they_belong(text: str, before: str, heard: str, becomes: str) -> None:
    assert with_words(text, before, heard) == becomes


@given(st.text(), st.text(), st.text())
def test_what_was_put_in_is_there_and_twice_is_once(text: str, before: str, heard: str) -> None:
    once = with_words(text, before, heard)
    assert with_words(once, heard, heard) == once
    if once != text:
        assert heard.strip() in once


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_what_was_typed_first_stays_character_for_character(
    typed: str, first: str, second: str
) -> None:
    both = with_words(typed, "", first)
    if typed.strip() and first.strip():
        assert both.startswith(typed)
        assert has_words(both, first)
        again = with_words(both, first, second)
        assert not second.strip() or again.endswith(second.strip()) or typed.strip() in again


def test_whether_the_words_are_there_as_they_were_heard() -> None:
    assert has_words(f"Typed.\n\n{NOTE}", NOTE)
    assert has_words(NOTE + "\n", NOTE)
    assert has_words("anything", " ")
    assert not has_words("I called my mother.", NOTE)
