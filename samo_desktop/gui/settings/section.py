"""What a section of the settings is, and the rows it is made of.

A section is a file in this folder with one line in `sections.py`; a setting is a field in
`samo_desktop/settings.py` and a row of a section.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.errors import SamoError
from samo_desktop.gui.operations import settings as settings_operations
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.fields import Combo
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

Field = TypeVar("Field", "Choice", QCheckBox, QLineEdit)

NAME_WIDTH = 19
"""Characters of the column of names."""
NO_LIMIT = 2**24 - 1
"""Pixels: Qt's QWIDGETSIZE_MAX."""
FIELD_WIDTH = 36
"""Characters that a field is to have beside its name; else it stands below."""


class Choice(Combo):
    """One of several values. Says when its list is opened, that it can be brought up to date."""

    opened = Signal()

    def __init__(self, called: Callable[[Any], str] = str) -> None:
        """`called` says what a value is called that is set and not offered."""
        super().__init__()
        self._called = called
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def showPopup(self) -> None:
        self.opened.emit()
        super().showPopup()

    def show_value(self, value: Any) -> None:
        """Chooses `value`; one that is not offered is offered from now on, unless it is none."""
        place = self.findData(value)
        if place < 0 and value:
            self.addItem(self._called(value), value)
            place = self.count() - 1
        self.setCurrentIndex(max(0, place))


class Section(QWidget):
    """Settings of one subject, below a heading. A section overrides what it needs.

    Every change is taken at once.
    """

    title = ""
    """In English, marked with `gettext_noop`; "" where the page says what it is about."""
    name = ""
    """For who wants to be shown this section."""
    section_wanted = Signal(str)
    """The section of that name is to be shown."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._fields: dict[str, Choice | QCheckBox | QLineEdit] = {}
        self._named: list[tuple[QBoxLayout, RowName]] = []
        self._stacked = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)
        if self.title:
            self.column.addWidget(label(_(self.title), "heading"))

    def load(self) -> None:
        """Shows what there is; called whenever the settings come into view."""

    def refresh(self, changes: Changes) -> None:
        """Shows what changed."""
        if changes.settings:
            self.show_settings()

    def leave(self, *, closing: bool) -> bool:
        """The settings go out of sight, or the journal is `closing`; False as with a page."""
        del closing
        return True

    def shut(self) -> None:
        """Lets go of everything: the journal closes, and the section is deleted."""

    def show_settings(self) -> None:
        """Shows the settings as they are."""
        for name, field in self._fields.items():
            value = getattr(self.context.settings, name)
            if isinstance(field, Choice):
                field.show_value(value)
            elif isinstance(field, QCheckBox):
                field.setChecked(value)
            elif not field.hasFocus():
                field.setText(value)

    # ---- fields: each shows one setting, and changes it

    def choice(
        self,
        setting: str,
        name: str,
        options: Sequence[tuple[str, Any]],
        called: Callable[[Any], str] = str,
    ) -> Choice:
        """A field that offers `options`, each as its text and its value; see `Choice`."""
        box = Choice(called)
        for text, value in options:
            box.addItem(text, value)
        box.activated.connect(lambda _place: self.change(setting, box.currentData()))
        return self._field(box, setting, name)

    def check(self, setting: str, name: str) -> QCheckBox:
        """A field for yes or no, which says `name` itself."""
        box = QCheckBox(name)
        box.clicked.connect(lambda on: self.change(setting, on))
        return self._field(box, setting, name)

    def line(self, setting: str, name: str) -> QLineEdit:
        """A field for a text of one line."""
        field = QLineEdit()
        field.editingFinished.connect(lambda: self.change(setting, field.text().strip()))
        return self._field(field, setting, name)

    def _field(self, field: Field, setting: str, name: str) -> Field:
        field.setObjectName(setting)
        field.setAccessibleName(name)
        self._fields[setting] = field
        if self.focusProxy() is None:
            self.setFocusProxy(field)
        self.show_settings()
        return field

    def change(self, setting: str, value: Any) -> None:
        """Takes a setting; one that cannot be is told, and stays as it was."""
        if value != getattr(self.context.settings, setting):
            change = settings_operations.change(**{setting: value})
            self.context.runner.run(change, asked_by=self, failed=self._not_changed)

    def _not_changed(self, error: SamoError) -> None:
        self.context.tell_problem(error)
        self.show_settings()

    # ---- rows

    def row(
        self,
        name: str,
        what: QWidget | QLayout,
        *,
        at_top: bool = False,
        of: QWidget | None = None,
    ) -> None:
        """Adds a row: `name`, and beside it a field or several; `at_top` where those are many.

        `of` is the one of several that has this name.
        """
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        title = RowName(name)
        self._named.append((row, title))
        if at_top:
            title.setContentsMargins(0, GRID if isinstance(of, Choice) else GRID // 2, 0, 0)
            row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        else:
            row.addWidget(title)
        if field := of or (what if isinstance(what, QWidget) else None):
            title.setBuddy(field)
        if isinstance(what, QWidget):
            row.addWidget(what, 1)
        else:
            row.addLayout(what, 1)
        self.column.addLayout(row)
        self.stack(self._stacked)

    def stack(self, stacked: bool) -> None:
        """Sets the name of each row above its field, where there is no room beside it."""
        self._stacked = stacked
        way = QBoxLayout.Direction
        for row, title in self._named:
            row.setDirection(way.TopToBottom if stacked else way.LeftToRight)
            row.setSpacing(GRID // 2 if stacked else 2 * GRID)
            title.stack(stacked)


class RowName(QLabel):
    """The name of a row: as wide as those of the other rows, or above its field."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._stacked = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setProperty("role", "quiet")
        self.setWordWrap(True)
        look().changed.connect(self._fit)
        self._fit()

    def stack(self, stacked: bool) -> None:
        """Stands above its field, or beside it."""
        self._stacked = stacked
        self.setVisible(bool(self.text()) or not stacked)
        self._fit()

    def _fit(self) -> None:
        width = look().measure(NAME_WIDTH)
        self.setMinimumWidth(0 if self._stacked else width)
        self.setMaximumWidth(NO_LIMIT if self._stacked else width)


def beside(*widgets: QWidget, spacing: int = GRID) -> QHBoxLayout:
    """A row in which each of `widgets` is as wide as it needs to be."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
