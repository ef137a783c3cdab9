"""What was typed into a page and is not saved yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations.changes import Operation
from samo_desktop.gui.operations.runner import OperationRunner

SAVE_AFTER_MS = 600
"""Milliseconds without a keystroke until what was typed is saved."""

ToSave = Callable[[frozenset[str], bool], Operation[Entry] | None]


def finish_word() -> None:
    """Takes the word that an input method is in the middle of as it is: it is not to be lost."""
    QGuiApplication.inputMethod().commit()


def _nothing() -> None:
    """For those who do not wait."""


@dataclass(frozen=True, slots=True)
class _Waiter:
    """Somebody who goes on once all is saved."""

    then: Callable[[], object]
    otherwise: Callable[[], object]
    leaving: bool


class Typing(QObject):
    """Saves what was typed after a pause, or when the page is to be left. Nothing typed is lost.

    A field is typed in from the first keystroke until the journal has it; while it is being saved
    more may be typed. `to_save` gives the operation that saves some fields, or None if there is
    nothing to be saved yet; it is told whether the page is being left.
    """

    saved = Signal(object, object)
    """The Entry as the journal has it now, and the names of the fields that were saved."""
    problem = Signal(object)

    def __init__(self, runner: OperationRunner, page: QObject, to_save: ToSave) -> None:
        super().__init__(page)
        self._runner, self._page, self._to_save = runner, page, to_save
        self._typed: set[str] = set()
        self._saving: frozenset[str] = frozenset()
        self._waiting: list[_Waiter] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    def touched(self, field: str) -> None:
        """Something was typed."""
        self._typed.add(field)
        self._timer.start()

    def holds(self, field: str) -> bool:
        """Whether something was typed there that the journal does not have yet."""
        return field in self._typed or field in self._saving

    def typed(self, field: str) -> bool:
        """Whether something was typed there that is not even being saved."""
        return field in self._typed

    def clear(self) -> None:
        """Forgets what was typed and is not being saved: it belongs to no entry."""
        self._typed.clear()

    def flush(
        self,
        then: Callable[[], object] = _nothing,
        otherwise: Callable[[], object] = _nothing,
        *,
        leaving: bool = False,
    ) -> None:
        """Saves now what was typed, then calls `then`; or `otherwise` if it cannot be saved."""
        self._timer.stop()
        self._waiting.append(_Waiter(then, otherwise, leaving))
        self._go_on()

    def _go_on(self) -> None:
        if self._saving:
            return  # what waits goes on when that is answered
        leaving = any(each.leaving for each in self._waiting)
        operation = self._to_save(frozenset(self._typed), leaving) if self._typed else None
        if operation is None:
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                each.then()
            return
        self._saving, self._typed = frozenset(self._typed), set()
        self._runner.run(operation, asked_by=self._page, done=self._done, failed=self._failed)

    def _done(self, entry: Entry) -> None:
        fields, self._saving = self._saving, frozenset()
        self.saved.emit(entry, fields)
        if self._waiting:
            self._go_on()

    def _failed(self, error: SamoError) -> None:
        self._typed |= self._saving
        self._saving = frozenset()
        waiting, self._waiting = self._waiting, []
        self.problem.emit(error)
        for each in waiting:
            each.otherwise()
