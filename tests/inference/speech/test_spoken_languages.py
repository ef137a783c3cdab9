"""The language of each stretch, and of all."""

from __future__ import annotations

import pytest

from samo_desktop.domain.transcript import LANGUAGE_UNCERTAIN
from samo_desktop.inference.speech.spoken_languages import SpokenLanguages


def test_a_known_language_is_never_doubted() -> None:
    spoken = SpokenLanguages(["pt"])
    assert (spoken.known, spoken.believed, spoken.language) == (True, True, "pt")
    assert spoken.guess({}, 10.0) == "pt"


def test_it_is_chosen_among_those_that_may_be_spoken() -> None:
    spoken = SpokenLanguages(["en", "de"])
    assert spoken.guess({"nl": 0.8, "de": 0.15, "en": 0.05}, 8.0) == "de"
    assert SpokenLanguages().guess({"nl": 0.85, "de": 0.15}, 8.0) == "nl"


def test_where_any_may_be_spoken_a_rare_one_needs_more_evidence() -> None:
    assert SpokenLanguages().guess({"gl": 0.6, "pt": 0.4}, 8.0) == "pt"
    assert SpokenLanguages().guess({"gl": 0.95, "pt": 0.05}, 8.0) == "gl"


def test_a_stretch_that_surely_is_in_another_is_heard_in_it() -> None:
    spoken = SpokenLanguages(["en", "es"])
    spoken.take({"en": 0.95, "es": 0.05}, 20.0)
    assert spoken.guess({"en": 0.1, "es": 0.9}, 8.0) == "es"
    assert spoken.guess({"en": 0.3, "es": 0.7}, 8.0) == "en", "it is not sure"
    assert spoken.guess({"en": 0.1, "es": 0.9}, 1.0) == "en", "it is short"
    spoken.take({"en": 0.1, "es": 0.9}, 8.0)
    assert spoken.language == "en", "most was said in it"
    assert spoken.guess({"en": 0.6, "es": 0.4}, 1.0) == "es", "who has changed goes on in it"


def test_it_is_believed_when_it_is_sure_or_much_was_said() -> None:
    spoken = SpokenLanguages(["en", "es"])
    assert not spoken.believed
    spoken.take({"en": 0.9, "es": 0.1}, 1.0)
    assert not spoken.believed, "one word"
    spoken.take({"en": 0.9, "es": 0.1}, 3.0)
    assert spoken.believed
    unsure = SpokenLanguages(["en", "es"])
    unsure.take({"en": 0.5, "es": 0.5}, 4.0)
    assert not unsure.believed
    unsure.take({"en": 0.5, "es": 0.5}, 7.0)
    assert unsure.believed


@pytest.mark.parametrize(("among", "told"), [(["en", "de"], "not among"), (["en"], "in another")])
def test_another_language_is_told(among: list[str], told: str) -> None:
    spoken = SpokenLanguages(among)
    spoken.take({"fr": 0.9, "en": 0.1}, 4.0)
    assert spoken.notes() == (), "too little was said"
    spoken.take({"fr": 0.9, "en": 0.1}, 4.0)
    [note] = spoken.notes()
    assert note.startswith("This sounds like French")
    assert told in note


def test_an_uncertain_language_is_told() -> None:
    spoken = SpokenLanguages()
    assert spoken.notes() == (), "nothing was said"
    spoken.take({"en": 0.4, "de": 0.35, "fr": 0.25}, 8.0)
    assert spoken.notes() == (LANGUAGE_UNCERTAIN,)


def test_two_languages_of_which_each_is_sure_are_no_doubt() -> None:
    spoken = SpokenLanguages()
    for code in ("en", "es", "de"):
        spoken.take({code: 0.95, "fr": 0.05}, 8.0)
    assert spoken.notes() == ()
