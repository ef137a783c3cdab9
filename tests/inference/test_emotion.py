"""The emotion tagger that ships: whole, in order, calibrated, and not far off."""

from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference import catalogue
from samo_desktop.inference.emotion.minilm import MiniLMEmotion
from tests.support.texts import HOSTILE, SENTENCES


@pytest.fixture(scope="module")
def emotion() -> MiniLMEmotion:
    return MiniLMEmotion(catalogue.emotion_folder())


def test_its_labels_are_the_journals(emotion: MiniLMEmotion) -> None:
    assert set(emotion.labels) == set(LABELS)
    assert len(emotion.labels) == len(LABELS)
    assert set(emotion.thresholds) == set(LABELS)
    assert all(0 < threshold < 1 for threshold in emotion.thresholds.values())


def test_probabilities_are_one_row_a_text_between_0_and_1(emotion: MiniLMEmotion) -> None:
    rows = emotion.predict(SENTENCES)
    assert rows.shape == (len(SENTENCES), len(LABELS))
    assert rows.dtype == np.float32
    assert ((rows >= 0) & (rows <= 1)).all()


def test_no_texts_give_no_rows(emotion: MiniLMEmotion) -> None:
    assert emotion.predict([]).shape == (0, len(LABELS))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I am so happy today!", "joy"),
        ("Thank you so much for your help.", "gratitude"),
        ("I love you.", "love"),
        ("I am so angry at him.", "anger"),
        ("I cried all night. I am so sad.", "sadness"),
        ("I am scared of the dark.", "fear"),
        ("That was disgusting.", "disgust"),
        ("I am so sorry for what I did.", "remorse"),
        ("Wow, I did not expect that at all!", "surprise"),
        ("The meeting starts at ten.", "neutral"),
    ],
)
def test_plain_words_are_read_as_they_are_meant(
    emotion: MiniLMEmotion, text: str, label: str
) -> None:
    strongest = np.argsort(-emotion.predict([text])[0])[:2]
    assert label in [emotion.labels[index] for index in strongest]


def test_many_at_once_give_what_one_by_one_gives(emotion: MiniLMEmotion) -> None:
    alone = np.concatenate([emotion.predict([text]) for text in SENTENCES])
    np.testing.assert_array_equal(emotion.predict(SENTENCES), alone)


def test_permuted_texts_give_permuted_rows(emotion: MiniLMEmotion) -> None:
    order = np.random.default_rng(0).permutation(len(SENTENCES))
    rows = emotion.predict(SENTENCES)
    permuted = emotion.predict([SENTENCES[index] for index in order])
    np.testing.assert_array_equal(permuted, rows[order])


def test_the_same_texts_give_the_same_numbers(emotion: MiniLMEmotion) -> None:
    np.testing.assert_array_equal(emotion.predict(SENTENCES), emotion.predict(SENTENCES))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_gives_probabilities(emotion: MiniLMEmotion, text: str) -> None:
    rows = emotion.predict([text])
    assert ((rows >= 0) & (rows <= 1)).all()
