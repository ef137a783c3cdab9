"""What the charts are filled with: bands and rivers."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from samo_desktop.gui.style.colours import HUES
from samo_desktop.gui.style.theme import look
from samo_desktop.services.timeline import Columns, Numbers


class Areas(pg.GraphicsObject):
    """Filled shapes, one path a colour, however many runs there are."""

    def __init__(self) -> None:
        super().__init__()
        self._shapes: list[tuple[QPainterPath, str, float]] = []
        self._bounds = QRectF()

    def set_shapes(self, shapes: list[tuple[QPainterPath, str, float]]) -> None:
        """Each a path, the name of its colour, and its opacity."""
        self.prepareGeometryChange()
        self._shapes = shapes
        self._bounds = QRectF()
        for path, _pen, _brush in shapes:
            self._bounds = self._bounds.united(path.boundingRect())
        self.update()

    def paint(self, painter: QPainter, *_rest: object) -> None:
        for path, colour, opacity in self._shapes:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour(colour, opacity))
            if colour in HUES:  # bright, with an edge that can be told from the paper
                painter.setPen(pg.mkPen(look().colour(colour), width=1))
                painter.setBrush(QColor(HUES[colour]))
            painter.drawPath(path)

    def boundingRect(self) -> QRectF:
        return self._bounds


def _outline(at: Numbers, lows: Numbers, highs: Numbers) -> QPolygonF:
    """A stretch of river between two lines."""
    upper = [QPointF(x, y) for x, y in zip(at, highs, strict=True)]
    lower = [QPointF(x, y) for x, y in zip(at, lows, strict=True)]
    return QPolygonF([*upper, *reversed(lower)])


def river(
    seen: Columns, runs: list[slice], lows: Numbers, highs: Numbers, thin: float
) -> QPainterPath:
    """What lies between `lows` and `highs`: one shape a run, nothing narrower than `thin` days.

    A column that stands alone is a bar.
    """
    path, middle = QPainterPath(), seen.middle
    path.setFillRule(Qt.FillRule.WindingFill)
    for run in runs:
        at, low, high = middle[run], lows[run], highs[run]
        if len(at) == 1:
            half = max(0.3 * (seen.right[run.start] - seen.left[run.start]), thin / 2)
            top = float(high[0])
            path.addRect(QRectF(at[0] - half, top, 2 * half, float(low[0]) - top))
        else:
            at[0] -= thin / 2
            at[-1] += thin / 2
            path.addPolygon(_outline(at, low, high))
            path.closeSubpath()
    return path
