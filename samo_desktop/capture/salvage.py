"""Finding every frame of a sound file that can still be read, whatever happened to the file.

A file that is as it was written is read frame by frame. Where a frame does not open, the next that
does is looked for: frames carry their length and are sealed under their number, so that one is
known for what it is wherever it lies. Frames in another order are put back into their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.frames import (
    HEADER_SIZE,
    LAST,
    MAX_FRAME,
    Protection,
    damaged,
    open_file,
    read_header,
)

_BLOCK = 4096
"""Bytes that a disk may lose at once."""
_CHUNK = 1 << 18
_TRIES = 4096
"""Numbers that are tried for a frame that may have been moved."""
_EFFORT = 64 << 20
"""Bytes that are tried, in each gap, at places that only might be frames."""


@dataclass(frozen=True, slots=True)
class Span:
    """A frame that opens: its number, where its sealed contents lie, and their length."""

    number: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is in a file: its frames by number, without the one that marks the end.

    `end` is the number of that one, None if it was not found: as many frames were written.
    `unread` is how many bytes belong to no frame; `torn` says that they are only the beginning of
    a frame at the end of the file, as a killed writer leaves it.
    """

    frames: tuple[Span, ...]
    end: int | None
    unread: int
    torn: bool


def survey(path: Path, key: bytes | None) -> Survey:
    """Reads all of the file at `path` and tells what of it opens.

    Raises NotFoundError, and DamagedError for another key or a file of another format.
    """
    with open_file(path) as file:
        return _Search(file, path, key).run()


def contents(path: Path, key: bytes | None, frames: tuple[Span, ...]) -> Iterator[bytes]:
    """What these frames of a file hold, in their order. Raises DamagedError if it changed since."""
    with open_file(path) as file:
        protection = read_header(file, path, key)
        for span in frames:
            opened = protection.open(_read(file, span.at, span.length), span.number, False)
            if opened is None:
                raise damaged(path)
            yield opened


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    """`count` bytes from `at`, fewer at the end; zeros where the disk gives nothing."""
    try:
        file.seek(at)
        return file.read(count)
    except OSError:
        found = bytearray()
        for start in range(at, at + count, _BLOCK):
            size = min(_BLOCK, at + count - start)
            try:
                file.seek(start)
                found += file.read(size)
            except OSError:  # a bad sector: what lies beyond it may be whole
                found += bytes(size)
        return bytes(found)


