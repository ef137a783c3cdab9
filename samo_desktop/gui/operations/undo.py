"""The one stack of what can be taken back."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from samo_desktop.gui.operations.changes import Inverse
from samo_desktop.messages import gettext as _


class UndoStack(QObject):
    """What can be undone and done again since the journal was opened, the newest last."""

    changed = Signal()
    """Something else, or nothing, can be undone or done again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo: list[Inverse] = []
        self._redo: list[Inverse] = []

    @property
    def newest(self) -> Inverse | None:
        """What would be undone."""
        return self._undo[-1] if self._undo else None

    @property
    def undo_text(self) -> str:
        """What would be undone, in words; "" if nothing can be."""
        return _(self._undo[-1].undo_text) if self._undo else ""

    @property
    def redo_text(self) -> str:
        """What would be done again, in words; "" if nothing can be."""
        return _(self._redo[-1].redo_text) if self._redo else ""

    def did(self, inverse: Inverse) -> None:
        """Something new was done: what was undone before cannot be done again."""
        self._undo.append(inverse)
        self._redo.clear()
        self.changed.emit()

    def undid(self, inverse: Inverse) -> None:
        """Something was undone; `inverse` does it again."""
        self._redo.append(inverse)
        self.changed.emit()

    def redid(self, inverse: Inverse) -> None:
        """Something was done again; `inverse` undoes it."""
        self._undo.append(inverse)
        self.changed.emit()

    def take_undo(self) -> Inverse | None:
        """Takes the newest that can be undone off the stack."""
        return self._take(self._undo)

    def take_redo(self) -> Inverse | None:
        """Takes the newest that can be done again off the stack."""
        return self._take(self._redo)

    def _take(self, stack: list[Inverse]) -> Inverse | None:
        taken = stack.pop() if stack else None
        self.changed.emit()
        return taken

    def forget(self, entry_ids: Collection[str]) -> None:
        """Entries came back, or went for good, by other means: nothing of them is undone."""
        ids = frozenset(entry_ids)
        self._undo = [each for each in self._undo if not each.entry_ids & ids]
        self._redo = [each for each in self._redo if not each.entry_ids & ids]
        self.changed.emit()
