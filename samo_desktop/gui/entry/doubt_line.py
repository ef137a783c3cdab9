"""One quiet line above a text: how many words may be wrong, and what can be done about them."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QPushButton, QWidget

from samo_desktop.gui.shell.actions import Actions, Name
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext


class DoubtLine(QWidget):
    """Says how many words are in doubt, and which of them is selected."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.says = label(role="small")
        self.says.setObjectName("doubt_says")
        self.next = actions.button("next_doubt", "link-small")
        self.accept = actions.button("accept_doubt", "link-small")
        self.toggle: QPushButton = actions.button("mark_doubt", "link-small")
        self.next.setText(_("Next"))
        row = Flow(self, 2 * GRID)
        for part in (self.says, self.next, self.toggle, self.accept):
            row.addWidget(part)

    def show_state(self, count: int, place: int, *, marked: bool, writable: bool) -> None:
        """`count` words are in doubt, and that at `place` (from 1) is selected; 0 if none is."""
        self.says.setText(_in_words(count, place if marked else 0))
        self.toggle.setText(_("Hide marks") if marked else _("Show marks"))
        self.toggle.setAccessibleName(self.toggle.text())
        self._actions["next_doubt"].setEnabled(count > 0 and marked)
        self._actions["previous_doubt"].setEnabled(count > 0 and marked)
        self._actions["accept_doubt"].setEnabled(place > 0 and marked and writable)
        self._actions["mark_doubt"].setEnabled(True)
        self.next.setVisible(count > 0 and marked)
        self.accept.setVisible(place > 0 and marked and writable)
        self.toggle.setVisible(count > 0 or not marked)

    def show_none(self) -> None:
        """There is nothing that could be in doubt."""
        names: tuple[Name, ...] = ("next_doubt", "previous_doubt", "accept_doubt", "mark_doubt")
        for name in names:
            self._actions[name].setEnabled(False)


def _in_words(count: int, place: int) -> str:
    if not count:
        return _("Every doubtful word was checked.")
    if place:
        text = _("{place} of {n} words that may be wrong")
        return text.format(place=QLocale().toString(place), n=QLocale().toString(count))
    return formats.count(count, ngettext("1 word may be wrong", "{n} words may be wrong", count))
