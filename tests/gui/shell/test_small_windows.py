"""Nothing that is said is cut off for good in the smallest window, or with large type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.transcript import Transcript
from samo_desktop.gui.onboarding.first_steps import FirstSteps
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.shell.actions import Actions, Name
from samo_desktop.gui.shell.dock import Dock
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from tests.gui.shown import cut_off
from tests.gui.space import Space, space_of
from tests.support.autocommit import Autocommit
from tests.support.work import ended

pytestmark = pytest.mark.slow

NOTES = (
    "Only the second of two tracks holds a voice; that one was heard.",
    "The last 3 seconds were left out: no words could be made out in them.",
)


@pytest.fixture(params=[1.0, 1.5])
def small(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    window: MainWindow,
    space: Space,
    until_done: Callable[[str], None],
) -> Space:
    """An entry with much to note in the smallest window."""
    entry = space.app.entries.write(
        "We walked by the canal. I was happy, and scared, and sad, and tired."
    )
    until_done(entry.id)
    assert space.app.session.workers is not None
    space.app.session.workers.close()
    heard = Transcript("A walk.", "en", "test", "test", (), 12.4, 0.1, notes=NOTES)
    error = EntryError("keep", "The recording is damaged: 2 of 10 seconds could be read.", "Try.")
    Autocommit(space.app.session.journal).set_transcript(entry.id, heard, replace_text=False)
    ended(space.app.session.journal, entry.id, "done", error)
    look().apply(Settings(text_scale=request.param))
    window.resize(window.minimumSize())
    space.journal.refresh()
    space.journal.show_entry(entry.id)
    qtbot.wait(50)
    return space


def test_all_that_is_noted_can_be_scrolled_to(qtbot: QtBot, small: Space) -> None:
    page = small.journal.entry
    says = page.status.text
    assert all(note in says.text() for note in NOTES)
    assert "damaged" in says.text()
    qtbot.waitUntil(lambda: says.height() >= says.heightForWidth(says.width()))
    place = page.scroller
    inside = place.widget()
    assert inside.height() == place.viewport().height() + place.verticalScrollBar().maximum()
    assert inside.width() <= place.viewport().width()


def test_tools_are_never_cut(small: Space) -> None:
    page = small.journal.entry
    for tool in (page.original, page.again, page.delete):
        assert tool.isVisible()
        assert tool.width() >= tool.sizeHint().width()
        assert tool.accessibleName()


def test_a_long_notice_has_the_whole_width(qtbot: QtBot, small: Space) -> None:
    dock = small.dock
    dock.remind("The setting theme cannot be 'blue'. 'system' is used instead. " * 3)
    qtbot.wait(50)
    notice = dock.notice
    assert notice.height() >= notice.heightForWidth(notice.width())
    assert notice.width() > dock.width() / 2
    assert dock.height() < small.height() / 2
    tall = dock.height()
    dock.tell("Saved.")
    qtbot.wait(50)
    assert dock.height() < tall


def test_a_window_that_opens_small_has_no_strip(
    qtbot: QtBot, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "new")
    look().apply(Settings(text_scale=2.0))
    window.resize(window.minimumSize())
    page = window.page
    assert isinstance(page, WelcomePage)
    page.without.setChecked(True)
    with qtbot.waitSignal(window.steps_shown):
        page.begin.click()
    steps = window.page
    assert isinstance(steps, FirstSteps)
    steps.show_step(len(steps.sheets))
    assert window.workspace is not None
    assert not space_of(window).strip.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_dock_fits_and_record_keeps_its_word(
    qtbot: QtBot, window: MainWindow, space: Space, scale: float
) -> None:
    look().apply(Settings(text_scale=scale))
    window.setMinimumSize(1, 1)
    window.resize(800, 500)
    dock = space.dock
    dock.show_working("Working on 12 entries… About 25 minutes left.")
    dock.offer_details(True)
    for says in ("", "Deleted “The call with my mother”. It can be brought back for 30 days."):
        dock.tell(says, undo=bool(says))
        qtbot.wait(30)
        shown = [
            each for each in dock.findChildren(QWidget) if each.isVisible() and not each.layout()
        ]
        for each in shown:
            place = QRect(each.mapTo(dock, QPoint(0, 0)), each.size())
            assert dock.rect().contains(place), each
            if each is not dock.record:
                beside = QRect(dock.record.mapTo(dock, QPoint(0, 0)), dock.record.size())
                assert not beside.intersects(place), (each, "covers Record")
        assert dock.record.text().strip() == "Record"
        assert list(cut_off(dock)) == []
        rail = window.findChild(QWidget, "rail")
        assert list(cut_off(rail)) == []


def test_buttons_beside_record_lose_their_words_before_they_are_cut(
    qtbot: QtBot, window: MainWindow, space: Space
) -> None:
    look().apply(Settings(text_scale=2.0))
    window.setMinimumSize(1, 1)
    window.resize(560, 600)
    qtbot.wait(30)
    dock = space.dock
    assert dock.record.text().strip() == "Record"
    assert dock.write.text() == dock.bring.text() == ""
    assert dock.write.accessibleName() == "Write"
    assert "Ctrl+N" in dock.write.toolTip()
    window.resize(1400, 800)
    qtbot.wait(30)
    assert dock.write.text().strip() == "Write"


def test_an_empty_journal_says_how_to_begin(qtbot: QtBot, window: MainWindow, space: Space) -> None:
    window.resize(800, 500)
    journal = space.journal
    assert journal.panes.narrow
    assert journal.invitation.isVisible()
    space.app.entries.write("A walk.")
    journal.refresh()
    qtbot.waitUntil(journal.list.isVisible)
    assert not journal.invitation.isVisible()


def test_the_first_entry_of_a_journal_is_not_hidden_by_its_list(
    qtbot: QtBot, window: MainWindow, space: Space
) -> None:
    window.resize(800, 500)
    journal = space.journal
    entry = space.app.entries.write("A walk.")
    journal.current = entry.id  # it is being opened
    journal.panes.show_page()
    journal.refresh()
    qtbot.waitUntil(lambda: journal.model.rowCount() == 1)
    assert journal.pages.isVisible()


def test_buttons_of_the_rail_are_alike(window: MainWindow, space: Space) -> None:
    rail = window.findChild(QWidget, "rail")
    buttons = rail.findChildren(QToolButton)
    assert len({(each.x(), each.width()) for each in buttons}) == 1
    left = buttons[0].x()
    assert rail.width() == 2 * left + buttons[0].width(), "in the middle"


def test_record_and_play_grow_with_the_type(window: MainWindow, space: Space) -> None:
    play = space.journal.entry.player.button
    look().apply(Settings(text_scale=1.0))
    small = play.iconSize().height()
    look().apply(Settings(text_scale=2.0))
    assert play.iconSize().height() > 1.5 * small
    assert space.dock.record.height() >= space.dock.write.height()


def test_icons_of_the_rail_grow_with_the_type(window: MainWindow, space: Space) -> None:
    button = window.findChild(QToolButton, "timeline_button")
    sides = []
    for scale in (1.0, 1.5, 2.0):
        look().apply(Settings(text_scale=scale))
        line = button.fontMetrics().height()
        assert button.iconSize().height() >= line
        drawn = button.icon().actualSize(button.iconSize()).height()
        assert drawn == button.iconSize().height(), "drawn as large as it is to be"
        sides.append(drawn)
    assert sides[2] > 1.8 * sides[0]


def test_a_dock_that_is_left_over_can_be_dressed(qtbot: QtBot) -> None:
    """Where a window is deleted, its actions go first."""
    owner = QWidget()
    qtbot.addWidget(owner)
    actions = Actions(owner)
    dock = Dock(actions)
    qtbot.addWidget(dock)
    dock.show_recording(False)
    for name in list(actions):
        shiboken6.delete(actions[cast(Name, name)])
    dock.resize(300, 80)
    dock.fit()
    assert dock.record.text().strip() == "Record"
