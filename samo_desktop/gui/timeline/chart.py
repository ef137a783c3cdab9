"""The chart of emotional shifts, drawn with pyqtgraph. Imported when the timeline first opens."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPolygonF,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from samo_desktop.domain import calendar
from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Timeline
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.colours import HUES
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import decorative, give_role
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.services.timeline import Columns, Numbers, columns, day_number

AXIS = 96
"""Pixels at the left of both charts, so that they line up."""
THINNEST = 2
"""Pixels of the narrowest column that is drawn: every bin with an entry can be seen."""
LAST = date.max.toordinal()
STEPS = (1, 2, 7, 14, 31, 61, 92, 183, *(366 * n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)))
"""Days between the labels of the axis; from a month on whole months, then whole years."""


class DaysAxis(pg.AxisItem):
    """Days, weeks, months or years, whichever can be read. Its values are day numbers."""

    def tickValues(
        self, minimum: float, maximum: float, size: float
    ) -> list[tuple[float, list[float]]]:
        room = max(2, int(size / self.label_width()))
        step = next((step for step in STEPS if (maximum - minimum) / step <= room), 366_000)
        # One may move past both ends of the calendar, where nothing has a name.
        first, last = max(1, math.floor(minimum)), min(LAST, math.ceil(maximum))
        if first > last:
            return []
        return [(step, [day + 0.5 for day in self._days(first, last, step)])]

    def label_width(self) -> int:
        """Pixels that one label takes."""
        return QFontMetrics(look().font("small")).horizontalAdvance("30 September") + GRID

    @staticmethod
    def _days(first: int, last: int, step: int) -> Iterator[int]:
        begin, end = date.fromordinal(first), date.fromordinal(last)
        if step >= 366:
            years = step // 366
            for year in range(begin.year - begin.year % years, end.year + 1, years):
                if year >= date.min.year:
                    yield date(year, 1, 1).toordinal()
        elif step >= 31:
            months = round(step / 30.5)
            for month in range(begin.year * 12, end.year * 12 + 12, months):
                yield date(month // 12, month % 12 + 1, 1).toordinal()
        else:  # weeks begin on Monday, as the calendar's first day was one
            yield from range(max(1, first - (first - 1) % step), last + 1, step)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        days = [date.fromordinal(math.floor(value)) for value in values]
        if spacing >= 366:
            return [str(day.year) for day in days]
        if spacing >= 31:
            return [str(day.year) if day.month == 1 else formats.month(day) for day in days]
        return [formats.short_day(day) for day in days]


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


def _river(
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


class Chart(QWidget):
    """Valence with its uncertainty above, the families of feelings as a river below."""

    chosen = Signal(object)
    """The point that was clicked or stepped to."""
    opened = Signal(object)
    """The point whose entries are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pg.setConfigOptions(antialias=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Chart of feelings over time"))
        give_role(self, QAccessible.Role.Chart)
        self.setObjectName("chart")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._timeline = Timeline(())
        self._all = columns(self._timeline)
        self._lines = False
        """Whether most bins follow another one, so that lines join them."""
        self._place: int | None = None
        self.valence, self.river = self._plot(), self._plot()
        self.river.setXLink(self.valence)
        self._make_items()
        self._label_axes()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        column.setSpacing(GRID // 2)
        column.addWidget(label(_("How the entries feel"), "heading"))
        column.addWidget(self.valence, 5)
        column.addSpacing(GRID)
        column.addWidget(label(_("Families of feelings"), "heading"))
        column.addWidget(self.river, 3)
        self._wear()
        look().changed.connect(self._wear)
        view = self.valence.getPlotItem().vb
        view.sigXRangeChanged.connect(lambda *_range: self._draw())
        view.sigResized.connect(lambda *_range: self._draw())

    def _plot(self) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"bottom": DaysAxis(orientation="bottom")})
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=True, y=False)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        decorative(plot)  # the chart as a whole says what it shows
        plot.getAxis("left").setWidth(AXIS)
        plot.scene().sigMouseClicked.connect(lambda event: self._clicked(plot, event))
        return plot

    def _make_items(self) -> None:
        self._band, self._stack = Areas(), Areas()
        self._zero = pg.InfiniteLine(0, angle=0)
        self._line = pg.PlotCurveItem()
        self._dots = pg.ScatterPlotItem(size=8)
        self._marks = [pg.InfiniteLine(0, angle=90), pg.InfiniteLine(0, angle=90)]
        for item in (self._band, self._zero, self._line, self._dots, self._marks[0]):
            self.valence.addItem(item, ignoreBounds=True)
        for item in (self._stack, self._marks[1]):
            self.river.addItem(item, ignoreBounds=True)
        self.valence.setYRange(-1.05, 1.05, padding=0)
        self.river.setYRange(0, 1.08, padding=0)
        self.valence.getAxis("bottom").setStyle(showValues=False)

    def _label_axes(self) -> None:
        names = [(-1, _("unpleasant")), (0, _("neither")), (1, _("pleasant"))]
        self.valence.getAxis("left").setTicks([names])
        self.river.getAxis("left").setTicks([[(0, "0 %"), (0.5, "50 %"), (1, "100 %")]])

    def _wear(self) -> None:
        for plot in (self.valence, self.river):
            plot.setBackground(look().colour("paper"))
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(look().colour("line"))
                axis.setTextPen(look().colour("muted"))
                axis.setTickFont(look().font("small"))
                axis.setStyle(tickLength=0)
            width = self.fontMetrics().horizontalAdvance(_("unpleasant")) + 2 * GRID
            plot.getAxis("left").setWidth(max(AXIS, width))
        self._zero.setPen(pg.mkPen(look().colour("line"), width=1))
        self._line.setPen(pg.mkPen(look().colour("accent"), width=2))
        self._dots.setPen(None)
        self._dots.setBrush(look().colour("accent"))
        for mark in self._marks:
            mark.setPen(pg.mkPen(look().colour("muted"), width=1, style=Qt.PenStyle.DashLine))
        self._band.update()
        self._stack.update()

    def show_timeline(self, timeline: Timeline) -> None:
        """Draws `timeline`."""
        self._timeline, self._all = timeline, columns(timeline)
        runs = [run.stop - run.start for run in self._all.runs()]
        self._lines = 2 * sum(length for length in runs if length > 2) >= len(self._all)
        self._mark(None)
        if len(self._all):
            first, last = self._all.left[0], self._all.right[-1]
            room = max(30.0, (last - first) * 0.1)
            for plot in (self.valence, self.river):
                plot.setLimits(
                    xMin=first - room - 370,
                    xMax=max(last, day_number(calendar.today()) + 1) + room,
                    minXRange=1,
                )
        self._draw()

    def _draw(self) -> None:
        """Draws what can be seen: what lies on the same spot as one column, and none thinner."""
        view = self.valence.getPlotItem().vb
        (first, last), _heights = view.viewRange()
        thin = THINNEST * (last - first) / max(1.0, view.width())
        seen = self._all.seen(first, last, thin)
        if not self._lines:
            seen.joined[:] = False
        self._draw_valence(seen, thin)
        self._draw_river(seen, thin)

    def _draw_valence(self, seen: Columns, thin: float) -> None:
        runs = seen.runs()
        self._band.set_shapes([(_river(seen, runs, seen.low, seen.high, thin), "accent", 0.16)])
        self._line.setData(seen.parted(seen.middle), seen.parted(seen.valence), connect="finite")
        dotted = seen.dotted()
        self._dots.setData(seen.middle[dotted], seen.valence[dotted])

    def _draw_river(self, seen: Columns, thin: float) -> None:
        runs, tops = seen.runs(), np.cumsum(seen.shares, axis=1)
        self._stack.set_shapes(
            [
                (_river(seen, runs, tops[:, n] - seen.shares[:, n], tops[:, n], thin), name, 0.92)
                for n, name in enumerate(FAMILIES)
            ]
        )

    def show_all(self, until: date) -> None:
        """Shows all bins, and the time to `until`."""
        if len(self._all):
            last = max(self._all.right[-1], day_number(until) + 1)
            self.valence.setXRange(self._all.left[0], last, padding=0.02)

    def show_range(self, first: date, last: date) -> None:
        """Shows the time from `first` to `last`."""
        self.valence.setXRange(day_number(first), day_number(last) + 1, padding=0.02)

    def _clicked(self, plot: pg.PlotWidget, event: object) -> None:
        position = event.scenePos()  # type: ignore[attr-defined]
        x = plot.getPlotItem().vb.mapSceneToView(position).x()
        if not len(self._all):
            return
        middle = self._all.middle
        place = int(np.argmin(np.abs(middle - x)))
        reach = plot.getPlotItem().vb.viewPixelSize()[0] * 3 * GRID
        half = self._all.right[place] - middle[place]
        if abs(middle[place] - x) <= max(reach, half):
            self._mark(place)
            self.opened.emit(self._timeline.points[place])

    def _mark(self, place: int | None) -> None:
        self._place = place
        for mark in self._marks:
            mark.setVisible(place is not None)
            if place is not None:
                mark.setValue(self._all.middle[place])
        self.chosen.emit(None if place is None else self._timeline.points[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        points = self._timeline.points
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and points:
            start = len(points) if self._place is None else self._place
            self._mark(max(0, min(len(points) - 1, start + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._place is not None:
            self.opened.emit(points[self._place])
        else:
            super().keyPressEvent(event)
