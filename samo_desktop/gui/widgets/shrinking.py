"""A place as high as what it holds, which scrolls where there is less room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from samo_desktop.gui.style.theme import GRID

LEAST_LINES = 4
"""Lines that can always be seen."""


class Shrinking(QScrollArea):
    """Holds `inside`; nothing of it is cut off for good in a small window."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return bool(handled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMaximumHeight(max(1, self._inside.heightForWidth(self.width())))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._inside.sizeHint().width(), self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        least = LEAST_LINES * self.fontMetrics().lineSpacing() + 2 * GRID
        wide = self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(wide, min(self.maximumHeight(), least))
