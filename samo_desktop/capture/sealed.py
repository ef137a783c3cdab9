"""Writing sound to disk in sealed frames (see `frames` for the format), and reading it back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from samo_desktop.capture.frames import ID_SIZE, LAST, MAX_FRAME, header, protection
from samo_desktop.capture.sealed_reader import open_sealed, read_frames
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system.files import is_disk_full, part_of, private, put_in_place

__all__ = [
    "SealedFile",
    "SealedWriter",
    "open_sealed",
    "read_frames",
    "seal_stream",
    "write_error",
]

STORED_FRAME = 64 * 1024
"""Bytes of sound in a frame of a stored file."""


def write_error(error: OSError) -> SamoError:
    """What to tell the user when sound cannot be written to the disk."""
    if is_disk_full(error):
        return SamoError(
            _("The disk is full, so no more sound can be saved."),
            _("Free some disk space. Everything recorded so far is saved."),
        )
    return SamoError(
        _("Sound cannot be written to the journal's folder."),
        _("Check that the folder exists and that you can write to it."),
    )


def _sync_data(handle: int) -> None:
    # macOS and Windows have no fdatasync.
    getattr(os, "fdatasync", os.fsync)(handle)


class SealedWriter:
    """Appends frames to a new file at `path`, readable by its owner only.

    `key` is 32 bytes, or None for a journal without encryption. Left by an exception, the file
    gets no end mark: `read_frames` reads it, `open_sealed` refuses it. Raises SamoError if the
    disk is full or cannot be written to; the frames before stay whole. FileExistsError (a bug)
    if `path` exists: sound is never overwritten.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        file_id = os.urandom(ID_SIZE)
        self._protection = protection(key, file_id)
        self._number = 0
        self._end = 0
        try:
            # Closed by close().
            self._file = open(path, "xb", buffering=0, opener=private)  # noqa: SIM115
        except FileExistsError:
            raise
        except OSError as error:
            raise write_error(error) from error
        try:
            self._write(header(key, file_id))
        except SamoError:
            self._file.close()
            raise

    def write(self, frame: bytes, *, sync: bool = False) -> None:
        """Appends one frame of at most MAX_FRAME bytes (an empty one is no frame).

        With `sync` it is on the disk, power cut or not, when this returns.
        """
        if len(frame) > MAX_FRAME:
            raise ValueError(f"a frame has at most {MAX_FRAME} bytes")
        if frame:
            self._append(frame, last=False)
        if sync:
            self.sync()

    def sync(self) -> None:
        """Returns when all frames are on the disk."""
        try:
            _sync_data(self._file.fileno())
        except OSError as error:
            raise write_error(error) from error

    def close(self) -> None:
        """Marks the end, syncs and closes. The file is closed even if this raises."""
        if self._file.closed:
            return
        try:
            self._append(b"", last=True)
            self.sync()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Closes the file without the mark of a whole file."""
        self._file.close()

    def _append(self, contents: bytes, last: bool) -> None:
        sealed = self._protection.seal(contents, self._number, last)
        self._write(struct.pack("<I", len(sealed) | (LAST if last else 0)) + sealed)
        self._number += 1

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            # Half a frame would hide every frame after it.
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
                self._file.seek(self._end)
            raise write_error(error) from error
        self._end += len(data)

    def __enter__(self) -> SealedWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()


class SealedFile:
    """A stored sound at `path`, whole or not there at all; a context manager with `write`.

    Written to `path` + ".part"; leaving the block syncs it and renames it, leaving it by an
    exception removes it. `sha256` is the hex digest of what was written so far. Raises SamoError
    if the disk is full or cannot be written to.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        self._path = path
        self._part = part_of(path)
        self._part.unlink(missing_ok=True)  # left by a crash, never read
        self._writer = SealedWriter(self._part, key)
        self._buffer = bytearray()
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes, /) -> int:
        """Appends bytes; nothing can be changed later."""
        self._digest.update(data)
        self._buffer += data
        while len(self._buffer) >= STORED_FRAME:
            self._writer.write(bytes(self._buffer[:STORED_FRAME]))
            del self._buffer[:STORED_FRAME]
        return len(data)

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._writer.write(bytes(self._buffer))
                self._writer.close()
                self._rename()
        finally:
            self._writer.abandon()
            self._part.unlink(missing_ok=True)

    def _rename(self) -> None:
        try:
            put_in_place(self._part, self._path)
        except OSError as error:
            raise write_error(error) from error


def seal_stream(source: BinaryIO, path: Path, key: bytes | None) -> str:
    """Stores all that `source` holds from where it stands; returns its SHA-256 in hex.

    `path` is written whole or not at all and replaces what was there. Raises SamoError if the
    disk is full or cannot be written to.
    """
    with SealedFile(path, key) as target:
        while chunk := source.read(STORED_FRAME):
            target.write(chunk)
    return target.sha256
