"""The speaker's own words in what was heard: written as they write them, and never invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.transcript import Segment, Word
from samo_desktop.inference.speech.own_words import MOST_TOLD, OwnWords, prompt_of
from samo_desktop.inference.speech.second_hearing import Piece
from samo_desktop.inference.speech.whisper_decoder import Encoded, Hypothesis, Reading, TimedWord

LIST = ("Maëlys", "sertraline", "Sintra", "Thaddeus", "Van Dyck", "Mark", "Xanthe", "C++")
ORDINARY = (
    "I went to the shop this morning and bought some bread and milk.",
    "There was a mark on the wall, and a rose in the glass.",
    "He made a list of all the miles that we still need to walk.",
    "Send the letter on Tuesday, or set a line under it.",
)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("I took Certraline again.", "I took sertraline again."),
        ("Certraline helps.", "Sertraline helps."),
        ("I met maelys in centra.", "I met Maëlys in Sintra."),
        ("It was MAELYS's cat.", "It was Maëlys's cat."),
    ],
)
def test_word_that_sounds_quite_like_one_of_them_is_that_one(heard: str, written: str) -> None:
    assert OwnWords(LIST, sure=True).written(heard) == written


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_stay(text: str) -> None:
    assert OwnWords(LIST, sure=True).written(text) == text


def test_by_case_and_accents_alone_where_the_sound_says_too_little() -> None:
    own = OwnWords(LIST)
    assert own.written("ich traf maelys in Centra") == "ich traf Maëlys in Centra"


@given(st.lists(st.text(max_size=12), max_size=6), st.text(max_size=80))
def test_any_list_on_any_text_is_settled_at_once(words: list[str], text: str) -> None:
    own = OwnWords(words, sure=True)
    once = own.written(text)
    assert own.written(once) == once or len(words) > 1
    assert OwnWords((), sure=True).written(text) == text


def test_times_of_words_stay_beside_them() -> None:
    words = (Word(0.0, 0.3, "Hello", 0.9), Word(0.3, 0.9, "maelys.", 0.4))
    found = OwnWords(LIST).corrected(Segment(0.0, 0.9, "Hello maelys.", 0.6, words))
    assert found.text == "Hello Maëlys."
    assert found.words == (words[0], replace(words[1], text="Maëlys."))


def timed(text: str, doubted: str) -> tuple[TimedWord, ...]:
    """The words of `text`, the model being unsure of one."""
    return tuple(
        TimedWord(n, n + 0.9, f" {word}", 0.3 if word.strip(".") == doubted else 0.95)
        for n, word in enumerate(text.split())
    )


def test_told_of_what_a_doubtful_word_may_have_been() -> None:
    own = OwnWords(LIST)
    likely = own.likely(timed("I had lunch with Hades today.", "Hades"))
    assert likely[-1] == "Thaddeus"
    assert len(likely) <= 3
    assert not own.likely(timed("I had lunch with Hades today.", ""))
    assert not OwnWords(()).likely(timed("I had lunch with Hades today.", "Hades"))


def test_of_a_long_list_not_all_are_told() -> None:
    many = [f"Thad{chr(97 + n // 26)}{chr(97 + n % 26)}us" for n in range(200)]
    text = " ".join(["Hades"] * 40)
    assert len(OwnWords(many).likely(timed(text, "Hades"))) <= MOST_TOLD


def test_they_are_told_in_a_row() -> None:
    assert prompt_of(["Maëlys", "Sintra"]) == " Maëlys, Sintra."
    assert prompt_of([]) == ""


class Ears:
    """Hears `text` when it is told of words, `logprob` sure of it."""

    def __init__(self, *texts: str, logprob: float = -0.2) -> None:
        self.hypotheses = tuple(Hypothesis(text, (1,), logprob) for text in texts)
        self.told: list[str] = []

    def tokens(self, text: str, _language: str) -> list[int]:
        self.told.append(text)
        return [1]

    def read(self, _encoded: Encoded, language: str, *, told: list[int]) -> Reading:
        assert told
        return Reading(self.hypotheses, language, 0.1, ended=True)

    def words(self, _encoded: Encoded, reading: Reading) -> list[TimedWord]:
        return list(timed(reading.text, ""))


def again(before: str, doubted: str, ears: Any) -> str:
    """What is written in place of `before`."""
    first = Reading((Hypothesis(before, (1,), -0.3),), "en", 0.1, ended=True)
    piece = Piece(0.0, Encoded(None, 8.0), first, timed(before, doubted))
    return OwnWords(LIST).heard(ears, piece).reading.text


def test_second_text_is_taken_where_the_word_may_have_been_said() -> None:
    ears = Ears("I had lunch with Thaddeus today.")
    assert again("I had lunch with Hades today.", "Hades", ears) == ears.hypotheses[0].text
    assert "Thaddeus" in ears.told[0]


def test_less_likely_text_is_taken_if_it_alone_has_the_word() -> None:
    ears = Ears("I told Santh all.", "I told Xanthe all.")
    assert again("I told synth all.", "synth", ears) == "I told Xanthe all."


def test_word_that_is_nearly_written_so_is_written_so() -> None:
    assert again("I told synth all.", "synth", Ears("I told Zanthe all.")) == "I told Xanthe all."


@pytest.mark.parametrize(
    "ears",
    [
        Ears("Thaddeus, Thaddeus, Thaddeus."),
        Ears("I had lunch with Hades today. Maëlys, Sintra, Thaddeus."),
        Ears("I had lunch with Hades today."),
        Ears("I had lunch with Thaddeus today.", logprob=-0.9),
    ],
    ids=["repeated", "recited", "the same", "unsure"],
)
def test_words_that_were_not_said_are_not_taken(ears: Ears) -> None:
    before = "I had lunch with Hades today."
    assert again(before, "Hades", ears) == before


def test_what_the_model_is_sure_of_is_not_heard_again() -> None:
    ears = Ears("I had lunch with Thaddeus today.")
    assert again("I had lunch with Hades today.", "", ears) == "I had lunch with Hades today."
    assert not ears.told
