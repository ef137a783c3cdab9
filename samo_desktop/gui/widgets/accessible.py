"""What assistive technology is told of a control where Qt does not tell enough.

Qt calls everything that draws itself a pane, and names a combo box by its value on Linux. What is
told here reaches screen readers, and whatever else walks the tree of accessible interfaces.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QComboBox, QWidget

_ROLE = "accessible_role"
_DECORATIVE = "decorative"


def give_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Says what a control is that draws itself, such as a chart."""
    widget.setProperty(_ROLE, role.value)


def decorative(widget: QWidget) -> None:
    """Leaves out `widget` and all in it: what it shows is told by something beside it."""
    widget.setProperty(_DECORATIVE, True)


@cache
def install() -> None:
    """From now on Qt asks here first. Once for the whole process."""
    QAccessible.installFactory(_interface)


def _interface(_kind: str, told: QObject | None) -> QAccessibleInterface | None:
    """The interface of an object; None leaves it to Qt."""
    if not isinstance(told, QWidget):
        return None
    if told.property(_DECORATIVE):
        return _Decorative(told)
    if isinstance(told, QComboBox) and not told.isEditable():
        return _Combo(told)
    role = told.property(_ROLE)
    if role is not None:
        return _Drawn(told, QAccessible.Role(role))
    return None


class _Decorative(QAccessibleWidget):
    """Not there for who does not see it."""

    def state(self) -> QAccessible.State:
        state = super().state()
        state.invisible = True
        return state

    def childCount(self) -> int:
        return 0


class _Drawn(QAccessibleWidget):
    """A control with a role of its own; a place among places says whether it is the chosen one."""

    def state(self) -> QAccessible.State:
        state = super().state()
        widget = self.object()
        if isinstance(widget, QAbstractButton) and widget.isCheckable():
            state.selectable, state.selected = True, widget.isChecked()
        return state

    def actionNames(self) -> list[str]:
        names = list(super().actionNames())
        return ["Press", *names] if isinstance(self.object(), QAbstractButton) else names

    def doAction(self, name: str) -> None:
        widget = self.object()
        if name == "Press" and isinstance(widget, QAbstractButton):
            widget.click()
        else:
            super().doAction(name)


class _Combo(QAccessibleWidget):
    """A combo box whose name says what it is for, and whose value is what is chosen."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box, QAccessible.Role.ComboBox)
        self._box = box

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Value:
            return self._box.currentText()
        return super().text(kind)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.hasPopup = state.expandable = True
        state.expanded = self._box.view().isVisible()
        return state

    def childCount(self) -> int:
        return 1

    def child(self, index: int) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._box.view())

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return 0 if child.object() is self._box.view() else -1

    def actionNames(self) -> list[str]:
        return ["ShowMenu", *super().actionNames()]

    def doAction(self, name: str) -> None:
        if name == "ShowMenu":
            self._box.showPopup()
        else:
            super().doAction(name)
