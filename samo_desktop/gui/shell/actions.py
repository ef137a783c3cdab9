"""Every user action by one name, shared by buttons, shortcuts, menus and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAction, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from samo_desktop.gui.style import icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets import parts
from samo_desktop.gui.widgets.accessible import give_role
from samo_desktop.messages import pgettext, pgettext_noop

Name = Literal[
    "record",
    "pause",
    "write",
    "import",
    "play",
    "analyse_again",
    "retry",
    "cancel",
    "delete",
    "undo",
    "redo",
    "deleted",
    "change_date",
    "original",
    "next_doubt",
    "previous_doubt",
    "accept_doubt",
    "mark_doubt",
    "clear_filter",
    "export_chart",
    "lock",
    "sample",
    "quit",
]
"""What can be done, beside going to one of the places: those name their own actions."""


@dataclass(frozen=True, slots=True)
class _Spec:
    text: str
    icon: str
    keys: str
    tip: str = ""


_SPECS: dict[Name, _Spec] = {
    "record": _Spec(pgettext_noop("Actions", "Record"), "record", "Ctrl+R"),
    "pause": _Spec(pgettext_noop("Actions", "Pause"), "pause", "Ctrl+Shift+R"),
    "write": _Spec(pgettext_noop("Actions", "Write"), "write", "Ctrl+N"),
    "import": _Spec(
        pgettext_noop("Actions", "Import"),
        "import",
        "Ctrl+O",
        pgettext_noop("Actions", "Import recordings that you already have"),
    ),
    "play": _Spec(pgettext_noop("Actions", "Play"), "play", "Ctrl+P"),
    "analyse_again": _Spec(
        pgettext_noop("Actions", "Analyse again"),
        "again",
        "",
        pgettext_noop("Actions", "Find the feelings of this text again"),
    ),
    "retry": _Spec(pgettext_noop("Actions", "Try again"), "retry", ""),
    "cancel": _Spec(pgettext_noop("Actions", "Cancel"), "cancel", ""),
    "delete": _Spec(
        pgettext_noop("Actions", "Delete"),
        "delete",
        "",  # no key of the window deletes; the list has one of its own
        pgettext_noop("Actions", "Delete this entry. You can restore it for 30 days."),
    ),
    "undo": _Spec(pgettext_noop("Actions", "Undo"), "undo", "Ctrl+Z"),
    "redo": _Spec(pgettext_noop("Actions", "Redo"), "again", "Ctrl+Shift+Z"),
    "deleted": _Spec(
        pgettext_noop("Actions", "Recently deleted"),
        "delete",
        "",
        pgettext_noop("Actions", "Deleted entries that can be restored"),
    ),
    "change_date": _Spec(
        pgettext_noop("Actions", "Change the date"),
        "",
        "",
        pgettext_noop("Actions", "Change date and time"),
    ),
    "original": _Spec(
        pgettext_noop("Actions", "Transcript"),
        "transcript",
        "",
        pgettext_noop("Actions", "Compare the text with the transcript"),
    ),
    "next_doubt": _Spec(
        pgettext_noop("Actions", "Next doubtful word"),
        "",
        "F8",
        pgettext_noop("Actions", "Play the next word that may be wrong"),
    ),
    "previous_doubt": _Spec(pgettext_noop("Actions", "Previous doubtful word"), "", "Shift+F8"),
    "accept_doubt": _Spec(
        pgettext_noop("Actions", "It’s right"),
        "",
        "",  # Enter in the text
        pgettext_noop("Actions", "The selected word is right (Enter)"),
    ),
    "mark_doubt": _Spec(pgettext_noop("Actions", "Mark doubtful words"), "", "Ctrl+D"),
    "clear_filter": _Spec(pgettext_noop("Actions", "Show all"), "close", ""),
    "export_chart": _Spec(pgettext_noop("Actions", "Save chart"), "export", "Ctrl+S"),
    "lock": _Spec(
        pgettext_noop("Actions", "Lock now"),
        "lock",
        "Ctrl+L",
        pgettext_noop("Actions", "Close this journal until it is unlocked again"),
    ),
    "sample": _Spec(
        pgettext_noop("Actions", "Look around with a sample journal"),
        "",
        "",
        pgettext_noop("Actions", "Opens a sample journal. Your own is not affected."),
    ),
    "quit": _Spec(pgettext_noop("Actions", "Quit"), "close", "Ctrl+Q"),
}


class Actions(QObject):
    """The QActions of a window, by name."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        for name, spec in _SPECS.items():
            self._add(name, pgettext("Actions", spec.text), spec.icon, spec.keys)
            self.describe(name, pgettext("Actions", spec.tip))

    def _add(self, name: str, text: str, icon: str, keys: str) -> QAction:
        if name in self._actions:
            raise ValueError(f"two actions are called {name}")
        action = QAction(text, self._window)
        action.setObjectName(name)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        self._actions[name], self._icons[name] = action, icon
        return action

    def add_place(self, name: str, title: str, icon: str, keys: str) -> QAction:
        """The action that goes to a place of the window."""
        action = self._add(name, title, icon, keys)
        action.setCheckable(True)
        self._describe(action, "")
        return action

    def __getitem__(self, name: Name) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def place(self, name: str) -> QAction:
        """The action that goes to the place of that name."""
        return self._actions[name]

    def on(self, name: Name, call: Callable[[], object]) -> None:
        """Calls `call` whenever the action is triggered."""
        self._actions[name].triggered.connect(lambda _checked=False: call())

    def describe(self, name: Name, tip: str) -> None:
        """Sets the action's tooltip: `tip` (or its name) and its keys."""
        self._describe(self._actions[name], tip)

    @staticmethod
    def _describe(action: QAction, tip: str) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = tip or action.text()
        action.setToolTip(f"{text} ({keys})" if keys else text)

    def button(self, name: Name, role: str = "", *, colour: str = "ink") -> QPushButton:
        """A push button for the action."""
        action = self._actions[name]
        icon = self._icons[name]
        button = QPushButton(parts.beside_icon(action.text()) if icon else action.text())
        button.setProperty("role", role)
        button.setCheckable(action.isCheckable())
        if icon:
            icons.wear(button, icon, colour)
        follow(button, action)
        return button

    def rail_button(self, name: str) -> RailButton:
        """The rail's button of the place of that name."""
        button = RailButton(self._actions[name].text())
        icons.wear(button, self._icons[name], "muted", "accent")
        follow(button, self._actions[name])
        return button


class RailButton(QToolButton):
    """Icon above text, wide enough for both."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # all alike
        give_role(self, QAccessible.Role.PageTab)
        self._fit()
        look().changed.connect(self._fit)

    def _fit(self) -> None:
        metrics = QFontMetrics(look().font("small", strong=True))
        side = metrics.height() * 5 // 4
        self.setIconSize(QSize(side, side))
        wide = metrics.horizontalAdvance(self.text()) + 3 * GRID
        self.setMinimumSize(max(9 * GRID, wide), metrics.height() + side + 2 * GRID + 4)


def follow(button: QPushButton | QToolButton, action: QAction) -> None:
    """Makes `button` do, and show the state of, `action` (but keep its own text and icon)."""

    def take() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.setAccessibleDescription(action.toolTip())
        if action.isCheckable():
            button.setChecked(action.isChecked())

    button.setObjectName(f"{action.objectName()}_button")
    button.clicked.connect(lambda _checked=False: action.trigger())
    action.changed.connect(take)
    take()
