"""WAV, RF64 and AIFF files whose header is wrong, whose sound lies in several chunks, or joined."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from samo_desktop.capture.sources import Readable

Piece = bytes | tuple[int, int]
"""Bytes as they are, or from where to where in the file."""

_UNKNOWN = 0xFFFFFFFF
_PLACEHOLDERS = 0x7FFF0000
"""Lengths from here on are written by programs that do not know it yet."""
_LEAST_SURPLUS = 1024
"""Bytes behind the last chunk that are not worth looking at: old tags, padding."""
_BLOCK = 1024 * 1024
_SMALL = 64 * 1024
_MARKS = (b"RIFF", b"RF64", b"BW64", b"FORM")


@dataclass
class _Found:
    """One file within the file: what describes its sound, and where that lies."""

    start: int
    end: int = 0
    description: bytes = b""
    long_size: int | None = None
    data: list[tuple[int, int]] = field(default_factory=list)
    mended: bool = False
    """Whether its own header would not lead to all of its sound."""
    missing: int = 0
    """How many bytes of its last chunk of sound are not there."""


def chunked_sections(file: Readable, size: int) -> Iterator[list[Piece]]:
    """What to read for each of the files within `file`, which begins with one.

    Pieces of it as they are where its header is right, and with a right header where it is not.
    """
    at = 0
    while at + 12 <= size:
        found = _walk(file, at, size)
        if found.data or found.end >= size or at == 0:
            yield _pieces(file, found)
        at = found.end


def missing_bytes(file: Readable, size: int) -> int:
    """How much of its sound the last file within `file` lacks, by its own header."""
    at, missing = 0, 0
    while at + 12 <= size:
        found = _walk(file, at, size)
        at, missing = found.end, found.missing
    return missing


def _walk(file: Readable, at: int, size: int) -> _Found:
    """Goes through the chunks of the file that begins at `at`."""
    file.seek(at)
    big = file.read(4) == b"FORM"
    found = _Found(at, size)
    place = at + 12
    while place + 8 <= size:
        file.seek(place)
        kind, length = struct.unpack(">4sI" if big else "<4sI", file.read(8))
        if place > at + 12 and kind in _MARKS and _begins(file, place):
            found.end = place
            return found
        if not _is_name(kind):
            break
        if kind in (b"data", b"SSND"):
            place = _take_data(file, found, place, length, size, big)
            continue
        if kind in (b"fmt ", b"COMM") and length <= _SMALL:
            file.seek(place)
            found.description = found.description or file.read(8 + length + length % 2)
        if kind == b"ds64" and 16 <= length <= _SMALL:
            found.long_size = struct.unpack("<Q", file.read(16)[8:])[0]
        place += 8 + length + length % 2
    return found


def _take_data(file: Readable, found: _Found, place: int, length: int, size: int, big: bool) -> int:
    """Adds the chunk of sound at `place`; returns where to go on."""
    start = place + 8
    unknown = length == 0 or length >= _PLACEHOLDERS
    if length == _UNKNOWN and found.long_size:
        length, unknown = found.long_size, False
    end = start + length
    found.missing = 0 if unknown else max(0, end - size)
    if end > size or (unknown and end < size and not _is_followed(file, end, size)):
        end = _next_file(file, start, size) if unknown or end > size else size
        found.mended = found.mended or end < size or length == 0
    elif not _goes_on(file, end, size):
        end = _next_file(file, end, size)
        found.mended = True
    if end > start:
        found.mended = found.mended or bool(found.data)
        found.data.append((start, end))
    return end + (end - start) % 2 if end < size else end


def _goes_on(file: Readable, at: int, size: int) -> bool:
    """Whether a chunk can begin at `at`, or nothing is there that is worth reading."""
    if size - at < _LEAST_SURPLUS and not _begins(file, at):
        return True
    return _is_followed(file, at, size) or not _has_sound(file, at, size)


def _is_followed(file: Readable, at: int, size: int) -> bool:
    for place in (at, at + at % 2):
        file.seek(place)
        head = file.read(8)
        named = len(head) == 8 and _is_name(head[:4])
        if named and (head[:4] in _MARKS or _fits(head, place, size)):
            return True
    return False


def _fits(head: bytes, place: int, size: int) -> bool:
    lengths = struct.unpack("<I", head[4:])[0], struct.unpack(">I", head[4:])[0]
    return head[:4] in (b"data", b"SSND") or any(place + 8 + n <= size + 1 for n in lengths)


def _has_sound(file: Readable, at: int, size: int) -> bool:
    """Whether anything but zeros lies between `at` and `size`."""
    file.seek(at)
    while at < size and (block := file.read(min(_BLOCK, size - at))):
        if block.strip(b"\0"):
            return True
        at += len(block)
    return False


def _next_file(file: Readable, at: int, size: int) -> int:
    """Where the next file within the file begins after `at`; `size` if nowhere."""
    while at < size:
        file.seek(at)
        block = file.read(_BLOCK + 11)
        for mark in _MARKS:
            place = block.find(mark)
            while place >= 0:
                if _begins(file, at + place):
                    return at + place
                place = block.find(mark, place + 1)
        at += _BLOCK
    return size


def _begins(file: Readable, at: int) -> bool:
    """Whether a file begins at `at`."""
    file.seek(at)
    head = file.read(12)
    return head[:4] in _MARKS and head[8:] in (b"WAVE", b"AIFF", b"AIFC")


def _is_name(kind: bytes) -> bool:
    return len(kind) == 4 and all(32 <= byte < 127 for byte in kind)


def _pieces(file: Readable, found: _Found) -> list[Piece]:
    """`found` as it is, or with a header that leads to all of its sound."""
    if not found.mended or not found.description:
        return [(found.start, found.end)]
    length = sum(end - start for start, end in found.data)
    file.seek(found.start)
    mark, form = file.read(4), file.read(8)[4:]
    if mark == b"FORM":
        # The sound begins behind eight bytes of its first chunk, and of each further one.
        data: list[tuple[int, int]] = [(start + 8, end) for start, end in found.data]
        length -= 8 * len(data)
        description = _counted(found.description, length)
        rest = _UNKNOWN if length + 8 >= _UNKNOWN else length + 8
        head = b"FORM" + struct.pack(">I", min(_UNKNOWN, rest + len(description) + 12)) + form
        return [head + description + b"SSND" + struct.pack(">III", rest, 0, 0), *data]
    known = length if length < _UNKNOWN - 4096 else _UNKNOWN
    head = b"RIFF" + struct.pack("<I", min(_UNKNOWN, known + 12 + len(found.description)))
    return [head + b"WAVE" + found.description + b"data" + struct.pack("<I", known), *found.data]


def _counted(description: bytes, length: int) -> bytes:
    """AIFF's description of a sound of `length` bytes, with the number of frames set right."""
    channels, _, bits = struct.unpack(">hIh", description[8:16])
    frame = channels * ((bits + 7) // 8)
    if frame <= 0:
        return description
    return description[:10] + struct.pack(">I", min(_UNKNOWN, length // frame)) + description[14:]
