"""Files: private, written whole or not at all, on the disk for good, and their errors in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.messages import gettext as _

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def is_disk_full(error: OSError) -> bool:
    """Whether an error says that there is no room, on the disk or for this user."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def disk_full() -> SamoError:
    """The error for a disk without room."""
    return SamoError(
        _("The disk is full, so this was not saved. Everything saved before is safe."),
        _("Free some disk space, then try again."),
    )


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turns the system's errors about files at or under `path` into SamoErrors."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError(
            _("{path} was not found.").format(path=error.filename or path),
            _("Check the location of the journal."),
        ) from error
    except OSError as error:
        if is_disk_full(error):
            raise disk_full() from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise SamoError(
                _("This program is not allowed to use {path}.").format(path=error.filename or path),
                _("Choose another folder, or change who may read and write this one."),
            ) from error
        raise SamoError(
            _("{path} could not be used: {why}.").format(
                path=error.filename or path, why=error.strerror or error
            ),
            _("Check that the disk is connected and healthy, then try again."),
        ) from error


def make_private_folder(folder: Path) -> None:
    """Makes `folder` (and its parents) if it is not there, for this user alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    folder.chmod(FOLDER_MODE)


def private(name: str, flags: int) -> int:
    """The `opener` of `open` for a file that, where it is made, is for this user alone."""
    return os.open(name, flags, FILE_MODE)


def write_through(path: Path, content: bytes = b"", mode: int = FILE_MODE) -> None:
    """Writes a new file, for this user alone by default, and waits until it is on the disk.

    A file that is there already is replaced. Raises OSError.
    """
    path.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """Writes the private file `path` so that a crash leaves the old or the new one.

    Raises OSError, and leaves the old one.
    """
    part = part_of(path)
    try:
        write_through(part, content)
        put_in_place(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def part_of(path: Path) -> Path:
    """Where the file `path` is written until it is whole."""
    return path.with_name(path.name + ".part")


def put_in_place(part: Path, path: Path) -> None:
    """Gives a whole file its name, for good, in place of what had it. Raises OSError."""
    part.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk. Raises OSError."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder, and NTFS keeps a journal of its names itself
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
