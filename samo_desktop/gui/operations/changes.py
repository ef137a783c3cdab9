"""What an operation changed, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from samo_desktop.app import App

Result = TypeVar("Result")
Covariant = TypeVar("Covariant", covariant=True)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is not as it was, for pages that show it; `asked_by` shows it already.

    Changes that nobody in the window asked for, those of the workers, have no `asked_by`.
    """

    entries: frozenset[str] = frozenset()
    """The ids of entries that have other contents or another state, or are there or gone."""
    listed: bool = False
    """Entries were added, removed, or moved in time: lists have other rows."""
    feelings: bool = False
    """Corrections, own feelings, or what they teach."""
    words: bool = False
    """The user's own words, or those that are offered for the list."""
    settings: bool = False
    models: bool = False
    """Other models are installed."""
    drafts: bool = False
    journal: bool = False
    """The journal as a whole: its key."""
    anything: bool = False
    """It is not known what: all is to be read again."""
    asked_by: object | None = field(default=None, compare=False)
    """The page or widget whose user asked; it need not read again what it wrote itself."""

    def __or__(self, other: Changes) -> Changes:
        """Both; nobody asked for them unless the same did."""
        return Changes(
            self.entries | other.entries,
            self.listed or other.listed,
            self.feelings or other.feelings,
            self.words or other.words,
            self.settings or other.settings,
            self.models or other.models,
            self.drafts or other.drafts,
            self.journal or other.journal,
            self.anything or other.anything,
            self.asked_by if self.asked_by is other.asked_by else None,
        )

    def touches(self, entry_id: str) -> bool:
        """Whether this entry may not be as it was."""
        return self.anything or entry_id in self.entries

    @property
    def rows(self) -> bool:
        """Whether lists of entries, and charts, may not be as they were."""
        return self.anything or self.listed or bool(self.entries)


ANYTHING = Changes(anything=True)


def changed(*entry_ids: str, listed: bool = False, feelings: bool = False) -> Changes:
    """Changes of entries."""
    return Changes(frozenset(entry_ids), listed=listed, feelings=feelings)


class Refreshes(Protocol):
    """A page, or a part of the window, that shows what a journal holds."""

    def refresh(self, changes: Changes) -> None:
        """Reads again what changed, where it shows it and did not write it itself. Returns soon."""


@dataclass(frozen=True, slots=True)
class Inverse:
    """How an operation is taken back, and what the menu says of that."""

    undo_text: str
    """Such as "Undo deleting", marked for the catalogue."""
    redo_text: str
    """What the menu says once it was taken back: "Delete again"."""
    operation: Operation[object]
    entry_ids: frozenset[str] = frozenset()
    """The entries that it is about: shown when it is done, forgotten when they are gone."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Covariant]):
    """What an operation did."""

    changes: Changes
    result: Covariant
    """What the page that asked for it gets."""
    inverse: Inverse | None = None
    says: str = ""
    """What the dock tells, translated; "" for what can be seen."""


Moment = TypeVar("Moment")


@dataclass(frozen=True, slots=True)
class LongOperation(Generic[Moment, Covariant]):
    """One user action that takes long, tells how far it is, and can be cancelled.

    `begin` gives a generator as `Executor.drive` takes it; it runs in the background.
    """

    begin: Callable[[App], Generator[Moment | None, None, Outcome[Covariant]]]


@dataclass(frozen=True, slots=True)
class Operation(Generic[Covariant]):
    """One user action. `work` runs off the window's thread and touches no widget; SamoError."""

    work: Callable[[App], Outcome[Covariant]]
    slow: bool = False
    """Whether it waits for a microphone or a model: then it holds up nothing else, and keeps no
    order with what was asked for before and after it."""
