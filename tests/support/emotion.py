"""A feelings model for tests that need a quick one: it feels what a few words say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS, Summary
from samo_desktop.inference.emotion.fewshot import Background
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import EmotionOutput

WORDS = {
    "joy": "happy laughed danced joy herons",
    "relief": "relieved lighter benign fine",
    "gratitude": "thank thankful grateful",
    "pride": "proud flew",
    "love": "love hugged",
    "optimism": "hope right again",
    "amusement": "laughed ridiculous goat",
    "admiration": "professor well",
    "caring": "visit friends",
    "anger": "furious had",
    "annoyance": "ridiculous letters nobody",
    "disgust": "disgusting dog",
    "fear": "scared afraid fist",
    "nervousness": "nervous shaking knees slides",
    "sadness": "miss cried sad sold",
    "remorse": "sorry ashamed forgot",
    "disappointment": "bad forward fell",
    "surprise": "expect strange",
    "curiosity": "wonder what",
    "confusion": "puzzled why",
}
WIDTH = 32


def _words(text: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in text.lower()).split()


def embeddings(texts: Sequence[str]) -> NDArray[np.float32]:
    """Words that two texts share bring them near: [texts, WIDTH], of unit length."""
    rows = np.full((len(texts), WIDTH), 1e-3, np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in _words(text):
            row[hashlib.sha256(word.encode()).digest()[0] % WIDTH] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def background() -> Background:
    """Of texts about this and that."""
    drawn = np.random.default_rng(7).integers(0, 26, (300, 6, 3))
    texts = [" ".join("".join(chr(97 + c) for c in word) for word in text) for text in drawn]
    return Background.measured(embeddings(texts), rank=8, sample=200)


class KeywordEmotion:
    """Feels what a few words say, in any language."""

    name, version = "keywords", "1"
    labels: Sequence[str] = LABELS
    thresholds: Mapping[str, float] = dict.fromkeys(LABELS, 0.5)
    aggregation: Mapping[str, Any] = {"unit": "sentence", "passage_characters": 0, "reduce": "max"}
    languages = frozenset({"*"})
    prototypes: Mapping[str, int] = {}

    def __init__(self) -> None:
        self.background: Background | None = background()

    def tokenise(self, texts: Sequence[str]) -> Sequence[str]:
        return texts

    def read(self, texts: Sequence[str]) -> EmotionOutput:
        rows = np.full((len(texts), len(LABELS)), 0.02, np.float32)
        for row, text in zip(rows, texts, strict=True):
            found = set(_words(text))
            for label, words in WORDS.items():
                if hits := len(found & set(words.split())):
                    row[LABELS.index(label)] = min(0.95, 0.6 + 0.2 * hits)
            if row.max() < 0.5:
                row[LABELS.index("neutral")] = 0.9
        return EmotionOutput(rows, embeddings(texts))


class FirstSentence:
    """Keeps the most emotional sentence."""

    name, version = "first", "1"

    def summarise(self, sentences: Sequence[str], intensities: NDArray[np.float32]) -> Summary:
        best = int(np.argmax(intensities))
        return Summary(sentences[best], "extractive", (best,))


class KeywordModels(Models):
    """Small, quick, always there; they know English only."""

    def __init__(self) -> None:
        super().__init__()
        self.keywords = KeywordEmotion()

    def emotion(self, language: str | None = None) -> KeywordEmotion | None:
        return self.keywords if language in (None, "en") else None

    def summariser(self) -> FirstSentence:
        return FirstSentence()
