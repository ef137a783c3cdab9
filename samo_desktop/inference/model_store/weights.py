"""How large a CTranslate2 model is, whatever the precision of its weights."""

from __future__ import annotations

import functools
import math
import struct
from pathlib import Path
from typing import BinaryIO

VERSION = 6
"""Of the layout of model.bin; see ctranslate2/specs/model_spec.py, Model.save."""
MOST_ARRAYS = 100_000
"""Far more than any model has: a file that says so is damaged."""


def weight_count(file: Path) -> int:
    """How many weights the model.bin `file` holds; its bytes, if it cannot be read as one.

    Bytes tell nothing of how well a model hears: a base model in INT8 is smaller than a tiny one
    in FP16. Raises OSError if there is no such file.
    """
    status = file.stat()
    return _count(file, status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _count(file: Path, size: int, _changed: int) -> int:
    with file.open("rb") as stream:
        try:
            return sum(_arrays(stream))
        except (struct.error, ValueError):
            return size


def _arrays(stream: BinaryIO) -> list[int]:
    """The number of weights in each array that `stream` holds. Raises struct.error, ValueError."""
    (version,) = _numbers(stream, "<I")
    if version != VERSION:
        raise ValueError(version)
    _name(stream)
    _, arrays = _numbers(stream, "<II")
    if arrays > MOST_ARRAYS:
        raise ValueError(arrays)
    return [_array(stream) for _ in range(arrays)]


def _array(stream: BinaryIO) -> int:
    scale = _name(stream).endswith(b"_scale\0")  # what INT8 rows are divided by is no weight
    (dimensions,) = _numbers(stream, "<B")
    *shape, _, size = _numbers(stream, f"<{dimensions}IBI")
    stream.seek(size, 1)
    return 0 if scale else math.prod(shape)


def _name(stream: BinaryIO) -> bytes:
    (length,) = _numbers(stream, "<H")
    return stream.read(length)


def _numbers(stream: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))
