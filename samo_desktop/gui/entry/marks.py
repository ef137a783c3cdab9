"""Marks in a text: the sentences of a feeling, the one being spoken, and what is under them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QTextEdit

from samo_desktop.gui.entry.plain_text import units
from samo_desktop.gui.style.theme import look

Span = tuple[int, int]
"""Characters from..to in the text."""

SPOKEN_ALPHA = 0.22


class Marks:
    """What is marked in a text: stretches that were chosen, and over them what is being spoken.

    Under both lies what others mark.
    """

    def __init__(self, text: QTextEdit) -> None:
        self._text = text
        self._under: list[QTextEdit.ExtraSelection] = []
        self._chosen: list[QTextEdit.ExtraSelection] = []
        self._spoken: QTextEdit.ExtraSelection | None = None
        self._spoken_span: Span | None = None
        look().changed.connect(self._colour_spoken)

    def lay_under(self, marks: list[QTextEdit.ExtraSelection]) -> None:
        """Marks these under all others, in place of those that were there before."""
        self._under = marks
        self._show()

    def choose(self, spans: Iterable[Span], colour: QColor, *, underlined: bool = False) -> None:
        """Marks these stretches, in place of those that were chosen before."""
        self._chosen = [self._mark(span, colour) for span in spans]
        for mark in self._chosen:
            cast("Any", mark).format.setFontUnderline(underlined)
        self._show()

    def speak(self, span: Span | None) -> bool:
        """Marks what is being spoken; whether that is something else than before."""
        if span == self._spoken_span:
            return False
        self._spoken_span = span
        self._spoken = self._mark(span, look().colour("accent", SPOKEN_ALPHA)) if span else None
        self._show()
        return self._spoken is not None

    def forget_chosen(self) -> None:
        """What was chosen is marked no more."""
        if self._chosen:
            self._chosen = []
            self._show()

    def clear(self) -> None:
        """Marks nothing any more but what lies under."""
        self._chosen, self._spoken, self._spoken_span = [], None, None
        self._show()

    def first_chosen(self) -> QTextCursor | None:
        """The beginning of the first stretch that was chosen."""
        if not self._chosen:
            return None
        cursor = QTextCursor(cast("Any", self._chosen[0]).cursor)
        cursor.setPosition(cursor.selectionStart())
        return cursor

    def texts(self) -> list[str]:
        """The stretches that are chosen, or spoken, now."""
        return [
            cast("Any", mark).cursor.selectedText().replace("\u2029", "\n") for mark in self._over()
        ]

    def spoken_rect(self) -> QRect:
        """Where that which is spoken stands, in pixels of the text's viewport."""
        mark = cast("Any", self._spoken).cursor
        first, last = QTextCursor(mark), QTextCursor(mark)
        first.setPosition(mark.selectionStart())
        last.setPosition(mark.selectionEnd())
        return self._text.cursorRect(first).united(self._text.cursorRect(last))

    def _mark(self, span: Span, colour: QColor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        plain = self._text.toPlainText()
        cursor = QTextCursor(self._text.document())
        cursor.setPosition(units(plain[: span[0]]))
        cursor.setPosition(units(plain[: span[1]]), QTextCursor.MoveMode.KeepAnchor)
        untyped = cast("Any", mark)
        untyped.cursor = cursor
        untyped.format.setBackground(colour)
        return mark

    def _over(self) -> list[QTextEdit.ExtraSelection]:
        return [*self._chosen, *([self._spoken] if self._spoken else [])]

    def _show(self) -> None:
        self._text.setExtraSelections([*self._under, *self._over()])

    def _colour_spoken(self) -> None:
        if self._spoken is not None:
            colour = look().colour("accent", SPOKEN_ALPHA)
            cast("Any", self._spoken).format.setBackground(colour)
            self._show()
