"""Bringing in files, one or many, behind the window: what is added, known already, refused."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import AlreadyAddedError, NotFoundError, SamoError
from samo_desktop.gui.runtime.executors import Executor

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


class Step:
    """A point in bringing files in."""


@dataclass(frozen=True, slots=True)
class Found(Step):
    """How many files are to be looked at, and how many in folders were passed over."""

    files: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Looked(Step):
    """A file was looked at; None if the entry of a known one went away in that moment."""

    found: Entry | Known | Refused | None


def bring_in(app: App, paths: Sequence[Path], *, again: bool) -> Generator[Step | None, None, None]:
    """Makes an entry of each file, and of each recording in each folder."""
    files, skipped = expand(paths)
    yield Found(len(files), skipped)
    for path in files:
        yield Looked(_look_at(app, path, again=again))


def _look_at(app: App, path: Path, *, again: bool) -> Entry | Known | Refused | None:
    try:
        return app.entries.add_file(path, again=again)
    except AlreadyAddedError as error:
        return _known(app, path, error.entry_id)
    except SamoError as error:
        return Refused(path, error)


def _known(app: App, path: Path, entry_id: str) -> Entry | Known | Refused | None:
    entry = app.entries.find(entry_id)
    if entry is None or entry.state != "failed":
        return entry and Known(path, entry)
    try:  # it failed perhaps because the file was not where it was
        return app.entries.retry(entry.id, path=path)
    except NotFoundError:
        return None
    except SamoError as error:
        return Refused(path, error)


class Importer(QObject):
    """Makes entries of files, one after the other, behind the window.

    What is brought in while files are still being looked at joins them.
    """

    moved = Signal(int, int)
    """How many files have been looked at, and of how many as far as is known."""
    added = Signal(object)
    """An Entry was made."""
    ended = Signal(object)
    """An Outcome: all files have been looked at."""

    def __init__(self, app: App, background: Executor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._background = app, background
        self._outcome = Outcome()
        self._waiting: list[tuple[Sequence[Path], bool]] = []
        self._done = self._total = 0
        self.busy = False
        """Whether files are still being looked at."""

    def bring_in(self, paths: Sequence[Path], *, again: bool = False) -> None:
        """Makes an entry of each file, and of each recording in each folder.

        With `again` also of files that are in the journal already. Returns at once.
        """
        if not paths:
            return
        self._waiting.append((list(paths), again))
        if not self.busy:
            self.busy = True
            self._next()

    def _next(self) -> None:
        paths, again = self._waiting.pop(0)
        self._background.drive(
            partial(bring_in, self._app, paths, again=again),
            lambda _none: self._after(),
            self._not_looked_at,
            moved=self._moved,
            stopped=lambda: None,
            owner=self,
        )

    def _moved(self, event: Step) -> None:
        if isinstance(event, Found):
            self._total += event.files
            self._outcome.skipped += event.skipped
        elif isinstance(event, Looked):
            self._done += 1
            self._take(event.found)
        if self._done < self._total:
            self.moved.emit(self._done, self._total)

    def _take(self, found: Entry | Known | Refused | None) -> None:
        if isinstance(found, Known):
            self._outcome.known.append(found)
        elif isinstance(found, Refused):
            self._outcome.refused.append(found)
        elif found is not None:
            self._outcome.added.append(found)
            self.added.emit(found)

    def _not_looked_at(self, error: SamoError) -> None:
        """A bug ended it: what was not looked at is told as refused."""
        self._outcome.refused.append(Refused(Path(), error))
        self._after()

    def _after(self) -> None:
        if self._waiting:
            self._next()
            return
        outcome, self._outcome = self._outcome, Outcome()
        self._done = self._total = 0
        self.busy = False
        self.ended.emit(outcome)

    def close(self) -> None:
        """Leaves out the files that have not been looked at yet, and tells nothing more."""
        self._waiting.clear()
        self._background.forget(self)
