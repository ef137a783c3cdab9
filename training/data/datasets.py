"""GoEmotions as arrays, tokenised and grouped into batches of like length.

Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020; the published split.
"""

from __future__ import annotations

import csv
import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PLACEHOLDERS = ("[NAME]", "[RELIGION]")
"""GoEmotions writes these for names and religions: each must be one token, never five."""


@dataclass(frozen=True)
class Split:
    """One split. `labels` is [rows, 28] of 0 and 1."""

    texts: list[str]
    labels: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    def share(self, fraction: float, seed: int) -> Split:
        """A random share of the rows, at least one, for quick trials."""
        count = max(1, round(len(self) * fraction))
        rows = np.sort(np.random.default_rng(seed).permutation(len(self))[:count])
        return self.at(rows)

    def at(self, rows: NDArray[np.int64]) -> Split:
        """Only these rows, in their order."""
        return Split([self.texts[row] for row in rows], self.labels[rows])


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


def length_batches(
    lengths: Sequence[int], batch_size: int, rng: np.random.Generator, pool: int = 50
) -> list[NDArray[np.int64]]:
    """Row numbers of each batch of one epoch, in random order, with rows of like length together.

    Rows are shuffled, cut into pools of `pool` batches, sorted by length inside each pool and cut
    into batches: little padding, and still a fresh grouping each epoch.
    """
    order = rng.permutation(len(lengths))
    of = np.asarray(lengths)
    batches: list[NDArray[np.int64]] = []
    for start in range(0, len(order), batch_size * pool):
        rows = order[start : start + batch_size * pool]
        rows = rows[np.argsort(of[rows], kind="stable")]
        batches += [rows[at : at + batch_size] for at in range(0, len(rows), batch_size)]
    return [batches[number] for number in rng.permutation(len(batches))]


def clean(text: str) -> str:
    """Without HTML entities and addresses, and no letter more than three times in a row."""
    text = re.sub(r"https?://\S+", " ", html.unescape(text))
    return " ".join(re.sub(r"(.)\1{3,}", r"\1\1\1", text).split())


def encode_characters(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """As `encode`, with each character a token: a word's first one plain, the others as "##c"."""
    unknown = tokenizer.token_to_id("[UNK]")
    rows = []
    for text in texts:
        pieces = ["[CLS]"]
        for word in text.lower().split():
            pieces += [word[0], *(f"##{character}" for character in word[1:])]
        pieces = [*pieces[: tokenizer.truncation["max_length"] - 1], "[SEP]"]
        numbers = (tokenizer.token_to_id(piece) for piece in pieces)
        rows.append([unknown if number is None else number for number in numbers])
    return rows


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Token numbers of each text with [CLS] and [SEP], cut at the tokenizer's maximum, unpadded."""
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]


def pad(
    rows: Sequence[Sequence[int]], pad_id: int, multiple: int = 1
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pad to the longest row, rounded up to `multiple`: ids and mask, both [rows, length]."""
    longest = max(len(row) for row in rows)
    length = -(-longest // multiple) * multiple
    ids = np.full((len(rows), length), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), length), dtype=np.int64)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return ids, mask


def sorted_batches(rows: Sequence[Sequence[int]], batch_size: int) -> Iterator[NDArray[np.int64]]:
    """Row numbers in batches from short to long: the quickest order for inference."""
    order = np.argsort([len(row) for row in rows], kind="stable")
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]
