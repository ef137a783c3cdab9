"""How an entry looks in the list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from samo_desktop.gui.journal import row_text
from samo_desktop.gui.journal.row_pages import day_of
from samo_desktop.gui.journal.rows import FirstOfDayRole, RowRole, RowsModel, StandingRole
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look

if TYPE_CHECKING:
    from samo_desktop.domain.emotion import Feeling
    from samo_desktop.domain.entry import EntryRow
    from samo_desktop.domain.standing import Standing

Index = QModelIndex | QPersistentModelIndex
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute
EDGE = 2 * GRID
"""Pixels between the sides of the list and what stands in it."""
GAP = GRID
WORDS = 12
"""Characters of the text that feelings leave room for."""


class EntryDelegate(QStyledItemDelegate):
    """Two lines: title and time; first words, feelings and length. The day stands beside its first.

    Every row is equally high, so that no row need be read to know where another one stands.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._measure()
        look().changed.connect(self._measure)

    def _measure(self) -> None:
        self._small, self._day = look().font("small"), look().font("small", strong=True)
        self._title = look().font("body", strong=True)
        self._small_height = QFontMetrics(self._small).height()
        self._title_height = QFontMetrics(self._title).height()
        self._icon = look().icon_size - 2
        days = (formats.short_day(date(2026, month, 28)) for month in range(1, 13))
        self._gutter = max(map(QFontMetrics(self._day).horizontalAdvance, days)) + GAP
        self._height = self._title_height + self._small_height + GRID + 4
        self.sizeHintChanged.emit(QModelIndex())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(20 * GRID, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, row = index.model(), index.data(RowRole)
        if not isinstance(model, RowsModel):
            return
        area = QRect(cast("Any", option).rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row is None:
            self._outline(painter, area)
        else:
            first = bool(index.data(FirstOfDayRole))
            if first and index.row():
                self._rule(painter, area)
            self._ground(painter, option, area)
            inner = area.adjusted(EDGE, GRID // 2 + 1, -EDGE, -GRID // 2 - 1)
            if first:
                self._write_day(painter, inner, day_of(row), model.today())
            inner.setLeft(inner.left() + self._gutter)
            self._write(painter, inner, row, index.data(StandingRole))
        painter.restore()

    def _outline(self, painter: QPainter, area: QRect) -> None:
        """Where the words of a row will be that is being read."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("line"))
        height = self._small_height // 2
        left, top = area.left() + EDGE + self._gutter, area.top() + GRID
        for part in (0.5, 0.7):
            room = area.right() - EDGE - left
            painter.drawRoundedRect(QRectF(left, top, room * part, height), height / 2, height / 2)
            top += self._title_height

    def _rule(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(QPen(look().colour("line"), 1))
        top = area.top() + 0.5
        painter.drawLine(QPointF(area.left() + EDGE, top), QPointF(area.right() - EDGE, top))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        state: QStyle.StateFlag = cast("Any", option).state
        shape = QRectF(area).adjusted(GRID / 2, 1, -GRID / 2, 0)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("selected" if chosen else "hover", 1.0))
            painter.drawRoundedRect(shape, GRID, GRID)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("accent"))
            painter.drawRoundedRect(
                QRectF(shape.left(), shape.top() + 8, 3, shape.height() - 16), 1.5, 1.5
            )
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.drawRoundedRect(shape.adjusted(1, 1, -1, -1), GRID, GRID)

    def _lines(self, inner: QRect) -> tuple[QRect, QRect]:
        """Where the title and what stands below it go."""
        upper = QRect(inner.left(), inner.top(), inner.width(), self._title_height)
        lower = QRect(inner.left(), upper.bottom() + 3, inner.width(), self._small_height)
        return upper, lower

    def _write_day(self, painter: QPainter, inner: QRect, day: date, today: date) -> None:
        upper, lower = self._lines(inner)
        this_year = day.year == today.year
        self._line(painter, upper, self._day, "ink", formats.short_day(day))
        below = formats.weekday(day) if this_year else f"{day.year:04}"
        self._line(painter, lower, self._small, "muted", below)

    def _write(
        self, painter: QPainter, inner: QRect, row: EntryRow, standing: Standing | None
    ) -> None:
        upper, lower = self._lines(inner)
        at = formats.clock(row.created_at)
        painter.setFont(self._small)
        painter.setPen(look().colour("muted"))
        painter.drawText(upper, RIGHT, at)
        upper.setRight(upper.right() - self._wide(at) - GAP)
        named = bool(row.title)
        font = self._title if named else look().font("body")
        colour, title = "ink" if named else "muted", row_text.title(row)
        shown = self._line(painter, upper, font, colour, title)
        self._write_length(painter, lower, row)
        self._write_mark(painter, lower, row_text.mark(row, standing))
        words = row_text.preview(row, shown)
        self._write_feelings(painter, lower, row.feelings, words)
        self._line(painter, lower, self._small, "muted", words)

    def _line(self, painter: QPainter, room: QRect, font: QFont, colour: str, text: str) -> str:
        """Writes a line from the side that it is read from, cut at its end; returns what fits."""
        if room.width() <= 0:
            return ""
        right = row_text.lies_right(text)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(look().colour(colour))
        before = painter.layoutDirection()
        if right:
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        painter.drawText(room, (RIGHT if right else LEFT) | ABSOLUTE, cut)
        painter.setLayoutDirection(before)
        return cut

    def _wide(self, text: str) -> int:
        return QFontMetrics(self._small).horizontalAdvance(text)

    def _spot(self, left: float, line: QRect) -> QRectF:
        return QRectF(left, line.top() + (line.height() - self._icon) / 2, self._icon, self._icon)

    def _write_length(self, painter: QPainter, line: QRect, row: EntryRow) -> None:
        """The length of the voice note at the line's right end, which `line` then ends before."""
        length = row_text.length(row)
        if not length:
            return
        painter.setFont(self._small)
        painter.setPen(look().colour("muted"))
        painter.drawText(line, RIGHT, length)
        spot = self._spot(line.right() - self._wide(length) - self._icon - 4, line)
        icons.paint(painter, "microphone", look().colour("muted"), spot)
        line.setRight(int(spot.left()) - GAP)

    def _write_mark(self, painter: QPainter, line: QRect, mark: row_text.Mark | None) -> None:
        """How far the entry is, at the line's left end; `line` then begins behind it."""
        if mark is None:
            return
        if mark.icon:
            icons.paint(
                painter, mark.icon, look().colour(mark.colour), self._spot(line.left(), line)
            )
            line.setLeft(line.left() + self._icon + 5)
        self._line(painter, line, self._day, "ink", mark.text)
        wide = QFontMetrics(self._day).horizontalAdvance(mark.text)
        line.setLeft(min(line.right(), line.left() + wide + 2 * GAP))

    def _write_feelings(
        self, painter: QPainter, line: QRect, feelings: tuple[Feeling, ...], words: str
    ) -> None:
        """As many feelings as leave the words some room, strongest first, at the right end."""
        few = QFontMetrics(self._small).averageCharWidth() * WORDS
        least = min(self._wide(words), few) + GAP if words else 0
        chips: list[tuple[str, int]] = []
        left = line.right()
        for found in feelings:
            wide = self._wide(formats.feeling(found.label)) + self._icon + 18
            if left - wide < line.left() + least:
                break
            chips.append((found.label, wide))
            left -= wide + 5
        line.setRight(left - (GAP - 5 if chips else 0))
        left += 5
        for label, wide in chips:
            self._chip(painter, QRect(left, line.top(), wide, line.height()), label)
            left += wide + 5

    def _chip(self, painter: QPainter, area: QRect, label: str) -> None:
        shape = QRectF(area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().tint(label))
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        spot = self._spot(shape.left() + 6, area)
        icons.paint(painter, icons.family_icon(label), look().feeling(label), spot)
        painter.setFont(self._small)
        painter.setPen(look().colour("ink"))
        painter.drawText(shape.adjusted(self._icon + 10, 0, 0, 0), LEFT, formats.feeling(label))
