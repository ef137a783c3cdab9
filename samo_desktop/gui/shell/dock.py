"""The dock: Record in the middle, Write and Import beside it, news at the sides."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from samo_desktop.errors import SamoError
from samo_desktop.gui.shell.actions import Actions, Name
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import beside_icon, button, label
from samo_desktop.messages import gettext as _

NOTICE_MS = 12_000
"""Milliseconds that a notice stays."""
MOST_LINES = 3
"""Lines of a text in its corner."""
LEAST_CHARACTERS = 14
"""What a corner has room for in a line, if there is to be a text in it."""


class Dock(QWidget):
    """Always at the bottom of the window."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.record = actions.button("record", "record")
        self.record.setMinimumWidth(22 * GRID)
        icons.wear(self.record, "microphone", "on_red")
        self.write = actions.button("write", "plain")
        self.pause = actions.button("pause", "plain")
        self.bring = actions.button("import", "plain")
        self.notice = label(role="small", wrap=True)
        self.undo = actions.button("undo", "link", colour="accent")
        self.close_notice = button(_("Close"), "quiet", "close_notice_button", "close", "muted")
        self.working = label(role="small", wrap=True)
        self.details = button(_("Details"), "link-small", "work_details_button")
        self.details.setToolTip(_("All work in progress: cancel it, or try again"))
        self.details.hide()
        self._standing = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTICE_MS)
        self._timer.timeout.connect(self.clear_notice)
        self.close_notice.clicked.connect(self.clear_notice)
        self._beside: dict[QPushButton, Name] = {
            self.write: "write",
            self.pause: "pause",
            self.bring: "import",
        }
        for name in ("record", *self._beside.values()):
            actions[name].changed.connect(self.fit)
        self._lay_out()
        for each in self.findChildren(QAbstractButton):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self.show_recording(False)
        self.clear_notice()

    def _lay_out(self) -> None:
        self.close_notice.setText("")
        self.working.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left = _side(self.notice, self.undo, self.close_notice)
        self._right = _side(self.working, self.details)
        self._middle = middle = QHBoxLayout()
        middle.setSpacing(2 * GRID)
        for widget in (self.write, self.pause, self.record, self.bring):
            middle.addWidget(widget)
        policy = self.bring.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bring.setSizePolicy(policy)
        self._above = QHBoxLayout()
        self._above.setSpacing(3 * GRID)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(3 * GRID, GRID + 4, 3 * GRID, GRID + 4)
        grid.setHorizontalSpacing(3 * GRID)
        grid.addLayout(self._above, 0, 0, 1, 3)
        grid.addWidget(self._left, 1, 0)
        grid.addLayout(middle, 1, 1)
        grid.addWidget(self._right, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def _place_sides(self) -> None:
        """Gives what is too long for its corner a place in a line above the buttons."""
        beside = self._middle.sizeHint().width() + 2 * self._grid.horizontalSpacing()
        corner = (self.width() - 6 * GRID - beside) // 2
        sides = {self._left: self.notice, self._right: self.working}
        for column, (side, text) in zip((0, 2), sides.items(), strict=True):
            above = _lines(side, text, corner) > MOST_LINES
            if above == (self._above.indexOf(side) >= 0):
                continue
            if above:
                self._grid.removeWidget(side)
                self._above.insertWidget(0 if column == 0 else -1, side, 2 - column // 2)
            else:
                self._above.removeWidget(side)
                self._grid.addWidget(side, 1, column)
        crowded = self._above.count() == len(sides) and bool(self.notice.text())
        self.working.setVisible(not crowded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Lays out anew, for this width and size of type.

        Record keeps its word; those beside it keep theirs where all have room.
        """
        self._name_buttons(in_words=True)
        room = self.width() - 6 * GRID
        if self._middle.sizeHint().width() > room:
            self._name_buttons(in_words=False)
        self._place_sides()

    def _name_buttons(self, *, in_words: bool) -> None:
        self.record.setText(beside_icon(self._actions["record"].text()))
        for widget, name in self._beside.items():
            widget.setText(beside_icon(self._actions[name].text()) if in_words else "")
            widget.setMinimumWidth(15 * GRID if in_words else 0)
        self._middle.invalidate()

    def show_recording(self, on: bool, *, paused: bool = False) -> None:
        """Offers Pause and Stop while a recording runs, else Write, Record and Import."""
        self.write.setVisible(not on)
        self.bring.setVisible(not on)
        self.pause.setVisible(on)
        icons.wear(self.record, "stop" if on else "microphone", "on_red")
        icons.wear(self.pause, "record" if paused else "pause", "red" if paused else "ink")
        self.fit()

    def tell(self, text: str, *, undo: bool = False) -> None:
        """Says what happened; with `undo` it can be taken back from here."""
        self.notice.setText(text)
        self.undo.setVisible(undo)
        self.close_notice.setVisible(bool(text))
        self._place_sides()
        if text:
            self._timer.start()

    def tell_problem(self, error: SamoError) -> None:
        """Says what went wrong and what to do."""
        self.remind(formats.problem(error.message, error.hint))

    def remind(self, text: str) -> None:
        """Says something that stays until it is closed."""
        self.tell(text)
        self._timer.stop()

    def remind_too(self, text: str) -> None:
        """The same, after what is said already."""
        said = "" if self.notice.text() == self._standing else self.notice.text()
        self.remind(f"{said}\n{text}".strip())

    def set_standing(self, text: str) -> None:
        """What is said as long as there is nothing newer, such as why nothing can be recorded."""
        showing = self.notice.text() == self._standing
        self._standing = text
        if showing:
            self.clear_notice()

    def withdraw(self, text: str) -> None:
        """Takes a notice away that says `text`, and no other."""
        if self.notice.text() == text:
            self.clear_notice()

    def clear_notice(self) -> None:
        """Takes the notice away."""
        self._timer.stop()
        self.notice.setText(self._standing)
        self.undo.setVisible(False)
        self.close_notice.setVisible(False)
        self._place_sides()

    def show_working(self, text: str) -> None:
        """What is being worked out."""
        if text != self.working.text():
            self.working.setText(text)
            self._place_sides()

    def offer_details(self, there: bool) -> None:
        """Offers the list of work, or not."""
        self.details.setVisible(there)
        self._place_sides()


def _side(text: QLabel, *buttons: QPushButton) -> QWidget:
    """A text that takes the room there is, and what belongs to it."""
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(GRID)
    text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    across.addWidget(text, 1)
    for each in buttons:
        across.addWidget(each)
    return made


def _lines(side: QWidget, text: QLabel, room: int) -> float:
    """How many lines `text` takes where `side` is as wide as `room`."""
    buttons = side.findChildren(QPushButton)
    room -= sum(each.sizeHint().width() + GRID for each in buttons if not each.isHidden())
    if room < 0:
        return math.inf
    if text.fontMetrics().horizontalAdvance(text.text()) <= room:
        return 1
    if room < look().measure(LEAST_CHARACTERS):
        return math.inf
    return text.heightForWidth(room) / text.fontMetrics().lineSpacing()
