"""Opening the files that users bring: ordinary files only, told of in words when they fail."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from samo_desktop.errors import AudioError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system.names import printable


def hint() -> str:
    """What to do where a file is no sound."""
    return _("Choose a recording such as WAV, FLAC, MP3, M4A, OGG or Opus, or a video with sound.")


def named(path: Path) -> str:
    """The file as the subject of a sentence."""
    return _("The file “{name}”").format(name=printable(path.name or str(path)))


def open_path(path: Path) -> BinaryIO:
    """Opens a regular file; others (a pipe, a device) could block or never end."""
    name = named(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise AudioError(
                _("{name} is a folder.").format(name=name), _("Choose the sound files in it.")
            )
        if not stat.S_ISREG(status.st_mode):
            raise AudioError(_("{name} is not a regular file.").format(name=name), hint())
        if status.st_size == 0:
            raise AudioError(_("{name} is empty.").format(name=name), hint())
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise AudioError(
            _("{name} was not found.").format(name=name), _("Check its name and folder.")
        ) from error
    except PermissionError as error:
        raise AudioError(
            _("{name} could not be read: you do not have permission.").format(name=name),
            _("Change its permissions."),
        ) from error
    except OSError as error:
        raise AudioError(
            _("{name} cannot be opened.").format(name=name), _("Check its name and folder.")
        ) from error


def chunks(file: BinaryIO, name: str, size: int) -> Iterator[bytes]:
    """All that `file` holds from where it stands, at most `size` bytes at a time.

    Raises AudioError, with `name` as its subject, if a read fails.
    """
    while True:
        try:
            chunk = file.read(size)
        except OSError as error:
            raise cut_off(name) from error
        if not chunk:
            return
        yield chunk


def fingerprint(path: Path) -> str:
    """SHA-256 (hex) of the bytes of the file at `path`. Raises AudioError."""
    digest = hashlib.sha256()
    with open_path(path) as file:
        for chunk in chunks(file, named(path), 1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def cut_off(name: str) -> AudioError:
    """What to raise when a read fails."""
    return AudioError(
        _("{name} could not be read to the end.").format(name=name),
        _("Copy it again, then try again."),
    )


class Readable(Protocol):
    """What can be read at any place: a file, or a part of one."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...


class Reader:
    """What FFmpeg sees of a file: no path, no `close`, and errors that are not forgotten."""

    def __init__(self, file: Readable, name: str) -> None:
        self._file = file
        self.words = name
        self._error: Exception | None = None
        file.seek(0)

    def read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except Exception as error:
            self._error = error
            raise

    def seek(self, offset: int, whence: int) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def head(self) -> bytes:
        """The first 256 kB; the position stays."""
        at = self.tell()
        self.seek(0, 0)
        head = self.read(256 * 1024)
        self.seek(at, 0)
        return head

    def check(self) -> None:
        """FFmpeg may take a failed read for the end of the file: that must not pass unseen."""
        if isinstance(self._error, SamoError):
            raise self._error
        if self._error is not None:
            raise cut_off(self.words) from self._error
