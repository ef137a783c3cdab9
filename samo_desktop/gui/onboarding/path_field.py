"""A field for a folder, which can be read whole however long it is."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import label


class PathField(QWidget):
    """A field for a path. Below it stands the whole path where the field is too narrow for it."""

    def __init__(self, name: str, object_name: str) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setObjectName(object_name)
        self.whole = label(role="small", wrap=True)
        self.line.textChanged.connect(self._show_whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.line)
        column.addWidget(self.whole)
        self.setFocusProxy(self.line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_whole()

    def _show_whole(self) -> None:
        text = self.line.text()
        self.line.setToolTip(text)
        room = self.line.width() - 4 * GRID
        needed = self.line.fontMetrics().horizontalAdvance(text)
        self.whole.setText(formats.breakable(text) if needed > room else "")
        self.whole.setVisible(needed > room)
