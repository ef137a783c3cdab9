"""The text of an entry: plain text in a readable measure with generous leading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QInputMethodEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QMenu,
    QPlainTextDocumentLayout,
    QPlainTextEdit,
    QTextEdit,
    QToolTip,
    QWidget,
)

from samo_desktop.gui.style.theme import GRID, LEADING, MEASURE, look
from samo_desktop.messages import gettext as _

Span = tuple[int, int]
"""Characters from..to in the text."""

SPOKEN_ALPHA = 0.22
BUSY_MS = 4000
"""Milliseconds after typing or scrolling in which the text does not scroll by itself."""

_AS_SHOWN = str.maketrans("\r\u2028\u2029\u00a0", "\n\n\n ")
"""What Qt gives back in place of these."""

TALLEST = 4000
"""Pixels: no text asks for more height than this; it scrolls."""


class Leading(QPlainTextDocumentLayout):
    """Sets the lines of each paragraph further apart than the font does."""

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        layout = block.layout()
        lines = layout.lineCount()
        if not block.isVisible() or not lines:
            return rect
        height = layout.lineAt(0).height()
        last = layout.lineAt(lines - 1)
        shift = (LEADING - 1) * height / 2
        if abs(last.position().y() - ((lines - 1) * height * LEADING + shift)) > 0.5:
            for number in range(lines):
                line = layout.lineAt(number)
                top = number * height * LEADING + shift
                line.setPosition(QPointF(line.position().x(), top))
        rect.setHeight(lines * height * LEADING)
        return rect


class Editor(QPlainTextEdit):
    """Grows with its text as far as the page allows, then scrolls."""

    typed = Signal()
    asked_at = Signal(int)
    """The user wants to hear what stands at this character."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        document = QTextDocument(self)
        self._leading = Leading(document)
        document.setDocumentLayout(self._leading)
        self.setDocument(document)
        document.setDocumentMargin(0)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText(_("Write what is on your mind…"))
        self._quiet = False
        self.hearable = False
        """Whether a sentence can be asked for: by Ctrl+click or menu, by a click if read-only."""
        self.composing = False
        """Whether an input method is in the middle of a word."""
        self._asking = False
        self._chosen: list[QTextEdit.ExtraSelection] = []
        self._spoken: QTextEdit.ExtraSelection | None = None
        self._spoken_span: Span | None = None
        self._touched = QElapsedTimer()
        self.verticalScrollBar().actionTriggered.connect(self._touched.start)
        self.viewport().setMouseTracking(True)
        self.textChanged.connect(self._text_changed)
        self._wear()
        look().changed.connect(self._wear)

    def _wear(self) -> None:
        self.setFont(look().font("body"))
        self.document().setDefaultFont(look().font("body"))
        self.setMaximumWidth(look().measure(MEASURE) + 3 * GRID)
        self._colour_spoken()
        self._fit()

    def set_text(self, text: str) -> None:
        """Shows `text` without counting it as typed; the cursor stays where it was."""
        position = min(self.textCursor().position(), len(text))
        scrolled = self.verticalScrollBar().value()
        self._quiet = True
        self.setPlainText(text)
        self._quiet = self.composing = False
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(scrolled)

    def put(self, text: str) -> None:
        """Shows `text` as a change that the user did not make.

        Cursor, selection and scrolling stay with the words that they were at. It cannot be undone
        by the key that undoes typing: what was typed before it then cannot either.
        """
        old, text = self.toPlainText(), text.replace("\r\n", "\n").translate(_AS_SHOWN)
        if text == old:
            return
        first = _alike(old, text)
        last = _alike(old[first:][::-1], text[first:][::-1])
        start, end = _units(old[:first]), _units(old[: len(old) - last])
        added = text[first : len(text) - last]
        grows = _units(added) - (end - start)

        def moved(place: int) -> int:
            return place if place <= start else max(start, place + grows)

        cursor, scrolled = self.textCursor(), self.verticalScrollBar().value()
        anchor, position = moved(cursor.anchor()), moved(cursor.position())
        change = QTextCursor(self.document())
        change.setPosition(start)
        change.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._quiet = True
        change.insertText(added)
        self._quiet = False
        self.document().clearUndoRedoStacks()
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(scrolled)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _text_changed(self) -> None:
        self._fit()
        if not self._quiet:
            self._touched.start()
            self._chosen = []
            self._show_marks()
            self.typed.emit()

    def highlight(self, spans: Iterable[Span], colour: QColor, *, show: bool = True) -> None:
        """Marks stretches of the text, and shows the first of them."""
        self._chosen = marks = [self._mark(span, colour) for span in spans]
        self._show_marks()
        if marks and show:
            cursor = QTextCursor(cast("Any", marks[0]).cursor)
            cursor.setPosition(cursor.selectionStart())
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def mark_spoken(self, span: Span | None) -> None:
        """Marks what is being spoken, and shows it, unless the user is at work in the text.

        It lies over the other marks, and what is typed moves it along.
        """
        if span == self._spoken_span:
            return
        self._spoken_span = span
        self._spoken = self._mark(span, look().colour("accent", SPOKEN_ALPHA)) if span else None
        self._show_marks()
        if self._spoken is not None and not self._busy():
            self._scroll_to(cast("Any", self._spoken).cursor)

    def clear_marks(self) -> None:
        """Marks nothing."""
        self._chosen, self._spoken, self._spoken_span = [], None, None
        self._show_marks()

    def _mark(self, span: Span, colour: QColor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._place(span[0]))
        cursor.setPosition(self._place(span[1]), QTextCursor.MoveMode.KeepAnchor)
        untyped = cast("Any", mark)
        untyped.cursor = cursor
        untyped.format.setBackground(colour)
        return mark

    def _show_marks(self) -> None:
        self.setExtraSelections([*self._chosen, *([self._spoken] if self._spoken else [])])

    def _colour_spoken(self) -> None:
        if self._spoken is not None:
            colour = look().colour("accent", SPOKEN_ALPHA)
            cast("Any", self._spoken).format.setBackground(colour)
            self._show_marks()

    def _busy(self) -> bool:
        """Whether the user selects, types or scrolls: then nothing moves under their hands."""
        touched = self._touched.isValid() and self._touched.elapsed() < BUSY_MS
        return touched or self.textCursor().hasSelection()

    def _scroll_to(self, mark: QTextCursor) -> None:
        """Scrolls so that `mark` can be read; the user's own cursor stays where it is."""
        first, last = QTextCursor(mark), QTextCursor(mark)
        first.setPosition(mark.selectionStart())
        last.setPosition(mark.selectionEnd())
        room = self.viewport().rect()
        if self.cursorRect(first).top() >= 0 and self.cursorRect(last).bottom() <= room.bottom():
            return
        block = first.block()
        line = block.layout().lineForTextPosition(first.positionInBlock())
        above = block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)
        self.verticalScrollBar().setValue(max(0, above - 1))

    def highlighted(self) -> list[str]:
        """The stretches that are marked now."""
        return [
            cast("Any", mark).cursor.selectedText().replace("\u2029", "\n")
            for mark in self.extraSelections()
        ]

    def _place(self, character: int) -> int:
        """Qt counts UTF-16 units, Python counts characters."""
        return _units(self.toPlainText()[:character])

    def wanted_height(self) -> int:
        """Pixels that the text needs at this width, at least four lines."""
        line = QFontMetricsF(look().font("body")).height() * LEADING
        total = 0.0
        block = self.document().firstBlock()
        while block.isValid() and total < TALLEST:
            total += self._leading.blockBoundingRect(block).height()
            block = block.next()
        return int(max(total + line, 4 * line)) + 4

    def _fit(self) -> None:
        self.setMaximumHeight(self.wanted_height())
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        line = QFontMetricsF(look().font("body")).height() * LEADING
        return QSize(160, int(2 * line))

    def _character(self, place: int) -> int:
        """The inverse of `_place`."""
        units = self.toPlainText().encode("utf-16-le")[: place * 2]
        return len(units.decode("utf-16-le", "ignore"))

    # ---- asking to hear a sentence

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


def _units(text: str) -> int:
    """The length of `text` in UTF-16 units, in which Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
