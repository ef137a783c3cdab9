"""Room held back on the disk, so that a journal can be opened, and deleted from, on a full one.

Deleting needs room before it gives any: the database writes what changes beside itself first.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from samo_desktop.domain.filenames import SOUND
from samo_desktop.store.files import disk_full, make_private_file
from samo_desktop.store.folder import AUDIO, RESERVE

SIZE = 512 * 1024
OPENING = 96 * 1024
"""Bytes that opening a journal for writing takes."""


class Reserve:
    """The file that holds the room, in a journal's folder.

    Only the holder of the journal's lock uses it. What it cannot do for want of room or permission
    it leaves; what then fails says so itself.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / RESERVE

    def keep(self) -> None:
        """Holds the room back, if there is enough."""
        with suppress(OSError):
            whole = self._path.exists() and self._path.stat().st_size >= SIZE
            if not whole and self._free() >= 2 * SIZE:
                # Noise, since some file systems store zeros in no room at all.
                make_private_file(self._path, os.urandom(SIZE))

    def open_up(self) -> None:
        """Gives the room that opening takes, on a full disk."""
        with suppress(OSError):
            if self._free() < OPENING:
                self._shrink()

    def give(self) -> None:
        """Gives all of the room to what will make more, on a full disk."""
        with suppress(OSError):
            if self._free() < SIZE:
                self._path.unlink(missing_ok=True)

    def check(self) -> None:
        """Raises SamoError where only the room is left that deleting needs."""
        with suppress(OSError):
            if self._free() < SIZE and not self._path.exists():
                raise disk_full()

    def _free(self) -> int:
        return shutil.disk_usage(self._folder).free

    def _shrink(self) -> None:
        if self._path.exists():
            os.truncate(self._path, max(0, self._path.stat().st_size - OPENING))
            return
        waves = [path for path in (self._folder / AUDIO).iterdir() if path.suffix == ".peaks"]
        for path in filter(lambda path: SOUND.fullmatch(path.name), waves):
            if self._free() >= OPENING:
                return
            path.unlink()  # it can be made again
