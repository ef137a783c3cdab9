"""The keys that every place has: Space records, Enter presses, Tab follows the eye."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from samo_desktop.gui.shell.tab_order import move_focus
from samo_desktop.gui.widgets.slips import Held

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class EnterPresses(QObject):
    """Enter presses the button that has the keyboard, in every window of the program."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._held = Held()
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if isinstance(new, QPushButton | QToolButton):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.key() not in _ENTER:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            self._held.release(event)
        if event.type() != QEvent.Type.KeyPress:
            return False
        if isinstance(watched, QAbstractButton) and not self._held.repeats(event):
            watched.click()
        return True


@cache
def enter_presses() -> None:
    """Begins to press buttons with Enter. Once for the whole process."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    EnterPresses(app)


class Keyboard(QObject):
    """The keys of an open journal.

    Space records wherever no text has the keyboard. It presses a button only where the person came
    to that button by keys: one that was clicked, or that has the keyboard by chance, would take
    the one key that everybody knows.
    """

    def __init__(self, inside: QWidget, record: QAction) -> None:
        super().__init__(inside)
        self._inside, self._record = inside, record
        self._held = Held()
        self._repeats = False
        self._came_by: Literal["keys", "pointer", "chance"] = "chance"
        """How what has the keyboard got it. "chance": because something else went away."""
        self._tab_pressed = self._moving = False
        self._space = QShortcut(Qt.Key.Key_Space, inside)
        self._space.setAutoRepeat(False)
        self._space.activated.connect(self._space_pressed)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        for each in inside.findChildren(QAbstractButton):
            if each.focusPolicy() == Qt.FocusPolicy.TabFocus:
                each.pressed.connect(self._clicked)

    def move_on(self, *, forward: bool) -> bool:
        """Gives the keyboard to the next control: Tab was pressed, or the former one went away."""
        if self._tab_pressed:
            self._came_by = "keys"
        elif self._came_by == "keys":
            self._came_by = "chance"
        self._moving, self._tab_pressed = True, False
        try:
            return move_focus(self._inside.window(), forward=forward)
        finally:
            self._moving = False

    def _clicked(self) -> None:
        """A button that takes no focus from the mouse was pressed."""
        if QApplication.mouseButtons():
            self._came_by = "pointer"
            self._decide()

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if new is None or new.window() is not self._inside.window():
            return
        new.installEventFilter(self)
        if self._moving:
            pass
        elif QApplication.mouseButtons():
            self._came_by = "pointer"
        elif old is not None and self._came_by == "chance":  # given by a page, on purpose
            self._came_by = "keys"
        self._decide()

    def _decide(self) -> None:
        focused = QApplication.focusWidget()
        pressed = isinstance(focused, QAbstractButton | QComboBox) and self._came_by == "keys"
        self._space.setEnabled(not pressed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._tab_pressed = event.key() in _TABS
        elif event.key() == Qt.Key.Key_Space:
            if event.type() == QEvent.Type.ShortcutOverride:
                self._repeats = self._held.repeats(event)
            else:
                self._held.release(event)
        return False

    def _space_pressed(self) -> None:
        repeats, self._repeats = self._repeats, False
        if not repeats:
            self._record.trigger()
