"""Summaries: the entry's own sentences, in their order, and few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.summary.extractive import MOST, ExtractiveSummariser, summary_length
from samo_desktop.inference.summary.minilm import MiniLMEncoder
from tests.support.texts import HOSTILE, SENTENCES

LEAST_COSINE, MEAN_COSINE = 0.9, 0.97
"""How far the other texts of a batch, and padding, may turn an embedding: dynamic INT8 scales
activations by the range of the whole batch. (Quantising itself turns it about as far.)"""


class HashedEncoder:
    """Unit vectors that depend on nothing but the sentence."""

    name, version = "hashed", "1"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [np.random.default_rng(list(t.encode())).normal(size=8) for t in texts]
        return np.asarray([row / np.linalg.norm(row) for row in rows], np.float32)


@pytest.fixture(scope="module")
def encoder() -> MiniLMEncoder:
    return MiniLMEncoder(catalogue.sentence_folder())


class CountingEncoder(HashedEncoder):
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return super().encode(texts)


def test_of_a_book_the_most_emotional_sentence_of_each_stretch_is_compared() -> None:
    encoder = CountingEncoder()
    sentences = [f"Sentence {number}." for number in range(10 * MOST)]
    intensities = np.full(len(sentences), 0.1, np.float32)
    intensities[3::10] = 0.9
    summary = ExtractiveSummariser(encoder).summarise(sentences, intensities)
    assert encoder.read == sentences[3::10]
    assert [sentences[at] for at in summary.sentences] == summary.text.replace(". ", ".|").split(
        "|"
    )
    assert all(at % 10 == 3 for at in summary.sentences)


def test_all_sentences_of_an_entry_are_compared() -> None:
    encoder = CountingEncoder()
    sentences = [f"Sentence {number}." for number in range(MOST)]
    ExtractiveSummariser(encoder).summarise(sentences, np.zeros(MOST, np.float32))
    assert encoder.read == sentences


@pytest.mark.slow
@given(
    st.lists(st.text("abc xyz", min_size=1), max_size=30),
    st.lists(st.floats(0, 1, width=32), min_size=30, max_size=30),
)
def test_it_is_one_to_three_of_the_sentences_in_their_order(
    sentences: list[str], intensities: list[float]
) -> None:
    told = np.asarray(intensities[: len(sentences)], np.float32)
    summary = ExtractiveSummariser(HashedEncoder()).summarise(sentences, told)
    chosen = summary.sentences
    assert min(1, len(sentences)) <= len(chosen) <= summary_length(len(sentences)) <= 3
    assert list(chosen) == sorted(set(chosen))
    assert summary.text == " ".join(sentences[index] for index in chosen)
    assert summary.method == "extractive"


def test_it_grows_with_the_entry() -> None:
    assert [summary_length(n) for n in (1, 3, 4, 8, 9, 500)] == [1, 1, 2, 2, 3, 3]


def test_no_sentences_give_an_empty_summary() -> None:
    summary = ExtractiveSummariser(HashedEncoder()).summarise([], np.zeros(0, np.float32))
    assert (summary.text, summary.sentences) == ("", ())


def test_it_says_a_repeated_thing_once(encoder: MiniLMEncoder) -> None:
    sentences = ["I passed the exam."] * 5 + ["My sister cooked dinner for us.", "It rained."]
    summary = ExtractiveSummariser(encoder).summarise(sentences, np.full(7, 0.5, np.float32))
    assert sum(sentences[index] == "I passed the exam." for index in summary.sentences) == 1
    assert len(summary.sentences) == 2
    alike = ExtractiveSummariser(encoder).summarise(sentences[:5], np.full(5, 0.5, np.float32))
    assert alike.text == "I passed the exam."


def test_of_equal_sentences_the_more_emotional_is_chosen(encoder: MiniLMEncoder) -> None:
    sentences = ["We met at noon.", "We met at one.", "We met at two."]
    told = np.asarray([0.1, 0.9, 0.1], np.float32)
    assert ExtractiveSummariser(encoder).summarise(sentences, told).sentences == (1,)


def test_it_carries_the_name_of_its_model(encoder: MiniLMEncoder) -> None:
    summariser = ExtractiveSummariser(encoder)
    assert (summariser.name, summariser.version) == (encoder.name, encoder.version)


def test_embeddings_have_unit_length(encoder: MiniLMEncoder) -> None:
    rows = encoder.encode([*SENTENCES, *HOSTILE.values()])
    assert rows.shape == (len(SENTENCES) + len(HOSTILE), encoder.dimensions)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_near_means_alike(encoder: MiniLMEncoder) -> None:
    cat, kitten, tax = encoder.encode(
        ["My cat slept on the sofa.", "The kitten was asleep on the couch.", "I paid my taxes."]
    )
    assert cat @ kitten > 0.5 > cat @ tax


def test_a_batch_gives_what_one_by_one_gives_but_for_the_rounding(encoder: MiniLMEncoder) -> None:
    texts = [*SENTENCES, "so happy " * 30]
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    cosines = (encoder.encode(texts) * alone).sum(axis=1)
    assert cosines.min() >= LEAST_COSINE
    assert cosines.mean() >= MEAN_COSINE


def test_permuted_texts_give_permuted_rows(encoder: MiniLMEncoder) -> None:
    order = np.random.default_rng(0).permutation(len(SENTENCES))
    permuted = encoder.encode([SENTENCES[index] for index in order])
    cosines = (permuted * encoder.encode(SENTENCES)[order]).sum(axis=1)
    assert cosines.min() >= LEAST_COSINE
    assert cosines.mean() >= MEAN_COSINE
