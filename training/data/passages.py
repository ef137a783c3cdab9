"""Texts through the app's own path: is it English, sentences, parts, model, whole.

The splitter, the language check, the model runner and the aggregation are imported from the app:
what is measured here is what `samo analyse` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference import language, sentences
from samo_desktop.inference.emotion import aggregate, fewshot

Reduce = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]
"""From parts' probabilities [parts, labels] and their lengths [parts] to the whole's [labels]."""


@dataclass(frozen=True)
class Parts:
    """All texts' parts in one list. `owner` [parts] is each part's text; parts of a text adjoin.

    A text that the app does not analyse (no words, not English) has no part.
    """

    texts: list[str]
    owner: NDArray[np.int64]
    count: int

    def lengths(self) -> NDArray[np.float32]:
        """Characters of each part."""
        return np.array([len(text) for text in self.texts], dtype=np.float32)


def analysable(text: str) -> bool:
    """Whether the app gives this text feelings at all."""
    return language.has_words(text) and language.identify(text) in (None, "en")


def cut(texts: Sequence[str], passage_characters: int | None) -> Parts:
    """Cut texts into sentences, or into passages of up to `passage_characters` characters."""
    parts: list[str] = []
    owner: list[int] = []
    for number, text in enumerate(texts):
        spans = sentences.split(text) if analysable(text) else []
        if passage_characters is not None:
            spans = aggregate.passages(spans, passage_characters)
        parts += [text[start:end] for start, end in spans]
        owner += [number] * len(spans)
    return Parts(parts, np.array(owner, dtype=np.int64), len(texts))


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 / (1 + exp(-x)), without overflow."""
    return np.asarray(fewshot.sigmoid(logits), np.float32)


def log_odds(probability: NDArray[np.floating]) -> NDArray[np.float32]:
    """The inverse of the sigmoid, kept finite."""
    p = np.clip(probability.astype(np.float64), 1e-7, 1.0 - 1e-7)
    return np.asarray(np.log(p) - np.log1p(-p), np.float32)


def whole(probabilities: NDArray[np.float32], parts: Parts, reduce: Reduce) -> NDArray[np.float32]:
    """Parts' probabilities [parts, labels] to texts' [texts, labels]; zeros without parts."""
    out = np.zeros((parts.count, probabilities.shape[1]), dtype=np.float32)
    bounds = np.searchsorted(parts.owner, np.arange(parts.count + 1))
    lengths = parts.lengths()
    for number in range(parts.count):
        start, end = bounds[number], bounds[number + 1]
        if end > start:
            out[number] = reduce(probabilities[start:end], lengths[start:end])
    return out
