"""How the place of the journal looks: the list of days, and beside it the page of an entry."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.journal.entry_delegate import EntryDelegate
from samo_desktop.gui.journal.entry_list import EntryList
from samo_desktop.gui.onboarding.invitation import Invitation
from samo_desktop.gui.recording.page import RecordingPage
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label, rule
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _


class JournalView(QWidget):
    """The parts, and what stands in them where there is no entry; it asks the journal nothing."""

    def __init__(self, entry: EntryPage, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = EntryList()
        self._delegate = EntryDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.entry = entry
        self.recording_page = RecordingPage()
        self.filter_says = label(role="small")
        self.filter_clear = actions.button("clear_filter", "quiet", colour="muted")
        self.deleted = actions.button("deleted", "quiet", colour="muted")
        self.deleted.hide()
        self.list_says = label(role="quiet", wrap=True)
        self.page_title = label(role="title", wrap=True)
        self.page_says = label(wrap=True)
        self.invitation = Invitation(actions)
        self._lay_out()

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for side in (self._left_side(), self._right_side()):
            self.splitter.addWidget(side)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([50 * GRID, 100 * GRID])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        look().changed.connect(self.list.doItemsLayout)

    def _left_side(self) -> QWidget:
        self.filter_row = QWidget()
        row = QHBoxLayout(self.filter_row)
        row.setContentsMargins(3 * GRID, 0, GRID, 0)
        row.addWidget(self.filter_says, 1)
        row.addWidget(self.filter_clear)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        inside.addWidget(self.list_says)
        inside.addStretch(1)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.list)
        self.lists.addWidget(empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_row)
        column.addWidget(self.lists, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, 0, 0, 0)
        foot.addWidget(self.deleted)
        foot.addStretch(1)
        column.addLayout(foot)
        left.setMinimumWidth(30 * GRID)
        return left

    def _right_side(self) -> QWidget:
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
        for page in (scrolled(nothing, _("Empty journal")), self.entry, self.recording_page):
            self.pages.addWidget(page)
        right = QWidget()
        across = QHBoxLayout(right)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(rule(vertical=True))
        across.addWidget(self.pages, 1)
        return right

    def sizeHint(self) -> QSize:
        return QSize(140 * GRID, 80 * GRID)

    def show_whether(self, *, there: bool, filtered: bool) -> None:
        """Shows the list, or says why it is empty: only some are shown, or none is there yet."""
        self.lists.setCurrentIndex(0 if there else 1)
        if filtered:
            self.list_says.setText(_("No entries here."))
        else:
            self.list_says.setText(_("Your entries will stand here, newest first."))
        self.page_title.setText("" if there or filtered else _("Your journal is ready"))
        begin = _(
            "Press Record and say how your day was, or press Write. "
            "Whatever you say or write stays on this computer."
        )
        choose = _("Choose an entry on the left to read it.") if there else ""
        self.page_says.setText(choose if there or filtered else begin)
        self.invitation.setVisible(not there and not filtered)
