"""How an entry looks in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from samo_desktop.gui.journal.rows import FirstOfDayRole, RowRole, RowsModel, day_of
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.domain.entry import EntryRow

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def two_lines(row: EntryRow, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Title and first words; a title that is the text's beginning runs on in the second line."""
    title = row.title.rstrip("…")
    if not title or not row.first_words.startswith(title):
        return row.title, row.first_words
    line = ""
    for word in row.first_words.split():
        longer = f"{line} {word}".strip()
        if line and metrics.horizontalAdvance(longer) > width:
            break
        line = longer
    return line, row.first_words[len(line) :].strip()


class EntryDelegate(QStyledItemDelegate):
    """Day and time, title, first words, feelings; every row is equally high."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._measure()
        look().changed.connect(self._measure)

    def _measure(self) -> None:
        self._small, self._day = look().font("small"), look().font("small", strong=True)
        self._title = look().font("body", strong=True)
        self._small_height = QFontMetrics(self._small).height()
        self._title_height = QFontMetrics(self._title).height()
        self._chip_height = self._small_height + 4
        self._icon = look().icon_size - 1
        lines = 2 * self._small_height + self._title_height + self._chip_height
        self._height = lines + 4 * GRID + 2

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(20 * GRID, self._height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(RowRole)
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        if row is None:
            self._outline(painter, area)
            painter.restore()
            return
        first = bool(index.data(FirstOfDayRole))
        if first and index.row():
            painter.setPen(QPen(look().colour("line"), 1))
            painter.drawLine(
                QPointF(area.left() + 3 * GRID, area.top() + 0.5),
                QPointF(area.right() - 2 * GRID, area.top() + 0.5),
            )
        self._ground(painter, option, area)
        inner = area.adjusted(3 * GRID, GRID + 2, -2 * GRID - 4, -GRID)
        self._write(painter, inner, row, formats.day(day_of(row), model.today()) if first else "")
        painter.restore()

    def _outline(self, painter: QPainter, area: QRect) -> None:
        """Where the words of a row will be that is being read; it comes before one looks at it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("line"))
        left, height = area.left() + 3 * GRID, self._small_height // 2
        top = area.top() + GRID + 2 + self._small_height
        for part in (0.5, 0.7):
            bar = QRectF(left, top + height / 2, (area.width() - 6 * GRID) * part, height)
            painter.drawRoundedRect(bar, height / 2, height / 2)
            top += self._title_height

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        state: QStyle.StateFlag = option.state
        shape = QRectF(area).adjusted(GRID, 3, -GRID, -3)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("selected" if chosen else "hover", 1.0))
            painter.drawRoundedRect(shape, GRID, GRID)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look().colour("accent"), 2))
            painter.drawRoundedRect(shape.adjusted(1, 1, -1, -1), GRID, GRID)

    def _write(self, painter: QPainter, inner: QRect, row: EntryRow, day: str) -> None:
        top = QRect(inner.left(), inner.top(), inner.width(), self._small_height)
        time = formats.clock(row.created_at)
        time_width = QFontMetrics(self._small).horizontalAdvance(time)
        painter.setFont(self._day)
        painter.setPen(look().colour("ink"))
        room = top.width() - time_width - GRID
        painter.drawText(top, LEFT, _cut(self._day, day, room))
        painter.setFont(self._small)
        painter.setPen(look().colour("muted"))
        painter.drawText(top, RIGHT, time)
        title = QRect(inner.left(), top.bottom() + 3, inner.width(), self._title_height)
        head, rest = two_lines(row, QFontMetrics(self._title), title.width())
        named = head or self._untitled(row)
        painter.setFont(self._title if row.title else look().font("body"))
        painter.setPen(look().colour("ink" if row.title else "muted"))
        painter.drawText(title, LEFT, _cut(self._title, named, title.width()))
        line = QRect(inner.left(), title.bottom() + 1, inner.width(), self._small_height)
        painter.setFont(self._small)
        painter.setPen(look().colour("muted"))
        painter.drawText(line, LEFT, _cut(self._small, rest, line.width()))
        foot = QRect(inner.left(), line.bottom() + 7, inner.width(), self._chip_height)
        self._foot(painter, foot, row)

    def _untitled(self, row: EntryRow) -> str:
        if row.state == "recording":
            return _("Recording")
        return _("Voice note") if row.source == "voice" else _("Empty entry")

    def _foot(self, painter: QPainter, foot: QRect, row: EntryRow) -> None:
        room = foot.right()
        if row.seconds:
            length = formats.length(row.seconds)
            width = QFontMetrics(self._small).horizontalAdvance(length)
            painter.setPen(look().colour("muted"))
            painter.drawText(foot, RIGHT, length)
            mark = self._spot(foot.right() - width - self._icon - 4, foot)
            icons.paint(painter, "microphone", look().colour("muted"), mark)
            room = int(mark.left()) - GRID
        state = {
            "recording": ("record", "red", _("Recording now")),
            "failed": ("warning", "ink", _("Needs a look")),
            "waiting": ("", "muted", _("Waiting to be read")),
            "analysing": ("", "muted", _("Being read")),
        }.get(row.state)
        if state and (row.state in ("recording", "failed") or not row.feelings):
            self._mark(painter, foot, room, *state)
            return
        left = foot.left()
        for found in row.feelings:
            left = self._chip(painter, left, foot, found.label, room)

    def _mark(
        self, painter: QPainter, foot: QRect, room: int, icon: str, colour: str, text: str
    ) -> None:
        left = foot.left()
        if icon:
            spot = self._spot(left, foot)
            icons.paint(painter, icon, look().colour(colour), spot)
            left += self._icon + 5
        painter.setPen(look().colour("muted"))
        painter.drawText(
            foot.adjusted(left - foot.left(), 0, 0, 0), LEFT, _cut(self._small, text, room - left)
        )

    def _spot(self, left: float, foot: QRect) -> QRectF:
        top = foot.top() + (foot.height() - self._icon) / 2
        return QRectF(left, top, self._icon, self._icon)

    def _chip(self, painter: QPainter, left: int, foot: QRect, label: str, room: int) -> int:
        name = formats.feeling(label)
        width = QFontMetrics(self._small).horizontalAdvance(name) + self._icon + 19
        if left + width > room:
            return room
        shape = QRectF(left, foot.top(), width, foot.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().feeling(label, 0.22 if look().dark else 0.16))
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        spot = self._spot(left + 7, foot)
        icons.paint(painter, icons.family_icon(label), look().feeling(label), spot)
        painter.setPen(look().colour("ink"))
        painter.drawText(shape.adjusted(self._icon + 11, 0, 0, 0), LEFT, name)
        return left + width + 6


def _cut(font: object, text: str, width: int) -> str:
    metrics = QFontMetrics(font)  # type: ignore[call-overload]
    return str(metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, width))
