from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from samo_desktop.domain import emotion
from training.data import hard_cases
from training.data.hard_cases import composing, resemblance
from training.evaluate import challenge

LEAST = {"en": 6000, "de": 1500, "es": 1500, "fr": 1500, "pt": 1500}
KINDS = {
    "double negation",
    "feelings of others",
    "hedged",
    "idioms",
    "intensifiers",
    "mixed feelings",
    "negation",
    "past and present",
    "plain",
    "questions",
    "sarcasm",
    "wished or imagined",
}
every_language = pytest.mark.parametrize("language", sorted(LEAST))


@cache
def made(language: str) -> tuple[hard_cases.HardCase, ...]:
    return tuple(hard_cases.make(language, seed=0))


def test_there_are_parts_of_five_languages() -> None:
    assert hard_cases.languages() == sorted(LEAST)
    with pytest.raises(ValueError, match="xx"):
        hard_cases.make("xx")


@pytest.mark.slow
@every_language
def test_there_are_enough_and_no_two_are_alike(language: str) -> None:
    texts = {" ".join(resemblance.words(case.text)) for case in made(language)}
    assert len(texts) == len(made(language)) >= LEAST[language]


@pytest.mark.slow
@every_language
def test_every_kind_has_feelings_found_and_not_found(language: str) -> None:
    present: dict[str, set[str]] = defaultdict(set)
    absent: dict[str, set[str]] = defaultdict(set)
    for case in made(language):
        present[case.kind] |= case.present
        absent[case.kind] |= case.absent
    assert set(present) == KINDS
    for kind in KINDS:
        # What is only ever found, or never, in a kind would teach the kind and not the feeling.
        assert len(present[kind] & absent[kind]) >= 2, kind


@pytest.mark.slow
@every_language
def test_labels_are_known_and_do_not_contradict(language: str) -> None:
    for case in made(language):
        assert case.present | case.absent <= composing.LABELS, case
        assert case.present | case.absent, case
        assert not case.present & case.absent, case


@pytest.mark.slow
@every_language
def test_every_label_is_found_somewhere(language: str) -> None:
    found = frozenset[str]().union(*(case.present for case in made(language)))
    spoken_of = frozenset[str]().union(*(case.absent for case in made(language)))
    assert found >= composing.LABELS
    assert spoken_of == composing.LABELS


@pytest.mark.slow
@every_language
def test_sentences_are_filled_and_written_as_one_writes(language: str) -> None:
    for case in made(language):
        assert not re.search(r"[{}<>\[\]|\0]|  |\s[,.]|^\W*$", case.text), case.text


@pytest.mark.slow
@every_language
def test_none_resembles_a_sentence_that_models_are_judged_by(language: str) -> None:
    held_out = {run for one in challenge.read() for run in four_words(one.text)}
    held_out |= four_words(resemblance.ENTRIES.read_text(encoding="utf-8"))
    for case in made(language):
        assert not held_out & four_words(case.text), case.text


def four_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


@pytest.mark.slow
def test_a_seed_makes_the_same_sentences_again() -> None:
    assert hard_cases.make("pt", seed=3) == hard_cases.make("pt", seed=3)
    assert hard_cases.make("pt", seed=3) != hard_cases.make("pt", seed=4)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("I am not angry with my sister.", True),
        ("I am not cross with my sister.", True),
        ("Lunch at one. I am not cross with my sister.", True),
        ("Then nobody thanked me for the dinner, and I left.", True),
        ("I love my wife.", True),
        ("I am not cross about the noise.", False),
        ("The tram was late.", False),
    ],
)
def test_resemblance_is_four_words_in_a_row_or_the_same_frame(text: str, near: bool) -> None:
    assert resemblance.held_out().resembles(text) == near


def test_likeness_counts_words_in_their_order() -> None:
    assert resemblance.likeness(["a", "b", "c"], ["a", "b", "c"]) == 1
    assert resemblance.likeness(["a", "b", "c"], ["c", "b", "a"]) == pytest.approx(1 / 3)
    assert resemblance.likeness([], ["a"]) == 0


def test_labels_are_those_of_the_models() -> None:
    assert {*emotion.LABELS, "calm", "content", "nostalgic", "bored"} == composing.LABELS


def some(reading: str, **frame: object) -> hard_cases.HardCase:
    feelings = {
        "joy": {
            "side": "pleasant",
            "labels": ["joy"],
            "kin": ["love"],
            "instead": ["sadness"],
            "adjective": ["content[o|a]"],
        },
        "fear": {"side": "unpleasant", "labels": ["fear"], "kin": [], "adjective": ["tes<o|a>"]},
    }
    parts = {
        "lists": {"woman": ["mi tía"], "man": ["mi tío"]},
        "feelings": feelings,
        "styles": {},
        "contractions": [],
    }
    whole = {"kind": "plain", "reading": reading, "plain": True, **frame}
    return next(composing.Composer(parts, composing.Random(1)).cases(whole))


def test_a_feeling_felt_excludes_the_other_side_but_not_its_kin() -> None:
    case = some("felt", feelings=["joy"], texts=["{adjective}"])
    assert case.present == {"joy"}
    assert case.absent == composing.UNPLEASANT | {"neutral"}


def test_a_feeling_denied_is_absent_with_its_kin() -> None:
    denied = some("denied", feelings=["joy"], texts=["{adjective}"])
    assert denied.present == {"sadness"}
    assert {"joy", "love"} <= denied.absent
    assert some("absent", feelings=["joy"], texts=["{adjective}"]).present == frozenset()
    fear = some("denied", feelings=["fear"], texts=["{adjective}"])
    assert (fear.present, fear.absent) == (frozenset(), {"fear"})


def test_both_of_two_feelings_are_found() -> None:
    case = some("felt", feelings=["joy"], second=["fear"], texts=["{adjective} y {2.adjective}"])
    assert case.present == {"joy", "fear"}
    assert case.absent == {"neutral"}


def test_a_second_feeling_may_be_absent() -> None:
    frame = {"feelings": ["joy"], "second": ["fear"], "texts": ["{adjective}, no {2.adjective}"]}
    case = some("felt", second_reading="absent", **frame)
    assert case.present == {"joy"}
    assert case.absent == {"fear", "neutral"}


def test_endings_agree_with_whom_they_are_said_of() -> None:
    for text, expected in [("{woman} {adjective}", "contenta"), ("{man} {adjective}", "contento")]:
        assert expected in some("felt", feelings=["joy"], texts=[text]).text


def test_capitals_stay_capitals_and_a_single_i_is_none() -> None:
    assert "content" in some("felt", feelings=["joy"], texts=["I {adjective}"]).text
    assert "CONTENT" in some("felt", feelings=["joy"], texts=["SOY {adjective}"]).text