class _Search:
    def __init__(self, file: BinaryIO, path: Path, key: bytes | None) -> None:
        self._file = file
        self._size = path.stat().st_size
        self._protection: Protection = read_header(file, path, key)
        self._found: dict[int, Span] = {}
        self._end: int | None = None
        self._lengths: set[int] = set()
        self._effort = 0

    def run(self) -> Survey:
        at, expected, covered = HEADER_SIZE, 0, 0
        gaps = False
        while at < self._size:
            found = self._opened(at, (expected,))
            if found is None:
                sought = self._next(at, expected)
                if sought is None:
                    break
                place, found = sought
                if found[0] == 1 and self._begins_with(at, place):
                    covered += place - at
                else:
                    gaps = gaps or place != at
                at = place
            number, length = found
            covered += 4 + length
            at, expected = at + 4 + length, number + 1
        unread = self._size - HEADER_SIZE - covered
        torn = bool(unread) and not gaps and self._end is None and self._begins_a_frame(at)
        frames = tuple(self._found[number] for number in sorted(self._found))
        return Survey(frames, self._end, unread, torn)

    def _head(self, at: int) -> tuple[bool, int]:
        """What a frame at `at` says of itself: whether it is the last, and its length."""
        word = int.from_bytes(_read(self._file, at, 4), "little")
        return bool(word & LAST), word & ~LAST

    def _begins_a_frame(self, at: int) -> bool:
        """Whether the file's last bytes could be a frame of which the rest was not written."""
        if self._size - at < 4:
            return True
        last, length = self._head(at)
        longest = max(self._lengths, default=0) * 2 + 1024
        least = self._protection.overhead
        fits = length == least if last else least < length <= longest
        return fits and at + 4 + length > self._size

    def _opened(self, at: int, numbers: Iterable[int]) -> tuple[int, int] | None:
        """The first of `numbers` under which the frame at `at` opens, and its length.

        It is taken note of.
        """
        last, length = self._head(at)
        overhead = self._protection.overhead
        if not (length == overhead if last else 0 < length - overhead <= MAX_FRAME):
            return None
        sealed = _read(self._file, at + 4, length)
        if len(sealed) < length:
            return None
        for number in islice(numbers, max(64, _EFFORT // length)):
            if self._protection.open(sealed, number, last) is not None:
                if last:
                    self._end = number
                else:
                    self._found.setdefault(number, Span(number, at + 4, length))
                    self._lengths.add(length)
                return number, length
        return None

    def _begins_with(self, at: int, end: int) -> bool:
        """Whether frame 0 lies from `at` to `end`, and only its length is damaged.

        It says what the recording is: without it all the others would be worth nothing. It is
        taken note of.
        """
        length = end - at - 4
        if at != HEADER_SIZE or not 0 < length - self._protection.overhead <= MAX_FRAME:
            return False
        if self._protection.open(_read(self._file, at + 4, length), 0, False) is None:
            return False
        self._found[0] = Span(0, at + 4, length)
        return True

    def _next(self, at: int, expected: int) -> tuple[int, tuple[int, int]] | None:
        """Where the next frame lies that opens, from `at` on, with its number and length."""
        if found := self._opened(at, self._numbers(expected)):  # another one in its place
            return at, found
        beyond = at + 4 + self._head(at)[1]
        # Its length may be right, and only its contents not.
        if found := self._opened(beyond, self._near(expected, beyond - at)):
            return beyond, found
        return self._scan(at + 1, expected)

    def _numbers(self, expected: int) -> Iterator[int]:
        """Numbers that a frame may have which is not where it was written."""
        missing = (number for number in range(expected) if number not in self._found)
        most = (self._size - HEADER_SIZE) // self._usual() + 2
        return chain(
            range(expected, expected + 64),
            islice(missing, 256),
            range(expected + 64, min(expected + _TRIES, most)),
        )

    def _usual(self) -> int:
        """How long a frame at least was so far."""
        return 4 + min(self._lengths, default=64)

    def _near(self, expected: int, distance: int) -> range:
        """Numbers that a frame may have so many bytes beyond where `expected` was to be."""
        return range(expected, expected + 2 * distance // self._usual() + 8)

    def _scan(self, start: int, expected: int) -> tuple[int, tuple[int, int]] | None:
        self._effort = _EFFORT
        for place, length in self._places(start):
            numbers = self._near(expected, place - start)
            if length not in self._lengths:
                self._effort -= (length + 1000) * len(numbers)
                if self._effort < 0:
                    continue
            if found := self._opened(place, numbers):
                return place, found
        return None

    def _places(self, start: int) -> Iterator[tuple[int, int]]:
        """Where a frame may begin, going by what would be its length, and that of the next."""
        overhead = self._protection.overhead
        for chunk in range(start, self._size, _CHUNK):
            data = np.frombuffer(_read(self._file, chunk, _CHUNK + 3), np.uint8)
            if len(data) < 4:
                return
            words = _words(data)
            lengths = words & np.uint32(LAST - 1)
            room = self._size - chunk - 4 - np.arange(len(words))
            fits = (lengths <= room) & (lengths <= MAX_FRAME + overhead)
            ends = words >= LAST
            fits &= np.where(ends, lengths == overhead, lengths > overhead)
            if self._effort < 0:  # from here on only where the length is one that frames had
                fits &= np.isin(lengths, list(self._lengths)) | ends
            for place in np.flatnonzero(fits):
                length = int(lengths[place])
                if length in self._lengths or self._could_begin(chunk + int(place) + 4 + length):
                    yield chunk + int(place), length

    def _could_begin(self, at: int) -> bool:
        """Whether a frame may begin at `at`, or the file ends there."""
        last, length = self._head(at)
        overhead = self._protection.overhead
        if last:
            return length == overhead
        return self._size - at < 4 or overhead < length <= MAX_FRAME + overhead


def _words(data: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """The little-endian number of four bytes at each place but the last three."""
    wide = data.astype(np.uint32)
    count = len(data) - 3
    words = wide[:count].copy()
    for place in (1, 2, 3):
        words |= wide[place : place + count] << np.uint32(8 * place)
    return words
