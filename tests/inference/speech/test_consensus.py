"""The text that agrees best with the others."""

from __future__ import annotations

from samo_desktop.inference.speech.consensus import likeliest
from samo_desktop.inference.speech.whisper_decoder import Hypothesis


def _think(*texts: tuple[str, float]) -> list[Hypothesis]:
    """Texts, each with the log-probability of all of it."""
    return [Hypothesis(text, (), total) for text, total in texts]


def test_one_text_is_taken() -> None:
    assert likeliest([_think(("So it goes.", -3.0))]).text == "So it goes."


def test_what_most_agree_on_beats_what_one_is_sure_of() -> None:
    sure = _think(("Votre jugement du tigre", -1.0))
    others = _think(("Le rugissement du tigre", -2.0), ("Le rugissement du titre", -2.1))
    assert likeliest([sure, others, others]).text == "Le rugissement du tigre"


def test_within_a_reading_the_probable_counts_more() -> None:
    assert likeliest([_think(("one two", -0.1), ("one too", -6.0), ("won too", -6.1))]).text == (
        "one two"
    )


def test_case_and_marks_do_not_count() -> None:
    found = likeliest([_think(("Well, yes.", -1.0), ("well yes", -1.0), ("Swell yes", -0.9))])
    assert found.text == "Well, yes."


def test_texts_of_unequal_length_are_compared() -> None:
    found = likeliest([_think(("a b c d", -1.0)), _think(("a b c d e", -1.0)), _think(("", -1.0))])
    assert found.text == "a b c d"


def test_a_text_of_two_words_does_not_win_by_being_short() -> None:
    long = "Today I called my mother on the way home."
    said = [Hypothesis(long + end, tuple(range(49)), -0.45) for end in ("", " We laughed.")]
    assert likeliest([[*said, Hypothesis("To me.", (1, 2), -1.7)]]).text.startswith("Today")
