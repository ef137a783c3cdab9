"""The list's model: every entry of the journal, read a page at a time behind the window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from samo_desktop.domain import calendar
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.standing import Standing
from samo_desktop.errors import SamoError
from samo_desktop.gui.journal import row_pages, row_text
from samo_desktop.gui.journal.row_pages import PAGE, RowPage, Snapshot, day_of
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.operations.runner import OperationRunner

if TYPE_CHECKING:
    from samo_desktop.domain.entry import EntryRow
    from samo_desktop.services.reading import EntryReader

KEPT_PAGES = 32
FRESH_PAGES = 3
"""Pages, those looked at last, that are read again at once when the journal changes."""

Index = QModelIndex | QPersistentModelIndex
RowRole = Qt.ItemDataRole.UserRole
FirstOfDayRole = Qt.ItemDataRole.UserRole + 1
StandingRole = Qt.ItemDataRole.UserRole + 2


class RowsModel(QAbstractListModel):
    """Newest first. Only the pages that are looked at, and the next ones, are read.

    A row that has not been read yet is None; it is told by `dataChanged` when it has.
    """

    shown = Signal()
    """The model holds what the journal does."""
    failed = Signal()
    """What the journal holds could not be read."""

    def __init__(
        self,
        runner: OperationRunner,
        entries: EntryReader,
        parent: QObject | None = None,
        today: Callable[[], date] = calendar.today,
    ) -> None:
        super().__init__(parent)
        self._runner, self._entries = runner, entries
        self._today = today
        self.filter = Filter()
        self.known = False
        """Whether it has been read at all how many there are."""
        self.hidden = 0
        """Entries that came since the filter was chosen, and that it does not show."""
        self._left_out: int | None = None
        """The fewest entries that the filter has left out since it was chosen."""
        self._recorded, self._standing = "", Standing.STARTING
        """The entry whose recording is under way, and how that stands."""
        self._count = 0
        self._pages: OrderedDict[int, RowPage] = OrderedDict()
        self._asked: set[int] = set()
        self._state = 0
        """Grows with each state of the journal that is asked for: older answers are dropped."""
        self._taken = 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == RowRole:
            return self.row(index.row())
        if role == FirstOfDayRole:
            return self.first_of_day(index.row())
        row = self.row(index.row())
        if row is None:
            return None
        standing = self._standing if row.id == self._recorded else None
        if role == StandingRole:
            return standing
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row_text.spoken(row, self.today(), standing)
        return None

    def row(self, number: int) -> EntryRow | None:
        """The row at a place in the list; None while it is being read."""
        found = self._look(number)
        place = number % PAGE
        return found.rows[place] if found and place < len(found.rows) else None

    def first_of_day(self, number: int) -> bool:
        """Whether the row opens a new day."""
        found = self._look(number)
        place = number % PAGE
        if found is None or place >= len(found.rows):
            return False
        previous = day_of(found.rows[place - 1]) if place else found.before
        return previous != day_of(found.rows[place])

    def today(self) -> date:
        """The day that is called Today."""
        return self._today()

    # ---- what the journal holds

    @property
    def loading(self) -> bool:
        """Whether it is being read what the journal holds now."""
        return self._taken != self._state

    def set_filter(self, chosen: Filter) -> None:
        """Shows other entries; those from before stand until these are read."""
        self.filter = chosen
        self._left_out = None
        self._load(range(1), begin_anew=True)

    def set_recording(self, entry_id: str, standing: Standing) -> None:
        """Says which entry is being recorded ("" for none), and how that stands."""
        before = self._recorded, self._standing
        self._recorded, self._standing = entry_id, standing
        same = before == (entry_id, standing)
        for each in () if same else {before[0], entry_id} - {""}:
            place = self.place_of(each)
            if place is not None:
                self.dataChanged.emit(self.index(place), self.index(place))

    def refresh(self, changes: Changes) -> None:
        """Reads again what changed."""
        found = self.filter.feeling or self.filter.tag  # then any entry may come or go
        touched = bool(changes.entries) if found else self._holds(changes.entries)
        if changes.anything or changes.listed or touched:
            self._load(list(self._pages)[-FRESH_PAGES:] or range(1), begin_anew=False)
        else:
            self.shown.emit()

    def _holds(self, entry_ids: frozenset[str]) -> bool:
        rows = (row for page in self._pages.values() for row in page.rows)
        return any(row.id in entry_ids for row in rows)

    def _load(self, numbers: Iterable[int], *, begin_anew: bool) -> None:
        state = self._state = self._state + 1
        chosen, wanted = self.filter, tuple(numbers)

        def loaded(found: Snapshot) -> None:
            if state == self._state:
                self._take(found, begin_anew=begin_anew)

        def failed(error: SamoError) -> None:
            if state == self._state:
                self._taken = state  # what was read before stands
                self._asked.clear()
                self.failed.emit()
            self._runner.problem.emit(error)

        def work() -> Snapshot:
            return row_pages.read_pages(self._entries, chosen, wanted)

        self._runner.read(work, loaded, failed, owner=self)

    def _take(self, found: Snapshot, *, begin_anew: bool) -> None:
        other = begin_anew or found.count != self._count or not self.known
        if other:
            self.beginResetModel()
        self.known, self._taken = True, self._state
        fewest = found.left_out if self._left_out is None else self._left_out
        self._left_out = min(fewest, found.left_out)
        self.hidden = found.left_out - self._left_out
        self._count = found.count
        self._pages = OrderedDict(found.pages)
        self._asked.clear()
        if other:
            self.endResetModel()
        elif self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))
        self.shown.emit()

    def _look(self, number: int) -> RowPage | None:
        """The page of a row, if it was read; asks for it, and for what is looked at next."""
        page, beyond = number // PAGE, number % PAGE
        ahead = page + 1 if beyond >= PAGE // 2 else page - 1
        for each in (page, ahead):
            if each not in self._pages and 0 <= each * PAGE < self._count:
                self._ask(each)
        if page in self._pages:
            self._pages.move_to_end(page)
        return self._pages.get(page)

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        state, chosen = self._state, self.filter

        def read(found: RowPage) -> None:
            if state == self._state:
                self._asked.discard(page)
                self._keep(page, found)

        def failed(error: SamoError) -> None:
            if state == self._state:
                self._asked.discard(page)  # it is asked for again when it is looked at again
            self._runner.problem.emit(error)

        def work() -> RowPage:
            return row_pages.read_page(self._entries, chosen, page)

        self._runner.read(work, read, failed, owner=self)

    def _keep(self, page: int, found: RowPage) -> None:
        self._pages[page] = found
        if len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min(self._count, page * PAGE + PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE), self.index(last))

    # ---- where an entry stands

    def place_of(self, entry_id: str) -> int | None:
        """Where an entry stands in the list, as far as it was read."""
        for page, held in self._pages.items():
            for place, row in enumerate(held.rows):
                if row.id == entry_id:
                    return page * PAGE + place
        return None

    def find(self, entry_id: str, at: datetime, found: Callable[[int | None], object]) -> None:
        """Calls `found` with where an entry of the time `at` stands, or None if it is not shown."""
        place = self.place_of(entry_id)
        if place is not None:
            found(place)
            return
        state, chosen = self._state, self.filter

        def answered(place: int | None) -> None:
            if state == self._state:
                found(place if place is None or place < self._count else None)

        def work() -> int | None:
            return row_pages.place_of(self._entries, chosen, entry_id, at)

        self._runner.read(work, answered, owner=self)
