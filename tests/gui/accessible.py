"""What a screen reader is told of a window, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

Role, Text = QAccessible.Role, QAccessible.Text

CONTROLS = frozenset(
    (
        Role.Button,
        Role.ButtonMenu,
        Role.ButtonDropDown,
        Role.CheckBox,
        Role.RadioButton,
        Role.ComboBox,
        Role.EditableText,
        Role.Slider,
        Role.SpinBox,
        Role.List,
        Role.PageTab,
        Role.ProgressBar,
        Role.Chart,
        Role.Graphic,
    )
)
WHOLE = frozenset((Role.List, Role.Table, Role.Tree, Role.ComboBox, Role.SpinBox))
"""What names its parts itself."""


def nodes(top: QWidget) -> Iterator[QAccessibleInterface]:
    """All that can be seen of `top`."""
    root = QAccessible.queryAccessibleInterface(top)
    if root is not None:
        yield from _under(root)


def _under(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for number in range(node.childCount()):
        child = node.child(number)
        if child is None or not child.isValid() or child.state().invisible:
            continue
        yield child
        if child.role() not in WHOLE:
            yield from _under(child)


def flaws() -> Iterator[str]:
    """What is wrong with the windows and dialogs that are shown; not with the system's own."""
    for top in QApplication.topLevelWidgets():
        if top.isVisible() and not isinstance(top, QFileDialog):
            yield from _flaws_of(top)


def _flaws_of(top: QWidget) -> Iterator[str]:
    told: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for node in nodes(top):
        state, role = node.state(), node.role()
        name, value = node.text(Text.Name).strip(), node.text(Text.Value).strip()
        if not state.focusable and role not in CONTROLS:
            continue
        if not name:
            yield f"{_where(node)} has no name"
        elif name == value:
            yield f"{_where(node)} is named by its value, {value!r}"
        if state.focusable and role in (Role.Client, Role.Pane):
            yield f"{_where(node)} does not say what it is"
        if _is_clicked(node) and role is Role.StaticText:
            yield f"{_where(node)} can be clicked and is told as a text"
        if state.focusable:
            told[role.name, name, node.text(Text.Description)].append(node.object().objectName())
    for (role_name, name, _description), actions in told.items():
        if len(actions) > 1 and ("" in actions or len(set(actions)) > 1):  # else they do the same
            yield f"{len(actions)} controls are told alike: {role_name} {name!r}"


def _is_clicked(node: QAccessibleInterface) -> bool:
    widget = node.object()
    own = type(widget) is not QLabel and {"mousePressEvent", "mouseReleaseEvent"} & {
        *vars(type(widget))
    }
    return isinstance(widget, QLabel) and bool(own)


def _where(node: QAccessibleInterface) -> str:
    widget = node.object()
    names = []
    while isinstance(widget, QWidget):
        names.append(widget.objectName() or type(widget).__name__)
        widget = widget.parentWidget()
    return f"{node.role().name} {'/'.join(reversed(names[:4]))}"
