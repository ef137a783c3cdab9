"""Where an entry's date is from, and changing it on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from samo_desktop.domain.calendar import local
from samo_desktop.domain.entry import DateSource
from samo_desktop.gui.entry.date_dialog import DateDialog, moved, parsed_day, parsed_time, shown_day
from samo_desktop.gui.style import formats
from samo_desktop.store.journal import Journal
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton
TOKYO = timezone(timedelta(hours=9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five entries, one a day."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        for n in range(1, 6):
            at = local(datetime(2025, 3, n, 10, 14, 30))
            Autocommit(journal).add_entry(source="text", text=f"Note {n}.", at=at)
    return place


@pytest.fixture(autouse=True)
def locale() -> Iterator[None]:
    """The tests read English dates."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def opened(qtbot: QtBot, space: Space) -> DateDialog:
    """The form, opened from the page of the open entry."""
    qtbot.mouseClick(space.journal.entry.when, LEFT)
    dialog = space.journal.acts.dating
    assert dialog is not None
    return dialog


def test_the_date_is_changed_and_the_entry_goes_to_its_place(qtbot: QtBot, space: Space) -> None:
    entry_id = space.journal.current
    dialog = opened(qtbot, space)
    assert (dialog.day.text(), dialog.time.text()) == ("5 March 2025", "10:14")
    assert dialog.focusWidget() is dialog.day
    dialog.day.selectAll()
    qtbot.keyClicks(dialog.day, "02/03/2025")
    assert dialog.calendar.selectedDate() == QDate(2025, 3, 2)
    dialog.time.selectAll()
    qtbot.keyClicks(dialog.time, "23:05")
    qtbot.keyClick(dialog.time, Qt.Key.Key_Return)
    entry = space.app.entries.get(entry_id)
    assert entry.created_at == local(datetime(2025, 3, 2, 23, 5))
    assert space.journal.list.currentIndex().row() == 2
    assert space.journal.current == entry_id
    assert "2 Mar" in space.journal.entry.when.text()
    assert space.journal.acts.dating is None
    assert space.dock.undo.isVisible()
    space.actions_["undo"].trigger()
    assert space.app.entries.get(entry_id).created_at == local(datetime(2025, 3, 5, 10, 14, 30))
    assert space.journal.list.currentIndex().row() == 0


@pytest.mark.usefixtures("threads")
def test_a_double_click_while_words_are_being_saved_asks_once(qtbot: QtBot, space: Space) -> None:
    page = space.journal.entry
    qtbot.waitUntil(lambda: page.entry is not None)
    qtbot.keyClicks(page.text, "More. ")
    for _ in range(2):
        page.when.click()
    qtbot.waitUntil(lambda: space.journal.acts.dating is not None)
    qtbot.waitUntil(lambda: not page.typing.holds("text"))
    space.context.executors.journal.settle()
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, DateDialog)]
    assert len(dialogs) == 1
    dialogs[0].reject()


def test_esc_changes_nothing(qtbot: QtBot, space: Space) -> None:
    before = space.app.entries.get(space.journal.current)
    dialog = opened(qtbot, space)
    qtbot.keyClicks(dialog.day, "1/1/2001")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert space.app.entries.get(before.id) == before
    assert not space.actions_["undo"].isEnabled()
    opened(qtbot, space).save.click()
    assert space.app.entries.get(before.id) == before, "the same date is no change"


@pytest.mark.parametrize(
    ("day", "clock"),
    [("", "10:00"), ("soon", "10:00"), ("31/02/2025", "10:00"), ("05/03/2025", "25:00")],
)
def test_what_is_no_date_is_said(qtbot: QtBot, space: Space, day: str, clock: str) -> None:
    before = space.app.entries.get(space.journal.current)
    dialog = opened(qtbot, space)
    dialog.day.setText(day)
    dialog.time.setText(clock)
    dialog.save.click()
    assert dialog.isVisible()
    assert "This is not a" in dialog.problem.text()
    assert space.app.entries.get(before.id) == before
    dialog.reject()


def test_a_day_of_the_calendar(qtbot: QtBot, space: Space) -> None:
    dialog = opened(qtbot, space)
    dialog.calendar.clicked.emit(QDate(2024, 2, 29))
    assert dialog.day.text() == "29 February 2024"
    dialog.save.click()
    found = space.app.entries.get(space.journal.current).created_at
    assert found == local(datetime(2024, 2, 29, 10, 14, 30)), "seconds stay"


