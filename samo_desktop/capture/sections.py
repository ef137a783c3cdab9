"""Files that hold several sounds one after another, or more than their header says.

FFmpeg reads the first of such files and takes what follows for damage, or leaves it out. Here a
file is cut where another sound begins: links of a chained Ogg, files that were joined end to end.
A WAV or AIFF whose header says less than there is, or that has its sound in several chunks, gets
a header that is right. Nothing is written: a section is a view of the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from samo_desktop.capture.boxes import boxes
from samo_desktop.capture.chunks import Piece, chunked_sections, missing_bytes
from samo_desktop.capture.sources import Readable

MOST = 1000
"""Sections of one file; what follows is left with the last one."""
_SCANNED = 128 * 1024 * 1024
"""Files up to this size are searched for a second sound where only searching finds it."""
_BLOCK = 1024 * 1024
_EMPTY_END = 32 * 1024
_LONGEST_PAGE = 27 + 255 + 255 * 255
_MP4 = (b"ftyp", b"wide", b"moov", b"mdat", b"free")


class View:
    """Pieces of a file one after another, with a position of its own; read only."""

    def __init__(self, file: Readable, pieces: Sequence[Piece]) -> None:
        self.missing = 0
        """How many bytes more there should be by the header, where that can be told."""
        self._file = file
        self._pieces = list(pieces)
        lengths = [len(p) if isinstance(p, bytes) else p[1] - p[0] for p in self._pieces]
        self._starts = [sum(lengths[:n]) for n in range(len(lengths))]
        self._size = sum(lengths)
        self._at = 0

    def ends_empty(self) -> bool:
        """Whether the last 32 kB, where there is more than that, are zeros."""
        at, size = self._at, min(_EMPTY_END, self._size // 2)
        self.seek(-size, 2)
        empty = size == _EMPTY_END and not self.read(size).strip(b"\0")
        self._at = at
        return empty

    def breaks_off(self) -> bool:
        """Whether it ends amid a page of an Ogg, or before the end that its parts name."""
        at = self._at
        self.seek(0)
        head = self.read(64)
        test = next((test for fits, test in _BREAKS if fits(head)), None)
        broken = bool(test and test(self, self._size))
        self._at = at
        return broken

    def again(self) -> View:
        """The same, with another position."""
        return View(self._file, self._pieces)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        base = (0, self._at, self._size)[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._size - self._at if size < 0 else size
        parts = []
        while wanted > 0 and self._at < self._size:
            part = self._some(wanted)
            if not part:
                break
            parts.append(part)
            self._at += len(part)
            wanted -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _some(self, wanted: int) -> bytes:
        number = bisect_right(self._starts, self._at) - 1
        piece, within = self._pieces[number], self._at - self._starts[number]
        if isinstance(piece, bytes):
            return piece[within : within + wanted]
        start, end = piece
        self._file.seek(start + within)
        return self._file.read(min(wanted, end - start - within))


def sections(file: Readable) -> list[View]:
    """The sounds of `file` that come one after another, each to be opened on its own; at least one.

    They read from `file`, which has to stay open. What `file` raises is passed on.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(64)
    find = next((find for fits, find in _KINDS if fits(head)), None)
    found = [list(pieces) for pieces in find(file, size)] if find else []
    if not found:
        found = [[(0, size)]]
    views = [View(file, pieces) for pieces in found[:MOST]]
    if find is chunked_sections:
        views[-1].missing = missing_bytes(file, size)
    return views


def _between(starts: Sequence[int], size: int) -> Iterator[list[Piece]]:
    ends = [*starts[1:], size]
    for start, end in zip(starts, ends, strict=True):
        yield [(start, end)]


def _ogg(file: Readable, size: int) -> Iterator[list[Piece]]:
    """Links of a chain: streams that begin after others went on."""
    starts, at, page, beginning = [0], 0, 0, True
    while at + 27 <= size:
        file.seek(at)
        head = file.read(27 + 255)
        if head[:4] != b"OggS":
            # The page before may be cut off, with another right behind it.
            at = _find(file, b"OggS", page + 4, min(size, at + _BLOCK))
            if at < 0:
                break
            continue
        page, first = at, bool(head[5] & 2)
        if first and not beginning:
            starts.append(at)
        beginning = first
        table = head[27 : 27 + head[26]]
        at += 27 + len(table) + sum(table)
    return _between(starts, size)


def _mp4(file: Readable, size: int) -> Iterator[list[Piece]]:
    """MP4 files joined end to end: each begins with its kind, and has an index of its own."""
    starts, indexed = [0], False
    for kind, start, _ in boxes(file):
        if kind == "ftyp" and indexed:
            starts.append(start)
            indexed = False
        indexed = indexed or kind == "moov"
    return _between(starts, size)


