"""Each text is read by a model that knows its language, and by no other."""

from __future__ import annotations

from typing import Any

from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.pipeline.adaptation import Adaptation
from samo_desktop.pipeline.analysis import analyse_texts
from tests.support.emotion import KeywordEmotion, KeywordModels

GERMAN = "Heute habe ich mit meiner Mutter telefoniert und war danach sehr erleichtert."
SPANISH = "Hoy fui al mercado con mi madre y compramos pan, queso y unas flores para la mesa."


class German(KeywordEmotion):
    """A second model, as a user may install one."""

    name, version = "german", "2"


class TwoModels(KeywordModels):
    """English and German."""

    def __init__(self) -> None:
        super().__init__()
        self.german = German()

    def emotion(self, language: str | None = None) -> KeywordEmotion | None:
        return self.german if language == "de" else super().emotion(language)


def test_texts_of_several_languages_keep_their_order_and_their_models() -> None:
    texts = [GERMAN, "I was happy today.", "", SPANISH, GERMAN, "I was scared of the dog."]
    fractions: list[float] = []
    found = result_of(analyse_texts(texts, TwoModels()), fractions.append)
    assert [analysis.models.get("emotion") for analysis in found] == [
        "german@2",
        "keywords@1",
        None,
        None,
        "german@2",
        "keywords@1",
    ]
    assert "Spanish" in found[3].notes[0]
    assert all(bool(analysis.notes) != bool(analysis.models) for analysis in found)
    assert fractions == sorted(fractions)
    assert all(0 <= fraction <= 1 for fraction in fractions)


def test_what_was_learned_is_asked_for_by_the_model_that_reads() -> None:
    asked: list[str] = []

    def adaptation(model: EmotionModel) -> Adaptation:
        asked.append(model.name)
        return Adaptation({"joy": 3.0} if model.name == "german" else {})

    german, english = result_of(
        analyse_texts([GERMAN, "We met at noon."], TwoModels(), adaptation=adaptation)
    )
    assert sorted(asked) == ["german", "keywords"]
    assert german.probabilities["joy"] > german.by_the_model["joy"]
    assert english.unadapted == {}


ENGLISH = "I was scared of the storm, and I cried."
DUTCH = "Vandaag was ik de hele dag moe en verdrietig."


def _one(text: str, models: KeywordModels, **how: Any) -> Analysis:
    [analysis] = result_of(analyse_texts([text], models, **how))
    return analysis


def test_an_entry_in_two_languages_is_read_by_both_sentence_by_sentence() -> None:
    german = "Heute war ich sehr happy und habe mit meiner Mutter telefoniert."
    found = _one(f"{ENGLISH} {german} {ENGLISH}", TwoModels())
    assert found.models == {
        "emotion": "keywords@1",
        "emotion:de": "german@2",
        "summary": "first@1",
    }
    shown = [{feeling.label for feeling in each.feelings} for each in found.sentences]
    assert shown == [{"fear", "sadness"}, {"joy"}, {"fear", "sadness"}]
    assert {"fear", "joy", "sadness"} <= {feeling.label for feeling in found.feelings}
    assert found.read_by == ""
    assert "".join(each.text for each in found.sentences) in f"{ENGLISH}{german}{ENGLISH}"


def test_whoever_read_the_most_comes_first() -> None:
    found = _one(f"{GERMAN} {GERMAN} {ENGLISH}", TwoModels())
    assert found.models["emotion"] == "german@2"
    assert found.models["emotion:en"] == "keywords@1"


def test_how_sure_it_is_in_other_languages_is_said_once_and_not_of_english() -> None:
    assert _one(ENGLISH, TwoModels()).caution == ""
    found = _one(f"{GERMAN} {ENGLISH} {GERMAN}", TwoModels())
    assert found.caution == "Feelings in German are less sure than in English."
    assert found.notes == ()
    assert found.to_json()["notes"] == [found.caution]
    assert Analysis.from_json(found.to_json(whole=True)).caution == found.caution
    assert Analysis.from_json(found.to_json(whole=True)).notes == ()


def test_a_part_that_nobody_can_read_has_no_feelings_and_a_note() -> None:
    found = _one(f"{ENGLISH} {DUTCH} {DUTCH} {ENGLISH}", TwoModels())
    assert [bool(each.feelings) for each in found.sentences] == [True, False, False, True]
    assert [each.intensity for each in found.sentences[1:3]] == [0.0, 0.0]
    assert found.probabilities == _one(f"{ENGLISH} {ENGLISH}", TwoModels()).probabilities
    [note] = found.notes
    assert note == (
        "Part of this text seems to be in Dutch, which no installed feelings model knows, so that "
        "part has no feelings."
    )
    assert found.models["emotion"] == "keywords@1"


def test_nothing_but_what_nobody_can_read_is_not_analysed() -> None:
    found = _one(f"{DUTCH} {SPANISH}", TwoModels())
    assert (found.sentences, found.models, found.feelings) == ((), {}, ())
    assert "no feelings and no summary" in found.notes[0]


def test_what_the_writer_speaks_decides_over_what_does_not_tell() -> None:
    assert _one("Ok super.", TwoModels()).models["emotion"] == "keywords@1"
    assert _one("Ok super.", TwoModels(), spoken=("de",)).models["emotion"] == "german@2"


def test_own_feelings_that_a_model_cannot_learn_are_told() -> None:
    def adaptation(model: EmotionModel) -> Adaptation:
        return Adaptation(unlearned=model.name == "german")

    said = _one(GERMAN, TwoModels(), adaptation=adaptation).caution
    assert said.endswith("Your own feelings are not looked for in German.")
    assert _one(ENGLISH, TwoModels(), adaptation=adaptation).caution == ""


def test_the_same_texts_beside_others_have_the_same_feelings() -> None:
    texts = [f"{ENGLISH} {GERMAN}", GERMAN, ENGLISH, f"{GERMAN} {ENGLISH}"]
    together = result_of(analyse_texts(texts, TwoModels()))
    for text, found in zip(texts, together, strict=True):
        assert _one(text, TwoModels()).probabilities == found.probabilities


def test_no_texts() -> None:
    assert result_of(analyse_texts([], KeywordModels())) == []
