"""CTranslate2's weights file (model.bin, version 6), read, written, and made INT8.

The file is a plain list: the kind of model and its revision, then each array with its name, shape
and type, then names that stand for other arrays. The layout and the arithmetic of INT8 are those of
ctranslate2/specs/model_spec.py, so that a file made here holds what CTranslate2 would make of the
original whenever it is loaded as INT8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 6
TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
"""What an array may be made of, by the numbers that the file has for them."""
LARGEST = 127.0

Array = NDArray[Any]


@dataclass(frozen=True)
class Weights:
    """All that such a file says. `aliases` are names of arrays that are another one."""

    kind: str
    revision: int
    arrays: Mapping[str, Array]
    aliases: Mapping[str, str]


def read(path: Path) -> Weights:
    """The weights in `path`. Raises ValueError if it is no such file, or another version."""
    reader = _Reader(path.read_bytes())
    if reader.number("I") != VERSION:
        raise ValueError(f"{path.name} is not of version {VERSION}")
    kind, revision = reader.text(), reader.number("I")
    arrays = {reader.text(): reader.array() for _ in range(reader.number("I"))}
    aliases = {reader.text(): reader.text() for _ in range(reader.number("I"))}
    reader.finish()
    return Weights(kind, revision, arrays, aliases)


def write(weights: Weights, path: Path) -> None:
    """Writes `weights` to `path`, arrays in the order of their names, as CTranslate2 does."""
    path.write_bytes(b"".join(_packed(weights)))


def in_int8(weights: Weights) -> Weights:
    """`weights` with INT8 matrices and a scale for each of their rows; all else in FP16.

    Matrices are what is called weight and has two dimensions: those of layers and the vectors of
    tokens. Convolutions stay as they are: CTranslate2 computes them in floats on a processor.
    """
    made: dict[str, Array] = {}
    for name, values in weights.arrays.items():
        if name.endswith("/weight") and values.ndim == 2:
            made[name], made[f"{name}_scale"] = per_row(values)
        else:
            made[name] = values
    aliases = dict(weights.aliases)
    for name, meant in weights.aliases.items():
        if f"{meant}_scale" in made:
            aliases[f"{name}_scale"] = f"{meant}_scale"
    return Weights(weights.kind, weights.revision, made, aliases)


def per_row(matrix: Array) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """[rows, width] -> INT8 [rows, width] and what to divide it by, [rows]."""
    values = matrix.astype(np.float32)
    greatest = np.abs(values).max(axis=1)
    scale = (LARGEST / np.where(greatest == 0, LARGEST, greatest)).astype(np.float32)
    return np.rint(values * scale[:, None]).astype(np.int8), scale


def _packed(weights: Weights) -> Iterator[bytes]:
    yield struct.pack("I", VERSION)
    yield _text(weights.kind)
    yield struct.pack("II", weights.revision, len(weights.arrays))
    for name, values in sorted(weights.arrays.items()):
        kind = next(n for n, each in enumerate(TYPES) if values.dtype == each)
        yield _text(name)
        # "<": packed as it is written, without gaps.
        head = (values.ndim, *values.shape, kind, values.nbytes)
        yield struct.pack(f"<B{values.ndim}IBI", *head)
        yield values.tobytes()
    yield struct.pack("I", len(weights.aliases))
    for alias, name in sorted(weights.aliases.items()):
        yield _text(alias) + _text(name)


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("H", len(encoded) + 1) + encoded + b"\0"


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def number(self, kind: str) -> int:
        [value] = struct.unpack_from(kind, self._content, self._at)
        self._at += struct.calcsize(kind)
        return int(value)

    def text(self) -> str:
        length = self.number("H")
        self._at += length
        return self._content[self._at - length : self._at - 1].decode()

    def array(self) -> Array:
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind, size = np.dtype(TYPES[self.number("B")]), self.number("I")
        self._at += size
        count = size // kind.itemsize
        return np.frombuffer(self._content, kind, count, self._at - size).reshape(shape)

    def finish(self) -> None:
        if self._at != len(self._content):
            raise ValueError("there is more in the file than it says")
