"""A tiny line that shows how an entry moved, from its first sentence to its last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from samo_desktop.gui.style.theme import GRID, look

MOST_POINTS = 12
"""A long entry is drawn by means of stretches: more corners cannot be told apart."""


def thinned(values: Sequence[float], most: int = MOST_POINTS) -> list[float]:
    """`values` as at most `most` means of neighbouring stretches, in order."""
    count = min(len(values), most)
    edges = [round(place * len(values) / count) for place in range(count + 1)] if count else []
    return [sum(values[start:end]) / (end - start) for start, end in pairwise(edges)]


class ArcLine(QWidget):
    """Valence from left to right, with a dot at the end. The words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look().changed.connect(self.updateGeometry)

    def show_valences(self, values: Sequence[float]) -> None:
        """Draws `values` (-1 to 1), one a sentence."""
        self._values = thinned(values)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(5 * GRID, look().icon_size)

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        margin, width, height = 3.0, self.width() - 6.0, self.height() - 6.0
        step = width / (len(self._values) - 1)
        points = [
            QPointF(margin + place * step, margin + height * (1 - value) / 2)
            for place, value in enumerate(self._values)
        ]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().colour("muted"), 1.5))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("accent"))
        painter.drawEllipse(points[-1], 2.5, 2.5)
        painter.end()
