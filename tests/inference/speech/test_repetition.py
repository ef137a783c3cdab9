"""Loops of a model, and what people do say again and again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.inference.speech.repetition import (
    Repetition,
    longest_repetition,
    may_loop,
    said_once,
    same_repetition,
)

WORDS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6)


@given(WORDS, st.integers(2, 8), WORDS, WORDS)
def test_what_is_repeated_is_found_wherever_it_stands(
    part: list[str], times: int, before: list[str], after: list[str]
) -> None:
    found = longest_repetition([*before, *part * times, *after])
    assert found is not None
    assert found.end - found.start >= len(part) * times
    words = [*before, *part * times, *after][found.start : found.end]
    assert words[found.length :] == words[: -found.length]


@given(st.lists(st.integers(min_value=0), unique=True))
def test_words_that_all_differ_repeat_nothing(numbers: list[int]) -> None:
    assert longest_repetition([str(number) for number in numbers]) is None


def test_case_and_punctuation_do_not_hide_a_repetition() -> None:
    assert longest_repetition(["Go", "on,", "go", "on.", "Go", "ON!"]) == Repetition(0, 6, 2)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("hey " * 40, 20.0),
        ("the way of the people, " * 4, 12.0),
        ("I was late because " + "of the room and " * 9, 20.0),
        ("one two three four five six seven eight nine ten", 1.0),
        ("".join(f"{n} of the holy spirit and the father, {n} " for n in range(12)), 60.0),
    ],
)
def test_loops_are_suspicious(text: str, seconds: float) -> None:
    assert may_loop(text.strip(), seconds)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No, no, no, no, I said no.",
        "It was very, very, very good.",
        "I went home. I went home and slept.",
        "Today I called my mother on the way home, and I was nervous at first.",
    ],
)
def test_speech_is_not_suspicious(text: str) -> None:
    assert not may_loop(text, 5.0)


def test_what_the_halves_repeat_too_was_said() -> None:
    whole = "I am calm. " * 6
    assert same_repetition(whole, ["I am calm. " * 3, "I am calm. " * 3])
    assert same_repetition(whole, ["I am calm. " * 2 + "I am", "calm. " + "I am calm. " * 3])
    assert not same_repetition(whole, ["I am calm.", "and we went out"])
    assert not same_repetition(
        whole, ["you and you and you", "of the room of the room of the room"]
    )
    assert not same_repetition("nothing twice", ["nothing", "twice"])


def test_of_a_loop_the_first_time_is_kept() -> None:
    assert said_once("We went home, but but but but but") == "We went home, but"
    assert said_once("in the room and in the room and in the room and") == "in the room and"
    assert said_once("words that come once, which were too many") == ""
