"""The list of days beside the page of an entry."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from samo_desktop.domain.events import Progress
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.gui.entry.acts import EntryActs
from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.journal.rows import RowRole, RowsModel
from samo_desktop.gui.journal.view import JournalView
from samo_desktop.gui.operations.changes import ANYTHING, Changes
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.domain.entry import Entry, EntryRow


LOADING_MS = 400
"""Milliseconds after which it is said that the entries are still being read."""


class JournalPage(JournalView):
    """Which entries there are, and the one that is open."""

    shown = Signal(str)
    """The entry of this id is shown."""
    refreshed = Signal()
    """List or page show what the journal holds."""

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        executors: Executors,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(EntryPage(app, runner, executors, actions), actions, parent)
        self._app, self._runner, self._actions = app, runner, actions
        self.acts = EntryActs(runner, actions, self.entry)
        self.recording = ""
        self._scrolled = 0
        self._topmost: tuple[str, int] | None = None
        """The row at the top of the list: its entry's id, and how much of it is out of sight."""
        self._stays = False
        """Whether the list stays at its place when it was read: not with another filter."""
        self._follows = False
        """Whether the list is to scroll to the open entry once it was read."""
        self.model = RowsModel(runner, app.entries, self)
        self.list.setModel(self.model)
        self.day.follow(self.model)
        self._connect()
        self.lists.setCurrentIndex(1)
        self.day.hide()
        self.set_filter(EVERY_ENTRY)
        QTimer.singleShot(LOADING_MS, self, self._still_loading)
        self._count_deleted()

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.model.modelAboutToBeReset.connect(self._before_reset)
        self.model.modelReset.connect(self._after_reset)
        self.model.shown.connect(self._listed)
        self.model.failed.connect(self._not_listed)
        self.list.clicked.connect(self.panes.show_page)
        self.list.activated.connect(self.panes.show_page)
        self.list_again.clicked.connect(self.refresh_list)
        self.entry.opened.connect(self._opened)
        self.entry.kept.connect(self._kept)
        self.entry.missing.connect(self._missing)
        self.entry.created.connect(self._created)
        self.acts.dated.connect(self.follow)
        self.entry.refreshed.connect(self.refreshed)
        self._actions.on("clear_filter", lambda: self.set_filter(EVERY_ENTRY))

    # ---- what is listed

    def set_filter(self, chosen: Filter, says: str = "") -> None:
        """Lists other entries, from the newest; `says` tells which, in words.

        Once every entry is listed again, the open one is in view.
        """
        every = chosen == EVERY_ENTRY
        self._stays, self._follows = False, every
        self.filter_bar.name("" if every else says or _("Some entries"))
        self.model.set_filter(chosen)

    def refresh_list(self) -> None:
        """Reads the list again."""
        self.model.refresh(ANYTHING)

    def leave_off(self) -> bool:
        """Goes back a step: from the page to the list, or from some entries to all; if any."""
        if self.panes.narrow and self.panes.right.isVisible():
            self.panes.show_list(focus=True)
        elif self.model.filter != EVERY_ENTRY:
            self._actions["clear_filter"].trigger()
        else:
            return False
        return True

    def refresh(self, changes: Changes = ANYTHING) -> None:
        """Reads again what changed of list and page."""
        if changes.rows:
            self.model.refresh(changes)
        if changes.anything or changes.listed:
            self._count_deleted()
        self.entry.refresh(changes)

    def _count_deleted(self) -> None:
        def counted(number: int) -> None:
            self.deleted.setVisible(number > 0)

        self._runner.read(self._app.entries.count_deleted, counted, owner=self)

    def _before_reset(self) -> None:
        self._scrolled = self.list.verticalScrollBar().value()
        top = self.list.indexAt(QPoint(0, 0))
        row = top.data(RowRole)
        out_of_sight = -self.list.visualRect(top).top()
        self._topmost = (row.id, out_of_sight) if row is not None and self._scrolled else None

    def _after_reset(self) -> None:
        bar = self.list.verticalScrollBar()
        bar.setValue(self._scrolled if self._stays else 0)
        place = self.model.place_of(self._topmost[0]) if self._topmost and self._stays else None
        if place is not None and self._topmost is not None:
            top = self.list.visualRect(self.model.index(place)).top()
            bar.setValue(bar.value() + top + self._topmost[1])
        self._stays = True
        self._show_whether()

    def _show_whether(self) -> None:
        filtered = self.model.filter != EVERY_ENTRY
        if self.model.rowCount() > 0:
            self.show_whether("entries")
        elif self.model.known:
            self.show_whether("none_chosen" if filtered else "nothing")

    def _still_loading(self) -> None:
        if not self.model.known and not self.list_again.isVisibleTo(self):
            self.show_whether("unknown")

    def _not_listed(self) -> None:
        if not self.model.known:
            self.show_whether("unread")

    def _listed(self) -> None:
        self.filter_bar.count(self.model.rowCount(), self.model.hidden)
        self._mark_current()
        self.refreshed.emit()

    def follow(self) -> None:
        """Shows the open entry in the list, wherever it stands there, once that is read."""
        self._follows = True
        if not self.model.loading:
            self._mark_current()

    def _mark_current(self) -> None:
        """Selects the row of the open entry, without opening it once more."""
        entry, current = self.entry.entry, self.current
        if not current:
            self._mark(None)
        elif entry is not None and entry.id == current:
            self.model.find(current, entry.created_at, partial(self._found, current))
        else:  # it is being opened
            place = self.model.place_of(current)
            if place is not None:
                self._mark(place)

    def _found(self, entry_id: str, place: int | None) -> None:
        if entry_id != self.current:
            return
        self._mark(place)
        if self._follows and place is not None:
            self.list.scrollTo(self.model.index(place))
            row = self.model.row(place)
            # The list may not have been read since the entry came.
            self._follows = row is not None and row.id != entry_id

    def _mark(self, place: int | None) -> None:
        selection = self.list.selectionModel()
        if selection is None:  # the page was shut
            return
        blocked = selection.blockSignals(True)
        self.list.setCurrentIndex(self.model.index(place) if place is not None else QModelIndex())
        selection.blockSignals(blocked)
        self.list.viewport().update()

    # ---- what is open

    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(RowRole) if index.isValid() else None
        if row is not None and row.id != self.current:
            self.open(row.id)

    def open(self, entry_id: str) -> None:
        """Opens an entry, wherever it stands; not over words that could not be saved."""
        self._follows = False
        self.current = entry_id
        self.entry.open(entry_id)

    def show_entry(self, entry_id: str) -> None:
        """Opens an entry, and shows its page and where it stands in the list."""
        self.open(entry_id)
        self.panes.show_page()
        self.follow()

    def open_newest(self) -> None:
        """Opens the entry at the top of the list, if there is one."""
        chosen = self.model.filter

        def found(rows: list[EntryRow]) -> None:
            if rows:
                self.open(rows[0].id)

        self._runner.read(lambda: self._app.entries.rows(chosen, limit=1), found, owner=self)

    def write(self) -> None:
        """Opens an empty page to write on; not over words that could not be saved."""
        self.pages.setCurrentWidget(self.entry)
        self.panes.show_page()
        self.current = ""
        self.entry.draft()

    def _opened(self, entry_id: str) -> None:
        self.current = entry_id
        being_recorded = bool(entry_id) and entry_id == self.recording
        self.pages.setCurrentWidget(self.recording_page if being_recorded else self.entry)
        self._mark_current()
        if entry_id:
            self.shown.emit(entry_id)

    def _kept(self, wanted: str) -> None:
        """Words could not be saved; their page stays, but is not in the way of a recording."""
        self.panes.show_page()
        if wanted and wanted == self.recording:
            self.pages.setCurrentWidget(self.recording_page)
            self.shown.emit(wanted)
            return
        entry = self.entry.entry
        self.current = entry.id if entry is not None else ""
        self._mark_current()

    def _missing(self, entry_id: str) -> None:
        if entry_id == self.current:
            self.close_entry()

    def _created(self, entry_id: str) -> None:
        if not self.current:  # else another one is being opened
            self.current = entry_id
            self.shown.emit(entry_id)
            self.follow()

    def close_entry(self) -> None:
        """Opens nothing, and falls silent."""
        self.entry.player.stop()
        self.current = ""
        self.pages.setCurrentIndex(0)
        self._mark_current()

    @property
    def open_entry(self) -> Entry | None:
        """The entry that is open; None while none is, or another one is being opened."""
        entry = self.entry.entry
        return entry if entry is not None and entry.id == self.current else None

    def neighbour(self) -> str:
        """The id of the entry that follows the open one in the list, or else is before it; ""."""
        place = self.list.currentIndex().row()
        if place < 0:
            return ""
        for number in (place + 1, place - 1):
            row = self.model.row(number) if 0 <= number < self.model.rowCount() else None
            if row is not None:
                return row.id
        return ""

    def left(self, neighbour: str) -> None:
        """The open entry is gone: `neighbour` is opened in its place, or nothing."""
        self.entry.forget()
        self.close_entry()
        self.panes.show_list()
        if neighbour:
            self.pages.setCurrentWidget(self.entry)
            self.open(neighbour)

    def show_progress(self, progress: Progress) -> None:
        """Says how far an entry is, if it is open."""
        self.entry.show_progress(progress)

    def shut(self) -> None:
        """Saves what was typed, and asks the journal nothing any more."""
        self.entry.shut()
        self.list.setModel(None)

    def today(self) -> date:
        """The day that is called Today."""
        return self.model.today()
