"""Bringing in files behind the window, batch after batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from samo_desktop.errors import SamoError
from samo_desktop.gui.operations.importing import BroughtIn, Looked, bring_in
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Running


def local_files(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class Importer(QObject):
    """Makes entries of files, one after the other.

    What is brought in while files are still being looked at joins them.
    """

    moved = Signal(int, int)
    """How many files have been looked at, and of how many as far as is known."""
    ended = Signal(object)
    """BroughtIn: all files have been looked at."""

    def __init__(self, runner: OperationRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._running: Running | None = None
        self._waiting: list[tuple[Sequence[Path], bool]] = []
        self._brought = BroughtIn()
        self._done = self._total = 0
        self._wanted = True
        self.busy = False
        """Whether files are still being looked at."""

    def bring_in(self, paths: Sequence[Path], *, again: bool = False) -> None:
        """Makes an entry of each file, and of each recording in each folder. Returns at once."""
        if not paths:
            return
        self._waiting.append((list(paths), again))
        if not self.busy:
            self.busy = self._wanted = True
            self._next()

    def _next(self) -> None:
        paths, again = self._waiting.pop(0)
        self._running = self._runner.drive(
            bring_in(paths, again=again, wanted=lambda: self._wanted),
            asked_by=self,
            moved=self._moved,
            done=self._after,
            failed=self._failed,
        )

    def _moved(self, looked: Looked) -> None:
        self._total = max(self._total, self._done + looked.total)
        self.moved.emit(self._done + looked.number, self._total)

    def _after(self, brought: BroughtIn) -> None:
        self._brought += brought
        if self._waiting:
            self._done = self._total
            self._next()
            return
        brought, self._brought = self._brought, BroughtIn()
        self._done = self._total = 0
        self.busy = False
        self.ended.emit(brought)

    def _failed(self, error: SamoError) -> None:
        self._runner.problem.emit(error)
        self._after(BroughtIn())

    def cancel(self) -> None:
        """Leaves out the files that have not been looked at yet; what was added stays, and is told.

        Of folders that wait their own number is told, not that of their files.
        """
        if self.busy:
            self._wanted = False
            self._brought.left += sum(len(paths) for paths, _again in self._waiting)
            self._waiting.clear()

    def close(self) -> None:
        """Leaves out the files that have not been looked at yet."""
        self._waiting.clear()
        if self._running is not None:
            self._running.cancel()
