"""The feelings of an entry agree with those of its sentences; with the models that ship."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from samo_desktop.domain.emotion import CLEAR, NEGATIVE, POSITIVE, Analysis
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.adaptation import Adaptation, fit_own
from samo_desktop.pipeline.analysis import analyse_texts
from training import config

pytestmark = pytest.mark.slow

HARD = tomllib.loads((config.ROOT / "training/data/hard_entries.toml").read_text("utf-8"))["entry"]
PLEASANT = {
    "gratitude": "I am so grateful to Anna for everything she did.",
    "love": "I love my children more than anything.",
    "joy": "I am so happy that you came!",
    "amusement": "The play was so funny that I could not stop laughing.",
}
UNPLEASANT = {
    "anger": "I was furious with my brother, and I hate him for it.",
    "sadness": "I am so sad that I cried all night.",
    "fear": "I am terrified of what the doctor will say.",
    "remorse": "I am so sorry for what I said to you.",
}
PLAIN = (
    "I got up at {n} and made coffee.",
    "The bus came at half past {n}.",
    "I answered {n} letters and filed the rest.",
    "We had the weekly meeting in room {n}.",
    "I copied the plans for floor {n}.",
    "I took the number {n} bus home.",
    "I read {n} pages of the book about bridges.",
    "The plumber comes on Tuesday at {n}.",
)

MILD = (
    "Work was fine, I suppose.",
    "I wonder what Tom meant by that.",
    "Lunch was better than yesterday.",
    "I did not like the new chairs much.",
    "It was nice to see Anna in the hall.",
    "I hope the weather holds.",
    "The meeting was a bit boring.",
    "I should have called my sister.",
    "Not sure why the train was late again.",
    "I was a little tired after lunch.",
)


@pytest.fixture(scope="module")
def models() -> Models:
    return Models()


def _analyse(models: Models, *texts: str) -> list[Analysis]:
    return result_of(analyse_texts(list(texts), models))


def _shown(analysis: Analysis) -> set[str]:
    return {feeling.label for feeling in analysis.feelings}


def _side(shown: set[str]) -> str:
    sides = (bool(shown & POSITIVE), bool(shown & NEGATIVE))
    return {(True, True): "both", (True, False): "pleasant", (False, True): "unpleasant"}.get(
        sides, "neither"
    )


def _plain(count: int) -> list[str]:
    chance = random.Random(3)
    return [chance.choice(PLAIN).format(n=chance.randint(2, 9)) for _ in range(count)]


def _among(sentences: Sequence[str], strong: Sequence[str]) -> str:
    middle = len(sentences) // 2
    return " ".join([*sentences[:middle], *strong, *sentences[middle:]])


@pytest.mark.parametrize("entry", HARD, ids=lambda entry: entry["name"])
def test_hard_entries_show_what_a_reader_expects(models: Models, entry: dict[str, Any]) -> None:
    [analysis] = _analyse(models, entry["text"])
    shown = _shown(analysis)
    assert all(shown & set(group) for group in entry["shows"]), shown
    assert _side(shown) == entry["side"], shown
    if entry["side"] == "both":
        assert abs(analysis.valence) < 2 * CLEAR
    if entry["side"] in ("pleasant", "unpleasant"):
        assert analysis.valence * (1 if entry["side"] == "pleasant" else -1) > 0


def test_there_are_twelve_hard_entries_and_most_are_mixed() -> None:
    assert len(HARD) == 12
    assert sum(entry["side"] == "both" for entry in HARD) >= 6


@pytest.mark.parametrize("between", ["", "We had lunch at one. I read for an hour."])
def test_a_strong_opposite_sentence_never_takes_the_first_ones_feeling_away(
    models: Models, between: str
) -> None:
    pairs = list(product(PLEASANT.items(), UNPLEASANT.items()))
    pairs += [(second, first) for first, second in pairs]
    texts = [f"{one} {between} {two}" for (_, one), (_, two) in pairs]
    for ((first, _), (second, _)), analysis in zip(pairs, _analyse(models, *texts), strict=True):
        shown = _shown(analysis)
        assert {first, second} <= shown
        assert _side(shown) == "both"
        assert abs(analysis.valence) < 0.5


@pytest.mark.parametrize("sentences", [PLEASANT, UNPLEASANT], ids=["pleasant", "unpleasant"])
def test_a_day_of_one_kind_does_not_become_mixed(models: Models, sentences: dict[str, str]) -> None:
    [analysis] = _analyse(models, " ".join([*sentences.values(), *_plain(3)]))
    assert _side(_shown(analysis)) == ("pleasant" if sentences is PLEASANT else "unpleasant")
    assert abs(analysis.valence) > CLEAR


def test_a_sentence_alone_says_what_it_says_as_an_entry(models: Models) -> None:
    texts = [*PLEASANT.values(), *UNPLEASANT.values(), *_plain(5)]
    for analysis in _analyse(models, *texts):
        [sentence] = analysis.sentences
        assert sentence.feelings == analysis.feelings
        assert sentence.valence == analysis.valence


@pytest.mark.parametrize("count", [20, 700])
def test_a_strong_sentence_shows_in_a_text_of_any_length(models: Models, count: int) -> None:
    plain = _plain(count)
    strong = {"gratitude": PLEASANT["gratitude"], "anger": UNPLEASANT["anger"]}
    bare, *with_one = _analyse(
        models, " ".join(plain), *(_among(plain, [sentence]) for sentence in strong.values())
    )
    assert not _shown(bare) & set(strong)
    for label, analysis in zip(strong, with_one, strict=True):
        assert label in _shown(analysis)


def test_two_hundred_sentences_do_not_pile_up_feelings(models: Models) -> None:
    sentences = [MILD[at // 2 % len(MILD)] if at % 2 else s for at, s in enumerate(_plain(200))]
    [analysis] = _analyse(models, " ".join(sentences))
    assert len(analysis.sentences) == 200
    alone = {feeling.label for sentence in analysis.sentences for feeling in sentence.feelings}
    assert len(alone) >= 14
    assert 1 <= len(analysis.feelings) <= 8


def test_a_plain_text_is_neutral_whatever_its_length(models: Models) -> None:
    for analysis in _analyse(models, *(" ".join(_plain(count)) for count in (2, 10, 100))):
        assert analysis.feelings[0].label == "neutral"


HOMESICK = (
    "I miss my home town so much.",
    "I wish I could go home and see my old street.",
    "I long for the kitchen of my parents' house.",
    "Everything here is strange and I want to go back home.",
    "I dream of home every night.",
    "I am so homesick for the sea and our village.",
    "I keep thinking of home and my old friends there.",
    "Nothing here smells like home.",
    "I would give anything to be home again.",
    "I cried because home is so far away.",
)


def test_a_feeling_of_ones_own_shows_from_one_sentence_of_an_entry(models: Models) -> None:
    model = models.emotion()
    assert model is not None
    taught = Adaptation(own={"homesick": fit_own(model, HOMESICK)})
    plain = _plain(6)
    texts = [_among(plain, ["I miss home and my old street so much."]), " ".join(plain)]
    one, none = result_of(analyse_texts(texts, models, adaptation=lambda _: taught))
    assert "homesick" in _shown(one)
    assert "homesick" not in _shown(none)
    assert one.probabilities["homesick"] < max(
        feeling.probability
        for sentence in one.sentences
        for feeling in sentence.feelings
        if feeling.label == "homesick"
    )


def test_what_was_learned_moves_the_feelings_of_the_entry(models: Models) -> None:
    [entry] = [each for each in HARD if each["name"].startswith("anger and gratitude")]
    learned = Adaptation(biases={"anger": -1.0})
    [given] = _analyse(models, entry["text"])
    [moved] = result_of(analyse_texts([entry["text"]], models, adaptation=lambda _: learned))
    assert _shown(moved) == _shown(given) - {"anger"}
    assert moved.by_the_model == given.probabilities
    assert moved.probabilities["anger"] < given.probabilities["anger"]
    assert moved.valence > given.valence
