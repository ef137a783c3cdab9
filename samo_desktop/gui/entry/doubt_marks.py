"""Dotted lines under the words of a text that may be wrong; they follow the words while it is
edited, and go when a word is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from samo_desktop.domain.doubtful_words import DoubtfulWord
from samo_desktop.gui.entry.editor import Editor
from samo_desktop.gui.entry.plain_text import units
from samo_desktop.gui.style.theme import look


@dataclass(frozen=True, slots=True)
class DoubtMark:
    """A doubtful word where it stands now; `text` is how it was written when it was found."""

    word: DoubtfulWord
    cursor: QTextCursor
    text: str

    @property
    def there(self) -> bool:
        """Whether it still stands there as it did."""
        return self.cursor.selectedText() == self.text


class DoubtMarks(QObject):
    """The marks of one text, in its order."""

    def __init__(self, text: Editor) -> None:
        super().__init__(text)
        self._text = text
        self._marks: list[DoubtMark] = []
        self._shown = True
        look().changed.connect(self._draw)

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[DoubtMark]:
        return iter(self._marks)

    def show(self, shown: bool) -> None:
        """Draws the marks, or not."""
        self._shown = shown
        self._draw()

    def put(self, words: Sequence[DoubtfulWord]) -> None:
        """Marks these words, in order, in place of those before."""
        plain, document = self._text.toPlainText(), self._text.document()
        marks, at, place = [], 0, 0
        for word in words:  # Qt counts UTF-16 units, which are counted on from word to word
            place += units(plain[at : word.char_from])
            start, text = place, plain[word.char_from : word.char_to]
            place, at = place + units(text), word.char_to
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
            cursor.setKeepPositionOnInsert(True)
            marks.append(DoubtMark(word, cursor, cursor.selectedText()))
        self._marks = marks
        self._draw()

    def drop(self, mark: DoubtMark) -> None:
        """Takes one mark off."""
        self._marks = [each for each in self._marks if each is not mark]
        self._draw()

    def drop_edited(self) -> bool:
        """Takes off the marks of words that were edited; whether there were any."""
        kept = [mark for mark in self._marks if mark.there]
        if len(kept) == len(self._marks):
            return False
        self._marks = kept
        self._draw()
        return True

    def selected(self) -> DoubtMark | None:
        """The mark whose word alone is selected in the text."""
        cursor = self._text.textCursor()
        span = (cursor.selectionStart(), cursor.selectionEnd())
        return next((mark for mark in self._marks if _span(mark) == span), None)

    def beyond(self, *, forward: bool) -> DoubtMark | None:
        """The next mark after the text's cursor, or before it; None if there is none."""
        cursor = self._text.textCursor()
        if forward:
            # A word that begins at the cursor is next, unless it is the one that is selected.
            at = cursor.selectionEnd() if cursor.hasSelection() else cursor.position()
            return next((mark for mark in self._marks if _span(mark)[0] >= at), None)
        at = cursor.selectionStart()
        return next((mark for mark in reversed(self._marks) if _span(mark)[1] <= at), None)

    def end(self, *, forward: bool) -> DoubtMark | None:
        """The first mark of the text, to go on from its end; or the last."""
        return self._marks[0 if forward else -1] if self._marks else None

    def place_of(self, mark: DoubtMark) -> int:
        """Which one it is, counted from 1."""
        return next(n for n, each in enumerate(self._marks, start=1) if each is mark)

    def _draw(self) -> None:
        drawn = []
        if self._shown:
            # Dots, for a spelling mistake has a wave; the colour that borders are seen by.
            line = QTextCharFormat()
            line.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            line.setUnderlineColor(look().colour("accent"))
            for mark in self._marks:
                selection = QTextEdit.ExtraSelection()
                untyped = cast("Any", selection)
                untyped.cursor, untyped.format = mark.cursor, line
                drawn.append(selection)
        self._text.marks.lay_under(drawn)


def _span(mark: DoubtMark) -> tuple[int, int]:
    return mark.cursor.selectionStart(), mark.cursor.selectionEnd()
