"""The axis of days below the charts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import pyqtgraph as pg
from PySide6.QtGui import QFontMetrics

from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look

LAST = date.max.toordinal()
STEPS = (1, 2, 7, 14, 31, 61, 92, 183, *(366 * n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)))
"""Days between the labels of the axis; from a month on whole months, then whole years."""


class DaysAxis(pg.AxisItem):
    """Days, weeks, months or years, whichever can be read. Its values are day numbers."""

    def tickValues(
        self, minimum: float, maximum: float, size: float
    ) -> list[tuple[float, list[float]]]:
        room = max(2, int(size / self.label_width()))
        step = next((step for step in STEPS if (maximum - minimum) / step <= room), 366_000)
        # One may move past both ends of the calendar, where nothing has a name.
        first, last = max(1, math.floor(minimum)), min(LAST, math.ceil(maximum))
        if first > last:
            return []
        return [(step, [day + 0.5 for day in self._days(first, last, step)])]

    def label_width(self) -> int:
        """Pixels that one label takes."""
        return QFontMetrics(look().font("small")).horizontalAdvance("30 September") + GRID

    @staticmethod
    def _days(first: int, last: int, step: int) -> Iterator[int]:
        begin, end = date.fromordinal(first), date.fromordinal(last)
        if step >= 366:
            years = step // 366
            for year in range(begin.year - begin.year % years, end.year + 1, years):
                if year >= date.min.year:
                    yield date(year, 1, 1).toordinal()
        elif step >= 31:
            months = round(step / 30.5)
            for month in range(begin.year * 12, end.year * 12 + 12, months):
                yield date(month // 12, month % 12 + 1, 1).toordinal()
        else:  # weeks begin on Monday, as the calendar's first day was one
            yield from range(max(1, first - (first - 1) % step), last + 1, step)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        days = [date.fromordinal(math.floor(value)) for value in values]
        if spacing >= 366:
            return [str(day.year) for day in days]
        if spacing >= 31:
            return [str(day.year) if day.month == 1 else formats.month(day) for day in days]
        return [formats.short_day(day) for day in days]
