"""Reading the rows of the list from the journal, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from samo_desktop.domain.filter import EVERY_ENTRY, Filter

if TYPE_CHECKING:
    from samo_desktop.domain.entry import EntryRow
    from samo_desktop.services.reading import EntryReader

PAGE = 64
NEAR = 8
"""Entries before and after those of one moment that are looked through for one of them."""


def day_of(row: EntryRow) -> date:
    """The day that the row is listed under."""
    return row.created_at.date()


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows that follow one another, and the day of the row before them."""

    rows: list[EntryRow]
    before: date | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the journal held at one moment: how many entries are listed, how many are not."""

    count: int
    left_out: int
    pages: dict[int, RowPage]


def read_page(entries: EntryReader, chosen: Filter, number: int) -> RowPage:
    """The page of that number of the entries that are `chosen`."""
    extra = 1 if number else 0
    rows = entries.rows(chosen, limit=PAGE + extra, offset=number * PAGE - extra)
    before = day_of(rows[0]) if extra and rows else None
    return RowPage(list(rows[extra:]), before)


def read_pages(entries: EntryReader, chosen: Filter, numbers: Iterable[int]) -> Snapshot:
    """The pages of those numbers, as far as there are so many entries."""
    count = entries.count(chosen)
    everything = count if chosen == EVERY_ENTRY else entries.count()
    wanted = [number for number in numbers if number * PAGE < count]
    pages = {number: read_page(entries, chosen, number) for number in wanted}
    return Snapshot(count, everything - count, pages)


def place_of(entries: EntryReader, chosen: Filter, entry_id: str, at: datetime) -> int | None:
    """Where the entry made at `at` stands among those that are `chosen`; None if it is not."""
    newer = entries.count(replace(chosen, since=at + datetime.resolution))
    of_then = entries.count(replace(chosen, since=at)) - newer
    begin, limit = max(0, newer - NEAR), of_then + 2 * NEAR
    for number, row in enumerate(entries.rows(chosen, limit=limit, offset=begin), begin):
        if row.id == entry_id:
            return number
    return None
