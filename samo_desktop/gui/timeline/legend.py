"""The families of feelings with their icons and colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.messages import gettext as _


class Legend(QWidget):
    """One name a family, beside its icon."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Families of feelings"))
        flow = Flow(self, 2 * GRID)
        self.names = [FamilyName(family) for family in FAMILIES]
        for name in self.names:
            flow.addWidget(name)


class FamilyName(QLabel):
    """A name with its icon drawn before it, so that both are one thing to a screen reader."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(formats.feeling(family))
        self.setProperty("role", "small")
        self._family = family
        look().changed.connect(self._wear)
        self._wear()

    def _wear(self) -> None:
        self.setContentsMargins(look().icon_size + 6, 0, 0, 0)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, look().icon_size))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, look().icon_size))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = look().icon_size
        painter = QPainter(self)
        spot = QRectF(0, (self.height() - size) / 2, size, size)
        icons.paint(painter, self._family, look().colour(self._family), spot)
        painter.end()
