"""The keys of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel

from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import pgettext


class ShortcutsSection(Section):
    """What each key does: read from the actions themselves."""

    title = N_("Shortcuts")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(0, 1)
        self.column.addLayout(self._grid)
        self._add(_("Record or stop, when you are not typing"), pgettext("Keys", "Space"))
        self._add(_("Next doubtful word, while you are in the text"), pgettext("Keys", "Tab"))
        self._add(_("Skip the other doubtful words"), pgettext("Keys", "Esc"))
        self._add(_("The selected doubtful word is right"), pgettext("Keys", "Enter"))
        for name in context.actions:
            self._add_action(context.actions.place(name))

    def _add_action(self, action: QAction) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if keys:
            self._add(action.text(), keys)

    def _add(self, does: str, keys: str) -> None:
        row = self._grid.rowCount()
        shown: QLabel = label(keys, "quiet")
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        shown.setAccessibleName(_("{action}: {keys}").format(action=does, keys=keys))
        self._grid.addWidget(label(does, wrap=True), row, 0)
        self._grid.addWidget(shown, row, 1)
