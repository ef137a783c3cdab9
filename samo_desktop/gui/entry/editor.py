"""The text of an entry: in a readable measure, as high as it is, to be written and to be heard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QToolTip

from samo_desktop.gui.entry.marks import Marks, Span
from samo_desktop.gui.entry.plain_text import GrowingText
from samo_desktop.gui.style.theme import MEASURE, look
from samo_desktop.messages import gettext as _

BUSY_MS = 4000
"""Milliseconds after typing or scrolling in which the page does not scroll by itself."""
LEAST_LINES = 1


class Editor(GrowingText):
    """The words of an entry. What holds it scrolls; it tells what of it is to be seen."""

    asked_at = Signal(int)
    """The user wants to hear what stands at this character."""
    page_turned = Signal(int, bool)
    """A page on (1) or back (-1) is wanted, and whether what is between is to be selected."""

    def __init__(self) -> None:
        super().__init__("body", least=LEAST_LINES)
        self.marks = Marks(self)
        self.hearable = False
        """Whether a sentence can be asked for: by Ctrl+click or menu, by a click if read-only."""
        self._asking = False
        self._touched = QElapsedTimer()
        self.viewport().setMouseTracking(True)
        self._measure()
        look().changed.connect(self._measure)

    def _measure(self) -> None:
        self.setMaximumWidth(look().measure(MEASURE))

    def setReadOnly(self, read_only: bool) -> None:
        """A text that is only read can still be walked through by the keyboard."""
        super().setReadOnly(read_only)
        if read_only:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def user_typed(self) -> None:
        self._touched.start()
        self.marks.forget_chosen()

    # ---- what is marked

    def highlight(self, spans: Iterable[Span], colour: QColor) -> None:
        """Marks stretches of the text, and shows the first of them."""
        self.marks.choose(spans, colour)
        first = self.marks.first_chosen()
        if first is not None:
            self.setTextCursor(first)
            self.show_cursor()

    def mark_spoken(self, span: Span | None) -> None:
        """Marks what is being spoken, and shows it, unless the user is at work in the text.

        It lies over the other marks, and what is typed moves it along.
        """
        if self.marks.speak(span) and not self._busy():
            self.in_view.emit(self.marks.spoken_rect())

    def clear_marks(self) -> None:
        """Marks nothing."""
        self.marks.clear()

    def highlighted(self) -> list[str]:
        """The stretches that are marked now."""
        return self.marks.texts()

    def touch(self) -> None:
        """The user is at work here: nothing moves under their hands for a while."""
        self._touched.start()

    def _busy(self) -> bool:
        touched = self._touched.isValid() and self._touched.elapsed() < BUSY_MS
        return touched or self.textCursor().hasSelection()

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        if event.key() in turns and (shift or modifiers == Qt.KeyboardModifier.NoModifier):
            self.page_turned.emit(turns[Qt.Key(event.key())], shift)
        elif event.key() == Qt.Key.Key_Space and self.isReadOnly():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def go(self, pixels: int, *, select: bool) -> None:
        """Moves the cursor so far down, or up; at an end of the text to that end."""
        here = self.cursorRect()
        target = here.center().y() + pixels
        cursor, mode = self.textCursor(), QTextCursor.MoveMode.MoveAnchor
        if select:
            mode = QTextCursor.MoveMode.KeepAnchor
        if target >= self.document().size().height():
            cursor.movePosition(QTextCursor.MoveOperation.End, mode)
        elif target < 0:
            cursor.movePosition(QTextCursor.MoveOperation.Start, mode)
        else:
            found = self.cursorForPosition(QPoint(here.x(), target))
            cursor.setPosition(found.position(), mode)
        self.setTextCursor(cursor)

    def select_to(self, point: QPoint) -> None:
        """Selects from where the selection began to `point`."""
        cursor = self.textCursor()
        found = self.cursorForPosition(point).position()
        cursor.setPosition(found, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    # ---- asking to hear a sentence

    def _character(self, place: int) -> int:
        """Qt counts UTF-16 units, Python counts characters."""
        encoded = self.toPlainText().encode("utf-16-le", "surrogatepass")[: place * 2]
        return len(encoded.decode("utf-16-le", "ignore"))

    def _asks(self, event: QMouseEvent) -> bool:
        """Whether a click means a sentence: with Ctrl, which leaves the cursor where it is."""
        return self.hearable and event.modifiers() == Qt.KeyboardModifier.ControlModifier

    def _ask_at(self, point: QPoint) -> None:
        self.asked_at.emit(self._character(self.cursorForPosition(point).position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._asking = self._asks(event) and event.button() == Qt.MouseButton.LeftButton
        if not self._asking:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._asking:
            return
        super().mouseMoveEvent(event)
        hand = self._asks(event) or (self.hearable and self.isReadOnly())
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._asking:
            super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        plain = self.isReadOnly() and self.hearable and not self.textCursor().hasSelection()
        if left and (self._asking or plain):
            self._ask_at(event.position().toPoint())
        self._asking = False

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            # Not while something is typed: a tip over the words would be in the way.
            if self.hearable and not self.hasFocus():
                QToolTip.showText(event.globalPos(), self.hear_tip(), self.viewport())
            return True
        return bool(super().viewportEvent(event))

    def hear_tip(self) -> str:
        """How to hear a sentence, in words."""
        if self.isReadOnly():
            return _("Click a sentence to hear it")
        ctrl = QKeySequence("Ctrl+A").toString(QKeySequence.SequenceFormat.NativeText)[:-1]
        return _("{ctrl}click a sentence to hear it").format(ctrl=ctrl)

    def menu_at(self, point: QPoint) -> QMenu:
        """What can be done with the text, and hearing the sentence at `point`."""
        menu = self.createStandardContextMenu(point)
        if self.hearable:
            hear = QAction(_("Play from this sentence"), menu)
            hear.triggered.connect(lambda: self._ask_at(point))
            first = menu.actions()[0] if menu.actions() else None
            menu.insertAction(cast("Any", first), hear)
            menu.insertSeparator(cast("Any", first))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        point = self.cursorRect().center() if by_key else event.pos()
        menu = self.menu_at(point)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(point))
