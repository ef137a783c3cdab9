"""The outermost parts of an MP4, M4A, MOV or 3GP file."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from samo_desktop.capture.sources import Readable

_KINDS = frozenset(
    {"ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "uuid", "moof", "mfra", "styp"}
    | {"sidx", "ssix", "prft", "meta", "pdin", "bloc", "udta", "emsg"}
)


def boxes(file: Readable) -> Iterator[tuple[str, int, int]]:
    """Kind, beginning and end of each box, as far as they can be made out.

    The end may lie behind that of the file. Nothing for other kinds of files.
    """
    size = file.seek(0, 2)
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head[:8])
        name = kind.decode("latin-1")
        if name not in _KINDS:
            return
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        if length < 8 and name == "mdat":  # to the end of the file, or never filled in
            length = size - at
        if length < 8:
            return
        yield name, at, at + length
        at += length
