"""Words that stand pale in a field and are not in it: a suggestion, or words still to come."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from samo_desktop.gui.style.theme import look

PROPORTIONAL = 1
"""QTextBlockFormat.ProportionalHeight, as the number that Qt wants."""


class PaleText:
    """Lays words out exactly as the field does that they stand in."""

    def __init__(self, role: str, leading: float, *, strong: bool) -> None:
        self.words = ""
        self._role, self._leading, self._strong = role, leading, strong
        self._document = QTextDocument()
        self._document.setUndoRedoEnabled(False)
        self._document.setDocumentMargin(0)

    def lay_out(self, words: str) -> None:
        """Takes other words, or the same in another theme."""
        self.words = words
        lines, ink = QTextBlockFormat(), QTextCharFormat()
        lines.setLineHeight(100 * self._leading, PROPORTIONAL)
        ink.setForeground(look().colour("muted"))
        self._document.setDefaultFont(look().font(self._role, strong=self._strong))
        self._document.clear()
        cursor = QTextCursor(self._document)
        cursor.setBlockFormat(lines)
        cursor.insertText(words, ink)

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
