"""How feelings move over weeks and years."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain import calendar
from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.timeline import Bin, Point, Timeline, bin_range
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.runtime.executors import Newest
from samo_desktop.gui.shell.page import Page, PageContext
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import decorative
from samo_desktop.gui.widgets.files import choose_file
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.gui.timeline.chart import Chart

BINS: tuple[Bin, ...] = ("day", "week", "month", "year")
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
        self.by: Bin = "week"
        self.range = "all"
        bins = {"day": _("Day"), "week": _("Week"), "month": _("Month")}
        bins["year"] = _("Year")
        self.bins = self._choice("bin", bins, _("A point for each"))
        ranges = {name: bins[name] for name in ("week", "month", "year")} | {"all": _("All")}
        self.ranges = self._choice("range", ranges, _("Show the last"))
        self.says = label(role="small")
        self.empty = label(role="quiet", wrap=True)
        self._legend_icons: list[tuple[QLabel, str]] = []
        self._lay_out()
        self.bins["week"].setChecked(True)
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
        choices = QWidget()
        beside = Flow(choices, 3 * GRID)
        for choice in (self.bins, self.ranges):
            beside.addWidget(self._choice_row(choice))
        legend = QWidget()
        flow = Flow(legend, 2 * GRID)
        for family in FAMILIES:
            flow.addWidget(self._legend(family))
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.addWidget(self.empty)
        middle.addStretch(1)
        self._holder = QWidget()
        self._inside = QVBoxLayout(self._holder)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(GRID)
        self._inside.addWidget(legend)
        self._inside.addWidget(self.says)
        self.stack = QStackedWidget()
        self.stack.addWidget(nothing)
        self.stack.addWidget(self._holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(choices)
        column.addSpacing(GRID)
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

    def _legend(self, family: str) -> QWidget:
        one = QWidget()
        row = QHBoxLayout(one)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        mark = QLabel()
        decorative(mark)
        self._legend_icons.append((mark, family))
        row.addWidget(mark)
        row.addWidget(label(formats.feeling(family), "small"))
        return one

    def _wear(self) -> None:
        for mark, family in self._legend_icons:
            mark.setPixmap(icons.pixmap(family, look().colour(family), look().icon_size))

    # ---- what is shown

    def load(self) -> None:
        """Reads the journal again, in the background."""
        by, timeline = self.by, self._context.app.timeline
        self._context.executors.background.run(
            lambda: timeline.chart(by),
            self._newest.only(self._loaded),
            self._context.tell_problem,
            owner=self,
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
        self.timeline = timeline
        there = bool(timeline.points)
        self._actions["export_chart"].setEnabled(there)
        self.empty.setText(
            _(
                "The timeline begins with your first entries. Write or record one, "
                "and come back when it has been read."
            )
        )
        self.stack.setCurrentIndex(1 if there else 0)
        if there and not same:
            self._the_chart().show_timeline(timeline)
            self._show_range()
            self._say(None)
        self.ready.emit()

    def _the_chart(self) -> Chart:
        if self.chart is None:
            from samo_desktop.gui.timeline.chart import Chart

            self.chart = Chart()
            self.chart.chosen.connect(self._say)
            self.chart.opened.connect(self._open)
            self._inside.insertWidget(0, self.chart, 1)
        return self.chart

    def _choose(self) -> None:
        by: Bin = next(n for n in BINS if self.bins[n].isChecked())
        self.range = next(n for n in RANGES if self.ranges[n].isChecked())
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
        self.chart.show_range(last - timedelta(days=days - 1), last)

    def _words_for(self, point: Point) -> str:
        if self.by == "year":
            return str(point.at.year)
        if self.by == "month":
            return f"{formats.month(point.at)} {point.at.year}"
        if self.by == "week":
            last = date.fromordinal(min(point.at.toordinal() + 6, date.max.toordinal()))
            year = "" if last.year == calendar.today().year else f" {last.year}"
            return f"{formats.short_day(point.at)} – {formats.short_day(last)}{year}"
        return formats.full_day(point.at)

    def _say(self, point: Point | None) -> None:
        if point is None:
            text = _("Click a point to see its entries. Drag to move, scroll to zoom.")
        else:
            strongest = max(point.families, key=lambda family: point.families[family])
            text = _("{when}: {mood}, {entries}, mostly {family}").format(
                when=self._words_for(point),
                mood=formats.pleasantness(point.valence),
                entries=formats.entries(point.entries),
                family=formats.feeling(strongest),
            )
            if self.chart is not None:
                self.chart.setAccessibleDescription(text)
        self.says.setText(text)

    def _open(self, point: Point) -> None:
        since, until = bin_range(point.at, self.by)
        self._context.show_entries(Filter(since, until), self._words_for(point))

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
        target = self.chart if self.chart is not None else self.bins[self.by]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
