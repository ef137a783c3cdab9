"""The strip and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.timeline import Bin, Point, Timeline
from samo_desktop.gui.journal.strip import DAYS
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import look
from samo_desktop.gui.timeline.bins import BINS
from samo_desktop.gui.timeline.legend import FamilyName
from samo_desktop.settings import Settings
from tests.gui.conftest import Waiting
from tests.gui.space import Space
from tests.support.moods import bin_start

if TYPE_CHECKING:
    from samo_desktop.gui.timeline.chart import Chart

pytestmark = pytest.mark.slow


def point(at: date) -> Point:
    """A bin with one entry."""
    return Point(at, 0.2, 0.0, 0.4, 1, dict.fromkeys(FAMILIES, 1 / 7))


@pytest.fixture
def filled(space: Space, until: Waiting, qtbot: QtBot) -> Space:
    """Three entries on two days of different weeks, read."""
    now = datetime.now().astimezone().replace(hour=12)
    for days, text in ((30, "I was sad."), (30, "Furious!"), (2, "I am happy.")):
        space.app.entries.write(text, at=now - timedelta(days=days))
    until(
        space.journal.refreshed,
        lambda: all(entry.state == "done" for entry in space.app.entries.all()),
    )
    with qtbot.waitSignal(space.strip_shown):
        space.settle()
    return space


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., Chart]:
    """Shows a chart of bins that begin on some days, all of them in view."""
    from samo_desktop.gui.timeline.chart import Chart

    def show_(days: Iterable[date], by: Bin) -> Chart:
        look().apply(Settings())
        chart = Chart()
        qtbot.addWidget(chart)
        chart.resize(900, 600)
        chart.show()
        qtbot.waitExposed(chart)
        starts = sorted({bin_start(datetime.combine(day, time(12)), by) for day in days})
        chart.show_timeline(Timeline(tuple(map(point, starts)), (), by))
        chart.show_all(starts[-1])
        return chart

    return show_


def painted(chart: Chart) -> list[bool]:
    """Whether the river has any colour but the paper's, a pixel a place, at half its height."""
    image = chart.river.grab().toImage()
    area = chart.river.getPlotItem().vb.sceneBoundingRect().toRect()
    paper = look().colour("paper").rgb()
    row = area.center().y()
    return [image.pixel(x, row) != paper for x in range(area.left() + 2, area.right() - 1)]


@pytest.mark.parametrize("by", BINS)
@pytest.mark.parametrize(
    "days",
    [
        (date(26, 5, 1), date.today()),
        (date.min, date.today()),
        (date.max, date.today()),
        (date.min, date.max),
        (date.min,),
        (date.max,),
        (date(1969, 12, 31), date(1970, 1, 1), date(2038, 1, 19)),
    ],
    ids=str,
)
def test_any_date_is_painted_wherever_one_looks(
    qtbot: QtBot, show: Callable[..., Chart], days: tuple[date, ...], by: Bin
) -> None:
    """Moved and zoomed to the calendar's ends and past them, with the keyboard and the wheel."""
    chart = show(days, by)
    assert any(painted(chart))
    view = chart.valence.getPlotItem().vb
    for first, last in ((-1e9, 1e9), (0, 1), (-5, 3), (3_652_058, 3_652_061), (1e8, 1e9)):
        view.setXRange(first, last, padding=0)
        chart.grab()
    for factor in (1e-9, 1e12):
        chart.show_range(days[0], days[0])
        view.scaleBy((factor, 1))
        chart.grab()
        view.translateBy(x=-1e7)
        chart.grab()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(chart, key)
        chart.grab()
    chart.resize(300, 200)
    chart.grab()


