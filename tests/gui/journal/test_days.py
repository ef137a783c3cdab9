"""The window's list, strip and timeline agree on the day of an entry, and know when it changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain import calendar
from samo_desktop.domain.filter import EVERY_ENTRY
from samo_desktop.gui.journal.rows import FirstOfDayRole, RowRole, RowsModel
from samo_desktop.gui.journal.strip import DAYS
from tests.conftest import Move
from tests.gui.conftest import Waiting
from tests.gui.space import Space

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


def test_list_strip_and_timeline_agree(
    qtbot: QtBot, space: Space, until: Waiting, zone: Move
) -> None:
    """Written just before and after midnight, far away from where they are read."""
    zone("America/New_York")
    day = calendar.today() - timedelta(days=10)
    for clock, offset in (("23:50", "+14:00"), ("00:10", "-11:00"), ("00:00", "+00:53:28")):
        space.app.entries.write("I am happy.", at=datetime.fromisoformat(f"{day}T{clock}{offset}"))
    space.app.entries.write(
        "The day before.", at=datetime.fromisoformat(f"{day}T23:59+05:45") - DAY
    )
    until(
        space.journal.refreshed,
        lambda: all(entry.state == "done" for entry in space.app.entries.all()),
    )
    with qtbot.waitSignal(space.strip_shown):
        space.settle()
    model, strip = space.journal.model, space.strip
    rows = [model.index(number) for number in range(model.rowCount())]
    days = [index.data(RowRole).created_at.date() for index in rows]
    assert sorted(days) == [day - DAY, day, day, day]
    assert [index.data(FirstOfDayRole) for index in rows].count(True) >= 2
    place = DAYS - 11
    assert "3 entries" in strip.describe(place)
    assert "1 entry" in strip.describe(place - 1)
    strip._choose(place, place)
    assert model.rowCount() == 3
    strip._choose(place - 1, place - 1)
    assert model.rowCount() == 1
    space.timeline.by = "day"
    with qtbot.waitSignal(space.timeline.ready):
        space.go("timeline")
    points = space.timeline.timeline.points
    assert [(point.at, point.entries) for point in points] == [(day - DAY, 1), (day, 3)]
    assert space.timeline.chart is not None
    qtbot.keyClick(space.timeline.chart, Qt.Key.Key_Left)
    qtbot.keyClick(space.timeline.chart, Qt.Key.Key_Return)
    assert model.rowCount() == 3


def test_an_entry_is_found_among_many_of_its_moment(space: Space) -> None:
    """Files that came from elsewhere often have a day, and no time."""
    noon = calendar.now().replace(hour=12)
    with space.app.session.journal.transaction() as change:
        for moment in (noon - DAY, noon, noon + DAY):
            for number in range(20):
                change.add_entry(source="text", text=f"Note {number}.", at=moment)
    found: list[int | None] = []
    listed = space.app.entries.rows(EVERY_ENTRY, limit=60)
    for row in listed:
        model = RowsModel(space.runner, space.app.entries)
        model.set_filter(EVERY_ENTRY)
        model._pages.clear()
        model.find(row.id, row.created_at, found.append)
    assert found == list(range(60))


def test_another_day_begins_while_the_window_is_open(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At midnight, after a sleep, in another zone, or when the clock is set back."""
    for clock in ("2030-01-01", "2030-01-02", "2030-01-09", "1970-01-01", "2040-06-01"):
        today = date.fromisoformat(clock)
        monkeypatch.setattr(calendar, "today", lambda today=today: today)
        with qtbot.waitSignal(space.strip_shown):
            space.look_at_clock()
        assert space.strip.describe(DAYS - 1).startswith("Today")
        assert space.strip.describe(DAYS - 2).startswith("Yesterday")
        assert space.strip._day(0) == today - timedelta(days=DAYS - 1)
        space.grab()
    with qtbot.assertNotEmitted(space.strip_shown, wait=50):
        space.look_at_clock()


def test_chosen_days_stay_chosen_over_midnight(space: Space) -> None:
    strip = space.strip
    strip._choose(40, 45)
    chosen = (strip._day(40), strip._day(45))
    for ahead, places in ((1, (39, 44)), (41, (0, 4)), (60, None)):
        strip.show_timeline(space.timeline.timeline, chosen[0] + timedelta(days=49 + ahead))
        assert strip._chosen == places


def test_entries_of_another_age_stand_under_their_own_day(space: Space) -> None:
    for at in ("0001-01-01T00:00+23:59", "0026-05-01T10:00Z", "9999-12-31T23:59-23:59"):
        space.app.entries.write("Words.", at=datetime.fromisoformat(at))
    space.journal.refresh()
    model = space.journal.model
    spoken = [model.index(number).data() for number in range(3)]
    assert "31 December 9999" in spoken[0]
    assert "1 May 0026" in spoken[1]
    assert "1 January 0001" in spoken[2]
    for number in range(3):
        space.journal.open(model.index(number).data(RowRole).id)
        space.grab()
