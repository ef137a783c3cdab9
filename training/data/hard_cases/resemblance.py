"""Whether a sentence resembles one that the models are judged by.

Held out are the sentences of training/data/challenge.tsv and those of hard_entries.toml, beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from training import config
from training.evaluate import challenge

ENTRIES = config.ROOT / "training" / "data" / "hard_entries.toml"
RUN = 4
"""Words in a row that may not be those of a held-out sentence."""
ALIKE = 0.6
"""The share of two sentences' words, in their order, from which on they have the same frame."""


def words(text: str) -> tuple[str, ...]:
    """A text's words in lower case, without marks; contractions are one word."""
    return tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'")))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """The words of the longest common subsequence over the mean number of words, from 0 to 1."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for at, match in enumerate(other, start=1):
            before, row[at] = row[at], before + 1 if word == match else max(row[at], row[at - 1])
    return 2 * row[-1] / max(1, len(one) + len(other))


def sentences(text: str) -> list[str]:
    """A text's sentences, cut roughly."""
    return [one for one in re.split(r"(?<=[.!?])\s+", text.strip()) if one]


class HeldOut:
    """Sentences that no other may resemble."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sentences = sorted({words(one) for text in texts for one in [text, *sentences(text)]})
        self._runs = {run for one in self._sentences for run in _runs(one)}
        self._columns = {word: at for at, word in enumerate(sorted(set().union(*self._sentences)))}
        self._counts = np.zeros((len(self._sentences), len(self._columns)), dtype=np.int16)
        for row, one in enumerate(self._sentences):
            for word in one:
                self._counts[row, self._columns[word]] += 1
        self._lengths = np.array([len(one) for one in self._sentences])
        self._judged: dict[tuple[str, ...], bool] = {}

    def resembles(self, text: str) -> bool:
        """Whether `text` shares `RUN` words in a row with any, or a sentence of it the frame."""
        if not self._runs.isdisjoint(_runs(words(text))):
            return True
        return any(self._same_frame(words(one)) for one in {text, *sentences(text)})

    def _same_frame(self, one: tuple[str, ...]) -> bool:
        if one not in self._judged:
            counts = Counter(word for word in one if word in self._columns)
            columns = [self._columns[word] for word in counts]
            # Never less than what they share in the same order, and quickly counted.
            shared = np.minimum(self._counts[:, columns], list(counts.values())).sum(axis=1)
            near = np.flatnonzero(2 * shared > ALIKE * (len(one) + self._lengths))
            self._judged[one] = any(likeness(one, self._sentences[at]) > ALIKE for at in near)
        return self._judged[one]


def _runs(one: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(one[at : at + RUN]) for at in range(len(one) - RUN + 1)}


@cache
def held_out() -> HeldOut:
    """The sentences of the challenge set and of the hard entries."""
    entries = tomllib.loads(ENTRIES.read_text(encoding="utf-8"))["entry"]
    return HeldOut([one.text for one in challenge.read()] + [one["text"] for one in entries])
