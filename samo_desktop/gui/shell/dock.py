"""The dock: Record in the middle, Write and Import beside it, news at the sides."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import beside_icon, button, label
from samo_desktop.messages import gettext as _

NOTICE_MS = 12_000
"""Milliseconds that a notice stays."""
MOST_LINES = 3
"""Lines of a notice in the corner."""


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
        self.details.setToolTip(_("Every entry that is being read: cancel, or try again"))
        self.details.hide()
        self._standing = ""
        self._above = False
        """Whether the notice stands above the buttons."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTICE_MS)
        self._timer.timeout.connect(self.clear_notice)
        self.close_notice.clicked.connect(self.clear_notice)
        actions["record"].changed.connect(self._relabel)
        actions["pause"].changed.connect(self._relabel)
        self._lay_out()
        for each in self.findChildren(QAbstractButton):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
        self.show_recording(False)
        self.clear_notice()

    def _lay_out(self) -> None:
        for widget in (self.write, self.pause, self.bring):
            widget.setMinimumWidth(15 * GRID)
        self._left = QWidget()
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GRID)
        left.addWidget(self.notice, 1)
        left.addWidget(self.undo)
        left.addWidget(self.close_notice)
        self.close_notice.setText("")
        right = QHBoxLayout()
        right.setSpacing(GRID)
        right.addWidget(self.working, 1)
        right.addWidget(self.details)
        self.working.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._middle = middle = QHBoxLayout()
        middle.setSpacing(2 * GRID)
        for widget in (self.write, self.pause, self.record, self.bring):
            middle.addWidget(widget)
        for widget in (self.bring, self.undo):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(widget is self.bring)
            widget.setSizePolicy(policy)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(3 * GRID, GRID + 4, 3 * GRID, GRID + 4)
        grid.setHorizontalSpacing(3 * GRID)
        grid.addWidget(self._left, 1, 0)
        grid.addLayout(middle, 1, 1)
        grid.addLayout(right, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        for side in (self.notice, self.working):
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _place_notice(self) -> None:
        """Gives a notice that is too long for its corner the whole width above the buttons."""
        beside = self._middle.sizeHint().width() + 2 * self._grid.horizontalSpacing()
        room = (self.contentsRect().width() - 6 * GRID - beside) // 2
        for each in (self.undo, self.close_notice):
            room -= 0 if each.isHidden() else each.sizeHint().width() + GRID
        lines = self.notice.heightForWidth(max(1, room)) / self.notice.fontMetrics().lineSpacing()
        above = lines > MOST_LINES
        if above != self._above:
            self._above = above
            self._grid.removeWidget(self._left)
            self._grid.addWidget(self._left, *((0, 0, 1, 3) if above else (1, 0, 1, 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_notice()

    def _relabel(self) -> None:
        self.record.setText(beside_icon(self._actions["record"].text()))
        self.pause.setText(beside_icon(self._actions["pause"].text()))

    def show_recording(self, on: bool, *, paused: bool = False) -> None:
        """Offers Pause and Stop while a recording runs, else Write, Record and Import."""
        self.write.setVisible(not on)
        self.bring.setVisible(not on)
        self.pause.setVisible(on)
        icons.wear(self.record, "stop" if on else "microphone", "on_red")
        icons.wear(self.pause, "record" if paused else "pause", "red" if paused else "ink")
        self._place_notice()

    def tell(self, text: str, *, undo: bool = False) -> None:
        """Says what happened; with `undo` it can be taken back from here."""
        self.notice.setText(text)
        self.undo.setVisible(undo)
        self.close_notice.setVisible(bool(text))
        self._place_notice()
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

    def clear_notice(self) -> None:
        """Takes the notice away."""
        self._timer.stop()
        self.notice.setText(self._standing)
        self.undo.setVisible(False)
        self.close_notice.setVisible(False)
        self._place_notice()

    def show_working(self, text: str) -> None:
        """What is being worked out."""
        self.working.setText(text)
