"""What is said of how well models hear which language."""

from __future__ import annotations

import pytest

from samo_desktop.domain.speech_accuracy import FAIR, GOOD, WRONG, figures, in_words
from samo_desktop.inference.model_store import model_catalog


def test_what_ships_says_in_which_languages_it_is_good() -> None:
    assert in_words("whisper-base", ("*",)) == (
        "Good in Spanish and English. Fair in German and Portuguese. Many mistakes in French. "
        "More mistakes in most other languages."
    )
    assert in_words("moonshine-tiny-en", ("en",)) == "Fair in English."
    assert figures("whisper-base") == (
        "Words in 100 wrong, measured with ordinary speakers: Spanish 6, English 9, German 11, "
        "Portuguese 18 and French 31."
    )


@pytest.mark.parametrize(
    ("name", "than"),
    [("whisper-tiny", "more"), ("whisper-small", "fewer"), ("whisper-large-v3-turbo", "fewer")],
)
def test_others_are_compared_with_what_ships(name: str, than: str) -> None:
    model = model_catalog.find(name)
    text = in_words(name, model.languages, model.wer)
    assert (
        text == f"In every language it makes {than} mistakes than Whisper base, which is included."
    )
    assert figures(name) == ""


@pytest.mark.parametrize(("languages", "wer"), [(("en",), 2.3), (("*",), None), ((), None)])
def test_nothing_is_said_of_what_nobody_measured(
    languages: tuple[str, ...], wer: float | None
) -> None:
    assert in_words("my-own", languages, wer) == ""


def test_the_figures_are_told_apart() -> None:
    assert GOOD < FAIR
    assert all(0 < wrong < 100 for each in WRONG.values() for wrong in each.values())
