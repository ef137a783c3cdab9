"""How the place of the journal looks: the list of days, and beside it the page of an entry."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.journal.day_heading import DayHeading
from samo_desktop.gui.journal.entry_delegate import EDGE, EntryDelegate
from samo_desktop.gui.journal.entry_list import EntryList
from samo_desktop.gui.journal.filter_bar import FilterBar
from samo_desktop.gui.journal.panes import Panes
from samo_desktop.gui.onboarding.invitation import Invitation
from samo_desktop.gui.recording.page import RecordingPage
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _

Holds = Literal["entries", "nothing", "none_chosen", "unknown", "unread"]
"""What the list holds: entries, none at all, none of the chosen, not known yet, not readable."""


class JournalView(QWidget):
    """The parts, and what stands in them where there is no entry; it asks the journal nothing."""

    def __init__(self, entry: EntryPage, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = EntryList()
        self._delegate = EntryDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.day = DayHeading(self.list)
        self.entry = entry
        self.recording_page = RecordingPage()
        self.filter_bar = FilterBar(actions)
        self.deleted = actions.button("deleted", "quiet", colour="muted")
        self.deleted.hide()
        self.list_title = label(role="heading", wrap=True)
        self.list_says = label(role="quiet", wrap=True)
        self.list_again = button(_("Try again"), "plain", "load_list_again")
        self.list_again.hide()
        self.page_title = label(role="title", wrap=True)
        self.page_says = label(wrap=True)
        self.invitation = Invitation(actions)
        self.invitation.hide()  # it is for a journal that is known to be empty
        self._holds: Holds = "unknown"
        self.current = ""
        """The id of the entry that is open, or is being opened."""
        self.panes = Panes(self._left_side(), self._pages())
        self.panes.turned.connect(self._say_once)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.panes)

    def _left_side(self) -> QWidget:
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.setContentsMargins(EDGE, 3 * GRID, EDGE, 3 * GRID)
        inside.setSpacing(GRID)
        inside.addWidget(self.list_title)
        inside.addWidget(self.list_says)
        again = QHBoxLayout()
        again.addWidget(self.list_again)
        again.addStretch(1)
        inside.addLayout(again)
        inside.addStretch(1)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.list)
        self.lists.addWidget(empty)
        left = QWidget()
        left.setFocusProxy(self.list)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_bar)
        column.addWidget(self.day)
        column.addWidget(self.lists, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(GRID, 0, 0, 0)
        foot.addWidget(self.deleted)
        foot.addStretch(1)
        column.addLayout(foot)
        return left

    def _pages(self) -> QWidget:
        nothing = QWidget()
        nothing.setObjectName("page")
        middle = QVBoxLayout(nothing)
        middle.setContentsMargins(6 * GRID, 6 * GRID, 6 * GRID, 6 * GRID)
        middle.setSpacing(2 * GRID)
        middle.addStretch(2)
        middle.addWidget(self.page_title)
        middle.addWidget(self.page_says)
        middle.addWidget(self.invitation)
        middle.addStretch(3)
        self.pages = QStackedWidget()
        for page in (scrolled(nothing, _("No entry is open")), self.entry, self.recording_page):
            self.pages.addWidget(page)
        return self.pages

    def sizeHint(self) -> QSize:
        return QSize(140 * GRID, 80 * GRID)

    def show_whether(self, holds: Holds) -> None:
        """Shows the list, or says why it is empty and what to do about it."""
        before, self._holds = self._holds, holds
        self.lists.setCurrentIndex(0 if holds == "entries" else 1)
        self.day.setVisible(holds == "entries")
        begin = _(
            "Press Record and say how your day was, or press Write. "
            "Whatever you say or write stays on this computer."
        )
        title, says = {
            "entries": ("", ""),
            "nothing": (_("Your entries will appear here"), begin),
            "none_chosen": (
                _("No entries here"),
                _("Nothing in your journal matches this filter."),
            ),
            "unknown": (_("Loading your entries…"), ""),
            "unread": (
                _("Your entries could not be loaded"),
                _("Nothing is lost: they are still in your journal."),
            ),
        }[holds]
        self.list_title.setText(title)
        self.list_says.setText(says)
        self.list_again.setVisible(holds == "unread")
        self.page_title.setText(_("Your journal is ready") if holds == "nothing" else "")
        choose = _("Choose an entry from the list to read it.")
        self.page_says.setText({"entries": choose, "nothing": begin}.get(holds, ""))
        self.invitation.setVisible(holds == "nothing")
        self._say_once()
        self._turn(before)

    def _turn(self, before: Holds) -> None:
        """Where only one of them fits, the page shows how to begin until there are entries."""
        if self._holds == "nothing" != before:
            self.panes.show_page()
        elif before == "nothing" != self._holds and not (self.current or self.pages.currentIndex()):
            self.panes.show_list()

    def _say_once(self) -> None:
        """The list tells how to begin where the page beside it does not."""
        self.list_says.setVisible(self.panes.narrow or self._holds != "nothing")