def _searched(mark: bytes, like: Callable[[bytes], bool]) -> Finder:
    """Where `mark` is found again, and what follows it is `like` a beginning."""

    def find(file: Readable, size: int) -> Iterator[list[Piece]]:
        starts, at = [0], 0
        while size <= _SCANNED and (at := _find(file, mark, at + 1, size)) > 0:
            file.seek(at)
            if like(file.read(64)):
                starts.append(at)
        return _between(starts, size)

    return find


def _matroska(file: Readable, size: int) -> Iterator[list[Piece]]:
    """Files joined end to end. One that says how long it is need not be searched."""
    if _matroska_end(file) >= size:
        return _between([0], size)
    return _searched(_EBML, lambda head: b"webm" in head or b"matroska" in head)(file, size)


def _matroska_end(file: Readable) -> int:
    """Where a Matroska says that it ends; 0 if it does not."""
    file.seek(4)
    head, length = _ebml_size(file.read(8))
    segment = 4 + head + length
    file.seek(segment + 4)
    head, length = _ebml_size(file.read(8))
    known = head and length < (1 << 7 * head) - 1
    return segment + 4 + head + length if known else 0


def _avi_end(file: Readable) -> int:
    file.seek(4)
    return 8 + int.from_bytes(file.read(4), "little")


def _amid_a_page(file: Readable, size: int) -> bool:
    """Whether the last page of an Ogg is not all there."""
    start = max(0, size - _LONGEST_PAGE)
    file.seek(start)
    tail = file.read(_LONGEST_PAGE)
    page = tail[tail.rfind(b"OggS") :] if b"OggS" in tail else b""
    if not page:
        return False
    table = page[27 : 27 + page[26]] if len(page) >= 27 else b""
    return len(page) < 27 or len(page) < 27 + page[26] + sum(table)


def _ebml_size(data: bytes) -> tuple[int, int]:
    """How many bytes a length takes, and the length; 0 and 0 if it is none."""
    if not data or not data[0]:
        return 0, 0
    width = 9 - data[0].bit_length()
    value = int.from_bytes(data[:width], "big") & ((1 << 7 * width) - 1)
    return width, value


def _find(file: Readable, mark: bytes, start: int, end: int) -> int:
    """Where `mark` begins next between `start` and `end`; -1 if nowhere."""
    at = start
    while at < end:
        file.seek(at)
        block = file.read(min(_BLOCK, end - at) + len(mark) - 1)
        found = block.find(mark)
        if found >= 0:
            return at + found
        if not block:
            return -1
        at += _BLOCK
    return -1


Finder = Callable[[Readable, int], Iterator[list[Piece]]]

_EBML = b"\x1a\x45\xdf\xa3"
_W64 = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_KINDS: tuple[tuple[Callable[[bytes], bool], Finder], ...] = (
    (lambda head: head[:4] == b"OggS", _ogg),
    (lambda head: head[4:8] in _MP4, _mp4),
    (lambda head: head[:4] in (b"RIFF", b"RF64", b"BW64", b"FORM"), chunked_sections),
    (
        lambda head: head[:4] == b"fLaC",
        _searched(b"fLaC", lambda head: head[4] & 127 == 0 and head[5:8] == b"\0\0\x22"),
    ),
    (lambda head: head[:4] == _EBML, _matroska),
    (lambda head: head[:16] == _W64, _searched(_W64, lambda head: True)),
    (
        lambda head: head[:8] == b"caff\0\1\0\0",
        _searched(b"caff\0\1\0\0", lambda head: head[8:12] == b"desc"),
    ),
    (
        lambda head: head[:4] == b".snd",
        _searched(b".snd", lambda head: head[4:7] == b"\0\0\0" and head[12:15] == b"\0\0\0"),
    ),
    (lambda head: head[:4] == b"TTA1", _searched(b"TTA1", lambda head: head[4:6] == b"\1\0")),
)
_BREAKS: tuple[tuple[Callable[[bytes], bool], Callable[[Readable, int], bool]], ...] = (
    (lambda head: head[:4] == b"OggS", _amid_a_page),
    (lambda head: head[:4] == _EBML, lambda file, size: _matroska_end(file) > size),
    (lambda head: head[8:12] == b"AVI ", lambda file, size: _avi_end(file) > size),
    (
        lambda head: head[4:8] in _MP4,
        lambda file, size: any(end > size for _, _, end in boxes(file)),
    ),
)
