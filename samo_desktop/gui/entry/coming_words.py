"""Words that were spoken and are not in the entry yet: pale, where they will stand."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from samo_desktop.gui.style.theme import LEADING, look

_PROPORTIONAL = 1


class ComingWords:
    """Lays words out as the text does that they are to come into."""

    def __init__(self) -> None:
        self.words = ""
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)
        look().changed.connect(self._lay_out)

    def show_words(self, words: str) -> bool:
        """Takes other words; whether they are others than before."""
        if words == self.words:
            return False
        self.words = words
        self._lay_out()
        return True

    def _lay_out(self) -> None:
        lines, ink = QTextBlockFormat(), QTextCharFormat()
        lines.setLineHeight(100 * LEADING, _PROPORTIONAL)
        ink.setForeground(look().colour("muted"))
        self._document.setDefaultFont(look().font("body"))
        self._document.clear()
        cursor = QTextCursor(self._document)
        cursor.setBlockFormat(lines)
        cursor.insertText(self.words, ink)

    def height(self, width: int) -> int:
        """Pixels that the words take at this width."""
        self._document.setTextWidth(width)
        return math.ceil(self._document.size().height())

    def paint(self, painter: QPainter, top: int, width: int) -> None:
        """Draws the words `top` pixels below the origin."""
        self._document.setTextWidth(width)
        painter.translate(QPointF(0, top))
        self._document.drawContents(painter)
        painter.translate(QPointF(0, -top))
