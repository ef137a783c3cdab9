"""Fields of several lines that hold plain text, and nothing but plain text."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from samo_desktop.gui.entry.pale_text import PROPORTIONAL, PaleText
from samo_desktop.gui.style.theme import LEADING, look

_AS_SHOWN = str.maketrans("\r\u2028\u2029\u00a0", "\n\n\n ")
"""What Qt gives back in place of these."""


class PlainText(QTextEdit):
    """Plain text in one size of type. Markup is never read, whatever is typed, pasted or dropped.

    Undo and redo go on to the window once there is no typing to take back.
    """

    typed = Signal()
    """The user changed the text."""

    def __init__(
        self, role: str, leading: float, *, strong: bool = False, parent: QWidget | None = None
    ) -> None:
        """`role` is a size of type, `leading` the height of its lines beside the font's own."""
        super().__init__(parent)
        self._role, self._leading, self._strong = role, leading, strong
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self._quiet = False
        self.composing = False
        """Whether an input method is in the middle of a word."""
        self.wear()
        self._fill("")
        self.textChanged.connect(self._text_changed)
        look().changed.connect(self.wear)

    def wear(self) -> None:
        """Puts on the font of the theme."""
        font = look().font(self._role, strong=self._strong)
        self.setFont(font)
        self.document().setDefaultFont(font)

    @property
    def line_height(self) -> float:
        """Pixels from one line to the next."""
        return QFontMetricsF(look().font(self._role, strong=self._strong)).height() * self._leading

    def set_text(self, text: str) -> None:
        """Shows `text` without counting it as typed; the cursor stays where it was."""
        position = self.textCursor().position()
        self._quiet = True
        self._fill(text)
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self._quiet = self.composing = False

    def _fill(self, text: str) -> None:
        """Every paragraph is made like the first, which is cheaper than to change them later."""
        document = self.document()
        document.setUndoRedoEnabled(False)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        lines = QTextBlockFormat()
        lines.setLineHeight(100 * self._leading, PROPORTIONAL)
        cursor.setBlockFormat(lines)
        cursor.insertText(text.replace("\r\n", "\n").replace("\r", "\n"))
        cursor.endEditBlock()
        document.setUndoRedoEnabled(True)

    def put(self, text: str) -> None:
        """Shows `text` as a change that the user did not make.

        Cursor and selection stay with the words that they were at. It cannot be undone by the key
        that undoes typing: what was typed before it then cannot either.
        """
        old, text = self.toPlainText(), text.replace("\r\n", "\n").translate(_AS_SHOWN)
        if text == old:
            return
        first = _alike(old, text)
        last = _alike(old[first:][::-1], text[first:][::-1])
        start, end = units(old[:first]), units(old[: len(old) - last])
        added = text[first : len(text) - last]
        grows = units(added) - (end - start)

        def moved(place: int) -> int:
            return place if place <= start else max(start, place + grows)

        cursor = self.textCursor()
        anchor, position = moved(cursor.anchor()), moved(cursor.position())
        change = QTextCursor(self.document())
        change.setPosition(start)
        change.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._quiet = True
        change.insertText(added)
        self.document().clearUndoRedoStacks()
        cursor.setPosition(anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._quiet = False

    def _text_changed(self) -> None:
        if not self._quiet:
            self.user_typed()
            self.typed.emit()

    def user_typed(self) -> None:
        """For those who want to know before `typed` is told."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            document, writes = self.document(), not self.isReadOnly()
            if (undo and not (writes and document.isUndoAvailable())) or (
                redo and not (writes and document.isRedoAvailable())
            ):
                event.ignore()
                return False
        return bool(super().event(event))

    # ---- plain text alone

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text())

    def createMimeDataFromSelection(self) -> QMimeData:
        made = QMimeData()
        made.setText(self.textCursor().selection().toPlainText())
        return made


class GrowingText(PlainText):
    """As high as its text: what holds it scrolls, never the field itself."""

    grown = Signal()
    """It is higher or lower now."""
    in_view = Signal(QRect)
    """This part of the field is to be seen."""

    def __init__(
        self, role: str, leading: float = LEADING, *, strong: bool = False, least: int = 1
    ) -> None:
        """`least` are the lines that it is high when it holds fewer."""
        self._least = least
        self._pale = PaleText(role, leading, strong=strong)
        super().__init__(role, leading, strong=strong)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.fit()

    def set_least(self, lines: int) -> None:
        """So many lines high it is at least."""
        self._least = lines
        self.fit()

    def show_pale(self, words: str) -> None:
        """Shows `words`, pale, below what is typed; "" for none."""
        if words != self._pale.words:
            self._pale.lay_out(words)
            self.fit()
            self.viewport().update()

    @property
    def pale(self) -> str:
        """The words that are shown pale."""
        return self._pale.words

    def pale_top(self) -> int:
        """Pixels above the pale words: those that were typed, and an empty line."""
        if self.document().isEmpty():
            return 0
        return int(self.document().size().height() + self.line_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.pale:
            painter = QPainter(self.viewport())
            self._pale.paint(painter, self.pale_top(), self.viewport().width())
            painter.end()

    def wanted_height(self) -> int:
        """Pixels that the text needs at this width."""
        height = max(self.document().size().height(), self._least * self.line_height)
        if self.pale:
            below = self.pale_top() + self._pale.height(self.viewport().width())
            height = max(height, below)
        return math.ceil(height) + 2

    def fit(self) -> None:
        """Takes the height that is wanted."""
        height = self.wanted_height()
        if height != self.minimumHeight() or height != self.height():
            self.setFixedHeight(height)
            self.resize(self.width(), height)  # now: the cursor may stand in a new line already
            self.grown.emit()

    def wear(self) -> None:
        super().wear()
        self._pale.lay_out(self.pale)
        if self.isVisible():
            self.fit()

    def show_cursor(self) -> None:
        """Asks for the cursor to be seen."""
        self.in_view.emit(self.cursorRect())

    def _cursor_moved(self) -> None:
        cursor, last = self.textCursor(), self.document().characterCount() - 1
        everything = cursor.selectionEnd() - cursor.selectionStart() >= last > 0
        if not (self._quiet or everything):  # who selects all of it stays where they are
            self.show_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.minimumHeight())


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, in which Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
