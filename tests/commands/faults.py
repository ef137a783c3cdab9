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
        self._commits = False
        self._at: int | None = None
        self._burnt = False

    @contextmanager
    def ends_at(self, step: int | None, *, commits: bool = False) -> Iterator[None]:
        """Lets the program die before the step of this number (from 0); None only counts.

        With `commits` only those steps count after which something is on the disk.
        """
        self.steps, self._at, self._commits = 0, step, commits
        try:
            yield
        finally:
            self._at, self._burnt = None, False

    def step(self, statement: str = "") -> None:
        """One more step is about to be taken: a statement, or the removal of a file."""
        if self._commits and not self._burnt and statement not in ("COMMIT", ""):
            return
        if self._burnt or self.steps == self._at:
            self._burnt = True
            raise Died
        self.steps += 1


def install(fuse: Fuse, patch: pytest.MonkeyPatch) -> None:
    """Has `fuse` count each statement of every connection from now on, and each removed file."""

    class Connection(database.dbapi2.Connection):  # type: ignore[misc, name-defined]
        def execute(self, statement: str, *arguments: Any) -> Any:
            fuse.step(statement)
            return super().execute(statement, *arguments)

        def executemany(self, statement: str, *arguments: Any) -> Any:
            fuse.step(statement)
            return super().executemany(statement, *arguments)

    connect, unlink = database.dbapi2.connect, Path.unlink

    def fused_connect(*arguments: Any, **named: Any) -> Any:
        return connect(*arguments, factory=Connection, **named)

    def fused_unlink(path: Path, missing_ok: bool = False) -> None:
        fuse.step()
        unlink(path, missing_ok)

    patch.setattr(database.dbapi2, "connect", fused_connect)
    patch.setattr(Path, "unlink", fused_unlink)
