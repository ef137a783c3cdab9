"""The place of the settings: hosts their sections."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.settings.section import FIELD_WIDTH, NAME_WIDTH, Section
from samo_desktop.gui.settings.sections import SECTIONS
from samo_desktop.gui.shell.page import Page, PageContext
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

WIDEST = 84
"""Characters of a line of the settings."""


class SettingsPage(Page):
    """All sections, one below the other, in the middle of the page."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setObjectName("page")
        self.sections: list[Section] = [make(context) for make in SECTIONS]
        self.area = QScrollArea()
        self._inner = QWidget()
        self._lay_out()
        self._fit()
        look().changed.connect(self._fit)
        for section in self.sections:
            section.section_wanted.connect(self.show_section)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(5 * GRID, 3 * GRID, 5 * GRID, 4 * GRID)
        column.setSpacing(GRID)
        column.addWidget(label(_("Settings"), "title"))
        for section in self.sections:
            column.addSpacing(2 * GRID)
            column.addWidget(section)
        column.addStretch(1)
        holder = QWidget()
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(self._inner, 100)
        across.addStretch(1)
        # As high as its width makes it, and not as a narrow one would be.
        holder.setMinimumHeight(1)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName(_("Settings"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._inner.setMaximumWidth(look().measure(WIDEST) + 10 * GRID)
        room = self.width() - 10 * GRID
        for section in self.sections:
            section.stack(room < look().measure(NAME_WIDTH + FIELD_WIDTH))

    def show_section(self, name: str) -> None:
        """Scrolls to the section of that name, and puts the keyboard there."""
        for section in self.sections:
            if section.name == name:
                self.area.verticalScrollBar().setValue(section.y() - 2 * GRID)
                section.setFocus()

    def load(self) -> None:
        for section in self.sections:
            section.load()

    def refresh(self, changes: Changes) -> None:
        for section in self.sections:
            section.refresh(changes)

    def take_focus(self) -> None:
        """Puts the keyboard on the first field."""
        self.sections[0].setFocus()

    def leave(self, *, closing: bool) -> bool:
        answers = [section.leave(closing=closing) for section in self.sections]
        return all(answers)

    def shut(self) -> None:
        for section in self.sections:
            section.shut()
