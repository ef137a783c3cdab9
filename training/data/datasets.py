"""GoEmotions, and the journal entries of Lemotif.

Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020; the published split.
Li and Parikh 2019, "Lemotif: An Affective Visual Journal Using Deep Neural Networks".
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PLACEHOLDERS = ("[NAME]", "[RELIGION]")
"""GoEmotions writes these for names and religions: each must be one token, never five."""


LEMOTIF: Mapping[str, tuple[str, ...]] = {
    "afraid": ("fear", "nervousness"),
    "angry": ("anger", "annoyance"),
    "anxious": ("nervousness", "fear"),
    "ashamed": ("embarrassment", "remorse"),
    "awkward": ("embarrassment",),
    "confused": ("confusion",),
    "disgusted": ("disgust",),
    "excited": ("excitement",),
    "frustrated": ("annoyance", "disappointment", "anger"),
    "happy": ("joy",),
    "proud": ("pride",),
    "sad": ("sadness", "grief", "disappointment"),
    "satisfied": ("joy", "relief"),
    "surprised": ("surprise",),
}
"""The journal's kinds with a natural counterpart; bored, calm, jealous and nostalgic have none."""


@dataclass(frozen=True)
class Split:
    """One split. `labels` is [rows, 28] of 0 and 1."""

    texts: list[str]
    labels: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    def share(self, fraction: float, seed: int) -> Split:
        """A random share of the rows, at least one, for quick trials."""
        return self.at(some_rows(len(self), fraction, seed))

    def at(self, rows: NDArray[np.int64]) -> Split:
        """Only these rows, in their order."""
        return Split([self.texts[row] for row in rows], self.labels[rows])


def some_rows(count: int, share: float, seed: int) -> NDArray[np.int64]:
    """Numbers of a random share of `count` rows, at least one, in order."""
    order = np.random.default_rng(seed).permutation(count)
    return np.sort(order[: max(1, round(count * share))])


def label_names(folder: Path) -> list[str]:
    """The 28 names in GoEmotions' order, neutral last."""
    return (folder / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()


def read_split(folder: Path, split: str) -> Split:
    """Read `train`, `dev` or `test`: text, label numbers with commas, comment id; tabs between."""
    count = len(label_names(folder))
    texts: list[str] = []
    rows: list[list[int]] = []
    with (folder / "goemotions" / f"{split}.tsv").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            text, numbers, _ = line.rstrip("\n").split("\t")
            texts.append(text)
            rows.append([int(number) for number in numbers.split(",")])
    labels = np.zeros((len(texts), count), dtype=np.float32)
    for row, numbers_of_row in enumerate(rows):
        labels[row, numbers_of_row] = 1.0
    return Split(texts, labels)


@dataclass(frozen=True)
class JournalTexts:
    """Journal entries with the kinds of feeling that their writers chose (Li and Parikh 2019)."""

    texts: list[str]
    kinds: list[frozenset[str]]


def read_journal(folder: Path, held_out: bool) -> JournalTexts:
    """The part to tune on (about 70 %), or the part held out, by a hash of the text."""
    texts: list[str] = []
    kinds: list[frozenset[str]] = []
    with (folder / "journal" / "entries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            digest = hashlib.sha256(row["text"].encode("utf-8")).digest()
            if (digest[0] % 10 >= 7) == held_out:
                texts.append(row["text"])
                kinds.append(frozenset(row["emotions"].split()))
    return JournalTexts(texts, kinds)
