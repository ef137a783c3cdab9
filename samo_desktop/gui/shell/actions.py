"""Every user action by one name, shared by buttons, shortcuts, menus and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from samo_desktop.gui.style import icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets import parts
from samo_desktop.messages import pgettext, pgettext_noop

Name = Literal[
    "record",
    "pause",
    "write",
    "import",
    "journal",
    "timeline",
    "settings",
    "play",
    "analyse_again",
    "retry",
    "cancel",
    "delete",
    "undo",
    "deleted",
    "change_date",
    "original",
    "clear_filter",
    "export_chart",
    "quit",
]


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
        pgettext_noop("Actions", "Bring in recordings that you already have"),
    ),
    "journal": _Spec(pgettext_noop("Actions", "Journal"), "journal", "Ctrl+1"),
    "timeline": _Spec(pgettext_noop("Actions", "Timeline"), "timeline", "Ctrl+2"),
    "settings": _Spec(pgettext_noop("Actions", "Settings"), "settings", "Ctrl+,"),
    "play": _Spec(pgettext_noop("Actions", "Play"), "play", "Ctrl+P"),
    "analyse_again": _Spec(
        pgettext_noop("Actions", "Analyse again"),
        "again",
        "",
        pgettext_noop("Actions", "Read the feelings of this text once more"),
    ),
    "retry": _Spec(pgettext_noop("Actions", "Try again"), "retry", ""),
    "cancel": _Spec(pgettext_noop("Actions", "Cancel"), "cancel", ""),
    "delete": _Spec(
        pgettext_noop("Actions", "Delete"),
        "delete",
        "",  # no key of the window deletes; the list has one of its own
        pgettext_noop("Actions", "Delete this entry; it can be brought back for 30 days"),
    ),
    "undo": _Spec(pgettext_noop("Actions", "Undo"), "undo", "Ctrl+Z"),
    "deleted": _Spec(
        pgettext_noop("Actions", "Recently deleted"),
        "delete",
        "",
        pgettext_noop("Actions", "Entries that were deleted and can be brought back"),
    ),
    "change_date": _Spec(
        pgettext_noop("Actions", "Change the date"),
        "",
        "",
        pgettext_noop("Actions", "Change date and time"),
    ),
    "original": _Spec(
        pgettext_noop("Actions", "What was heard"),
        "transcript",
        "",
        pgettext_noop("Actions", "Show the words as they were first written down"),
    ),
    "clear_filter": _Spec(pgettext_noop("Actions", "Show all"), "close", ""),
    "export_chart": _Spec(pgettext_noop("Actions", "Save chart"), "export", "Ctrl+S"),
    "quit": _Spec(pgettext_noop("Actions", "Quit"), "close", "Ctrl+Q"),
}

CHECKABLE: frozenset[Name] = frozenset(("journal", "timeline", "settings", "original"))


class Actions(QObject):
    """The QActions of a window, by name."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[Name, QAction] = {}
        for name, spec in _SPECS.items():
            action = QAction(pgettext("Actions", spec.text), window)
            action.setObjectName(name)
            action.setCheckable(name in CHECKABLE)
            if spec.keys:
                action.setShortcut(QKeySequence(spec.keys))
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            window.addAction(action)
            self._actions[name] = action
            self.describe(name, pgettext("Actions", spec.tip))

    def __getitem__(self, name: Name) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[Name]:
        return iter(self._actions)

    def on(self, name: Name, call: Callable[[], object]) -> None:
        """Calls `call` whenever the action is triggered."""
        self._actions[name].triggered.connect(lambda _checked=False: call())

    def describe(self, name: Name, tip: str) -> None:
        """Sets the action's tooltip: `tip` (or its name) and its keys."""
        action = self._actions[name]
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = tip or action.text()
        action.setToolTip(f"{text} ({keys})" if keys else text)

    def button(self, name: Name, role: str = "", *, colour: str = "ink") -> QPushButton:
        """A push button for the action."""
        action = self._actions[name]
        icon = _SPECS[name].icon
        button = QPushButton(parts.beside_icon(action.text()) if icon else action.text())
        button.setProperty("role", role)
        button.setCheckable(action.isCheckable())
        if icon:
            icons.wear(button, icon, colour)
        follow(button, action)
        return button

    def rail_button(self, name: Name) -> RailButton:
        """A button of the rail."""
        button = RailButton(self._actions[name].text())
        icons.wear(button, _SPECS[name].icon, "muted", "accent")
        follow(button, self._actions[name])
        return button


class RailButton(QToolButton):
    """Icon above text, wide enough for both."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setText(text)
        self.setCheckable(True)
        self._fit()
        look().changed.connect(self._fit)

    def _fit(self) -> None:
        metrics = QFontMetrics(look().font("small", strong=True))
        wide = metrics.horizontalAdvance(self.text()) + 3 * GRID
        self.setMinimumSize(max(10 * GRID, wide), metrics.height() + 6 * GRID)


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
