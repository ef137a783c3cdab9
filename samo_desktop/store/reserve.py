"""Room held back on the disk, so that a journal can be opened, and deleted from, on a full one.

Deleting needs room before it gives any: the database writes what changes beside itself first.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from samo_desktop.domain.filenames import SOUND
from samo_desktop.store.journal_layout import AUDIO, RESERVE
from samo_desktop.system.files import disk_full, private

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
        self._given = False

    def keep(self) -> None:
        """Holds the room back (again), as far as there is any."""
        with suppress(OSError):
            missing, free = SIZE - self._size(), self._free()
            if missing > 0 and (self._given or self._size() or free >= 2 * SIZE):
                # Noise, since some file systems store zeros in no room at all.
                with open(self._path, "ab", opener=private) as file:
                    file.write(os.urandom(min(missing, free)))

    def open_up(self) -> None:
        """Gives the room that opening takes, on a full disk."""
        with suppress(OSError):
            if self._free() >= OPENING:
                return
            if self._size():
                os.truncate(self._path, max(0, self._size() - OPENING))
                self._given = True
                return
            waves = [path for path in (self._folder / AUDIO).iterdir() if path.suffix == ".peaks"]
            for path in filter(lambda path: SOUND.fullmatch(path.name), waves):
                if self._free() >= OPENING:
                    return
                path.unlink()  # it can be made again

    def give(self) -> None:
        """Gives all of the room to what will make more, on a full disk."""
        with suppress(OSError):
            if self._free() < SIZE:
                self._path.unlink(missing_ok=True)
                self._given = True

    def check(self) -> None:
        """Raises SamoError where only the room is left that deleting needs."""
        if self._given and self._free() + self._size() < 2 * SIZE:
            raise disk_full()

    def has_room(self, size: int) -> bool:
        """Whether `size` bytes fit on the disk for a while, and nobody else runs out of room."""
        with suppress(OSError):
            return self._free() >= size + 2 * SIZE
        return False

    def is_full(self) -> bool:
        """Whether not even opening has room on the disk."""
        return self._free() < OPENING

    def _free(self) -> int:
        return shutil.disk_usage(self._folder).free

    def _size(self) -> int:
        return self._path.stat().st_size if self._path.is_file() else 0
