"""The list of entries as a widget: how it scrolls, and what its keys do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from samo_desktop.gui.journal.uniform_list import UniformList
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.slips import Held
from samo_desktop.messages import gettext as _


class EntryList(UniformList):
    """The list itself. Space is left to the window; typing letters does not search all rows."""

    delete_wanted = Signal()
    """The key that deletes was pressed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = Held()
        self.setObjectName("entries")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Entries, newest first"))
        self.verticalScrollBar().setSingleStep(3 * GRID)

    def keyboardSearch(self, search: str) -> None:
        return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Delete and bare == Qt.KeyboardModifier.NoModifier:
            if not self._held.repeats(event):
                self.delete_wanted.emit()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.release(event)
        super().keyReleaseEvent(event)
