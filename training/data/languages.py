"""Texts in five languages whose six basic emotions people named: BRIGHTER and XED.

Muhammad et al. 2025, "BRIGHTER: Bridging the Gap in Human-Annotated Textual Emotion Recognition
Datasets for 28 Languages": short texts, 0 or 1 for each emotion; English has no disgust.
Öhman et al. 2020, "XED: A Multilingual Dataset for Sentiment Analysis and Emotion Detection": film
subtitles, English ones annotated with Plutchik's eight, the others by projection. Anticipation and
trust are none of the six, and say nothing here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FAMILIES = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
LANGUAGES = ("en", "de", "es", "fr", "pt")
BRIGHTER: Mapping[str, str] = {"en": "eng", "de": "deu", "es": "esp", "pt": "ptbr"}
"""What BRIGHTER's files call a language; it has no French."""
XED: Mapping[int, str] = {
    1: "anger",
    3: "disgust",
    4: "fear",
    5: "joy",
    6: "sadness",
    7: "surprise",
}
"""XED's numbers; 2 is anticipation and 8 is trust."""
SCREAM = "�"
FOLDER = "emotion-languages"


@dataclass(frozen=True)
class Rows:
    """Texts, each with its language's code.

    `truth` [rows, 6] is 0 or 1 for each of `FAMILIES`; `weights` [rows, 6] is 0 where nobody said.
    """

    texts: list[str]
    languages: list[str]
    truth: NDArray[np.float32]
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, rows: NDArray[np.int64]) -> Rows:
        """Only these rows, in their order."""
        return Rows(
            [self.texts[row] for row in rows],
            [self.languages[row] for row in rows],
            self.truth[rows],
            self.weights[rows],
        )


def joined(*parts: Rows) -> Rows:
    """All rows of all parts, in their order; there must be one part at least."""
    return Rows(
        [text for part in parts for text in part.texts],
        [language for part in parts for language in part.languages],
        np.concatenate([part.truth for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def read_brighter(folder: Path, language: str, split: str) -> Rows:
    """BRIGHTER's `train` or `dev` in a language of `BRIGHTER`."""
    path = folder / FOLDER / f"brighter-{BRIGHTER[language]}-{split}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    known = [family in found[0] for family in FAMILIES]
    truth = [[float(row.get(family, 0)) for family in FAMILIES] for row in found]
    weights = np.broadcast_to(np.asarray(known, np.float32), (len(found), len(FAMILIES)))
    return Rows(
        [row["text"] for row in found],
        [language] * len(found),
        np.asarray(truth, np.float32),
        weights.copy(),
    )
