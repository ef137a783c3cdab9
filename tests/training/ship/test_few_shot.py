from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.domain.emotion import JOURNAL_LABELS
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from samo_desktop.inference.emotion.fewshot import Background, unit
from training.models.features import EMOTION
from training.ship import few_shot

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(8)


def test_judged_texts_are_entries_and_sentences_in_turns() -> None:
    texts = ["I am glad today. It rained.", "We went home early. I slept."]
    found = few_shot.judged_texts(texts)
    assert len(found) == 4
    assert set(found[::2]) == set(texts)
    assert all(any(part in text for text in texts) for part in found[1::2])


def test_the_prototypes_that_ship() -> None:
    texts = few_shot.prototype_texts()
    assert set(texts) <= set(JOURNAL_LABELS)
    assert set(texts) == {"jealous", "overwhelmed", "tired"}
    for own in texts.values():
        assert len(set(own)) >= 10
        assert all(len(text) > 20 and text == text.strip() for text in own)


def test_a_feeling_is_told_from_the_others_examples() -> None:
    background = Background.measured(unit(RNG.normal(size=(200, 12))), 6, 100)
    tired, jealous = np.eye(12)[:2] * 6
    seen = {
        "tired": unit(RNG.normal(size=(10, 12)) + tired),
        "jealous": unit(RNG.normal(size=(10, 12)) + jealous),
    }
    found = few_shot.fit_prototypes(seen, background)
    for label, few in found.items():
        shown = {name: few.probability(rows) >= few.threshold for name, rows in seen.items()}
        assert shown.pop(label).mean() >= 0.8
        assert all(each.mean() <= 0.2 for each in shown.values())


def test_the_numbers_that_ship_are_those_of_our_sentences() -> None:
    model = EncoderEmotion(EMOTION)
    texts = few_shot.prototype_texts()
    assert model.prototypes == {label: len(own) for label, own in texts.items()}
    assert model.background is not None
    seen = {label: model.read(own).embeddings for label, own in texts.items()}
    found = few_shot.fit_prototypes(seen, model.background)
    for label, few in found.items():
        column = list(model.labels).index(label)
        for own in texts.values():
            expected = few.probability(model.read(own).embeddings)
            # Versions of ONNX Runtime round to INT8 in other places: up to .024 was seen.
            np.testing.assert_allclose(
                model.read(own).probabilities[:, column], expected, atol=0.03
            )
