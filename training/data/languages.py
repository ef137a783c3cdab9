"""Texts in five languages whose six basic emotions people named: BRIGHTER and XED.

Muhammad et al. 2025, "BRIGHTER: Bridging the Gap in Human-Annotated Textual Emotion Recognition
Datasets for 28 Languages": short texts, 0 or 1 for each emotion; English has no disgust.
Öhman et al. 2020, "XED: A Multilingual Dataset for Sentiment Analysis and Emotion Detection": film
subtitles, English ones annotated with Plutchik's eight, the others by projection.
"""

from __future__ import annotations

import csv
import re
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
ANTICIPATION, TRUST = 2, 8
UNSAID: Mapping[int, tuple[str, ...]] = {ANTICIPATION: ("joy", "surprise"), TRUST: ("joy",)}
"""XED's other two numbers, and families that may be meant by them: desire and optimism are joy here,
curiosity is surprise, caring and approval are joy. Where these are not named too, nobody said."""
HELD_OUT: Mapping[str, tuple[int, int]] = {
    "de": (4380, 4884),
    "es": (7419, 8295),
    "fr": (4982, 5796),
    "pt": (5108, 5619),
}
"""First row and the one past the last of the same films in four files, to tune on: the files have
films in one order, as their sequences of labels say, and a film's lines are in one part alone. The
English file is in no such order: lines of these films may be there."""
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


def read_xed(folder: Path, language: str, held_out: bool) -> Rows:
    """XED in a language: the films to learn from, or those held out (of English, no row).

    Left out are records that an unpaired quotation mark has run together.
    """
    path = folder / FOLDER / f"xed-{language}.tsv"
    quoting = csv.QUOTE_NONE if language == "en" else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.reader(file, delimiter="\t", quoting=quoting) if _whole(row)]
    first, end = HELD_OUT.get(language, (0, 0))
    found = found[first:end] if held_out else found[:first] + found[end:]
    numbers = [{int(number) for number in row[1].split(",")} for row in found]
    truth = np.zeros((len(found), len(FAMILIES)), np.float32)
    weights = np.ones_like(truth)
    for row, named in enumerate(numbers):
        for number in named:
            for family in UNSAID.get(number, ()):
                weights[row, FAMILIES.index(family)] = 0.0
        for family in (XED[number] for number in named & XED.keys()):
            truth[row, FAMILIES.index(family)] = weights[row, FAMILIES.index(family)] = 1.0
    texts = [_together(row[0]) if language == "en" else row[0] for row in found]
    return Rows(texts, [language] * len(texts), truth, weights)


def _whole(row: list[str]) -> bool:
    """Whether a record is one line of a film and its labels."""
    return len(row) == 2 and not re.search(r"[\t\r\n]", row[0])


def _together(text: str) -> str:
    """English lines have a space before each mark."""
    return re.sub(r" (?=[.,;:!?])", "", text)
