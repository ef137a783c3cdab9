"""Texts as token numbers, grouped into batches of like length."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer


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


def pad(rows: Sequence[Sequence[int]], pad_id: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pad to the longest row: ids and mask, both [rows, length]."""
    length = max(len(row) for row in rows)
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
