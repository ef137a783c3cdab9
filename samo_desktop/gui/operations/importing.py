"""Bringing in files, one or many: what is added, known already, refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import AlreadyAddedError, NotFoundError, SamoError
from samo_desktop.gui.operations.changes import LongOperation, Outcome, changed

if TYPE_CHECKING:
    from samo_desktop.app import App

_NAMES = (
    "wav flac mp3 m4a m4b aac ogg oga opus wma aif aiff aifc amr 3gp 3g2 caf au ac3 ape wv tta mka "
    "mkv webm mp4 m4v mov avi wmv asf flv mpg mpeg mts m2ts ts"
)
ENDINGS = frozenset(f".{name}" for name in _NAMES.split())
"""What the names of recordings and films end in; in a folder only such files are looked at."""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that holds no sound, or cannot be read."""

    path: Path
    error: SamoError


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file whose bytes are in the journal already, and the entry that they made."""

    path: Path
    entry: Entry


@dataclass(slots=True)
class BroughtIn:
    """What became of the files that were brought in together.

    `skipped` counts files in folders whose names are not those of recordings, `left` those that
    were not looked at because the user cancelled.
    """

    added: list[Entry] = field(default_factory=list)
    known: list[KnownFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    skipped: int = 0
    left: int = 0

    def take(self, found: Entry | KnownFile | RefusedFile | None) -> None:
        """Puts what became of a file where it belongs; None if there is nothing to say of it."""
        if isinstance(found, KnownFile):
            self.known.append(found)
        elif isinstance(found, RefusedFile):
            self.refused.append(found)
        elif found is not None:
            self.added.append(found)

    def __iadd__(self, other: BroughtIn) -> BroughtIn:
        self.added += other.added
        self.known += other.known
        self.refused += other.refused
        self.skipped += other.skipped
        self.left += other.left
        return self


@dataclass(frozen=True, slots=True)
class Looked:
    """How many files were looked at, and of how many."""

    number: int
    total: int


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


def bring_in(
    paths: Sequence[Path], *, again: bool, wanted: Callable[[], bool] = lambda: True
) -> LongOperation[Looked, BroughtIn]:
    """Makes an entry of each file, and of each recording in each folder, as long as it is `wanted`.

    With `again` also of files that are in the journal already. `wanted` is asked on another thread.
    """

    def begin(app: App) -> Generator[Looked | None, None, Outcome[BroughtIn]]:
        files, brought = expand(paths), BroughtIn()
        brought.skipped = files[1]
        for number, path in enumerate(files[0]):
            yield Looked(number, len(files[0]))
            if not wanted():
                brought.left = len(files[0]) - number
                break
            brought.take(_look_at(app, path, again=again))
        ids = (entry.id for entry in brought.added)
        return Outcome(changed(*ids, listed=True), brought)

    return LongOperation(begin)


def _look_at(app: App, path: Path, *, again: bool) -> Entry | KnownFile | RefusedFile | None:
    try:
        return app.entries.add_file(path, again=again)
    except AlreadyAddedError as error:
        return _known(app, path, error.entry_id)
    except SamoError as error:
        return RefusedFile(path, error)


def _known(app: App, path: Path, entry_id: str) -> Entry | KnownFile | RefusedFile | None:
    entry = app.entries.find(entry_id)
    if entry is None:  # it went away in this moment
        return None
    if entry.state != "failed":
        return KnownFile(path, entry)
    try:  # it failed perhaps because the file was not where it was
        return app.entries.retry(entry.id, path=path)
    except NotFoundError:
        return None
    except SamoError as error:
        return RefusedFile(path, error)
