"""The heading above the list: of which day the topmost entry in view is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from samo_desktop.gui.journal.entry_delegate import EDGE
from samo_desktop.gui.journal.row_pages import day_of
from samo_desktop.gui.journal.rows import RowRole, RowsModel
from samo_desktop.gui.journal.uniform_list import UniformList
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.messages import pgettext


class DayHeading(QLabel):
    """Stays above the list while that is scrolled, and names the day of what stands at its top."""

    def __init__(self, entries: UniformList) -> None:
        super().__init__()
        self._list = entries
        self._day: date | None = None
        self.setObjectName("day_heading")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "heading")
        self.setContentsMargins(EDGE, GRID, EDGE, GRID // 2)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        entries.verticalScrollBar().valueChanged.connect(self.show_day)
        look().changed.connect(self._write)

    def follow(self, model: RowsModel) -> None:
        """Names the days of the rows of `model`, which the list shows."""
        model.modelReset.connect(self.show_day)
        model.dataChanged.connect(self.show_day)

    def show_day(self) -> None:
        """Names the day of the topmost row in view; the former one while that is being read."""
        row = self._list.topmost().data(RowRole)
        if row is not None:
            self._day = day_of(row)
        self._write()

    def _write(self) -> None:
        model = self._list.model()
        if self._day is None or not isinstance(model, RowsModel):
            return
        room = self.width() - 2 * EDGE
        names = self._names(self._day, model.today())
        fits = (name for name in names if self.fontMetrics().horizontalAdvance(name) <= room)
        self.setText(next(fits, names[-1]))

    @staticmethod
    def _names(day: date, today: date) -> list[str]:
        """Names of a day, the longest first."""
        name, full = formats.day(day, today), formats.full_day(day)
        if 0 <= (today - day).days <= 1:
            form = pgettext("Days", "{day}, {date}")
            return [form.format(day=name, date=formats.long_day(day)), name]
        return [full, formats.long_day(day), formats.short_day(day)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
