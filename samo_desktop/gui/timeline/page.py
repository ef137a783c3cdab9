"""How feelings move over weeks and years."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain import calendar
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.timeline import Bin, Point, Timeline, bin_range
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.runtime.executors import Newest
from samo_desktop.gui.shell.page import Page, PageContext
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.timeline import words
from samo_desktop.gui.timeline.bins import BINS, chosen, sensible, whole_bins
from samo_desktop.gui.timeline.legend import Legend
from samo_desktop.gui.widgets.files import choose_file
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.gui.timeline.chart import Chart

SETTLE_MS = 200
"""Milliseconds in which several changes are drawn as one."""
RANGES = {"week": 7, "month": 31, "year": 366, "all": None}


class TimelinePage(Page):
    """The chart with what belongs to it. The chart itself is made when the page first opens."""

    ready = Signal()
    """The chart shows what the journal holds."""
    saved = Signal()
    """The chart was written to a file."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._newest = Newest()
        self.setObjectName("page")
        self._context, self._actions = context, context.actions
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self.load)
        self.chart: Chart | None = None
        self.timeline = Timeline(())
        self.wanted: Bin | None = None
        """The bins that the user asked for; None for those that suit the range."""
        self.by: Bin = "week"
        self.range = "all"
        bins = {"auto": _("Automatic"), "day": _("Day"), "week": _("Week"), "month": _("Month")}
        bins["year"] = _("Year")
        self.bins = self._choice("bin", bins, _("A point for each"))
        ranges = {name: bins[name] for name in ("week", "month", "year")} | {"all": _("All")}
        self.ranges = self._choice("range", ranges, _("Show the last"))
        self.says = label(role="small", wrap=True)
        self.says.setObjectName("says")
        self.empty = label(role="quiet", wrap=True)
        self._lay_out()
        self.bins["auto"].setChecked(True)
        self.ranges["all"].setChecked(True)
        self._actions.on("export_chart", self.export)
        look().changed.connect(self._wear)
        self._wear()

    def _choice(self, kind: str, options: dict[str, str], what: str) -> dict[str, Any]:
        group = QButtonGroup(self)
        made: dict[str, Any] = {}
        for name, text in options.items():
            one = button(text, "quiet", f"{kind}_{name}")
            one.setCheckable(True)
            one.setAccessibleName(f"{what}: {text}")
            group.addButton(one)
            one.clicked.connect(self._choose)
            made[name] = one
        made["label"] = label(what, "small")
        return made

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label(_("Timeline"), "title"))
        top.addStretch(1)
        self.export_button = self._actions.button("export_chart", "quiet", colour="muted")
        top.addWidget(self.export_button)
        self.choices = QWidget()
        beside = Flow(self.choices, 3 * GRID)
        for choice in (self.bins, self.ranges):
            beside.addWidget(self._choice_row(choice))
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(self.empty)
        middle.addStretch(1)
        self._holder = QWidget()
        self._inside = QVBoxLayout(self._holder)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(GRID)
        self._inside.addWidget(self.choices)
        self._inside.addSpacing(GRID)
        self._inside.addWidget(Legend())
        self._inside.addWidget(self.says)
        self.stack = QStackedWidget()
        self.stack.addWidget(nothing)
        self.stack.addWidget(scrolled(self._holder, _("Timeline")))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(self.stack, 1)

    def _choice_row(self, choice: dict[str, Any]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(choice["label"])
        for name, one in choice.items():
            if name != "label":
                row.addWidget(one)
        return holder

    def _wear(self) -> None:
        # As high as what it says at most, so that the chart keeps its place.
        self.says.setMinimumHeight(2 * QFontMetrics(look().font("small")).lineSpacing())

    # ---- what is shown

    def load(self) -> None:
        """Reads the journal again, in the background."""
        by, timeline = self.by, self._context.app.timeline

        def read() -> Timeline:
            found = timeline.chart(by)
            suits = chosen(self.wanted, self._days(found))
            return found if suits == by else timeline.chart(suits)

        self._context.executors.background.run(
            read, self._newest.only(self._loaded), self._context.tell_problem, owner=self
        )

    def refresh(self, changes: Changes) -> None:
        if self.isVisible() and (changes.entries or changes.listed or changes.feelings):
            self._later.start()

    def another_day(self) -> None:
        if self.isVisible():
            self.load()

    def shut(self) -> None:
        self._later.stop()

    def _loaded(self, timeline: Timeline) -> None:
        same = self.chart is not None and timeline == self.timeline
        self.timeline, self.by = timeline, timeline.by
        there = bool(timeline.points)
        self._actions["export_chart"].setEnabled(there)
        self.export_button.setVisible(there)
        self.empty.setText(
            _("Your timeline will appear here once your first entries have been analysed.")
        )
        self.stack.setCurrentIndex(1 if there else 0)
        self._offer()
        if there and not same:
            self._the_chart().show_timeline(timeline)
            self._show_range()
            self._say(None)
        self.ready.emit()

    def _days(self, timeline: Timeline) -> float:
        """How many days are shown; of all there are, `timeline` tells the first and the last."""
        days = RANGES[self.range]
        if days is not None or not timeline.points:
            return days or 0
        last = max(timeline.points[-1].at, calendar.today())
        return last.toordinal() - timeline.points[0].at.toordinal() + 1

    def _offer(self) -> None:
        """Bins of which the range has only one or two cannot be chosen."""
        offered = sensible(self._days(self.timeline))
        for by in BINS:
            self.bins[by].setEnabled(by in offered)
            self.bins[by].setToolTip("" if by in offered else _("This range is too short for it."))

    def _the_chart(self) -> Chart:
        if self.chart is None:
            from samo_desktop.gui.timeline.chart import Chart

            self.chart = Chart()
            self.chart.chosen.connect(self._say)
            self.chart.opened.connect(self._open)
            self._inside.insertWidget(2, self.chart, 1)
        return self.chart

    def _choose(self) -> None:
        self.wanted = next((by for by in BINS if self.bins[by].isChecked()), None)
        self.range = next(n for n in RANGES if self.ranges[n].isChecked())
        self._offer()
        by = chosen(self.wanted, self._days(self.timeline))
        if by != self.by:
            self.by = by
            self.load()
        else:
            self._show_range()

    def _show_range(self) -> None:
        if self.chart is None or not self.timeline.points:
            return
        days, today, points = RANGES[self.range], calendar.today(), self.timeline.points
        if days is None:
            self.chart.show_all(today)
            return
        # A date in the far future, or past, is not to hide the days that are lived now.
        last = next((p.at for p in reversed(points) if p.at <= today), points[0].at)
        last = max(today, last)
        first = date.fromordinal(max(1, last.toordinal() - days + 1))
        self.chart.show_range(*whole_bins(first, last, self.timeline.by))

    def _say(self, point: Point | None) -> None:
        if point is None:
            text = _(
                "Point at the chart to read it, click to see the entries. "
                "Drag to move, scroll to zoom, or use the arrow keys."
            )
        else:
            text = words.of_point(point, self.timeline.by)
        self.says.setText(text)

    def _open(self, point: Point) -> None:
        by = self.timeline.by
        self._context.show_entries(Filter(*bin_range(point.at, by)), words.when(point.at, by))

    def export(self) -> None:
        """Asks where to, and saves the chart there as PNG, SVG or CSV."""
        choose_file(
            self,
            _("Save chart"),
            self.save_to,
            kinds=_("Picture (*.png);;Drawing (*.svg);;Table (*.csv)"),
            new="timeline.png",
        )

    def save_to(self, path: Path) -> None:
        """Writes the chart to `path`, in the background."""
        timeline, write = self.timeline, self._context.tools.write_chart
        self._context.executors.background.run(
            lambda: write(timeline, path), self._saved, self._context.tell_problem, owner=self
        )

    def _saved(self, _written: None) -> None:
        self._context.tell(_("The chart was saved."))
        self.saved.emit()

    def take_focus(self) -> None:
        """Puts the keyboard on the chart, or on the choices while there is none."""
        target = self.chart if self.chart is not None else self.bins["auto"]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
