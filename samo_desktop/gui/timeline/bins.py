"""Which bins a stretch of time is drawn in: as many points as tell something, and no more."""

from __future__ import annotations

from datetime import date

from samo_desktop.domain.timeline import Bin, bin_days

BINS: tuple[Bin, ...] = ("day", "week", "month", "year")
_SHORTEST = {"day": 0, "week": 14, "month": 62, "year": 731}
"""Days in which a bin has two points at least."""
_LONGEST: tuple[tuple[Bin, int], ...] = (("day", 93), ("week", 731), ("month", 30 * 366))
"""Days up to which a bin is chosen if nobody asked for one; then years."""


def sensible(days: float) -> list[Bin]:
    """The bins of which so many days hold several."""
    return [by for by in BINS if days >= _SHORTEST[by]]


def automatic(days: float) -> Bin:
    """The bins that suit so many days best."""
    return next((by for by, most in _LONGEST if days <= most), "year")


def chosen(wanted: Bin | None, days: float) -> Bin:
    """What is drawn where the user asked for `wanted` (None: whatever suits)."""
    return wanted if wanted in sensible(days) else automatic(days)


def whole_bins(first: date, last: date, by: Bin) -> tuple[date, date]:
    """The first and the last day of the bins that hold the days `first` and `last`."""
    begin, end = _begin(first, by), _begin(last, by)
    until = min(end.toordinal() + int(bin_days(end, by)) - 1, date.max.toordinal())
    return begin, date.fromordinal(until)


def _begin(day: date, by: Bin) -> date:
    """The first day of the bin that `day` falls in."""
    if by == "week":
        return date.fromordinal(day.toordinal() - day.weekday())
    return {"month": day.replace(day=1), "year": day.replace(month=1, day=1)}.get(by, day)
