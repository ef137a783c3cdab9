"""A list view whose rows are all equally high: where each is, is reckoned and not laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

Index = QModelIndex | QPersistentModelIndex
Hint = QAbstractItemView.ScrollHint
Action = QAbstractItemView.CursorAction


class UniformList(QListView):
    """Takes as long for a hundred thousand rows as for ten, whatever changes of them.

    QListView lays every row out whenever one of them changes, and asks the model four times a row
    meanwhile: most of a second for a large journal. Only its contract and what a screen reader
    sees of it are kept here.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_height = 1
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # ---- where rows are

    def _rows(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def doItemsLayout(self) -> None:
        self._row_height = max(1, self.sizeHintForRow(0))
        QAbstractItemView.doItemsLayout(self)

    def reset(self) -> None:
        super().reset()
        self.executeDelayedItemsLayout()  # it can be scrolled to any row at once

    def updateGeometries(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setPageStep(room)
        bar.setRange(0, max(0, self._rows() * self._row_height - room))
        QAbstractItemView.updateGeometries(self)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        top = index.row() * self._row_height - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._row_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = (point.y() + self.verticalOffset()) // self._row_height
        inside = 0 <= row < self._rows() and 0 <= point.x() < self.viewport().width()
        return self.model().index(row, 0) if inside else QModelIndex()

    def topmost(self) -> QModelIndex:
        """The first row in view, also while the list is hidden and as wide as nothing."""
        row = self.verticalOffset() // self._row_height
        return self.model().index(row, 0) if row < self._rows() else QModelIndex()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        if not index.isValid():
            return
        bar, room = self.verticalScrollBar(), self.viewport().height()
        top = index.row() * self._row_height
        least, most = top + self._row_height - room, top
        value = {
            Hint.PositionAtTop: most,
            Hint.PositionAtBottom: least,
            Hint.PositionAtCenter: (least + most) // 2,
        }.get(hint, min(max(bar.value(), least), most))
        bar.setValue(value)

    # ---- what is chosen

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        rows = self._rows()
        if not rows:
            return QModelIndex()
        page = max(1, self.viewport().height() // self._row_height - 1)
        steps = {
            Action.MoveUp: -1,
            Action.MovePrevious: -1,
            Action.MoveDown: 1,
            Action.MoveNext: 1,
            Action.MovePageUp: -page,
            Action.MovePageDown: page,
            Action.MoveHome: -rows,
            Action.MoveEnd: rows,
        }
        current = self.currentIndex()
        row = current.row() + steps.get(action, 0) if current.isValid() else 0
        return self.model().index(min(max(row, 0), rows - 1), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        first, last = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomLeft())
        self.selectionModel().select(QItemSelection(first, last), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for number in range(selection.size()):
            part = selection.at(number)
            first, last = self.visualRect(part.topLeft()), self.visualRect(part.bottomRight())
            region += first.united(last) & self.viewport().rect()
        return region

    # ---- how it is drawn

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown = QPainter(self.viewport()), event.rect()
        first = max(0, (shown.top() + self.verticalOffset()) // self._row_height)
        last = (shown.bottom() + self.verticalOffset()) // self._row_height
        under = self._under_pointer()
        for row in range(first, min(last, self._rows() - 1) + 1):
            index = self.model().index(row, 0)
            option = self._option(index, hovered=row == under)
            self.itemDelegate().paint(painter, option, index)
        painter.end()

    def _under_pointer(self) -> int:
        """The row that the pointer is over; -1 for none."""
        viewport = self.viewport()
        if not viewport.underMouse():
            return -1
        return self.indexAt(viewport.mapFromGlobal(QCursor.pos())).row()

    def _option(self, index: QModelIndex, *, hovered: bool) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        flags = QStyle.StateFlag
        state = flags.State_Enabled if self.isEnabled() else flags.State_None
        if self.selectionModel().isSelected(index):
            state |= flags.State_Selected
        if self.hasFocus() and index == self.currentIndex():
            state |= flags.State_HasFocus
        if hovered:
            state |= flags.State_MouseOver
        cast("Any", option).state = state
        cast("Any", option).rect = self.visualRect(index)
        return option