@pytest.mark.parametrize("year", [1, 26, 99, 100, 1582, 9999])
def test_any_year_can_be_shown_and_given(qtbot: QtBot, space: Space, year: int) -> None:
    dialog = opened(qtbot, space)
    dialog.day.setText(f"{year:04}-12-31")
    dialog.save.click()
    assert space.app.entries.get(space.journal.current).created_at.year == year
    again = opened(qtbot, space)
    assert parsed_day(again.day.text()) == date(year, 12, 31)
    again.reject()


@pytest.mark.parametrize(
    ("source", "says"),
    [("clock", ""), ("user", ""), ("tags", "tags"), ("name", "name"), ("file", "last changed")],
)
def test_where_the_date_is_from(space: Space, source: DateSource, says: str) -> None:
    page = space.journal.entry
    assert page.entry is not None
    page._show(replace(page.entry, date_source=source), fresh=True)
    assert page.date_source.isVisible() == bool(says)
    assert says in page.date_source.text()
    assert page.date_source.text() == formats.date_source(source)


def test_which_file_an_entry_came_from(space: Space) -> None:
    page = space.journal.entry
    assert page.entry is not None
    name = "PTT-20250304-WA0003.opus"
    came = replace(page.entry, title=name, text="", file_name=name, date_source="name")
    page._show(came, fresh=True)
    told = page.date_source.text().replace("\u200b", "")
    assert told == f"Imported from {name} · Date from the file's name"
    assert page.title.text() == "", "the file's name is no title that somebody gave"
    page._show(replace(came, date_source="user"), fresh=True)
    assert page.date_source.text().replace("\u200b", "") == f"Imported from {name}"
    page._show(replace(came, title="Talk with Anna", titled=True), fresh=True)
    assert page.title.text() == "Talk with Anna"


def test_a_new_page_has_no_date_to_change(qtbot: QtBot, space: Space) -> None:
    space.journal.write()
    assert not space.journal.entry.when.isEnabled()
    qtbot.mouseClick(space.journal.entry.when, LEFT)
    assert space.journal.acts.dating is None


@pytest.mark.parametrize("name", ["en_US", "en_GB", "de_DE", "fr_FR", "ja_JP", "ar_EG", "fi_FI"])
def test_what_is_shown_can_be_read_back_in_every_language(name: str) -> None:
    QLocale.setDefault(QLocale(name))
    for day in (date(2025, 3, 4), date(1, 1, 1), date(9999, 12, 31)):
        assert parsed_day(shown_day(day)) == day
    for clock in (time(0, 0), time(9, 5), time(12, 0), time(23, 59)):
        at = datetime.combine(date(2025, 3, 4), clock)
        assert parsed_time(formats.clock(at)) == clock


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4 March 2025", date(2025, 3, 4)),
        (" 4  Mar  2025 ", date(2025, 3, 4)),
        ("March 4, 2025", date(2025, 3, 4)),
        ("2025-03-04", date(2025, 3, 4)),
        ("04/03/2025", date(2025, 3, 4)),
        ("4/3/25", None),
        ("2025-02-30", None),
        ("0000-01-01", None),
        ("10000-01-01", None),
        ("\ud800", None),
    ],
)
def test_days_as_they_are_typed(text: str, day: date | None) -> None:
    assert parsed_day(text) == day


def test_a_day_without_its_leading_zeros() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert parsed_day("4.3.2025") == parsed_day("04.03.2025") == date(2025, 3, 4)
        assert parsed_day("4.3.25") is None
    finally:
        QLocale.setDefault(QLocale.c())


@given(st.datetimes(timezones=st.sampled_from([UTC, TOKYO])), st.dates(), st.times(), st.booleans())
def test_the_day_is_the_one_that_was_given(
    at: datetime, day: date, clock: time, home: bool
) -> None:
    found = moved(local(at.replace(tzinfo=None)) if home else at, day, clock.replace(fold=0))
    assert found.date() == day
    assert found.utcoffset() is not None


def test_an_entry_from_elsewhere_keeps_its_offset() -> None:
    at = datetime(2025, 3, 4, 10, 14, 30, tzinfo=TOKYO)
    assert moved(at, date(2025, 3, 5), time(10, 14)) == at + timedelta(days=1)
    assert moved(at, date(2025, 3, 4), time(8, 0)) == datetime(2025, 3, 4, 8, tzinfo=TOKYO)
