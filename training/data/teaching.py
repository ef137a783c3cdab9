"""Rows to learn feelings from: texts of several worlds, each saying what it knows and no more.

GoEmotions names 28 feelings of comments, Lemotif 18 of journal entries, BRIGHTER six families of
short texts; hard cases of ours say of a sentence what is in it and what is not. What a source does
not say has no weight, or little, with the teacher's probability as its target.

Muhammad et al. 2025, "BRIGHTER: BRIdging the Gap in Human-Annotated Textual Emotion Recognition
Datasets for 28 Languages" (train part of track A, CC BY 4.0); for the others see `datasets`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from training.data import datasets

Array = NDArray[np.float32]
Teacher = Callable[[Sequence[str]], Array]
"""Probabilities [texts, labels] of texts, for what a source does not say."""

FEELINGS = (*LABELS, "calm", "content", "nostalgic", "bored")
"""The labels of the shipped models, in the order of their outputs."""
SIX: Mapping[str, frozenset[str]] = {
    "anger": frozenset({"anger", "annoyance", "disapproval"}),
    "disgust": frozenset({"disgust"}),
    "fear": frozenset({"fear", "nervousness"}),
    "joy": frozenset(
        {
            "admiration",
            "amusement",
            "content",
            "excitement",
            "gratitude",
            "joy",
            "love",
            "optimism",
            "pride",
            "relief",
        }
    ),
    "sadness": frozenset({"disappointment", "grief", "remorse", "sadness"}),
    "surprise": frozenset({"surprise"}),
}
"""BRIGHTER's families, and the labels of which any makes a text one of the family.

Closer than the chart's families: who wants, approves or asks is not judged to be glad or surprised.
"""

KINDS: Mapping[str, Mapping[str, float]] = {
    "afraid": {"fear": 1.0, "nervousness": 0.5},
    "angry": {"anger": 1.0, "annoyance": 0.8},
    "anxious": {"nervousness": 1.0, "fear": 0.4},
    "ashamed": {"embarrassment": 0.8, "remorse": 0.5},
    "awkward": {"embarrassment": 1.0},
    "bored": {"bored": 1.0},
    "calm": {"calm": 1.0},
    "confused": {"confusion": 1.0},
    "disgusted": {"disgust": 1.0},
    "excited": {"excitement": 1.0},
    "frustrated": {"annoyance": 1.0, "anger": 0.4, "disappointment": 0.5},
    "happy": {"joy": 1.0},
    "jealous": {},
    "nostalgic": {"nostalgic": 1.0},
    "proud": {"pride": 1.0},
    "sad": {"sadness": 1.0, "disappointment": 0.4},
    "satisfied": {"content": 1.0},
    "surprised": {"surprise": 1.0},
}
"""How far a writer who chose this kind means each label; a label that no kind means is not told."""
TAUGHT = tuple(label for label in FEELINGS if any(label in means for means in KINDS.values()))


@dataclass(frozen=True)
class Rows:
    """`targets` and `weights` [rows, labels], 0 to 1; `families` [rows, six], NaN where unknown."""

    texts: list[str]
    targets: Array
    weights: Array
    families: Array

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, rows: NDArray[np.int64]) -> Rows:
        """Only these rows, in their order."""
        texts = [self.texts[row] for row in rows]
        return Rows(texts, self.targets[rows], self.weights[rows], self.families[rows])

    def some(self, count: int, seed: int) -> Rows:
        """A random choice of at most `count` rows."""
        return self.at(np.random.default_rng(seed).permutation(len(self))[:count])


def joined(parts: Sequence[Rows]) -> Rows:
    """All rows, one source after the other."""
    return Rows(
        [text for part in parts for text in part.texts],
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.families for part in parts]),
    )


def rows(texts: Sequence[str], targets: Array, weights: Array) -> Rows:
    """Rows that say nothing of families."""
    unknown = np.full((len(texts), len(SIX)), np.nan, np.float32)
    return Rows(list(texts), targets.astype(np.float32), weights.astype(np.float32), unknown)


def goemotions(split: datasets.Split, teacher: Teacher, share: float, other: float = 0.2) -> Rows:
    """Comments: their labels mixed with the teacher's probabilities, of which is `share`.

    The journal's labels have the teacher's probability, which counts `other`.
    """
    taught = teacher(split.texts)
    targets = taught.copy()
    own = len(LABELS)
    targets[:, :own] = (1.0 - share) * split.labels + share * taught[:, :own]
    weights = np.full_like(targets, other)
    weights[:, :own] = 1.0
    return rows(split.texts, targets, weights)


def journal(
    texts: Sequence[str], kinds: Sequence[frozenset[str]], teacher: Teacher, other: float
) -> Rows:
    """Journal entries: what their writers chose; labels of no kind are the teacher's."""
    targets = teacher(texts).copy()
    weights = np.full_like(targets, other)
    for label in TAUGHT:
        column = FEELINGS.index(label)
        weights[:, column] = 1.0
        targets[:, column] = [
            max((KINDS[kind].get(label, 0.0) for kind in own), default=0.0) for own in kinds
        ]
    return rows(texts, targets, weights)


def as_taught(texts: Sequence[str], teacher: Teacher, weight: float) -> Rows:
    """Texts that nobody labelled, with the teacher's probabilities."""
    targets = teacher(texts)
    return rows(texts, targets, np.full_like(targets, weight))


def brighter(
    folder: Path, language: str, part: str, teacher: Teacher | None, weight: float
) -> Rows:
    """A part of BRIGHTER: families as judged, labels inside them as the teacher says."""
    texts, truth = read_brighter(folder, language, part)
    if teacher is None:
        targets = np.zeros((len(texts), len(FEELINGS)), np.float32)
        return Rows(texts, targets, np.zeros_like(targets), truth)
    targets = teacher(texts)
    return Rows(texts, targets, np.full_like(targets, weight), truth)


def held_out(text: str) -> bool:
    """Whether thresholds are chosen on this text of BRIGHTER's train part, one of eight."""
    return hashlib.sha256(text.encode("utf-8")).digest()[0] % 8 == 0


def read_brighter(folder: Path, language: str, part: str) -> tuple[list[str], Array]:
    """Texts, and whether each of `SIX` is perceived, [texts, six]: 0, 1, or NaN if not judged."""
    path = folder / "emotion-languages" / f"brighter-{language}-{part}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    truth = [[float(row.get(family) or "nan") for family in SIX] for row in found]
    return [row["text"] for row in found], np.array(truth, np.float32)


def members() -> Array:
    """Which label is in which family: [six, labels] of 0 and 1."""
    return np.array(
        [[float(label in labels) for label in FEELINGS] for labels in SIX.values()], np.float32
    )
