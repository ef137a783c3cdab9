"""Texts through the app's own path: is it English, sentences, parts, model, whole.

The splitter, the language check, the model runner and the aggregation are imported from the app:
what is measured here is what `samo analyse` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference import language, sentences
from samo_desktop.inference.emotion import aggregate, fewshot
from samo_desktop.inference.ports import EmotionModel

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

    def ranges(self) -> list[slice]:
        """Where each text's parts stand in `texts`; empty for a text without any."""
        bounds = np.searchsorted(self.owner, np.arange(self.count + 1)).tolist()
        return [slice(start, end) for start, end in pairwise(bounds)]


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
    lengths = parts.lengths()
    for number, own in enumerate(parts.ranges()):
        if own.stop > own.start:
            out[number] = reduce(probabilities[own], lengths[own])
    return out


def through_app(model: EmotionModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """Calibrated probabilities of whole texts [texts, labels], as `samo analyse` gives them.

    Zeros for a text that the app does not analyse.
    """
    how = model.aggregation
    sentences, parts = cut(texts, None), cut(texts, how["passage_characters"] or None)
    of_sentences, of_parts = (model.read(each.texts).probabilities for each in (sentences, parts))
    out = np.zeros((len(texts), len(model.labels)), dtype=np.float32)
    for number, (first, second) in enumerate(zip(sentences.ranges(), parts.ranges(), strict=True)):
        if second.stop > second.start:
            rows = of_sentences[first], of_parts[second]
            out[number] = aggregate.combine(*rows, model.labels, how)
    return out
