"""The text of an entry: plain text in a readable measure with generous leading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextDocumentLayout, QPlainTextEdit, QTextEdit, QWidget

from samo_desktop.gui.theme import GRID, LEADING, MEASURE, look

Span = tuple[int, int]
"""Characters from..to in the text."""

TALLEST = 4000
"""Pixels: no text asks for more height than this; it scrolls."""


class _Leading(QPlainTextDocumentLayout):
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
    clicked_at = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        document = QTextDocument(self)
        self._leading = _Leading(document)
        document.setDocumentLayout(self._leading)
        self.setDocument(document)
        document.setDocumentMargin(0)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText(self.tr("Write what is on your mind…"))
        self._quiet = False
        self.textChanged.connect(self._text_changed)
        self._wear()
        look().changed.connect(self._wear)

    def _wear(self) -> None:
        self.setFont(look().font("body"))
        self.document().setDefaultFont(look().font("body"))
        self.setMaximumWidth(look().measure(MEASURE) + 3 * GRID)
        self._fit()

    def set_text(self, text: str) -> None:
        """Shows `text` without counting it as typed; the cursor stays where it was."""
        position = min(self.textCursor().position(), len(text))
        scrolled = self.verticalScrollBar().value()
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(scrolled)

    def _text_changed(self) -> None:
        self._fit()
        if not self._quiet:
            self.setExtraSelections([])
            self.typed.emit()

    def highlight(self, spans: Iterable[Span], colour: QColor, *, show: bool = True) -> None:
        """Marks stretches of the text, and shows the first of them."""
        marks = []
        for start, end in spans:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._place(start))
            cursor.setPosition(self._place(end), QTextCursor.MoveMode.KeepAnchor)
            untyped = cast("Any", mark)
            untyped.cursor = cursor
            untyped.format.setBackground(colour)
            marks.append(mark)
        self.setExtraSelections(marks)
        if marks and show:
            cursor = QTextCursor(cast("Any", marks[0]).cursor)
            cursor.setPosition(cursor.selectionStart())
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def highlighted(self) -> list[str]:
        """The stretches that are marked now."""
        return [
            cast("Any", mark).cursor.selectedText().replace("\u2029", "\n")
            for mark in self.extraSelections()
        ]

    def _place(self, character: int) -> int:
        """Qt counts UTF-16 units, Python counts characters."""
        text = self.toPlainText()
        if text.isascii():
            return min(character, len(text))
        return len(text[:character].encode("utf-16-le")) // 2

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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        cursor = self.textCursor()
        if event.button() == Qt.MouseButton.LeftButton and not cursor.hasSelection():
            before = self.toPlainText()
            units = before.encode("utf-16-le")[: cursor.position() * 2]
            self.clicked_at.emit(len(units.decode("utf-16-le", "ignore")))
