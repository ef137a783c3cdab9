"""The low strip above list and page: how the last ninety days read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from samo_desktop.domain import calendar
from samo_desktop.domain.timeline import Point, Timeline
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import give_role
from samo_desktop.messages import gettext as _
from samo_desktop.messages import pgettext

DAYS = 90
MARKS = (1.0, 0.5, -0.5, -1.0)
"""The valences beside 0 that have a line of their own. The scale is that of valences, -1 to 1, so
that no day is cut off and bars mean the same in every journal and every month."""


class ValenceStrip(QWidget):
    """A bar a day: up is pleasant, down is unpleasant, none is a day without an entry.

    Drag over days to list only those, or move with the arrow keys, with Shift over several, and
    press Enter; a double click opens the timeline.
    """

    days_chosen = Signal(object)
    """(first day, last day), or None for all."""
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("strip")
        self.setAccessibleName(_("How the last 90 days felt"))
        give_role(self, QAccessible.Role.Chart)
        self._explain()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._today = calendar.today()
        self._points: dict[date, Point] = {}
        self._anchor: int | None = None
        self._chosen: tuple[int, int] | None = None
        self._place: int | None = None
        """The day that the pointer or the keyboard is at."""
        self._from: int | None = None
        """The day from which the keyboard selects."""
        look().changed.connect(self.updateGeometry)

    def _explain(self) -> None:
        self.setAccessibleDescription(
            _("Arrow keys read the days, Enter lists the entries of one, Shift selects several.")
        )

    def sizeHint(self) -> QSize:
        return QSize(60 * GRID, QFontMetrics(look().font("small")).height() + 9 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(20 * GRID, self.sizeHint().height())

    def show_timeline(self, timeline: Timeline, today: date) -> None:
        """Shows the days of `timeline` that are not older than ninety days.

        Chosen days stay chosen when another day has begun.
        """
        moved = (today - self._today).days
        if moved and self._chosen is not None:
            first, last = (place - moved for place in self._chosen)
            self._chosen = (
                (max(0, first), min(DAYS - 1, last)) if first < DAYS and last >= 0 else None
            )
        self._today = today
        self._points = {point.at: point for point in timeline.points}
        self.update()

    def since(self) -> datetime:
        """From when on the strip shows days, by each entry's own clock."""
        return datetime.combine(calendar.today() - timedelta(days=DAYS - 1), time())

    def clear_choice(self) -> None:
        """No days are chosen."""
        self._chosen = self._anchor = None
        self.update()

    def _day(self, place: int) -> date:
        return self._today - timedelta(days=DAYS - 1 - place)

    def _names(self) -> tuple[str, str]:
        """What up and down mean."""
        return pgettext("Valence", "pleasant"), pgettext("Valence", "unpleasant")

    def _left(self) -> int:
        metrics = QFontMetrics(look().font("small"))
        return 3 * GRID + max(map(metrics.horizontalAdvance, self._names()))

    def _step(self) -> float:
        return (self.width() - self._left() - 2 * GRID) / DAYS

    def _place_at(self, x: float) -> int:
        return max(0, min(DAYS - 1, int((x - self._left()) / self._step())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = look().font("small")
        foot = QFontMetrics(font).height() + 4
        chart = QRectF(self._left(), GRID, self.width() - self._left() - 2 * GRID, 0)
        chart.setBottom(self.height() - foot - 2)
        self._paint_choice(painter, chart)
        self._paint_scale(painter, chart)
        self._paint_bars(painter, chart)
        painter.setFont(font)
        self._paint_months(painter, chart, foot)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look().colour("accent"), 2))
            ring = QRectF(self.rect()).adjusted(GRID, 2, -GRID, -2)
            painter.drawRoundedRect(ring, GRID, GRID)
        painter.end()

    def _paint_choice(self, painter: QPainter, chart: QRectF) -> None:
        for span, colour in ((self._chosen, "selected"), (self._selected(), "hover")):
            if span is not None:
                outlined = colour == "hover" and self.hasFocus()
                edge = QPen(look().colour("accent"), 1) if outlined else Qt.PenStyle.NoPen
                painter.setPen(edge)
                painter.setBrush(look().colour(colour))
                left = chart.left() + span[0] * self._step()
                width = (span[1] - span[0] + 1) * self._step()
                around = QRectF(left, chart.top() - 2, width, chart.height() + 4)
                painter.drawRoundedRect(around, 4, 4)

    def _paint_scale(self, painter: QPainter, chart: QRectF) -> None:
        middle, half = chart.center().y(), chart.height() / 2
        for mark in (0.0, *MARKS):
            dots = Qt.PenStyle.DotLine if mark else Qt.PenStyle.SolidLine
            painter.setPen(QPen(look().colour("scroll" if not mark else "line"), 1, dots))
            level = round(middle - mark * half) + 0.5
            painter.drawLine(QPointF(chart.left(), level), QPointF(chart.right(), level))
        painter.setFont(look().font("small"))
        painter.setPen(look().colour("muted"))
        column = QRectF(GRID, chart.top() - 4, chart.left() - 2 * GRID, chart.height() + 8)
        right, (up, down) = Qt.AlignmentFlag.AlignRight, self._names()
        painter.drawText(column, right | Qt.AlignmentFlag.AlignTop, up)
        painter.drawText(column, right | Qt.AlignmentFlag.AlignBottom, down)

    def _bar(self, chart: QRectF, place: int, valence: float) -> QRectF:
        """Where the bar of a day goes: as high as its valence is of 1."""
        middle = chart.center().y()
        width = max(2.0, min(6.0, self._step() * 0.55))
        height = max(2.0, min(1.0, abs(valence)) * chart.height() / 2)
        left = chart.left() + (place + 0.5) * self._step() - width / 2
        return QRectF(left, middle - height if valence >= 0 else middle, width, height)

    def _paint_bars(self, painter: QPainter, chart: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("accent"))
        for place in range(DAYS):
            point = self._points.get(self._day(place))
            if point is not None:
                painter.drawRoundedRect(self._bar(chart, place, point.valence), 1.5, 1.5)

    def _paint_months(self, painter: QPainter, chart: QRectF, foot: int) -> None:
        painter.setPen(look().colour("muted"))
        metrics = painter.fontMetrics()
        line = QRectF(chart.left(), self.height() - foot, chart.width(), foot - 2)
        today = pgettext("Days", "Today")
        taken = line.right() - metrics.horizontalAdvance(today) - 2 * GRID
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, today)
        for place in range(DAYS):
            day = self._day(place)
            left = chart.left() + place * self._step()
            month = formats.month(day)
            if day.day == 1 and left < taken - metrics.horizontalAdvance(month):
                painter.drawText(QPointF(left, line.top() + metrics.ascent()), month)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._anchor = self._place_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._place = self._place_at(event.position().x())
        self._from = None
        if self._anchor is not None:
            self._chosen = (min(self._anchor, self._place), max(self._anchor, self._place))
        QToolTip.showText(event.globalPosition().toPoint(), self.describe(self._place), self)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._anchor is None:
            return
        place = self._place_at(event.position().x())
        first, last = min(self._anchor, place), max(self._anchor, place)
        self._anchor = None
        self._choose(first, last)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._anchor = None
        self._choose_all()
        self.opened.emit()

    def _choose(self, first: int, last: int) -> None:
        if (first, last) == self._chosen and first == last and self._place is None:
            self._choose_all()
            return
        self._chosen = (first, last)
        self.days_chosen.emit((self._day(first), self._day(last)))
        self.update()

    def _choose_all(self) -> None:
        if self._chosen is not None:
            self._chosen = None
            self.days_chosen.emit(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -DAYS}
        steps |= {Qt.Key.Key_End: DAYS, Qt.Key.Key_PageUp: -7, Qt.Key.Key_PageDown: 7}
        if key in steps:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(steps[key], selecting=shift)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (days := self._selected()):
            self._choose(*days)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self._choose_all()
        else:
            super().keyPressEvent(event)

    def _move(self, step: int, *, selecting: bool) -> None:
        before = self._place
        self._place = max(0, min(DAYS - 1, (DAYS if before is None else before) + step))
        if not selecting:
            self._from = None
        elif self._from is None:
            self._from = self._place if before is None else before
        self.setAccessibleDescription(self.describe(self._place))
        at = QPointF(self._left() + self._place * self._step(), 0).toPoint()
        QToolTip.showText(self.mapToGlobal(at), self.describe(self._place), self)
        self.update()

    def _selected(self) -> tuple[int, int] | None:
        """The days from the first to the last that the keyboard has selected."""
        if self._place is None:
            return None
        start = self._place if self._from is None else self._from
        return min(start, self._place), max(start, self._place)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._place = self._from = None
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._place = self._from = None
        self._explain()
        super().focusOutEvent(event)

    def describe(self, place: int) -> str:
        """A day of the strip in words."""
        day = self._day(place)
        point = self._points.get(day)
        name = formats.day(day, self._today)
        if point is None:
            return _("{day}: no entry").format(day=name)
        entries = formats.entries(point.entries)
        mood = formats.pleasantness(point.valence)
        return _("{day}: {mood}, {entries}").format(day=name, mood=mood, entries=entries)
