"""Installed models on disk: how they get into place whole, how they are checked and removed.

A model is made ready in a hidden folder beside its place and renamed into it in one step. Its card
(samo-model.json) says what it is and the size and SHA-256 of each file; a folder that differs from
its card is never used. A folder without a card was put there by hand, and is used as it is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from samo_desktop.domain.models import Installing, plain_name
from samo_desktop.errors import ModelError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system.files import is_disk_full, sync, write_through

CARD = "samo-model.json"
STAGING = ".installing-"
"""How the name of a folder begins in which a model is made ready."""
OLD = ".replaced-"
PART = ".part"
PLAN = "plan.json"
MARK = "samo-damaged.txt"
"""In the folder of a model that a full check found damaged: what is wrong."""
CHUNK = 1 << 20
MODE = 0o666
"""Of files: models are no secret, and several users may share a folder of them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a model: its size in bytes, and its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of an installed model; kept beside its files."""

    name: str
    engine: str
    source: str = ""
    revision: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()
    files: dict[str, Stored] = field(default_factory=dict)


def read_card(folder: Path) -> Card | None:
    """The card of the model in `folder`; None without one. Raises ModelError if it is damaged."""
    try:
        data = json.loads((folder / CARD).read_text("utf-8"))
        files = {str(name): Stored(**stored) for name, stored in data.pop("files").items()}
        languages = tuple(map(str, data.pop("languages", ())))
        card = Card(**data, languages=languages, files=files)
        texts = (card.name, card.engine, card.source, card.revision, card.licence)
        numbers = all(type(f.size) is int and isinstance(f.sha256, str) for f in files.values())
        if not (all(isinstance(text, str) for text in texts) and numbers and files):
            raise ValueError("values of other kinds than a card has")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            _("The description of the model {name} is damaged.").format(
                name=plain_name(folder.name)
            ),
            _("Remove the model and install it again."),
        ) from error
    return card


def problem_at_a_glance(folder: Path) -> str:
    """What is wrong with the model in `folder`, without reading its files; "" if nothing seems so.

    Tells missing files and other sizes than the card has, and what a full check found last.
    """
    try:
        mark = folder / MARK
        if mark.exists():
            return mark.read_text("utf-8", "replace")[:200].strip() or _("It is damaged.")
        card = read_card(folder)
    except ModelError as error:
        return error.message
    except OSError:
        return _("It cannot be read.")
    for name, stored in card.files.items() if card else ():
        try:
            size = (folder / name).stat().st_size
        except OSError:
            return _("{name} is missing.").format(name=name)
        if size != stored.size:
            return _("{name} has {size} bytes instead of {wanted}.").format(
                name=name, size=f"{size:,}", wanted=f"{stored.size:,}"
            )
    return ""


def is_hidden(path: Path, root: Path) -> bool:
    """Whether `path` is, or lies in, a hidden folder below `root`: not ready, or not ours."""
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def sha256_of(
    file: Path, name: str, done: int, total: int, also: Callable[[bytes], None] | None = None
) -> Generator[Installing, None, str]:
    """The SHA-256 of `file` in hex; its progress begins at `done` of `total` bytes.

    `also` is called with the same bytes. Raises OSError.
    """
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
            if also is not None:
                also(chunk)
            done += len(chunk)
            yield Installing(name, "checking", done, total)
    return digest.hexdigest()


def check_files(
    folder: Path, files: dict[str, Stored], model: str
) -> Generator[Installing, None, str]:
    """Reads every file of `model` again; what is wrong with the first that differs, or ""."""
    total, done = sum(stored.size for stored in files.values()), 0
    for name, stored in files.items():
        try:
            if (folder / name).stat().st_size != stored.size:
                return _("{name} has a different size than when it was installed.").format(
                    name=name
                )
            found = yield from sha256_of(folder / name, model, done, total)
        except FileNotFoundError:
            return _("{name} is missing.").format(name=name)
        except OSError:
            return _("{name} cannot be read.").format(name=name)
        if found != stored.sha256:
            return _("{name} has changed since it was installed.").format(name=name)
        done += stored.size
    return ""


class Staging:
    """The hidden folder in which one model is made ready. Kept if it is not finished."""

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name
        self.folder = root / (STAGING + name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps other programs from the same model meanwhile. Raises ModelError if one is at it."""
        lock = FileLock(self.root / f"{STAGING}{self.name}.lock", thread_local=False)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise ModelError(
                _("The model {name} is already being installed.").format(
                    name=plain_name(self.name)
                ),
                _("Wait until it is installed, or cancel it there."),
            ) from error
        except OSError as error:
            raise ModelError(
                _("The models folder cannot be written to."),
                _("Check the permissions of {root}.").format(root=self.root),
            ) from error
        try:
            yield
        finally:
            lock.release()

    def begin(self, plan: dict[str, Any]) -> None:
        """Makes the folder. What an earlier attempt left stays only if its plan was the same."""
        with _disk_errors(self.name):
            if self.plan() != plan:
                self.discard()
            self.folder.mkdir(parents=True, exist_ok=True)
            write_through(self.folder / PLAN, json.dumps(plan).encode(), MODE)

    def plan(self) -> dict[str, Any] | None:
        """What was being made ready here; None if nothing, or nothing that can be read."""
        try:
            found = json.loads((self.folder / PLAN).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def fetched(self) -> int:
        """Bytes of the model that are here."""
        try:
            files = [f for f in self.folder.iterdir() if f.name != PLAN]
            return sum(f.stat().st_size for f in files)
        except OSError:
            return 0

    def part(self, name: str) -> Path:
        """Where a file lies until it is whole and right."""
        return self.folder / (name + PART)

    def keep(self, name: str) -> None:
        """Says that the part of a file is whole and right."""
        with _disk_errors(self.name):
            self.part(name).replace(self.folder / name)

    def discard(self) -> None:
        """Removes the folder and what is in it. Raises OSError."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def finish(self, card: Card) -> Path:
        """Writes the card and puts the model into its place, in one step. Raises ModelError."""
        place, old = self.root / card.name, self.root / (OLD + card.name)
        with _disk_errors(card.name):
            for extra in set(self.folder.iterdir()) - {self.folder / n for n in card.files}:
                if extra.name != PLAN:
                    extra.unlink()
            write_through(self.folder / CARD, json.dumps(asdict(card), indent=1).encode(), MODE)
            for name in card.files:
                sync(self.folder / name)
            sync(self.folder)
            if old.exists():
                shutil.rmtree(old)
            if place.exists():
                place.rename(old)
            self.folder.rename(place)
            sync(self.root)
        with suppress(OSError):  # the old, damaged one; hidden, and removed the next time
            (place / PLAN).unlink()
            shutil.rmtree(old)
        return place


@contextmanager
def _disk_errors(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_problem(error, name) from error


def disk_problem(error: OSError, name: str) -> SamoError:
    """What to tell when writing a model failed."""
    if is_disk_full(error):
        return ModelError(
            _("The disk is full, so the model {name} was not installed.").format(
                name=plain_name(name)
            ),
            _(
                "Free some space and try again. The download can be resumed, and no other model "
                "has changed."
            ),
        )
    return ModelError(
        _("The model {name} could not be written to disk.").format(name=plain_name(name)),
        _("Check the permissions of the models folder. No other model has changed."),
    )


def check_room(root: Path, name: str, needed: int) -> None:
    """Raises ModelError if less than `needed` bytes and some to spare are free at `root`."""
    there = next(p for p in (root, *root.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    wanted = needed + max(50_000_000, needed // 50)
    if free < wanted:
        raise ModelError(
            _("The model {name} needs {wanted} MB on the disk, and {free} MB are free.").format(
                name=plain_name(name), wanted=f"{wanted / 1e6:,.0f}", free=f"{free / 1e6:,.0f}"
            ),
            _("Free some space, or choose a smaller model. Nothing is lost."),
        )


def remove_folder(folder: Path, root: Path, names: frozenset[str]) -> None:
    """Removes an installed model. Without a card only files called `names` go. Raises ModelError.

    It is out of sight in one step, before any of its files goes.
    """
    try:
        if (folder / CARD).exists():
            old = root / (OLD + folder.name)
            if old.exists():
                shutil.rmtree(old)
            folder.rename(old)
            shutil.rmtree(old)
            return
        for name in sorted(names, reverse=True):
            (folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # files of someone else's are in it
            folder.rmdir()
    except OSError as error:
        raise ModelError(
            _("The model {name} could not be removed.").format(name=plain_name(folder.name)),
            _("Close any program that uses it, and check the permissions of its folder."),
        ) from error
