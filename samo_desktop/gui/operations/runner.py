"""Runs operations: off the window's thread, one after the other, and tells what they changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from samo_desktop.errors import ChangedError, NotFoundError, SamoError
from samo_desktop.gui.operations.changes import Changes, Inverse, LongOperation, Operation, Outcome
from samo_desktop.gui.operations.undo import UndoStack
from samo_desktop.gui.runtime.bridge import operating
from samo_desktop.gui.runtime.executors import Executors, Running, alive

if TYPE_CHECKING:
    from samo_desktop.app import App

Result = TypeVar("Result")
Moment = TypeVar("Moment")


def _nothing(_result: object) -> None:
    """For operations whose result nobody waits for."""


def _there(asked_by: QObject | None) -> bool:
    return asked_by is None or alive(asked_by)


class OperationRunner(QObject):
    """The way from what the user does to the journal, and back to every page.

        runner.run(entries.delete(entry_id), asked_by=self, done=self._deleted)

    `done` gets the result first; then what was done can be undone, and `changed` tells every page.
    A SamoError goes to `failed`, or to the dock (`problem`) where none is given.
    """

    changed = Signal(object)
    """Changes: of operations, and (through `publish`) of the workers."""
    message = Signal(str, bool)
    """What was done, in words, and whether it can be undone."""
    undone = Signal(object)
    """The Inverse that was done: what was undone, or done again, is to be shown."""
    problem = Signal(object)

    def __init__(self, app: App, executors: Executors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app, self._executors = app, executors
        self.stack = UndoStack(self)

    def run(
        self,
        operation: Operation[Result],
        *,
        asked_by: QObject | None = None,
        done: Callable[[Result], object] = _nothing,
        failed: Callable[[SamoError], object] | None = None,
    ) -> None:
        """Does it. Answers are dropped if `asked_by` is gone by then; what it did is told."""

        self._run(operation, asked_by, done, failed, lambda outcome: self._did(outcome, asked_by))

    def drive(
        self,
        operation: LongOperation[Moment, Result],
        *,
        moved: Callable[[Moment], object],
        asked_by: QObject | None = None,
        done: Callable[[Result], object] = _nothing,
        stopped: Callable[[], object] = lambda: None,
        failed: Callable[[SamoError], object] | None = None,
    ) -> Running:
        """Does what takes long: `moved` hears how far it is, `stopped` that it was cancelled."""

        def answered(outcome: Outcome[Result]) -> None:
            try:
                if _there(asked_by):
                    done(outcome.result)
            finally:
                self._did(outcome, asked_by)

        return self._executors.background.drive(
            lambda: operation.begin(self._app),
            answered,
            failed or self.problem.emit,
            moved=moved,
            stopped=stopped,
            owner=asked_by or self,
        )

    def _did(self, outcome: Outcome[object], asked_by: QObject | None) -> None:
        if outcome.inverse is not None:
            self.stack.did(outcome.inverse)
        if outcome.says:
            self.message.emit(outcome.says, outcome.inverse is not None)
        self.changed.emit(replace(outcome.changes, asked_by=asked_by))

    def read(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Reads something from the journal after all that was asked for before; see `Executor`."""
        self._executors.journal.run(work, done, failed or self.problem.emit, owner=owner)

    def publish(self, changes: Changes) -> None:
        """Tells every page of changes that came about otherwise."""
        self.changed.emit(changes)

    def undo(self) -> None:
        """Takes the last operation back."""
        inverse = self.stack.take_undo()
        if inverse is not None:
            self._take_back(inverse, self.stack.undid, self.stack.redid)

    def redo(self) -> None:
        """Does again what was taken back last."""
        inverse = self.stack.take_redo()
        if inverse is not None:
            self._take_back(inverse, self.stack.redid, self.stack.undid)

    def _take_back(
        self,
        inverse: Inverse,
        keep: Callable[[Inverse], object],
        put_back: Callable[[Inverse], object],
    ) -> None:
        def after(outcome: Outcome[object]) -> None:
            if outcome.inverse is not None:
                undo, redo = inverse.undo_text, inverse.redo_text
                keep(replace(outcome.inverse, undo_text=undo, redo_text=redo))
            self.changed.emit(outcome.changes)
            self.undone.emit(inverse)

        def failed(error: SamoError) -> None:
            if not isinstance(error, (NotFoundError, ChangedError)):
                put_back(inverse)  # another try may do it
            self.problem.emit(error)

        self._run(inverse.operation, None, _nothing, failed, after)

    def _run(
        self,
        operation: Operation[Result],
        asked_by: QObject | None,
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object] | None,
        after: Callable[[Outcome[Result]], object],
    ) -> None:
        def work() -> Outcome[Result]:
            with operating():
                return operation.work(self._app)

        def answered(outcome: Outcome[Result]) -> None:
            try:
                if _there(asked_by):
                    done(outcome.result)
            finally:
                after(outcome)

        def refused(error: SamoError) -> None:
            if failed is None or not _there(asked_by):
                self.problem.emit(error)
            else:
                failed(error)

        executors = self._executors
        executor = executors.background if operation.slow else executors.journal
        executor.run(work, answered, refused, owner=self)
