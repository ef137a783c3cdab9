"""Reading a database where nothing can be written: a disc, a mount for reading, a full disk.

SQLite needs a file beside a database in WAL mode even to read it. Where none can be made, the
database is opened as one that does not change. What a crash left in the log beside it is put
together with it in memory, page by page and still encrypted, as SQLite would do on the disk.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from samo_desktop.errors import DamagedError, SamoError
from samo_desktop.store.files import in_words

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = 0x377F0682
_MAXIMUM = 65536


def address(path: Path, mode: str) -> str:
    """The file at `path` as SQLite's URI."""
    posix = path.absolute().as_posix()
    return f"file://{'' if posix.startswith('/') else '/'}{quote(os.fsencode(posix))}?mode={mode}"


def log_beside(path: Path) -> Path:
    """The log of the changes to the database at `path` that are not in it yet."""
    return path.with_name(path.name + "-wal")


def still(path: Path) -> str:
    """What to open to read the database at `path` as it is, with nothing written.

    Raises SamoError if what a crash left beside it cannot be read.
    """
    log = log_beside(path)
    with in_words(log):
        if log.exists() and any(_pages(log)):
            return _together(path, _stamp(path), _stamp(log)).address
    return address(path, "ro") + "&immutable=1"


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


class _InMemory:
    """A file that is nowhere on a disk, as long as this object lives."""

    def __init__(self) -> None:
        if not hasattr(os, "memfd_create"):
            raise SamoError(
                "The last changes to this journal cannot be read where nothing can be written.",
                "Copy the journal's folder to a disk that can be written to, and open it there.",
            )
        self.handle = os.memfd_create("journal", os.MFD_CLOEXEC)
        self.address = address(Path(f"/proc/self/fd/{self.handle}"), "ro") + "&immutable=1"

    def __del__(self) -> None:
        if hasattr(self, "handle"):
            os.close(self.handle)


@lru_cache(maxsize=1)
def _together(path: Path, at: tuple[int, int], log_at: tuple[int, int]) -> _InMemory:
    """The database with its log; made once for files that are as they were `at` that time."""
    memory = _InMemory()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            os.write(memory.handle, chunk)
    for place, page, size in _pages(log_beside(path)):
        os.pwrite(memory.handle, page, place)
        if size:
            os.ftruncate(memory.handle, size)
    return memory


def _pages(log: Path) -> Iterator[tuple[int, bytes, int]]:
    """The committed pages of a log: where each belongs, itself, and the database's size if it ends
    a transaction. What was not committed, or does not belong to the rest, is left out."""
    with log.open("rb") as file:
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size:
            return
        magic, _, size, _, *salts, one, two = _HEADER.unpack(head)
        if magic & ~1 != _MAGIC or not 512 <= size <= _MAXIMUM:
            return
        order = ">" if magic & 1 else "<"
        sums = _checksum(head[:24], order, (0, 0))
        if sums != (one, two):
            return
        waiting: list[tuple[int, bytes]] = []
        while len(frame := file.read(_FRAME.size)) == _FRAME.size:
            number, pages, *salts_here, one, two = _FRAME.unpack(frame)
            page = file.read(size)
            if len(page) < size or salts_here != salts or not number:
                return
            sums = _checksum(page, order, _checksum(frame[:8], order, sums))
            if sums != (one, two):
                return
            waiting.append(((number - 1) * size, page))
            if pages:
                *before, (place, last) = waiting
                for earlier, content in before:
                    yield earlier, content, 0
                yield place, last, pages * size
                waiting = []


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def check_log(path: Path) -> None:
    """Raises SamoError if the log beside the database at `path` is there and may not be read."""
    log = log_beside(path)
    if log.is_dir():
        raise DamagedError(
            f"{log} is a folder where the journal's last changes belong.",
            "Move it away; it is not the journal's.",
        )
    if log.exists() and not os.access(log, os.R_OK):
        raise SamoError(
            f"The journal's last changes, in {log}, may not be read.",
            "Change who may read and write that file; do not remove it.",
        )
