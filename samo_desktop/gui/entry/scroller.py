"""A page that scrolls as one, with a text in it that is as high as its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QScrollBar, QWidget

from samo_desktop.gui.entry.editor import Editor
from samo_desktop.gui.entry.plain_text import GrowingText

DRAG_MS = 30
FASTEST = 60
"""Pixels that a page scrolls at most in `DRAG_MS` while a selection is dragged past its edge."""


class QuietBar(QScrollBar):
    """A scroll bar that always has its room, and is drawn only where there is more to see."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class PageScroller(QScrollArea):
    """Scrolls `sheet`, keeps the cursor of its `text` in sight, and keeps its place."""

    def __init__(self, sheet: QWidget, text: Editor) -> None:
        super().__init__()
        self._sheet, self._text = sheet, text
        self._fields: list[QWidget] = []
        """What shows the texts in which the wheel scrolls the page."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBar(QuietBar(Qt.Orientation.Vertical))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(sheet)
        self._pressed, self._mouse = False, QPoint()
        self._dragging = QTimer(self, interval=DRAG_MS)
        self._dragging.timeout.connect(self._drag)
        self.verticalScrollBar().actionTriggered.connect(text.touch)
        text.page_turned.connect(self._turn)
        self.follow(text)

    def follow(self, field: GrowingText) -> None:
        """Makes room when `field` grows, and shows what of it is to be seen."""
        field.viewport().installEventFilter(self)
        self._fields.append(field.viewport())
        field.grown.connect(self.settle)
        field.in_view.connect(lambda rect: self._show(field, rect))

    def settle(self) -> None:
        """Lays the sheet out now, and not once the events that wait have been worked off."""
        inside: QWidget | None = self._text
        while inside is not None and inside is not self._sheet:
            inside = inside.parentWidget()
            layout = inside.layout() if inside is not None else None
            if layout is not None:
                layout.activate()
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def to_top(self) -> None:
        """Shows the head of the page."""
        self.verticalScrollBar().setValue(0)

    # ---- what is to be seen

    def _show(self, field: GrowingText, rect: QRect) -> None:
        """Scrolls no further than it must; nothing moves under a mouse that selects."""
        if self._pressed:
            return
        spare = round(field.line_height / 2)
        top = field.viewport().mapTo(self._sheet, rect.topLeft()).y() - spare
        bottom = top + rect.height() + 2 * spare
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if top < bar.value() or bottom - top > room:
            bar.setValue(top)
        elif bottom > bar.value() + room:
            bar.setValue(bottom - room)

    def _turn(self, direction: int, select: bool) -> None:
        """Moves cursor and page by what is seen of it, but for a line."""
        bar = self.verticalScrollBar()
        step = direction * max(1, self.viewport().height() - round(self._text.line_height))
        bar.setValue(bar.value() + step)
        self._text.go(step, select=select)

    # ---- keeping the place

    @contextmanager
    def place_kept(self) -> Iterator[None]:
        """Whatever changes meanwhile, what stood at the top of the page stands there after it."""
        go_back = self._place()
        seen = self._text.hasFocus() and self._sees_cursor()
        yield
        self.settle()
        go_back()
        if seen:
            self._text.show_cursor()

    def _place(self) -> Callable[[], None]:
        """Takes the page back to where it is now."""
        bar, text = self.verticalScrollBar(), self._text
        value, below = bar.value(), bar.maximum() - bar.value()
        top = self._top_in_text()
        if value == 0 or top < 0:
            return lambda: bar.setValue(value)
        if top >= text.height():
            return lambda: bar.setValue(bar.maximum() - below)
        cursor = text.cursorForPosition(QPoint(0, top))
        above = top - text.cursorRect(cursor).top()

        def go_back() -> None:
            in_text = text.cursorRect(cursor).top() + above
            bar.setValue(text.viewport().mapTo(self._sheet, QPoint(0, in_text)).y())

        return go_back

    def _top_in_text(self) -> int:
        """Where the page begins to be seen, in pixels of the text."""
        return self._text.viewport().mapFrom(self._sheet, QPoint(0, -self._sheet.y())).y()

    def _sees_cursor(self) -> bool:
        rect, top = self._text.cursorRect(), self._top_in_text()
        return top <= rect.bottom() and rect.top() <= top + self.viewport().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self.place_kept():
            super().resizeEvent(event)

    # ---- the mouse over a field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and watched in self._fields:
            self.wheelEvent(event)
            return True
        if watched is self._text.viewport() and isinstance(event, QMouseEvent):
            self._pressed = bool(event.buttons() & Qt.MouseButton.LeftButton)
            self._mouse = event.globalPosition().toPoint()
            if self._pressed and event.type() == QEvent.Type.MouseMove and self._past() != 0:
                self._dragging.start()
        return bool(super().eventFilter(watched, event))

    def _past(self) -> int:
        """Pixels that the mouse is below what is seen of the page, or above it (negative)."""
        y, room = self.viewport().mapFromGlobal(self._mouse).y(), self.viewport().height()
        return min(y, 0) + max(0, y - room)

    def _drag(self) -> None:
        past = self._past()
        if not self._pressed or past == 0:
            self._dragging.stop()
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + max(-FASTEST, min(FASTEST, past)))
        self._text.select_to(self._text.viewport().mapFromGlobal(self._mouse))
