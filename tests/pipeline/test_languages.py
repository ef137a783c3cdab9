"""Each text is read by a model that knows its language, and by no other."""

from __future__ import annotations

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


def test_no_texts() -> None:
    assert result_of(analyse_texts([], KeywordModels())) == []
