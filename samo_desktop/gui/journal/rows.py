"""The list's model: every entry of the journal, read a page at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samo_desktop.domain import calendar
from samo_desktop.domain.filter import Filter
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.reading import EntryRow

PAGE = 64
KEPT_PAGES = 32

Index = QModelIndex | QPersistentModelIndex
RowRole = Qt.ItemDataRole.UserRole
FirstOfDayRole = Qt.ItemDataRole.UserRole + 1


def day_of(row: EntryRow) -> date:
    """The day that the row is listed under."""
    return row.created_at.date()


class RowsModel(QAbstractListModel):
    """Newest first. Only the pages that are looked at are read."""

    def __init__(
        self, app: App, parent: QObject | None = None, today: Callable[[], date] = calendar.today
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._today = today
        self.filter = Filter()
        self._pages: OrderedDict[int, tuple[list[EntryRow], date | None]] = OrderedDict()
        self._count = app.entries.count()

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
        """The row at a place in the list; None if the journal shrank meanwhile."""
        rows, _first = self._page(number // PAGE)
        place = number % PAGE
        return rows[place] if place < len(rows) else None

    def first_of_day(self, number: int) -> bool:
        """Whether the row opens a new day."""
        rows, before = self._page(number // PAGE)
        place = number % PAGE
        if place >= len(rows):
            return False
        previous = day_of(rows[place - 1]) if place else before
        return previous != day_of(rows[place])

    def today(self) -> date:
        """The day that is called Today."""
        return self._today()

    def set_filter(self, chosen: Filter) -> None:
        """Shows other entries."""
        self.beginResetModel()
        self.filter = chosen
        self._pages.clear()
        self._count = self._app.entries.count(chosen)
        self.endResetModel()

    def refresh(self) -> bool:
        """Reads again. True if the number of entries changed (views were reset)."""
        count = self._app.entries.count(self.filter)
        if count != self._count:
            self.set_filter(self.filter)
            return True
        self._pages.clear()
        if count:
            self.dataChanged.emit(self.index(0), self.index(count - 1))
        return False

    def place_of(self, entry_id: str, at: datetime) -> int | None:
        """Where an entry of the time `at` stands in the list, or None if it is not shown."""
        for page, (rows, _first) in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == entry_id:
                    return page * PAGE + place
        newer = self._app.entries.count(replace(self.filter, since=at))
        for number in range(max(0, newer - 8), min(self._count, newer + 8)):
            found = self.row(number)
            if found is not None and found.id == entry_id:
                return number
        return None

    def _page(self, page: int) -> tuple[list[EntryRow], date | None]:
        known = self._pages.get(page)
        if known is not None:
            self._pages.move_to_end(page)
            return known
        extra = 1 if page else 0
        rows = self._app.entries.rows(self.filter, limit=PAGE + extra, offset=page * PAGE - extra)
        before = day_of(rows[0]) if extra and rows else None
        read = (list(rows[extra:]), before)
        self._pages[page] = read
        if len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return read

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
