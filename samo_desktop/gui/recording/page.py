"""The page while a recording runs: elapsed time, the wave of the voice, what is wrong."""

from __future__ import annotations

import math
from collections import deque

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.standing import Standing
from samo_desktop.errors import SamoError
from samo_desktop.gui.entry.leading import Leading
from samo_desktop.gui.recording import words
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, LEADING, MEASURE, look
from samo_desktop.gui.widgets.accessible import decorative, give_role
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

BAR, GAP = 3, 3
FLOOR_DB = -50.0
"""Decibels below full scale that count as silence."""
LEAST_LINES = 3
"""Lines of the words that can always be seen."""
CURVE = 1.7
"""Leaves room above: with 1, all that is said at an arm's length would be about as high."""


def loudness(peak: float) -> float:
    """A peak of 0..1 as a height of 0..1: silence is flat, quiet speech is seen, a shout is 1."""
    if peak <= 0:
        return 0.0
    above = 1 - 20 * math.log10(min(peak, 1.0)) / FLOOR_DB
    return float(max(0.0, above) ** CURVE)


class Wave(QWidget):
    """The last seconds of the voice as bars; the newest stands at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(6 * GRID)
        self.setMaximumHeight(18 * GRID)
        self.setAccessibleName(_("Volume of your voice"))
        give_role(self, QAccessible.Role.Graphic)
        self._levels: deque[float] = deque(maxlen=2000)
        self._live = True

    def add(self, peak: float) -> None:
        """Another block was heard."""
        self._levels.append(loudness(peak))
        self.update()

    def set_live(self, live: bool) -> None:
        """Grey while nothing is being recorded."""
        self._live = live
        self.update()

    def clear(self) -> None:
        """Forgets what was heard."""
        self._levels.clear()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, room = self.height() / 2, self.height() / 2 - 2
        painter.setPen(look().colour("line"))
        painter.drawLine(0, round(middle), self.width(), round(middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("red" if self._live else "border"))
        left = float(self.width() - BAR)
        for level in reversed(self._levels):
            if left < 0:
                break
            height = max(BAR, level * room * 2)
            bar = QRectF(left, middle - height / 2, BAR, height)
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
            left -= BAR + GAP
        painter.end()


class SpokenWords(QPlainTextEdit):
    """What was said so far; what is being said just now stands behind it, paler."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        document = QTextDocument(self)
        self._leading = Leading(document)
        document.setDocumentLayout(self._leading)
        document.setDocumentMargin(0)
        self.setDocument(document)
        self.setObjectName("spoken")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Your words"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the page has one
        self.setUndoRedoEnabled(False)
        self._final = 0
        self._draft = ""
        self.hide()

    def begin(self) -> None:
        """Nothing was said yet."""
        self.clear()
        self._final, self._draft = 0, ""
        self.hide()

    def add(self, words: str, draft: str | None) -> None:
        """Adds final `words`, and puts `draft` in the place of the former one."""
        following = self._at_end()
        self._draft = self._draft if draft is None else draft
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._final)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if words:
            cursor.insertText(f" {words}" if self._final else words, self._ink("ink"))
            self._final = cursor.position()
        if self._draft:
            draft = f" {self._draft}" if self._final else self._draft
            cursor.insertText(draft, self._ink("muted"))
        self.setVisible(bool(self._final or self._draft))
        if following:
            self._to_end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        following = self._at_end()
        super().resizeEvent(event)
        if following:
            self._to_end()

    def _at_end(self) -> bool:
        return self.verticalScrollBar().value() == self.verticalScrollBar().maximum()

    def _to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @property
    def line_height(self) -> float:
        """Pixels from one line to the next."""
        return LEADING * QFontMetricsF(self.document().defaultFont()).lineSpacing()

    def wear(self) -> None:
        """Puts on the colours and the font of the theme."""
        self.document().setDefaultFont(look().font("body"))
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._final, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(self._ink("ink"))
        cursor.setPosition(self._final)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(self._ink("muted"))

    @staticmethod
    def _ink(name: str) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(look().colour(name))
        return made


class RecordingPage(QWidget):
    """What one sees while speaking."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._standing = Standing.STARTING
        self.state = label(role="heading", wrap=True)
        self.time = label("0:00", "figure")
        self.wave = Wave()
        self.calm = label(role="quiet", wrap=True)
        self.spoken = SpokenWords()
        self.no_words = label(role="quiet", wrap=True)
        self.no_words.hide()
        self.mark = QLabel()
        decorative(self.mark)
        self.problem = label(role="problem", wrap=True)
        self._lay_out()
        self._wear()
        look().changed.connect(self._wear)
        self.begin()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.state, 1)
        head.addWidget(self.time)
        warn = QHBoxLayout()
        warn.setSpacing(GRID)
        warn.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        warn.addWidget(self.problem, 1)
        inner = QWidget()
        inner.setMaximumWidth(MEASURE * GRID)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addStretch(2)
        column.addLayout(head)
        column.addWidget(self.wave)
        column.addLayout(warn)
        column.addWidget(self.calm)
        column.addWidget(self.no_words)
        column.addWidget(self.spoken, 12)
        column.addStretch(3)
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(5 * GRID, 3 * GRID, 5 * GRID, 3 * GRID)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        area = QScrollArea()  # for small windows and large type
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _wear(self) -> None:
        self.mark.setPixmap(icons.pixmap("warning", look().colour("ink"), look().icon_size + 2))
        self.spoken.wear()
        self.spoken.setMinimumHeight(round(LEAST_LINES * self.spoken.line_height))

    def begin(self) -> None:
        """A recording starts."""
        self.wave.clear()
        self.spoken.begin()
        self.no_words.hide()
        self.tell(0.0, 0.0, Standing.STARTING, None)

    def tell_no_words(self, why: str) -> None:
        """Says why no words appear while one speaks."""
        text = (
            _("No more words will appear while you speak. {why} Your voice is still recorded.")
            if self.spoken.toPlainText()
            else _("No words will appear while you speak. {why} Your voice is still recorded.")
        )
        self.no_words.setText(text.format(why=why))
        self.no_words.show()

    def tell(
        self, seconds: float, level: float, standing: Standing, problem: SamoError | None
    ) -> None:
        """Shows how the recording stands."""
        self._count(formats.length(seconds))
        self._say(words.heading(standing))
        told = problem is not None
        self._standing = standing
        live = standing in (Standing.RECORDING, Standing.SILENT, Standing.UNSAVED)
        self.wave.set_live(live)
        if live:
            self.wave.add(level)
        self.mark.setVisible(told)
        self.problem.setVisible(told)
        self.problem.setText(formats.problem(problem.message, problem.hint) if problem else "")
        self._invite()

    def _count(self, time: str) -> None:
        if time != self.time.text() or not self.time.accessibleName():
            self.time.setText(time)
            # The name is all that is read aloud of a label.
            self.time.setAccessibleName(_("Elapsed time: {time}").format(time=time))

    def _invite(self) -> None:
        """Says what to do, until words or a problem say more."""
        spoken = self.spoken.isVisibleTo(self) and self._standing is Standing.RECORDING
        text = words.invitation(self._standing)
        self.calm.setText(text)
        self.calm.setVisible(bool(text) and not spoken and not self.problem.isVisibleTo(self))

    def _say(self, heading: str) -> None:
        """Says how it stands; aloud too, where that is another way than before."""
        if heading != self.state.text():
            self.state.setText(heading)
            if self.isVisible():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.state, heading))
