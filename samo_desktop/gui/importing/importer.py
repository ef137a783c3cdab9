"""Bringing in files, one or many, behind the window: what is added, known already, refused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import AlreadyAddedError, SamoError
from samo_desktop.gui.runtime.background import Background

if TYPE_CHECKING:
    from samo_desktop.app import App

_NAMES = (
    "wav flac mp3 m4a m4b aac ogg oga opus wma aif aiff aifc amr 3gp 3g2 caf au ac3 ape wv tta mka "
    "mkv webm mp4 m4v mov avi wmv asf flv mpg mpeg mts m2ts ts"
)
ENDINGS = frozenset(f".{name}" for name in _NAMES.split())
"""What the names of recordings and films end in; in a folder only such files are looked at."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that holds no sound, or cannot be read."""

    path: Path
    error: SamoError


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose bytes are in the journal already, and the entry that they made."""

    path: Path
    entry: Entry


@dataclass(slots=True)
class Outcome:
    """What became of the files that were brought in together.

    `skipped` counts files in folders whose names are not those of recordings.
    """

    added: list[Entry] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    skipped: int = 0


def local_files(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def expand(paths: Iterable[Path]) -> tuple[list[Path], int]:
    """Files as they are, folders as the recordings in them, by name, and how many were left out.

    Hidden files and folders are passed over, and links to folders are not followed. Reads the
    disk.
    """
    found: list[Path] = []
    skipped = 0
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith("."):
                    continue
                if Path(name).suffix.lower() in ENDINGS:
                    found.append(Path(folder) / name)
                else:
                    skipped += 1
    return found, skipped


class Importer(QObject):
    """Makes entries of files, one after the other, on a thread of its own.

    What is brought in while files are still being looked at joins them.
    """

    moved = Signal(int, int)
    """How many files have been looked at, and of how many."""
    added = Signal(object)
    """An Entry was made."""
    ended = Signal(object)
    """An Outcome: all files have been looked at."""

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._background = Background(self)
        self._outcome = Outcome()
        self._folders = self._done = self._total = 0

    @property
    def busy(self) -> bool:
        """Whether files are still being looked at."""
        return self._folders > 0 or self._done < self._total

    def bring_in(self, paths: Sequence[Path], *, again: bool = False) -> None:
        """Makes an entry of each file, and of each recording in each folder.

        With `again` also of files that are in the journal already. Returns at once.
        """
        if not paths:
            return
        self._folders += 1
        self._background.run(
            partial(expand, list(paths)), partial(self._expanded, again), self._no_folder
        )

    def close(self) -> None:
        """Waits for the file that is being looked at, and leaves out the rest."""
        self._background.close()

    def _expanded(self, again: bool, found: tuple[list[Path], int]) -> None:
        paths, skipped = found
        self._folders -= 1
        self._total += len(paths)
        self._outcome.skipped += skipped
        for path in paths:
            self._background.run(
                partial(self._look_at, path, again), self._looked_at, self._not_looked_at
            )
        self._tell()

    def _no_folder(self, error: SamoError) -> None:
        raise error  # listing files raises no such thing

    def _look_at(self, path: Path, again: bool) -> Entry | Known | Refused:
        """Runs on the helper thread."""
        try:
            return self._app.entries.add_file(path, again=again)
        except AlreadyAddedError as error:
            entry = self._app.entries.get(error.entry_id)
            if entry.state == "failed":  # perhaps because the file was not where it was
                return self._app.entries.retry(entry.id, path=path)
            return Known(path, entry)
        except SamoError as error:
            return Refused(path, error)

    def _looked_at(self, result: Entry | Known | Refused) -> None:
        self._done += 1
        if isinstance(result, Known):
            self._outcome.known.append(result)
        elif isinstance(result, Refused):
            self._outcome.refused.append(result)
        else:
            self._outcome.added.append(result)
            self.added.emit(result)
        self._tell()

    def _not_looked_at(self, error: SamoError) -> None:
        """The entry of a known file went away in this moment."""
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        if self.busy:
            self.moved.emit(self._done, self._total)
            return
        outcome, self._outcome = self._outcome, Outcome()
        self._done = self._total = 0
        self.ended.emit(outcome)
