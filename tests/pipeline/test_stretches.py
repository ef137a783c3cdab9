"""A text falls into stretches of one language each, and no sentence is lost or read twice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.inference import sentences
from samo_desktop.pipeline.stretches import Languages, stretches
from tests.support.emotion import KeywordEmotion, KeywordModels
from tests.support.texts import HOSTILE

ENGLISH = "I called my mother, and we talked for an hour."
GERMAN = "Heute war ich bei meiner Mutter, und wir haben lange geredet."
DUTCH = "Vandaag was ik de hele dag moe en verdrietig."


class InPassages(KeywordEmotion):
    """Reads passages beside the sentences."""

    aggregation: Mapping[str, Any] = {
        "unit": "passage",
        "passage_characters": 150,
        "reduce": "mean",
    }


class Models(KeywordModels):
    """English and German; counts who is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.keywords, self.german = InPassages(), InPassages()
        self.asked: list[str | None] = []

    def emotion(self, language: str | None = None) -> KeywordEmotion | None:
        self.asked.append(language)
        return self.german if language == "de" else super().emotion(language)


def test_each_stretch_has_its_model_and_passages_stay_within_it() -> None:
    models = Models()
    text = " ".join([ENGLISH] * 3 + [GERMAN] * 2 + [DUTCH, ENGLISH])
    found = stretches(text, Languages(models))
    assert [each.language for each in found] == ["en", "de", "nl", "en"]
    readers = [models.keywords, models.german, None, models.keywords]
    assert [each.model for each in found] == readers
    assert [len(each.spans) for each in found] == [3, 2, 1, 1]
    for each in found:
        first, last = each.spans[0][0], each.spans[-1][1]
        assert all(first <= start < end <= last for start, end in each.parts)
    assert found[2].scored == []
    assert sorted(models.asked) == ["de", "en", "nl"], "each language is asked for once"


def test_only_who_is_needed_is_asked() -> None:
    models = Models()
    stretches(" ".join([ENGLISH] * 5), Languages(models))
    assert models.asked == ["en"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from([ENGLISH, GERMAN, DUTCH, "Ok.", "\n", *HOSTILE.values()]), max_size=8),
    st.text(max_size=20),
)
def test_stretches_are_the_text_in_order_without_gaps(pieces: list[str], more: str) -> None:
    text = " ".join([*pieces, more])
    found = stretches(text, Languages(Models()))
    assert [span for each in found for span in each.spans] == sentences.split(text)
    assert all(each.spans for each in found)
    neighbours = itertools.pairwise(found)
    assert all(one.language != other.language for one, other in neighbours)
    assert all(set(each.spans) <= set(each.scored) for each in found if each.model)
