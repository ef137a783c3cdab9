"""The list of days beside the page of an entry."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from samo_desktop.domain.events import Progress
from samo_desktop.domain.filter import Filter
from samo_desktop.gui.entry.acts import EntryActs
from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.journal.rows import RowRole, RowsModel
from samo_desktop.gui.journal.view import JournalView
from samo_desktop.gui.operations.changes import ANYTHING, Changes
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.shell.actions import Actions

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.domain.entry import Entry, EntryRow


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
        self.current = ""
        """The id of the entry that is open, or is being opened."""
        self.recording = ""
        self._scrolled = 0
        self._stays = False
        """Whether the list stays at its place when it was read: not with another filter."""
        self._follows = False
        """Whether the list is to scroll to the open entry once it was read."""
        self.model = RowsModel(runner, app.entries, self)
        self.list.setModel(self.model)
        self._connect()
        self.set_filter(Filter())
        self._count_deleted()

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.model.modelAboutToBeReset.connect(self._before_reset)
        self.model.modelReset.connect(self._after_reset)
        self.model.shown.connect(self._listed)
        self.entry.opened.connect(self._opened)
        self.entry.kept.connect(self._kept)
        self.entry.missing.connect(self._missing)
        self.entry.created.connect(self._created)
        self.acts.dated.connect(self.follow)
        self.entry.refreshed.connect(self.refreshed)
        self._actions.on("clear_filter", lambda: self.set_filter(Filter()))

    # ---- what is listed

    def set_filter(self, chosen: Filter, says: str = "") -> None:
        """Lists other entries; `says` tells which, in words."""
        self._stays = False
        self.filter_says.setText(says)
        self.filter_row.setVisible(chosen != Filter())
        self.model.set_filter(chosen)

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

    def _after_reset(self) -> None:
        self.list.verticalScrollBar().setValue(self._scrolled if self._stays else 0)
        self._stays = True
        self.show_whether(there=self.model.rowCount() > 0, filtered=self.model.filter != Filter())

    def _listed(self) -> None:
        follows, self._follows = self._follows, False
        self._mark_current(follows=follows)
        self.refreshed.emit()

    def follow(self) -> None:
        """Shows the open entry in the list, wherever it stands there now."""
        if self.model.loading:
            self._follows = True
        else:
            self._mark_current(follows=True)

    def _mark_current(self, *, follows: bool = False) -> None:
        """Selects the row of the open entry, without opening it once more."""
        entry, current = self.entry.entry, self.current
        if not current:
            self._mark(None)
        elif entry is not None and entry.id == current:
            found = partial(self._found, current, follows)
            self.model.find(current, entry.created_at, found)
        else:  # it is being opened
            place = self.model.place_of(current)
            if place is not None:
                self._mark(place)

    def _found(self, entry_id: str, follows: bool, place: int | None) -> None:
        if entry_id == self.current:
            self._mark(place)
            if follows and place is not None:
                self.list.scrollTo(self.model.index(place))

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
        self.current = entry_id
        self.entry.open(entry_id)

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
