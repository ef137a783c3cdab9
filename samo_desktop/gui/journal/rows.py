"""The list's model: every entry of the journal, read a page at a time behind the window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
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
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.domain.entry import EntryRow
    from samo_desktop.services.reading import EntryReader

PAGE = 64
KEPT_PAGES = 32
FRESH_PAGES = 3
"""Pages, those looked at last, that are read again at once when the journal changes."""
NEAR = 8
"""Entries of one moment that are looked through for one of them."""

Index = QModelIndex | QPersistentModelIndex
RowRole = Qt.ItemDataRole.UserRole
FirstOfDayRole = Qt.ItemDataRole.UserRole + 1


def day_of(row: EntryRow) -> date:
    """The day that the row is listed under."""
    return row.created_at.date()


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows that follow one another, and the day of the row before them."""

    rows: list[EntryRow]
    before: date | None


@dataclass(frozen=True, slots=True)
class _Read:
    """What the journal held at one moment."""

    count: int
    pages: dict[int, _Page]


def _page(entries: EntryReader, chosen: Filter, number: int) -> _Page:
    extra = 1 if number else 0
    rows = entries.rows(chosen, limit=PAGE + extra, offset=number * PAGE - extra)
    before = day_of(rows[0]) if extra and rows else None
    return _Page(list(rows[extra:]), before)


def _read(entries: EntryReader, chosen: Filter, numbers: Iterable[int]) -> _Read:
    count = entries.count(chosen)
    wanted = [number for number in numbers if number * PAGE < count]
    return _Read(count, {number: _page(entries, chosen, number) for number in wanted})


def _place(entries: EntryReader, chosen: Filter, entry_id: str, at: datetime) -> int | None:
    newer = entries.count(replace(chosen, since=at))
    begin = max(0, newer - NEAR)
    for number, row in enumerate(entries.rows(chosen, limit=2 * NEAR, offset=begin), begin):
        if row.id == entry_id:
            return number
    return None


class RowsModel(QAbstractListModel):
    """Newest first. Only the pages that are looked at, and the next ones, are read.

    A row that has not been read yet is None; it is told by `dataChanged` when it has.
    """

    shown = Signal()
    """The model holds what the journal does."""

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
        self._count = 0
        self._pages: OrderedDict[int, _Page] = OrderedDict()
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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            return None if row is None else self._spoken(row)
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
        self._load(range(1), begin_anew=True)

    def refresh(self, changes: Changes) -> None:
        """Reads again what changed."""
        if changes.anything or changes.listed or self._holds(changes.entries):
            self._load(list(self._pages)[-FRESH_PAGES:] or range(1), begin_anew=False)
        else:
            self.shown.emit()

    def _holds(self, entry_ids: frozenset[str]) -> bool:
        rows = (row for page in self._pages.values() for row in page.rows)
        return any(row.id in entry_ids for row in rows)

    def _load(self, numbers: Iterable[int], *, begin_anew: bool) -> None:
        state = self._state = self._state + 1
        chosen, wanted = self.filter, tuple(numbers)

        def loaded(found: _Read) -> None:
            if state == self._state:
                self._take(found, begin_anew=begin_anew)

        def failed(error: SamoError) -> None:
            if state == self._state:
                self._taken = state  # what was read before stands
                self._asked.clear()
            self._runner.problem.emit(error)

        self._runner.read(lambda: _read(self._entries, chosen, wanted), loaded, failed, owner=self)

    def _take(self, found: _Read, *, begin_anew: bool) -> None:
        other = begin_anew or found.count != self._count or not self.known
        if other:
            self.beginResetModel()
        self.known, self._taken = True, self._state
        self._count = found.count
        self._pages = OrderedDict(found.pages)
        self._asked.clear()
        if other:
            self.endResetModel()
        elif self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))
        self.shown.emit()

    def _look(self, number: int) -> _Page | None:
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

        def read(found: _Page) -> None:
            if state == self._state:
                self._asked.discard(page)
                self._keep(page, found)

        def failed(error: SamoError) -> None:
            if state == self._state:
                self._asked.discard(page)  # it is asked for again when it is looked at again
            self._runner.problem.emit(error)

        self._runner.read(lambda: _page(self._entries, chosen, page), read, failed, owner=self)

    def _keep(self, page: int, found: _Page) -> None:
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
            return _place(self._entries, chosen, entry_id, at)

        self._runner.read(work, answered, owner=self)

    def _spoken(self, row: EntryRow) -> str:
        parts = [
            formats.day(day_of(row), self.today()),
            formats.clock(row.created_at),
            row.title or row.first_words or _("No words yet"),
            formats.listed(formats.feeling(f.label) for f in row.feelings),
        ]
        if row.seconds:
            parts.append(_("voice note of {length}").format(length=formats.length(row.seconds)))
        return ", ".join(part for part in parts if part)
