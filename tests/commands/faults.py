"""A program that dies at a statement of its database, or at the removal of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.store import database


class Died(BaseException):
    """The program ended here: nothing of it goes on."""


class Fuse:
    """Counts the steps of a program that others can see, and ends it before one of them.

    After that no step is taken any more, whoever tries: what is rolled back, the next opening of
    the database does.
    """

    def __init__(self) -> None:
        self.steps = 0
        self._at: int | None = None
        self._burnt = False

    @contextmanager
    def ends_at(self, step: int | None) -> Iterator[None]:
        """Lets the program die before the step of this number (from 0); None only counts."""
        self.steps, self._at = 0, step
        try:
            yield
        finally:
            self._at, self._burnt = None, False

    def step(self) -> None:
        """One more step is about to be taken."""
        if self._burnt or self.steps == self._at:
            self._burnt = True
            raise Died
        self.steps += 1


def install(fuse: Fuse, patch: pytest.MonkeyPatch) -> None:
    """Has `fuse` count each statement of every connection from now on, and each removed file."""

    class Connection(database.dbapi2.Connection):  # type: ignore[misc, name-defined]
        def execute(self, *arguments: Any) -> Any:
            fuse.step()
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> Any:
            fuse.step()
            return super().executemany(*arguments)

    connect, unlink = database.dbapi2.connect, Path.unlink

    def fused_connect(*arguments: Any, **named: Any) -> Any:
        return connect(*arguments, factory=Connection, **named)

    def fused_unlink(path: Path, missing_ok: bool = False) -> None:
        fuse.step()
        unlink(path, missing_ok)

    patch.setattr(database.dbapi2, "connect", fused_connect)
    patch.setattr(Path, "unlink", fused_unlink)
