"""The strip and the timeline."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Point
from samo_desktop.gui.strip import DAYS
from samo_desktop.gui.workspace import Workspace
from tests.gui.conftest import Waiting


def point(at: date) -> Point:
    """A bin with one entry."""
    return Point(at, 0.2, 0.0, 0.4, 1, dict.fromkeys(FAMILIES, 1 / 7))


@pytest.fixture
def filled(space: Workspace, until: Waiting, qtbot: QtBot) -> Workspace:
    """Three entries on two days of different weeks, read."""
    now = datetime.now().astimezone().replace(hour=12)
    for days, text in ((30, "I was sad."), (30, "Furious!"), (2, "I am happy.")):
        space.app.write(text, at=now - timedelta(days=days))
    until(
        space.journal.refreshed,
        lambda: all(entry.state == "done" for entry in space.app.journal.entries()),
    )
    with qtbot.waitSignal(space.strip_shown):
        space.settle()
    return space


def test_a_gap_parts_the_line() -> None:
    from samo_desktop.gui.chart import after, runs

    first = date(2026, 1, 31)
    days = [point(first + timedelta(days=n)) for n in (0, 1, 4)]
    assert [len(run) for run in runs(days, "day")] == [2, 1]
    assert after(date(2026, 1, 1), "month") == date(2026, 2, 1)
    assert after(date(2026, 12, 1), "month") == date(2027, 1, 1)
    assert list(runs([], "week")) == []


def test_the_chart_opens_the_one_entry_of_a_point_and_lists_several(
    qtbot: QtBot, filled: Workspace
) -> None:
    filled.timeline.by = "day"
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    chart = filled.timeline.chart
    assert chart is not None
    assert len(filled.timeline.timeline.points) == 2
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "1 entry" in filled.timeline.says.text()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert filled.places.currentWidget() is filled.journal
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
    assert filled.journal.filter_says.isVisible()
    filled.actions_["clear_filter"].trigger()
    assert filled.journal.model.rowCount() == 3


def test_bins_and_ranges(qtbot: QtBot, filled: Workspace) -> None:
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    with qtbot.waitSignal(filled.timeline.ready):
        filled.timeline.bins["month"].click()
    chart = filled.timeline.chart
    assert chart is not None
    filled.timeline.ranges["week"].click()
    low, high = chart.valence.getPlotItem().vb.viewRange()[0]
    assert 6 * 86_400 <= high - low <= 9 * 86_400


def test_an_empty_timeline_says_so(qtbot: QtBot, space: Workspace) -> None:
    with qtbot.waitSignal(space.timeline.ready):
        space.go("timeline")
    assert space.timeline.empty.isVisible()
    assert space.timeline.chart is None
    assert not space.actions_["export_chart"].isEnabled()


@pytest.mark.parametrize("ending", ["csv", "svg", "png"])
def test_the_chart_can_be_saved(
    qtbot: QtBot, filled: Workspace, tmp_path: Path, ending: str
) -> None:
    with qtbot.waitSignal(filled.timeline.ready):
        filled.go("timeline")
    file = tmp_path / f"chart.{ending}"
    with qtbot.waitSignal(filled.timeline.said, timeout=30_000):
        filled.timeline.save_to(file)
    assert file.stat().st_size > 100
    with qtbot.waitSignal(filled.timeline.problem):
        filled.timeline.save_to(tmp_path / "nowhere" / "chart.csv")
    assert filled.dock.notice.text()


def test_the_strip_chooses_days_by_mouse_and_keys(qtbot: QtBot, filled: Workspace) -> None:
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
    assert filled.places.currentWidget() is filled.timeline
