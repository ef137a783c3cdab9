"""The chart of emotional shifts, drawn with pyqtgraph. Imported when the timeline first opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Bin, Point, Timeline
from samo_desktop.gui import words
from samo_desktop.gui.parts import label
from samo_desktop.gui.theme import GRID, look

AXIS = 96
"""Pixels at the left of both charts, so that they line up."""
MOST_DOTS = 160
"""With more points than these only the ones that stand alone get a dot."""
DAY = 86_400.0


def after(at: date, by: Bin) -> date:
    """The first day of the next bin."""
    if by == "month":
        return (at.replace(day=1) + timedelta(days=32)).replace(day=1)
    return at + timedelta(days=7 if by == "week" else 1)


def runs(points: Sequence[Point], by: Bin) -> Iterator[list[Point]]:
    """Points without an empty bin between them; a gap parts one run from the next."""
    run: list[Point] = []
    for point in points:
        if run and point.at != after(run[-1].at, by):
            yield run
            run = []
        run.append(point)
    if run:
        yield run


def seconds(day: date) -> float:
    """Local noon of a day, on the time axis."""
    return datetime.combine(day, time(12)).timestamp()


class DaysAxis(pg.AxisItem):
    """Days, weeks, months or years, whichever can be read."""

    def tickValues(
        self, minimum: float, maximum: float, size: float
    ) -> list[tuple[float, list[float]]]:
        widest = self.label_width()
        room = max(2, int(size / widest))
        first, last = date.fromtimestamp(minimum), date.fromtimestamp(maximum)
        for step in (1, 2, 7, 14, 31, 61, 92, 183, 366, 732, 1830):
            if (last - first).days / step <= room:
                break
        return [(step * DAY, [seconds(day) for day in self._days(first, last, step)])]

    def label_width(self) -> int:
        """Pixels that one label takes."""
        return QFontMetrics(look().font("small")).horizontalAdvance("30 September") + GRID

    @staticmethod
    def _days(first: date, last: date, step: int) -> Iterator[date]:
        if step >= 366:
            years = step // 366
            for year in range(first.year - first.year % years, last.year + 1, years):
                yield date(year, 1, 1)
        elif step >= 31:
            months = round(step / 30.5)
            for month in range(first.year * 12, last.year * 12 + 12, months):
                yield date(month // 12, month % 12 + 1, 1)
        else:
            day = first - timedelta(days=first.toordinal() % step - 1 if step > 1 else 0)
            while day <= last:
                yield day
                day += timedelta(days=step)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        days = [date.fromtimestamp(value) for value in values]
        if spacing >= 366 * DAY:
            return [str(day.year) for day in days]
        if spacing >= 31 * DAY:
            return [str(day.year) if day.month == 1 else words.month(day) for day in days]
        return [words.short_day(day) for day in days]


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
        for path, _, _ in shapes:
            self._bounds = self._bounds.united(path.boundingRect())
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for path, colour, opacity in self._shapes:
            painter.setBrush(look().colour(colour, opacity))
            painter.drawPath(path)

    def boundingRect(self) -> QRectF:
        return self._bounds


def _shape(
    run: Sequence[Point], lows: Sequence[float], highs: Sequence[float], by: Bin
) -> QPolygonF:
    """A stretch of river between two lines; a bin that stands alone is a narrow bar."""
    at = [seconds(point.at) for point in run]
    if len(run) == 1:
        half = 0.3 * (seconds(after(run[0].at, by)) - at[0])
        at = [at[0] - half, at[0] + half]
        lows, highs = [lows[0]] * 2, [highs[0]] * 2
    upper = [QPointF(x, y) for x, y in zip(at, highs, strict=True)]
    lower = [QPointF(x, y) for x, y in zip(at, lows, strict=True)]
    return QPolygonF([*upper, *reversed(lower)])


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
        self.setAccessibleName(self.tr("Chart of feelings over time"))
        self.setObjectName("chart")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._timeline, self._by = Timeline(()), "week"
        self._place: int | None = None
        self.valence, self.river = self._plot(), self._plot()
        self.river.setXLink(self.valence)
        self._make_items()
        self._label_axes()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        column.setSpacing(GRID // 2)
        column.addWidget(label(self.tr("How the entries feel"), "heading"))
        column.addWidget(self.valence, 5)
        column.addSpacing(GRID)
        column.addWidget(label(self.tr("Families of feelings"), "heading"))
        column.addWidget(self.river, 3)
        self._wear()
        look().changed.connect(self._wear)

    def _plot(self) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"bottom": DaysAxis(orientation="bottom")})
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=True, y=False)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setAccessibleName(self.tr("Chart"))
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
        names = [(-1, self.tr("unpleasant")), (0, self.tr("neither")), (1, self.tr("pleasant"))]
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
            width = self.fontMetrics().horizontalAdvance(self.tr("unpleasant")) + 2 * GRID
            plot.getAxis("left").setWidth(max(AXIS, width))
        self._zero.setPen(pg.mkPen(look().colour("line"), width=1))
        self._line.setPen(pg.mkPen(look().colour("accent"), width=2))
        self._dots.setPen(None)
        self._dots.setBrush(look().colour("accent"))
        for mark in self._marks:
            mark.setPen(pg.mkPen(look().colour("muted"), width=1, style=Qt.PenStyle.DashLine))
        self._band.update()
        self._stack.update()

    def show_timeline(self, timeline: Timeline, by: Bin) -> None:
        """Draws `timeline`, whose bins are `by` long."""
        self._timeline, self._by = timeline, by
        parts = list(runs(timeline.points, by))
        if 2 * sum(len(run) for run in parts if len(run) > 2) < len(timeline.points):
            parts = [[point] for point in timeline.points]
        self._draw_valence(parts, by)
        self._draw_river(parts, by)
        self._mark(None)
        if timeline.points:
            span = seconds(timeline.points[-1].at) - seconds(timeline.points[0].at)
            room = max(30 * DAY, span * 0.1)
            for plot in (self.valence, self.river):
                plot.setLimits(
                    xMin=seconds(timeline.points[0].at) - room - 370 * DAY,
                    xMax=seconds(timeline.points[-1].at) + room,
                )

    def _draw_valence(self, parts: list[list[Point]], by: Bin) -> None:
        band = QPainterPath()
        xs: list[float] = []
        ys: list[float] = []
        dots: list[Point] = []
        for run in parts:
            band.addPolygon(_shape(run, [p.low for p in run], [p.high for p in run], by))
            band.closeSubpath()
            xs += [*(seconds(p.at) for p in run), float("nan")]
            ys += [*(p.valence for p in run), float("nan")]
            if len(run) == 1 or len(self._timeline.points) <= MOST_DOTS:
                dots += run
        self._band.set_shapes([(band, "accent", 0.16)])
        self._line.setData(xs, ys, connect="finite")
        self._dots.setData([seconds(p.at) for p in dots], [p.valence for p in dots])

    def _draw_river(self, parts: list[list[Point]], by: Bin) -> None:
        paths = {family: QPainterPath() for family in FAMILIES}
        for run in parts:
            base = [0.0] * len(run)
            for family, path in paths.items():
                top = [b + p.families.get(family, 0.0) for b, p in zip(base, run, strict=True)]
                path.addPolygon(_shape(run, base, top, by))
                path.closeSubpath()
                base = top
        self._stack.set_shapes([(path, family, 0.92) for family, path in paths.items()])

    def show_range(self, first: date, last: date) -> None:
        """Shows the time from `first` to `last`."""
        self.valence.setXRange(seconds(first) - DAY / 2, seconds(last) + DAY / 2, padding=0.02)

    def _clicked(self, plot: pg.PlotWidget, event: object) -> None:
        position = event.scenePos()  # type: ignore[attr-defined]
        x = plot.getPlotItem().vb.mapSceneToView(position).x()
        points = self._timeline.points
        if not points:
            return
        place = min(range(len(points)), key=lambda i: abs(seconds(points[i].at) - x))
        reach = plot.getPlotItem().vb.viewPixelSize()[0] * 3 * GRID
        bin_half = (seconds(after(points[place].at, self._bin())) - seconds(points[place].at)) / 2
        if abs(seconds(points[place].at) - x) <= max(reach, bin_half):
            self._mark(place)
            self.opened.emit(points[place])

    def _bin(self) -> Bin:
        return self._by  # type: ignore[return-value]

    def _mark(self, place: int | None) -> None:
        self._place = place
        for mark in self._marks:
            mark.setVisible(place is not None)
            if place is not None:
                mark.setValue(seconds(self._timeline.points[place].at))
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
