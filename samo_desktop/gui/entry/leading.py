"""Generous leading for texts that are laid out by paragraphs of plain text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QPlainTextDocumentLayout

from samo_desktop.gui.style.theme import LEADING


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