@pytest.mark.parametrize("number", [3_653, 36_525])
def test_no_day_of_many_years_is_lost(show: Callable[..., Chart], number: int) -> None:
    chart = show((date(1926, 1, 1) + timedelta(n) for n in range(number)), "day")
    assert sum(painted(chart)) > 600
    alone = show((date(1926, 1, 1) + timedelta(4 * n) for n in range(number // 4)), "day")
    seen = painted(alone)
    first, last = seen.index(True), len(seen) - seen[::-1].index(True)
    assert last - first > 600
    assert all(seen[first:last])


def test_a_day_among_many_years_is_a_pixel_at_least(show: Callable[..., Chart]) -> None:
    seen = painted(show((date(26, 5, 1) + timedelta(400 * n) for n in range(20)), "day"))
    assert sum(now and not before for before, now in pairwise([False, *seen])) == 20


def test_few_shapes_are_drawn_of_a_hundred_thousand_days(show: Callable[..., Chart]) -> None:
    chart = show((date(1700, 1, 1) + timedelta(n) for n in range(100_000)), "day")
    assert len(chart._line.getData()[0]) < 1_000
    chart.show_range(date(1900, 1, 1), date(1900, 1, 31))
    assert 30 <= len(chart._line.getData()[0]) < 40


def test_a_date_of_another_age_does_not_hide_the_days_that_are_lived_now(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = date.today()
    page = space.timeline
    wanted: list[Filter] = []
    asked = space.context.show_entries
    monkeypatch.setattr(asked, "_grant", lambda chosen, _says: wanted.append(chosen))
    days = [date.min, today, date(9999, 12, 31)]

    def chart(by: Bin) -> Timeline:
        starts = (bin_start(datetime.combine(day, time(12)), by) for day in days)
        return Timeline(tuple(map(point, starts)), (), by)

    monkeypatch.setattr(space.app.timeline, "chart", chart)
    with qtbot.waitSignal(page.ready):
        space.go("timeline")
    assert page.timeline.by == "year"
    assert page.chart is not None
    view = page.chart.valence.getPlotItem().vb
    with qtbot.waitSignal(page.ready):
        page.ranges["week"].click()
    first, last = view.viewRange()[0]
    assert first < today.toordinal() < last
    assert last - first < 9
    with qtbot.waitSignal(page.ready):
        page.ranges["all"].click()
    first, last = view.viewRange()[0]
    assert first <= 1
    assert last >= date.max.toordinal()
    page.grab()
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    assert "9999" in page.says.text()
    qtbot.keyClick(page.chart, Qt.Key.Key_Return)
    assert wanted == [Filter(datetime(9999, 1, 1), None)]
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.chart, Qt.Key.Key_Return)
    assert wanted[1:] == [Filter(datetime(1, 1, 1), datetime(2, 1, 1))]


def test_the_chart_opens_the_one_entry_of_a_point_and_lists_several(
    qtbot: QtBot, filled: Space
) -> None:
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    chart = filled.timeline.chart
    assert chart is not None
    assert len(filled.timeline.timeline.points) == 2
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "1 entry" in filled.timeline.says.text()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert filled.page is filled.place
    entry = filled.journal.entry.entry
    assert entry is not None
    assert entry.text == "I am happy."
    assert filled.journal.model.rowCount() == 3
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "2 entries" in filled.timeline.says.text()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert filled.journal.model.rowCount() == 2
    assert filled.journal.filter_bar.isVisible()
    filled.actions_["clear_filter"].trigger()
    assert filled.journal.model.rowCount() == 3


def test_bins_and_ranges(qtbot: QtBot, filled: Space) -> None:
    page = filled.timeline
    with qtbot.waitSignal(page.ready):
        filled.go("timeline")
    assert page.timeline.by == "day"
    page.ranges["year"].click()
    qtbot.waitUntil(lambda: page.timeline.by == "week")
    with qtbot.waitSignal(page.ready):
        page.bins["month"].click()
    assert page.timeline.by == "month"
    assert sum(point.entries for point in page.timeline.points) == 3
    with qtbot.waitSignal(page.ready):
        page.ranges["week"].click()
    assert page.timeline.by == "day", "a month says nothing of a week"
    assert not page.bins["month"].isEnabled()
    assert page.bins["month"].toolTip()
    chart = page.chart
    assert chart is not None
    low, high = chart.valence.getPlotItem().vb.viewRange()[0]
    assert 6 <= high - low <= 9
    page.ranges["year"].click()
    qtbot.waitUntil(lambda: page.timeline.by == "month")  # what was asked for counts again
    first, last = chart.valence.getPlotItem().vb.viewRange()[0]
    left, right = chart._all.left, chart._all.right
    assert first <= min(left) <= max(right) <= last, "months that are partly in the year are whole"
    page.bins["auto"].click()
    qtbot.waitUntil(lambda: page.timeline.by == "week")


def test_what_is_pointed_at_is_told(qtbot: QtBot, filled: Space) -> None:
    page = filled.timeline
    with qtbot.waitSignal(page.ready):
        filled.go("timeline")
    chart = page.chart
    assert chart is not None
    hint = page.says.text()
    for plot in (chart.valence, chart.river):
        view = plot.getPlotItem().vb
        spot = view.mapViewToScene(QPointF(chart._all.middle[0], 0.5))
        plot.scene().sigMouseMoved.emit(spot)
        assert "unpleasant, 2 entries" in page.says.text()
        assert QToolTip.text() == page.says.text()
        plot.scene().sigMouseMoved.emit(QPointF(0, 0))
        assert page.says.text() == hint
        plot.scene().sigMouseMoved.emit(spot)
        QApplication.sendEvent(plot.viewport(), QEvent(QEvent.Type.Leave))
        assert page.says.text() == hint
    assert not chart._marks[0].isVisible()


def test_the_keyboard_steps_from_point_to_point_and_each_is_read_out(
    qtbot: QtBot, filled: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = filled.timeline
    with qtbot.waitSignal(page.ready):
        filled.go("timeline")
    chart = page.chart
    assert chart is not None
    told: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    assert "3 entries in 2 days" in chart.accessibleDescription()
    chart.show_range(date(2001, 1, 1), date(2001, 1, 7))
    for key, said in (("End", "1 entry"), ("Left", "2 entries"), ("Right", "1 entry")):
        qtbot.keyClick(chart, Qt.Key[f"Key_{key}"])
        assert said in told[-1]
        assert chart.accessibleDescription() == page.says.text() == told[-1]
        first, last = chart.valence.getPlotItem().vb.viewRange()[0]
        assert first <= chart._marks[0].value() <= last
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert "2 entries" in told[-1]
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert "3 entries in 2 days" in chart.accessibleDescription()


def test_all_that_is_drawn_has_a_name(qtbot: QtBot, filled: Space) -> None:
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    chart = filled.timeline.chart
    assert chart is not None
    assert chart.accessibleName()
    for plot in (chart.valence, chart.river):
        told = QAccessible.queryAccessibleInterface(plot)
        assert told.state().invisible, "the chart as a whole says what it shows"
    names = filled.timeline.findChildren(FamilyName)
    assert sorted(name.text() for name in names) == sorted(map(formats.feeling, FAMILIES))


def test_days_of_a_year_are_a_smooth_line(show: Callable[..., Chart]) -> None:
    chart = show((date(2025, 1, 1) + timedelta(n) for n in range(365)), "day")
    assert len(chart._line.getData()[0]) < 200
    assert len(chart._dots.data) == 365, "each day is a dot behind it"
    chart.show_range(date(2025, 3, 1), date(2025, 3, 31))
    assert 30 <= len(chart._line.getData()[0]) < 40


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_labels_have_room_however_low_the_chart_is(
    show: Callable[..., Chart], scale: float
) -> None:
    chart = show((date(2025, 1, 1) + timedelta(n) for n in range(9)), "day")
    look().apply(Settings(text_scale=scale))
    chart.resize(600, chart.minimumSizeHint().height())
    chart.grab()
    line = QFontMetrics(look().font("small")).height()
    for plot, least, most in ((chart.valence, -1, 1), (chart.river, 0, 1)):
        view = plot.getPlotItem().vb
        for value in (least, most):
            y = view.mapViewToScene(QPointF(0, value)).y()
            assert view.sceneBoundingRect().top() + line / 2 <= y + 1
            assert y - 1 <= view.sceneBoundingRect().bottom() - line / 2
    look().apply(Settings())


def test_an_empty_timeline_says_so(qtbot: QtBot, space: Space) -> None:
    with qtbot.waitSignal(space.timeline.ready):
        space.go("timeline")
    assert space.timeline.empty.isVisible()
    assert space.timeline.chart is None
    assert not space.actions_["export_chart"].isEnabled()


@pytest.mark.parametrize("ending", ["csv", "svg", "png"])
def test_the_chart_can_be_saved(qtbot: QtBot, filled: Space, tmp_path: Path, ending: str) -> None:
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    file = tmp_path / f"chart.{ending}"
    with qtbot.waitSignal(filled.timeline.saved, timeout=30_000):
        filled.timeline.save_to(file)
    assert file.stat().st_size > 100
    filled.dock.clear_notice()
    filled.timeline.save_to(tmp_path / "nowhere" / "chart.csv")
    qtbot.waitUntil(lambda: "chart" in filled.dock.notice.text())


def test_the_strip_chooses_days_by_mouse_and_keys(qtbot: QtBot, filled: Space) -> None:
    strip = filled.strip
    step = strip._step()
    spot = strip.rect().center()
    spot.setX(int(strip._left() + (DAYS - 3 + 0.5) * step))
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=spot)
    assert filled.journal.model.rowCount() == 1
    assert "1 entry" in strip.describe(DAYS - 3)
    assert "no entry" in strip.describe(DAYS - 2)
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert filled.journal.model.rowCount() == 3
    for _ in range(31):
        qtbot.keyClick(strip, Qt.Key.Key_Left)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert filled.journal.model.rowCount() == 2
    with qtbot.waitSignal(filled.timeline.ready):
        qtbot.mouseDClick(strip, Qt.MouseButton.LeftButton, pos=spot)
    assert filled.page is filled.timeline
