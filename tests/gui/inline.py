"""Executors without threads: work is done at once, on the window's thread, and answered at once."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from PySide6.QtCore import QObject

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.executors import Executors, Running, alive, driven, in_words

Result = TypeVar("Result")
Moment = TypeVar("Moment")


class InlineExecutor:
    """An Executor for tests in which waiting is not the subject."""

    def __init__(self) -> None:
        self._forgotten: set[int] = set()
        self._closed = False

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        owner: QObject | None = None,
    ) -> None:
        """Does it and answers."""
        if self._closed:
            return
        try:
            result = work()
        except Exception as error:
            if self._hears(owner):
                failed(in_words(error))
            if not isinstance(error, SamoError):
                raise
        else:
            if self._hears(owner):
                done(result)

    def drive(
        self,
        begin: Callable[[], Generator[Moment | None, None, Result]],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        moved: Callable[[Moment], object],
        stopped: Callable[[], object],
        owner: QObject | None = None,
    ) -> Running:
        """Runs it to its end and answers; nobody can cancel it."""
        running = Running()
        self.run(
            lambda: driven(begin(), running, moved),
            lambda results: done(results[0]) if results else stopped(),
            failed,
            owner=owner,
        )
        return running

    def forget(self, owner: QObject) -> None:
        """Drops the answers to `owner` from now on."""
        self._forgotten.add(id(owner))

    def settle(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Answers no more."""
        self._closed = True

    def _hears(self, owner: QObject | None) -> bool:
        return owner is None or (alive(owner) and id(owner) not in self._forgotten)


def inline() -> Executors:
    """Both."""
    return Executors(InlineExecutor(), InlineExecutor())
