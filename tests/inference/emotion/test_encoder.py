"""The emotion tagger that ships: whole, in order, calibrated, and not far off."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from samo_desktop.errors import ModelError
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.ports import EmotionOutput
from tests.support.texts import HOSTILE, SENTENCES
from tests.support.tiny_text_model import make_tiny


@pytest.fixture(scope="module")
def emotion() -> EncoderEmotion:
    return EncoderEmotion(catalogue.emotion_folder())


def _fresh(emotion: EncoderEmotion, texts: Sequence[str]) -> NDArray[np.float32]:
    """Probabilities from a model that remembers nothing."""
    emotion.forget()
    return emotion.read(texts).probabilities


def test_its_labels_are_the_journals(emotion: EncoderEmotion) -> None:
    assert tuple(emotion.labels[: len(LABELS)]) == LABELS
    assert set(emotion.labels) <= {*LABELS, *JOURNAL_LABELS}
    assert len(set(emotion.labels)) == len(emotion.labels)
    assert set(emotion.thresholds) == set(emotion.labels)
    assert set(emotion.prototypes) <= set(emotion.labels)
    assert emotion.languages == {"en"}
    assert all(0 < threshold < 1 for threshold in emotion.thresholds.values())


def test_probabilities_are_one_row_a_text_between_0_and_1(emotion: EncoderEmotion) -> None:
    rows = _fresh(emotion, SENTENCES)
    assert rows.shape == (len(SENTENCES), len(emotion.labels))
    assert rows.dtype == np.float32
    assert ((rows >= 0) & (rows <= 1)).all()


def test_no_texts_give_no_rows(emotion: EncoderEmotion) -> None:
    assert _fresh(emotion, []).shape == (0, len(emotion.labels))


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
    emotion: EncoderEmotion, text: str, label: str
) -> None:
    strongest = np.argsort(-_fresh(emotion, [text])[0])[:2]
    assert label in [emotion.labels[index] for index in strongest]


def test_many_at_once_give_what_one_by_one_gives(emotion: EncoderEmotion) -> None:
    alone = np.concatenate([_fresh(emotion, [text]) for text in SENTENCES])
    np.testing.assert_array_equal(_fresh(emotion, SENTENCES), alone)


def test_permuted_texts_give_permuted_rows(emotion: EncoderEmotion) -> None:
    order = np.random.default_rng(0).permutation(len(SENTENCES))
    rows = _fresh(emotion, SENTENCES)
    permuted = _fresh(emotion, [SENTENCES[index] for index in order])
    np.testing.assert_array_equal(permuted, rows[order])


@settings(max_examples=8)
@given(
    st.lists(st.sampled_from([*SENTENCES, *HOSTILE.values()]) | st.text(max_size=40), min_size=1),
    st.randoms(use_true_random=False),
)
def test_whatever_the_neighbours_and_their_order_a_texts_numbers_are_its_own(
    emotion: EncoderEmotion, texts: list[str], random: random.Random
) -> None:
    def fresh(these: list[str]) -> EmotionOutput:
        emotion.forget()
        return emotion.read(these)

    order = random.sample(range(len(texts)), len(texts))
    together = fresh(texts)
    permuted = fresh([texts[at] for at in order])
    np.testing.assert_array_equal(permuted.probabilities, together.probabilities[order])
    np.testing.assert_array_equal(permuted.embeddings, together.embeddings[order])
    alone = fresh([texts[order[0]]])
    np.testing.assert_array_equal(alone.probabilities[0], together.probabilities[order[0]])
    np.testing.assert_array_equal(alone.embeddings[0], together.embeddings[order[0]])


def test_the_same_texts_give_the_same_numbers(emotion: EncoderEmotion) -> None:
    np.testing.assert_array_equal(_fresh(emotion, SENTENCES), _fresh(emotion, SENTENCES))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_gives_probabilities(emotion: EncoderEmotion, text: str) -> None:
    rows = _fresh(emotion, [text])
    assert ((rows >= 0) & (rows <= 1)).all()


def test_embeddings_are_of_unit_length(emotion: EncoderEmotion) -> None:
    texts = ["", *SENTENCES]
    lengths = np.linalg.norm(emotion.read(texts).embeddings, axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_calibration_scales_and_shifts_the_log_odds_of_each_label(tmp_path: Path) -> None:
    plain = EncoderEmotion(make_tiny(tmp_path / "plain", LABELS))
    scale, bias = np.linspace(0.5, 2, len(LABELS)), np.linspace(-1, 1, len(LABELS))
    calibration = {"scale": scale.tolist(), "bias": bias.tolist()}
    shifted = EncoderEmotion(make_tiny(tmp_path / "shifted", LABELS, calibration=calibration))
    before, after = (_odds(model.read(["ich so froh"])) for model in (plain, shifted))
    np.testing.assert_allclose(after, before * scale + bias, atol=1e-4)


def _odds(reading: EmotionOutput) -> NDArray[np.float64]:
    p = reading.probabilities.astype(np.float64)
    return np.log(p / (1 - p))


def test_a_huge_scale_gives_probabilities_all_the_same(tmp_path: Path) -> None:
    calibration = {"scale": [1e6] * len(LABELS), "bias": [-1e6] * len(LABELS)}
    model = EncoderEmotion(make_tiny(tmp_path / "sure", LABELS, calibration=calibration))
    assert set(np.unique(model.read(["ich", "je so"]).probabilities)) <= {0.0, 1.0}


PULL = {"share": 0.4, "share_growth": 0.03, "limit": 0.8, "limit_growth": 0.6, "most": 2.3}
STRONGEST_SENTENCE = {
    "unit": "passage",
    "passage_characters": 300,
    "reduce": "strongest sentence",
    "pull": PULL,
    "pull_of_other_labels": PULL,
}


@pytest.mark.parametrize(
    "config",
    [
        {"labels": list(LABELS[:-1])},
        {"labels": "joy"},
        {"labels": [1] * len(LABELS)},
        {"thresholds": {"joy": 0.5}},
        {"thresholds": dict.fromkeys(LABELS, float("nan"))},
        {"calibration": {"scale": [1.0], "bias": [0.0]}},
        {"calibration": {"scale": [1.0] * len(LABELS)}},
        {"calibration": None},
        {"aggregation": {"unit": "page", "passage_characters": 0, "reduce": "mean"}},
        {"aggregation": {"unit": "sentence", "passage_characters": 0, "reduce": "least"}},
        {"aggregation": STRONGEST_SENTENCE | {"pull": {"share": 0.4}}},
        {"aggregation": STRONGEST_SENTENCE | {"pull": dict.fromkeys(PULL, "much")}},
        {"languages": []},
        {"languages": None},
        {"max_length": "long"},
        {"files": []},
    ],
    ids=lambda config: next(iter(config)),
)
def test_a_config_that_does_not_fit_the_weights_is_refused(
    tmp_path: Path, config: dict[str, Any]
) -> None:
    folder = make_tiny(tmp_path / "tiny", LABELS, **config)
    with pytest.raises(ModelError) as caught:
        EncoderEmotion(folder)
    assert "'tiny'" in caught.value.message
    assert caught.value.hint.endswith(".")


@pytest.mark.parametrize("wrong", ["schadenfreude", "joy"])
def test_labels_that_are_not_the_journals_are_refused_by_name(tmp_path: Path, wrong: str) -> None:
    labels = [wrong if label == "anger" else label for label in LABELS]
    with pytest.raises(ModelError, match=r"schadenfreude|twice"):
        EncoderEmotion(make_tiny(tmp_path / "foreign", labels))
