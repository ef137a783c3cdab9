"""Reading the frames of sound on disk: as far as they go, or as one seekable stream."""

from __future__ import annotations

import io
import logging
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from samo_desktop.capture.frames import (
    HEADER_SIZE,
    LAST,
    MAX_FRAME,
    damaged,
    open_file,
    read_header,
)

_log = logging.getLogger(__name__)


def has_begun(path: Path) -> bool:
    """Whether the file holds at least one whole frame, going by its length alone."""
    with open_file(path) as file:
        start = file.read(HEADER_SIZE + 4)
        length = int.from_bytes(start[HEADER_SIZE:], "little") & ~LAST
        return 0 < length <= path.stat().st_size - HEADER_SIZE - 4


def read_frames(path: Path, key: bytes | None) -> Iterator[bytes]:
    """Every whole frame from the start, for a file whose writer may have been killed.

    Stops quietly where the file is torn. A damaged frame amid whole ones is left out and logged.
    Raises (at the first `next`) NotFoundError, and DamagedError if not even the first frame can be
    trusted: another key, or no file of this format.
    """
    return follow_frames(path, key, lambda: True, lambda: None)


def follow_frames(
    path: Path,
    key: bytes | None,
    ended: Callable[[], bool],
    wait: Callable[[], None],
    *,
    strict: bool = False,
) -> Iterator[bytes]:
    """As `read_frames`, while the file is being written.

    Where it is torn, more is waited for with `wait`, until `ended` says that nothing will come.
    If `strict`, any frame that is damaged raises DamagedError.
    """
    with open_file(path) as file:
        while path.stat().st_size < HEADER_SIZE:
            if ended():
                return
            wait()
        protection = read_header(file, path, key)
        number, at = 0, HEADER_SIZE
        while True:
            over = ended()  # asked before reading: what comes later is not missed
            file.seek(at)
            head = file.read(4)
            word = int.from_bytes(head, "little")
            last, length = bool(word & LAST), word & ~LAST
            if len(head) == 4 and not 0 <= length - protection.overhead <= MAX_FRAME:
                if strict:
                    raise damaged(path)
                return
            sealed = file.read(length) if len(head) == 4 else b""
            if len(head) < 4 or len(sealed) < length:
                if over:
                    return
                wait()
                continue
            contents = protection.open(sealed, number, last)
            number, at = number + 1, at + 4 + length
            if contents is None and (strict or number == 1):
                raise damaged(path)
            if contents is None:
                _log.warning("A frame of a recording is damaged and was left out.")
                continue
            if last:
                return
            yield contents


class _SealedReader(io.RawIOBase):
    """The plaintext of a whole file. Holds one frame and 8 bytes for every frame."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self._path = path
        self._file = open_file(path)
        try:
            self._protection = read_header(self._file, path, key)
            self._starts = array("Q", [0])  # of each frame in the plaintext; at the end its size
            self._scan(path.stat().st_size)
        except BaseException:
            self._file.close()
            raise
        self._position = 0
        self._loaded = -1
        self._contents = b""

    def _scan(self, size: int) -> None:
        """Finds the frames and makes sure that the file has its end."""
        at, last, overhead = HEADER_SIZE, False, self._protection.overhead
        while not last:
            self._file.seek(at)
            word = int.from_bytes(self._file.read(4), "little")
            last, length = bool(word & LAST), word & ~LAST
            contents = length - overhead
            at += 4 + length
            # Only the last frame is empty, and nothing follows it.
            if at > size or contents > MAX_FRAME or (contents != 0 if last else contents < 1):
                raise damaged(self._path)
            if not last:
                self._starts.append(self._starts[-1] + contents)
        mark = self._file.read(overhead)
        if at != size or self._protection.open(mark, len(self._starts) - 1, True) is None:
            raise damaged(self._path)

    def _load(self, number: int) -> None:
        length = self._starts[number + 1] - self._starts[number] + self._protection.overhead
        frame_head = 4 + self._protection.overhead
        self._file.seek(HEADER_SIZE + self._starts[number] + number * frame_head + 4)
        contents = self._protection.open(self._file.read(length), number, False)
        if contents is None:
            raise damaged(self._path)
        self._loaded, self._contents = number, contents

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._starts[-1]}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if self._position >= self._starts[-1]:
            return 0
        number = bisect_right(self._starts, self._position) - 1
        if number != self._loaded:
            self._load(number)
        start = self._position - self._starts[number]
        part = self._contents[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def open_sealed(path: Path, key: bytes | None) -> BinaryIO:
    """The sound at `path` in the clear: a seekable file object, for one thread at a time.

    Memory does not grow with the file, but for 8 bytes a frame. Raises NotFoundError, and
    DamagedError for a file that was cut off, is of another key or is not of this format; a
    changed or moved frame raises DamagedError when it is read.
    """
    return io.BufferedReader(_SealedReader(path, key), 64 * 1024)
