"""The list of days beside the page of an entry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.events import Progress
from samo_desktop.domain.filter import Filter
from samo_desktop.errors import NotFoundError
from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.journal.entry_delegate import RowPainter
from samo_desktop.gui.journal.rows import RowRole, RowsModel
from samo_desktop.gui.recording.page import RecordingPage
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label, rule
from samo_desktop.gui.widgets.slips import Held
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

REFRESH_MS = 40
"""Milliseconds in which several changes are shown as one."""


class EntryList(QListView):
    """The list itself. Space is left to the window; typing letters does not search all rows."""

    delete_wanted = Signal()
    """The key that deletes was pressed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = Held()
        self.setObjectName("entries")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Entries, newest first"))
        self.verticalScrollBar().setSingleStep(3 * GRID)

    def keyboardSearch(self, search: str) -> None:
        return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Delete and bare == Qt.KeyboardModifier.NoModifier:
            if not self._held.repeats(event):
                self.delete_wanted.emit()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.release(event)
        super().keyReleaseEvent(event)


class JournalPage(QWidget):
    """Which entries there are, and the one that is open."""

    shown = Signal(str)
    refreshed = Signal()
    """List and page show what the journal holds."""

    def __init__(self, app: App, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._actions = app, actions
        self.current = ""
        self.recording = ""
        self.model = RowsModel(app, self)
        self.list = EntryList()
        self.list.setModel(self.model)
        self._painter = RowPainter(self.list)
        self.list.setItemDelegate(self._painter)
        self.entry = EntryPage(app, actions)
        self.recording_page = RecordingPage()
        self.filter_says = label(role="small")
        self.filter_clear = actions.button("clear_filter", "quiet", colour="muted")
        self.deleted = actions.button("deleted", "quiet", colour="muted")
        self.list_says = label(role="quiet", wrap=True)
        self.page_title = label(role="title", wrap=True)
        self.page_says = label(wrap=True)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self.refresh)
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.entry.created.connect(self._created)
        actions.on("clear_filter", lambda: self.set_filter(Filter()))
        self.set_filter(Filter())

    def _lay_out(self) -> None:
        self._filter_row = QWidget()
        row = QHBoxLayout(self._filter_row)
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
        column.addWidget(self._filter_row)
        column.addWidget(self.lists, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(2 * GRID, 0, 0, 0)
        foot.addWidget(self.deleted)
        foot.addStretch(1)
        column.addLayout(foot)
        left.setMinimumWidth(30 * GRID)
        nothing = QWidget()
        nothing.setObjectName("page")
        middle = QVBoxLayout(nothing)
        middle.setContentsMargins(6 * GRID, 6 * GRID, 6 * GRID, 6 * GRID)
        middle.setSpacing(2 * GRID)
        middle.addStretch(2)
        middle.addWidget(self.page_title)
        middle.addWidget(self.page_says)
        middle.addStretch(3)
        self.pages = QStackedWidget()
        for page in (nothing, self.entry, self.recording_page):
            self.pages.addWidget(page)
        right = QWidget()
        across = QHBoxLayout(right)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(rule(vertical=True))
        across.addWidget(self.pages, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([50 * GRID, 100 * GRID])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        look().changed.connect(self.list.doItemsLayout)

    def sizeHint(self) -> QSize:
        return QSize(140 * GRID, 80 * GRID)

    # ---- what is listed

    def set_filter(self, chosen: Filter, says: str = "") -> None:
        """Lists other entries; `says` tells which, in words."""
        self.model.set_filter(chosen)
        self.filter_says.setText(says)
        self._filter_row.setVisible(chosen != Filter())
        self._after_reset()

    def later(self) -> None:
        """Something changed: reads again soon."""
        if not self._refresh.isActive():
            self._refresh.start()

    def refresh(self) -> None:
        """Reads list and page again."""
        scrolled = self.list.verticalScrollBar().value()
        if self.model.refresh():
            self._after_reset()
            self.list.verticalScrollBar().setValue(scrolled)
        else:
            self._mark_current()
        self.deleted.setVisible(self._app.entries.count_deleted() > 0)
        self.entry.refresh()
        self.refreshed.emit()

    def _after_reset(self) -> None:
        there = self.model.rowCount() > 0
        filtered = self.model.filter != Filter()
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
        self.deleted.setVisible(self._app.entries.count_deleted() > 0)
        self._mark_current()

    def show_moved(self) -> None:
        """Shows the open entry in the list, wherever it stands there now."""
        self.model.refresh()
        self._mark_current()
        if self.list.currentIndex().isValid():
            self.list.scrollTo(self.list.currentIndex())

    def _mark_current(self) -> None:
        """Selects the row of the open entry, without opening it once more."""
        place = None
        entry = self.entry.entry
        if self.current and entry is not None and entry.id == self.current:
            place = self.model.place_of(entry.id, entry.created_at)
        selection = self.list.selectionModel()
        blocked = selection.blockSignals(True)
        index = self.model.index(place) if place is not None else QModelIndex()
        self.list.setCurrentIndex(index)
        selection.blockSignals(blocked)
        self.list.viewport().update()

    # ---- what is open

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(RowRole) if index.isValid() else None
        if row is not None and row.id != self.current:
            self.open(row.id)

    def open(self, entry_id: str) -> None:
        """Opens an entry, wherever it stands; not over words that could not be saved."""
        try:
            opened = self.entry.open(entry_id)
        except NotFoundError:
            self.close_entry()
            return
        if not opened and entry_id != self.recording:
            self.later()  # the list chooses the former entry again
            return
        self.current = entry_id
        page = self.recording_page if entry_id == self.recording else self.entry
        self.pages.setCurrentWidget(page)
        self._mark_current()
        self.shown.emit(entry_id)

    def open_newest(self) -> None:
        """Opens the entry at the top of the list, if there is one."""
        row = self.model.row(0) if self.model.rowCount() else None
        if row is not None:
            self.open(row.id)

    def write(self) -> None:
        """Opens an empty page to write on; not over words that could not be saved."""
        self.pages.setCurrentWidget(self.entry)
        if self.entry.draft():
            self.current = ""
            self._mark_current()

    def _created(self, entry_id: str) -> None:
        self.current = entry_id
        self.refresh()
        self._mark_current()
        self.shown.emit(entry_id)

    def close_entry(self) -> None:
        """Opens nothing, and falls silent."""
        self.entry.player.stop()
        self.current = ""
        self.pages.setCurrentIndex(0)
        self._mark_current()

    def delete_current(self) -> str:
        """Deletes the open entry and opens its neighbour. Returns its id, or "".

        Raises SamoError. An entry whose last words could not be saved is not deleted.
        """
        entry = self.entry.entry
        if not self.current or entry is None or not self.entry.flush():
            return ""
        place = self.list.currentIndex().row()
        self._app.entries.delete(entry.id)
        self.current, self.entry.entry = "", None
        self.model.refresh()
        self._after_reset()
        row = self.model.row(max(0, min(place, self.model.rowCount() - 1)))
        if row is None or place < 0:
            self.close_entry()
        else:
            self.open(row.id)
        return entry.id

    def show_progress(self, progress: Progress) -> None:
        """Says how far an entry is, if it is open."""
        self.entry.show_progress(progress)

    def shut(self) -> None:
        """Saves what was typed, and asks the journal nothing any more."""
        self._refresh.stop()
        self.entry.shut()
        self.entry.heard_by.shut()
        self.list.setModel(None)

    def today(self) -> date:
        """The day that is called Today."""
        return self.model.today()
