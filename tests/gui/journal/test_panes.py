"""List and page side by side, or one of them at a time with a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain import calendar
from samo_desktop.gui.journal.strip import DAYS
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with some entries."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        for n in range(4):
            Autocommit(journal).add_entry(source="text", text=f"Note {n}.")
    return place


@pytest.fixture
def narrow(window: MainWindow, space: Space) -> Space:
    """A window in which list and page do not both fit."""
    window.resize(800, 560)
    assert space.journal.panes.narrow
    return space


def seen(space: Space) -> tuple[bool, bool]:
    """Whether the list is in view, and the page."""
    return space.journal.list.isVisible(), space.journal.pages.isVisible()


def test_both_are_shown_where_they_fit(window: MainWindow, space: Space) -> None:
    for width, both in ((1280, True), (1024, True), (800, False), (1920, True)):
        window.resize(width, 800)
        assert seen(space) == (True, both), width
        assert space.journal.panes.back.isVisible() is False
        if both:
            assert space.journal.panes.right.width() > space.journal.list.width()


def test_an_opened_entry_takes_the_place_of_the_list(qtbot: QtBot, narrow: Space) -> None:
    journal = narrow.journal
    assert seen(narrow) == (True, False)
    journal.list.setFocus()
    qtbot.keyClick(journal.list, Qt.Key.Key_Down)
    assert seen(narrow) == (True, False), "keys go from entry to entry"
    qtbot.keyClick(journal.list, Qt.Key.Key_Return)
    assert seen(narrow) == (False, True)
    assert journal.entry.text.toPlainText() == "Note 2."
    qtbot.wait(10)  # the button is laid out
    qtbot.mouseClick(journal.panes.back, LEFT)
    assert seen(narrow) == (True, False)
    assert journal.list.hasFocus()
    qtbot.wait(10)
    spot = journal.list.visualRect(journal.model.index(3)).center()
    qtbot.mouseClick(journal.list.viewport(), LEFT, pos=spot)
    assert seen(narrow) == (False, True)
    assert journal.entry.text.toPlainText() == "Note 0."
    qtbot.keyClick(journal.entry.text, Qt.Key.Key_Escape)
    assert seen(narrow) == (True, False)


def test_what_is_written_deleted_or_asked_for_is_shown(qtbot: QtBot, narrow: Space) -> None:
    journal = narrow.journal
    narrow.write()
    assert seen(narrow) == (False, True)
    assert journal.entry.text.hasFocus()
    qtbot.keyClicks(journal.entry.text, "New.")
    journal.entry.flush()
    narrow.actions_["delete"].trigger()
    assert seen(narrow) == (True, False), "the next one was not asked for"
    assert journal.list.hasFocus()
    row = journal.model.row(1)
    assert row is not None
    narrow.context.open_entry(row.id)
    assert seen(narrow) == (False, True)


def test_nothing_is_lost_when_the_window_grows(window: MainWindow, narrow: Space) -> None:
    narrow.write()
    window.resize(1280, 800)
    assert seen(narrow) == (True, True)
    window.resize(800, 560)
    assert seen(narrow) == (False, True)


def test_the_heading_names_the_first_day_of_a_list_that_is_hidden(
    qtbot: QtBot, narrow: Space
) -> None:
    """A list is as wide as nothing while the page takes its place."""
    journal = narrow.journal
    long_ago = calendar.now() - timedelta(days=9)
    old = narrow.app.entries.write("Long ago.", at=long_ago)
    journal.show_entry(old.id)
    qtbot.waitUntil(lambda: journal.list.viewport().width() == 0)
    narrow.strip._choose(DAYS - 10, DAYS - 10)
    assert journal.model.rowCount() == 1
    journal.panes.show_list()
    assert str(long_ago.day) in journal.day.text()
    assert "Today" not in journal.day.text()


@pytest.fixture
def scaled() -> Iterator[None]:
    yield
    look().apply(Settings())


def test_large_type_needs_more_room(scaled: None, window: MainWindow, space: Space) -> None:
    window.resize(1280, 800)
    assert not space.journal.panes.narrow
    look().apply(Settings(text_scale=2.0))
    assert space.journal.panes.narrow


def test_the_list_stays_as_wide_as_it_was_made(
    qtbot: QtBot, window: MainWindow, space: Space, open_window: Callable[[Path], MainWindow]
) -> None:
    window.resize(1280, 800)
    panes = space.journal.panes
    usual = space.journal.list.width()
    panes.splitter.moveSplitter(usual + 60, 1)
    qtbot.waitUntil(lambda: space.context.settings.list_width == usual + 60)
    window.resize(1400, 800)
    assert space.journal.list.width() == usual + 60
    panes.want_width(5_000)
    assert panes.right.width() >= look().measure(40), "the page keeps its room"
    panes.want_width(0)
    assert space.journal.list.width() < 5_000
