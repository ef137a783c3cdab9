"""Models as a person sees them: what can be installed, what is, and how an installation goes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed

ANY_LANGUAGE = "*"
"""Among the languages of a model: it knows them all."""

ModelState = Literal["installed", "available", "partial", "damaged"]
"""available: not installed; partial: not installed, and a part of it has been fetched."""

Phase = Literal["asking", "fetching", "waiting", "copying", "checking"]
"""asking: what the server has; waiting: a moment, before the next attempt."""


_SHIPPED = {
    "moonshine-tiny-en": ("Moonshine tiny", "en"),
    "samo-emotion-minilm": ("SAMO feelings", "en"),
    "samo-emotion-e5": ("SAMO feelings", "de es fr pt"),
    "all-minilm-l6-v2-int8": ("MiniLM", ""),
}
"""The models that ship, by their technical names: a plain name, and the languages where
they are few."""

_WHISPER = re.compile(
    r"(?:.*--)?(?:faster-)?(?P<distil>distil-)?(?:whisper-)?"
    r"(?P<size>(?:tiny|base|small|medium|large)(?:-v\d(?:\.\d)?)?(?:-turbo)?|turbo)(?P<en>\.en)?"
)
"""What the folders of Whisper models are called, by us and by who publishes them."""


def plain_name(name: str) -> str:
    """What people call the model with the technical `name`; that itself if it is not known.

    A model that knows few languages has them in its name.
    """
    title, few = _title(name)
    if not few:
        return title
    named = listed(map(language_name, few.split()))
    return _("{model} ({language})").format(model=title, language=named)


def short_name(name: str) -> str:
    """The same without the language, for sentences that say it."""
    return _title(name)[0]


def _title(name: str) -> tuple[str, str]:
    """A plain name, and the codes of its languages if they are few, else ""."""
    title, few = _SHIPPED.get(name, (name, ""))
    if found := _WHISPER.fullmatch(name):
        family = "Distil-Whisper" if found["distil"] else "Whisper"
        title = f"{family} {found['size'].replace('-', ' ')}"
        few = "en" if found["distil"] or found["en"] else ""
    return title, few


def knows(languages: Collection[str], language: str) -> bool:
    """Whether a model that says it knows `languages` may be used for `language`.

    One that says nothing may know it; "" is a language that the model is to detect.
    """
    return not language or not languages or bool({language, ANY_LANGUAGE} & {*languages})


@dataclass(frozen=True, slots=True)
class Installable:
    """A model that can be fetched. Sizes are in bytes."""

    name: str
    kind: str
    engine: str
    repository: str
    """Where it is on the model server: owner/name."""
    revision: str
    """The version there: a commit, or "main" for the newest."""
    files: tuple[str, ...]
    size: int
    """Bytes of all files, rounded."""
    languages: tuple[str, ...]
    """ISO 639-1 codes, or "*" for many."""
    licence: str
    memory: int
    """Bytes that it takes while it listens, rounded."""
    quality: str
    """One word: plain, fair, good, very good, best."""
    wer: float
    """Words of a hundred that it gets wrong, as published for `wer_of`."""
    wer_of: str
    speed: float
    """How fast it is, where whisper-tiny is 1."""
    included: bool = False
    """Ships with the program: listed to be compared with the others, and never fetched."""
    sha256: dict[str, str] = field(default_factory=dict, compare=False)
    """Checksums that are known beforehand, by file; those of other files the server tells."""


@dataclass(frozen=True, slots=True)
class Installing:
    """A point of progress and of cancellation. `done` and `total` are bytes; total 0: unknown."""

    name: str
    phase: Phase
    done: int = 0
    total: int = 0

    @property
    def fraction(self) -> float | None:
        """How much is done, 0..1, or None if it is not known."""
        return min(1.0, self.done / self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model in the list of all: installed, installable, or both. Sizes are in bytes."""

    name: str
    kind: str
    engine: str
    state: ModelState
    size: int
    licence: str
    languages: tuple[str, ...] = ()
    memory: int | None = None
    quality: str = ""
    wer: float | None = None
    wer_of: str = ""
    speed: float | None = None
    source: str = ""
    """repository@revision, or where it came from; empty if that is not known."""
    folder: str = ""
    bundled: bool = False
    """Ships with the program, and cannot be removed."""
    installable: bool = False
    """Can be fetched."""
    fetched: int = 0
    """Bytes that an interrupted installation left."""
    problem: str = ""
    """What is wrong with it, if it is damaged."""

    def to_json(self) -> dict[str, Any]:
        """All of it, under the names above."""
        names = self.__dataclass_fields__
        return {n: list(v) if isinstance(v := getattr(self, n), tuple) else v for n in names}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a full check of an installed model said. `ok` is None if nothing is known to compare."""

    name: str
    ok: bool | None
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """{"name", "ok", "problem"}."""
        return {"name": self.name, "ok": self.ok, "problem": self.problem}


class InstallationPace:
    """How long an installation will still take, from how it went in the last half minute."""

    WINDOW = 30.0
    """Seconds."""

    def __init__(self) -> None:
        self._points: list[tuple[float, int]] = []
        self._phase = ""

    def seconds_left(self, event: Installing, now: float) -> float | None:
        """Seconds until `event`'s phase ends; None while that cannot be told.

        `now` is in seconds of any clock that only goes forward.
        """
        if event.phase == "waiting":
            return None
        if event.phase != self._phase or (self._points and event.done < self._points[-1][1]):
            self._phase, self._points = event.phase, []
        self._points = [p for p in self._points if p[0] >= now - self.WINDOW]
        self._points.append((now, event.done))
        (since, before), elapsed = self._points[0], now - self._points[0][0]
        gained = event.done - before
        if not event.total or elapsed < 1 or gained <= 0 or since == now:
            return None
        return (event.total - event.done) * elapsed / gained
