"""Which bins suit how much time."""

from __future__ import annotations

from datetime import date

import pytest

from samo_desktop.domain.timeline import Bin
from samo_desktop.gui.timeline.bins import automatic, chosen, sensible, whole_bins


@pytest.mark.parametrize(
    ("days", "by"),
    [(0, "day"), (93, "day"), (94, "week"), (731, "week"), (732, "month"), (3_652_059, "year")],
)
def test_more_time_has_longer_bins(days: int, by: Bin) -> None:
    assert automatic(days) == by
    assert by in sensible(days)


@pytest.mark.parametrize(
    ("wanted", "days", "by"),
    [
        (None, 31, "day"),
        ("week", 31, "week"),
        ("month", 31, "day"),
        ("month", 7, "day"),
        ("day", 36_500, "day"),
        ("year", 366, "week"),
        ("year", 800, "year"),
    ],
)
def test_what_is_asked_for_counts_where_there_are_several(
    wanted: Bin | None, days: int, by: Bin
) -> None:
    assert chosen(wanted, days) == by


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        ("day", date(2026, 11, 20), date(2026, 11, 26)),
        ("week", date(2026, 11, 16), date(2026, 11, 29)),
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_bins_that_are_partly_shown_are_shown_whole(by: Bin, first: date, last: date) -> None:
    assert whole_bins(date(2026, 11, 20), date(2026, 11, 26), by) == (first, last)


@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
def test_the_ends_of_the_calendar_are_no_error(by: Bin) -> None:
    assert whole_bins(date.min, date.max, by) == (date.min, date.max)
