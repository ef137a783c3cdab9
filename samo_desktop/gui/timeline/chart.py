"""The chart of emotional shifts, drawn with pyqtgraph. Imported when the timeline first opens."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from samo_desktop.domain import calendar
from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Timeline
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.timeline import words
from samo_desktop.gui.timeline.axis import DaysAxis
from samo_desktop.gui.timeline.shapes import Areas, river
from samo_desktop.gui.widgets.accessible import decorative, give_role
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.services.timeline import Columns, columns, day_number, is_dense, smoothed

AXIS = 96
"""Pixels at the left of both charts, so that they line up."""
LEAST_LINES = 7
"""Of small text, that each of the charts is high; the page scrolls where there is less room."""
FEWEST_FOR_CURVE = 12
"""Bins with empty ones between them through which a smooth line leads."""
THINNEST = 2
"""Pixels of the narrowest column that is drawn: every bin with an entry can be seen."""


class Chart(QWidget):
    """Valence with its uncertainty above, the families of feelings as a river below."""

    chosen = Signal(object)
    """The point that was clicked, stepped to or pointed at; None if there is none any more."""
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
        """The point that was chosen..."""
        self._hovered: int | None = None
        """...and the one under the pointer."""
        self.valence = self._plot()
        self.river = self._plot()
        self.river.setXLink(self.valence)
        self._make_items()
        self._label_axes()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
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
        for plot in (self.valence, self.river):
            plot.getPlotItem().vb.sigResized.connect(lambda *_size: self._fit())

    def _plot(self) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"bottom": DaysAxis(orientation="bottom")})
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=True, y=False)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        decorative(plot)  # the chart as a whole says what it shows
        plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        plot.getAxis("left").setWidth(AXIS)
        plot.scene().sigMouseClicked.connect(lambda event: self._clicked(plot, event))
        plot.scene().sigMouseMoved.connect(lambda position: self._moved(plot, position))
        plot.viewport().installEventFilter(self)
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
        self.valence.getAxis("bottom").setStyle(showValues=False)

    def _label_axes(self) -> None:
        names = [(-1, _("unpleasant")), (0, _("neither")), (1, _("pleasant"))]
        self.valence.getAxis("left").setTicks([names])
        self.river.getAxis("left").setTicks([[(0, "0 %"), (0.5, "50 %"), (1, "100 %")]])

    def _fit(self) -> None:
        """Leaves room for half a line of text above and below, so that no label is cut."""
        line = QFontMetrics(look().font("small")).height() + GRID // 2
        for plot, low, high in ((self.valence, -1.0, 1.0), (self.river, 0.0, 1.0)):
            room = max(1.0, plot.getPlotItem().vb.height() - line)
            margin = (high - low) * line / 2 / room
            plot.setYRange(low - margin, high + margin, padding=0)
        self._draw()

    def _wear(self) -> None:
        for plot in (self.valence, self.river):
            plot.setBackground(look().colour("paper"))
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(look().colour("line"))
                axis.setTextPen(look().colour("muted"))
                axis.setTickFont(look().font("small"))
                axis.setStyle(tickLength=0)
            small = QFontMetrics(look().font("small"))
            width = small.horizontalAdvance(_("unpleasant")) + 2 * GRID
            plot.getAxis("left").setWidth(max(AXIS, width))
            plot.setMinimumHeight(LEAST_LINES * small.height())
        self._zero.setPen(pg.mkPen(look().colour("muted"), width=1))
        self._line.setPen(pg.mkPen(look().colour("accent"), width=2))
        self._dots.setPen(None)
        for mark in self._marks:
            mark.setPen(pg.mkPen(look().colour("muted"), width=1, style=Qt.PenStyle.DashLine))
        self._band.update()
        self._stack.update()
        self._fit()

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
                    minXRange=2 * float(np.max(self._all.right - self._all.left)),
                )
        self._draw()

    def _draw(self) -> None:
        """Draws what can be seen: what lies on the same spot as one column, and none thinner.

        What would be a scribble is a smooth line.
        """
        view = self.valence.getPlotItem().vb
        (first, last), _heights = view.viewRange()
        thin = THINNEST * (last - first) / max(1.0, view.width())
        seen = self._all.seen(first, last, thin)
        dense = is_dense(seen, thin / THINNEST)
        alone = not self._lines
        if alone:
            seen.joined[:] = False
        curve = smoothed(seen) if dense or (alone and len(seen) >= FEWEST_FOR_CURVE) else seen
        self._draw_valence(curve, thin)
        self._draw_dots(seen, dense=dense)
        self._draw_river(curve if dense else seen, thin)

    def _draw_valence(self, drawn: Columns, thin: float) -> None:
        runs = drawn.runs()
        self._band.set_shapes([(river(drawn, runs, drawn.low, drawn.high, thin), "accent", 0.16)])
        self._line.setData(
            drawn.parted(drawn.middle), drawn.parted(drawn.valence), connect="finite"
        )

    def _draw_dots(self, seen: Columns, *, dense: bool) -> None:
        """A dot a column; small and pale ones behind a line that is their mean."""
        dotted = seen.dotted(len(seen)) if dense else seen.dotted()
        self._dots.setSize(4 if dense else 8)
        self._dots.setBrush(look().colour("accent", 0.4 if dense else 1.0))
        self._dots.setData(seen.middle[dotted], seen.valence[dotted])

    def _draw_river(self, seen: Columns, thin: float) -> None:
        runs, tops = seen.runs(), np.cumsum(seen.shares, axis=1)
        self._stack.set_shapes(
            [
                (river(seen, runs, tops[:, n] - seen.shares[:, n], tops[:, n], thin), name, 0.92)
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
        place = self._nearest(plot, event.scenePos())  # type: ignore[attr-defined]
        if place is not None:
            self._mark(place)
            self.opened.emit(self._timeline.points[place])

    def _moved(self, plot: pg.PlotWidget, position: QPointF) -> None:
        """Tells of the point under the pointer, beside it."""
        place = self._nearest(plot, position)
        self._hover(place)
        if place is None:
            QToolTip.hideText()
        else:
            spot = plot.mapToGlobal(plot.mapFromScene(position))
            text = words.of_point(self._timeline.points[place], self._timeline.by)
            QToolTip.showText(spot, text, plot)

    def _nearest(self, plot: pg.PlotWidget, position: QPointF) -> int | None:
        """The place of the point that `position` in the scene is at; None if there is none near."""
        view = plot.getPlotItem().vb
        if not len(self._all) or not view.sceneBoundingRect().contains(position):
            return None
        x, middle = view.mapSceneToView(position).x(), self._all.middle
        place = int(np.argmin(np.abs(middle - x)))
        reach = view.viewPixelSize()[0] * 3 * GRID
        half = self._all.right[place] - middle[place]
        return place if abs(middle[place] - x) <= max(reach, half) else None

    def _hover(self, place: int | None) -> None:
        """Marks what the pointer is over; without that, what was chosen before."""
        if place != self._hovered:
            self._hovered = place
            self._show_mark(self._place if place is None else place)

    def _mark(self, place: int | None) -> None:
        self._place, self._hovered = place, None
        timeline = self._timeline
        told = None if place is None else words.of_point(timeline.points[place], timeline.by)
        self.setAccessibleDescription(told or words.summary(timeline))
        self._show_mark(place)

    def _show_mark(self, place: int | None) -> None:
        for mark in self._marks:
            mark.setVisible(place is not None)
            if place is not None:
                mark.setValue(self._all.middle[place])
        self.chosen.emit(None if place is None else self._timeline.points[place])

    def _step_to(self, place: int) -> None:
        """Chooses a point by the keyboard: it comes into view, and is read out."""
        self._mark(place)
        middle = self._all.middle[place]
        (first, last), _heights = self.valence.getPlotItem().vb.viewRange()
        if not first <= middle <= last:
            half = (last - first) / 2
            self.valence.setXRange(middle - half, middle + half, padding=0)
        event = QAccessibleAnnouncementEvent(self, self.accessibleDescription())
        QAccessible.updateAccessibility(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        points, key = self._timeline.points, Qt.Key(event.key())
        last = len(points) - 1
        at = self._place
        steps = {
            Qt.Key.Key_Left: last if at is None else max(0, at - 1),
            Qt.Key.Key_Right: last if at is None else min(last, at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if points and key in steps:
            self._step_to(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            self.opened.emit(points[at])
        elif key == Qt.Key.Key_Escape and at is not None:
            self._mark(None)
        else:
            super().keyPressEvent(event)
