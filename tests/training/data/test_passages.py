from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.inference.emotion import aggregate
from training.data import passages


def test_parts_are_sentences_and_know_their_text() -> None:
    parts = passages.cut(["I am glad today. It rained all morning.", "...", "Fine weather."], None)
    assert parts.texts == ["I am glad today.", "It rained all morning.", "Fine weather."]
    assert parts.owner.tolist() == [0, 0, 2]
    assert parts.lengths().tolist() == [16, 22, 13]


def test_passages_join_sentences() -> None:
    parts = passages.cut(["I am glad today. It rained all morning."], 100)
    assert parts.texts == ["I am glad today. It rained all morning."]


def test_other_languages_have_no_parts() -> None:
    parts = passages.cut(
        ["Ich war heute im Garten und habe mich sehr über die Blumen gefreut."], None
    )
    assert parts.texts == []


def test_a_text_without_parts_gets_zeros() -> None:
    parts = passages.Parts(["a", "b", "c"], np.array([0, 0, 2]), 3)
    rows = np.array([[0.2], [0.6], [0.5]], np.float32)
    found = passages.whole(rows, parts, lambda part, _: aggregate.highest(part))
    assert found[:, 0].tolist() == pytest.approx([0.6, 0.0, 0.5])


def test_the_reduction_is_given_the_lengths() -> None:
    parts = passages.Parts(["aaa", "b"], np.array([0, 0]), 1)
    rows = np.array([[1.0], [0.0]], np.float32)
    found = passages.whole(rows, parts, lambda part, n: np.average(part, axis=0, weights=n))
    assert found[0, 0] == pytest.approx(0.75)


def test_sigmoid_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        found = passages.sigmoid(np.array([-200.0, 0.0, 200.0], np.float32))
    assert found.tolist() == [0.0, 0.5, 1.0]
