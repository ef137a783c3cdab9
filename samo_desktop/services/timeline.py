"""The chart of emotional shifts: its points, and the chart as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from samo_desktop.domain.timeline import Bin, Timeline
from samo_desktop.insight import timeline as insight
from samo_desktop.insight.columns import Columns, Numbers, columns, day_number
from samo_desktop.insight.smoothing import is_dense, smoothed
from samo_desktop.services.reading import EntryReader

__all__ = [
    "Columns",
    "Numbers",
    "TimelineService",
    "columns",
    "day_number",
    "is_dense",
    "smoothed",
    "write_chart",
]


class TimelineService:
    """How the entries of a journal read over time."""

    def __init__(self, entries: EntryReader) -> None:
        self._entries = entries

    def chart(
        self, by: Bin = "day", since: datetime | None = None, until: datetime | None = None
    ) -> Timeline:
        """The chart of emotional shifts. Raises SamoError."""
        return insight.timeline(self._entries.moods(since, until), by)


def write_chart(timeline: Timeline, path: Path, kind: str | None = None) -> None:
    """Writes the chart as a file of the `kind` (".png", ".svg", ".csv") that its name ends in.

    Raises SamoError.
    """
    from samo_desktop.exchange.chart import write_chart

    write_chart(timeline, path, *([kind] if kind else []))
