"""Reading a database where nothing can be written: a disc, a mount for reading, a full disk.

SQLite needs a file beside a database in WAL mode even to read it. Where none can be made, the
database is opened as one that does not change. What a crash left in the log beside it is put
together with it in memory, page by page and still encrypted, as SQLite would do on the disk.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir
from typing import IO
from urllib.parse import quote

from samo_desktop.errors import DamagedError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system.files import in_words

_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")
_MAGIC = 0x377F0682
_MAXIMUM = 65536
_MEMORY = Path("/dev/shm")


def address(path: Path, mode: str) -> str:
    """The file at `path` as SQLite's URI."""
    posix = path.absolute().as_posix()
    return f"file://{'' if posix.startswith('/') else '/'}{quote(os.fsencode(posix))}?mode={mode}"


def log_beside(path: Path) -> Path:
    """The log of the changes to the database at `path` that are not in it yet."""
    return path.with_name(path.name + "-wal")


def log_is_left(path: Path) -> bool:
    """Whether there is anything in the log beside the database at `path`."""
    log = log_beside(path)
    with in_words(log):
        return log.is_file() and log.stat().st_size > 0


@contextmanager
def still(path: Path, *, encrypted: bool) -> Iterator[str]:
    """What to open to read the database at `path` as it is, with nothing written beside it.

    It may be gone afterwards, though not for whoever opened it. Raises SamoError if what a crash
    left beside it cannot be read.
    """
    log = log_beside(path)
    with in_words(log):
        if not (log_is_left(path) and any(_pages(log))):
            yield address(path, "ro") + "&immutable=1"
            return
        with NamedTemporaryFile(dir=_memory(encrypted), prefix="samo-") as together:
            _put_together(path, log, together)
            yield address(Path(together.name), "ro") + "&immutable=1"


def _memory(encrypted: bool) -> Path:
    """A folder that is nowhere on a disk; for what is encrypted any will do. Raises SamoError."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        return _MEMORY
    if encrypted and os.name != "nt":  # where an open file can be removed
        return Path(gettempdir())
    raise SamoError(
        _("The latest changes to this journal cannot be read from a folder that is not writable."),
        _("Copy the journal's folder to a writable disk, and open it there."),
    )


def _put_together(path: Path, log: Path, target: IO[bytes]) -> None:
    with path.open("rb") as file:
        shutil.copyfileobj(file, target)
    for place, page, size in _pages(log):
        target.seek(place)
        target.write(page)
        if size:
            target.truncate(size)
    target.flush()


def _pages(log: Path) -> Iterator[tuple[int, bytes, int]]:
    """The committed pages of a log: where each belongs, itself, and the database's size if it ends
    a transaction. What was not committed, or does not belong to the rest, is left out."""
    with log.open("rb") as file:
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size:
            return
        magic, _version, size, _number, *salts, one, two = _HEADER.unpack(head)
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
            _(
                "{log} is a folder, where the file of the journal's latest changes should be."
            ).format(log=log),
            _("Move it away. It does not belong to the journal."),
        )
    if log_is_left(path) and not os.access(log, os.R_OK):
        raise SamoError(
            _("You do not have permission to read the journal's latest changes, in {log}.").format(
                log=log
            ),
            _("Change who may read and write that file; do not remove it."),
        )
