"""Places and sections come from their registries; a page knows nothing of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.domain.filter import Filter
from samo_desktop.gui.operations import entries
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.settings import page as settings_page
from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.settings.sections import SECTIONS
from samo_desktop.gui.shell import workspace as workspaces
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.page import Page, PageContext, Place, Request
from samo_desktop.gui.shell.pages import PLACES
from samo_desktop.gui.widgets.parts import button
from samo_desktop.paths import resources_folder, settings_file
from samo_desktop.settings import load
from tests.gui.space import Space

pytestmark = pytest.mark.slow


class Guests(Page):
    """A place of the test's own, which notes what is asked of it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.noted: list[Any] = []
        self.may_leave = True
        self.only = button("Only", "plain", "only_button")
        QVBoxLayout(self).addWidget(self.only)

    def load(self) -> None:
        self.noted.append("load")

    def take_focus(self) -> None:
        self.only.setFocus()

    def refresh(self, changes: Changes) -> None:
        self.noted.append(changes)

    def another_day(self) -> None:
        self.noted.append("day")

    def leave(self, *, closing: bool) -> bool:
        self.noted.append(("leave", closing))
        return self.may_leave

    def shut(self) -> None:
        self.noted.append("shut")


class GuestSection(Section):
    """A section of the test's own."""

    title = "Guests"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.speed = self.choice("playback_speed", "Speed", [("As it is", 1.0), ("Twice", 2.0)])
        self.learn = self.check("learn_from_corrections", "Learn")
        self.proxy = self.line("proxy", "Proxy")
        for each in (self.speed, self.learn, self.proxy):
            self.row("Row", each)


GUESTS = Place("guests", "Guests", "lock", "Ctrl+9", Guests)


@pytest.fixture(autouse=True)
def _guests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window with one place and one section more: a line each, as in the registries."""
    monkeypatch.setattr(workspaces.Workspace.__init__, "__defaults__", (None, (*PLACES, GUESTS)))
    monkeypatch.setattr(settings_page, "SECTIONS", (*SECTIONS, GuestSection))


@pytest.fixture
def guests(space: Space) -> Guests:
    """The page of that place."""
    page = space.pages["guests"]
    assert isinstance(page, Guests)
    page.noted.clear()
    return page


def test_a_line_gives_a_place_its_button_its_key_and_its_action(
    qtbot: QtBot, window: MainWindow, space: Space, guests: Guests
) -> None:
    rail = window.findChild(QWidget, "rail")
    names = [each.objectName() for each in rail.children() if each.objectName()]
    assert names == [f"{name}_button" for name in ("journal", "timeline", "guests", "settings")]
    assert space.actions_.place("guests").toolTip() == "Guests (Ctrl+9)"
    qtbot.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert space.page is guests
    assert guests.noted == ["load"]
    assert space.actions_.place("guests").isChecked()
    assert not space.actions_.place("journal").isChecked()


def test_a_page_may_keep_the_window_where_it_is(space: Space, guests: Guests) -> None:
    space.go("guests")
    guests.may_leave = False
    space.actions_.place("timeline").trigger()
    assert space.page is guests
    assert space.actions_.place("guests").isChecked(), "the rail says where one is"
    assert not space.actions_.place("timeline").isChecked()
    assert not space.may_close()
    assert guests.noted[-2:] == [("leave", False), ("leave", True)]
    guests.may_leave = True
    space.go("timeline")
    assert space.page is space.timeline


def test_the_keyboard_follows_to_the_page(space: Space, guests: Guests) -> None:
    space.strip.setFocus()
    space.go("guests")
    assert guests.only.hasFocus()


def test_every_page_hears_of_every_change(
    qtbot: QtBot, space: Space, guests: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    space.runner.publish(Changes(models=True))
    assert guests.noted == [Changes(models=True)], "out of sight too"
    monkeypatch.setattr(space.workspace, "_day", None)
    space.look_at_clock()
    assert guests.noted[1:] == ["day"]


def test_what_can_be_undone_is_offered(qtbot: QtBot, space: Space, guests: Guests) -> None:
    undo, redo = space.actions_["undo"], space.actions_["redo"]
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    entry_id = space.app.entries.write("Words.").id
    guests.context.runner.run(entries.delete(entry_id), asked_by=guests)
    qtbot.waitUntil(undo.isEnabled)
    assert "Undo" in undo.toolTip()
    assert space.dock.undo.isVisible()
    space.runner.stack.forget([entry_id])
    assert not undo.isEnabled()
    assert not space.dock.undo.isVisible(), "it went for good by other means"


def test_pages_are_shut_with_the_journal(qtbot: QtBot, window: MainWindow, guests: Guests) -> None:
    noted = guests.noted
    with qtbot.waitSignal(window.locked, timeout=20_000):
        window.lock()
    assert noted == [("leave", True), "shut"]


def test_requests_reach_the_page_that_grants_them(
    qtbot: QtBot, space: Space, guests: Guests
) -> None:
    entry = space.app.entries.write("Words.")
    space.go("guests")
    guests.context.open_entry(entry.id)
    assert space.page is space.place
    qtbot.waitUntil(lambda: space.journal.current == entry.id)
    space.go("guests")
    guests.context.write()
    assert space.page is space.place
    assert space.journal.current == ""
    space.go("guests")
    guests.context.show_entries(Filter(), "All of them")
    qtbot.waitUntil(lambda: space.journal.current == entry.id)
    guests.context.show_deleted()
    assert space.deleting.dialog.isVisible()
    space.deleting.dialog.accept()


def test_every_request_is_granted_by_one_page(space: Space) -> None:
    space.context.check_requests()
    with pytest.raises(ValueError, match="same request"):
        space.context.write.granted_by(print)
    space.context.write = Request[[]]()
    with pytest.raises(LookupError):
        space.context.write()
    with pytest.raises(LookupError, match="write"):
        space.context.check_requests()


def test_two_places_of_one_name_are_a_bug(window: MainWindow, space: Space, services: Any) -> None:
    twice = (*PLACES, replace(GUESTS, name="journal"))
    with pytest.raises(ValueError, match="journal"):
        workspaces.Workspace(space.app, services, window, twice)


def test_every_place_has_an_icon_and_keys_of_its_own() -> None:
    for place in PLACES:
        assert (resources_folder() / "icons" / f"{place.icon}.svg").is_file()
        assert place.keys
    assert len({place.keys for place in PLACES}) == len({each.name for each in PLACES})


def test_a_row_shows_a_setting_and_changes_it(qtbot: QtBot, space: Space) -> None:
    section = next(each for each in space.settings.page.sections if type(each) is GuestSection)
    space.go("settings")
    assert section.speed.currentText() == "As it is"
    section.speed.setCurrentIndex(1)
    section.speed.activated.emit(1)
    qtbot.waitUntil(lambda: space.app.settings.playback_speed == 2.0)
    section.learn.click()
    qtbot.waitUntil(lambda: not space.app.settings.learn_from_corrections)
    assert not space.settings.feelings.learn.isChecked(), "every row of the setting shows it"
    section.proxy.setText(" http://proxy ")
    section.proxy.editingFinished.emit()
    qtbot.waitUntil(lambda: space.app.settings.proxy == "http://proxy")
    kept = load(settings_file())
    assert (kept.playback_speed, kept.learn_from_corrections) == (2.0, False)
    assert kept.proxy == "http://proxy"


def test_a_setting_that_cannot_be_is_told_and_stays(qtbot: QtBot, space: Space) -> None:
    section = next(each for each in space.settings.page.sections if type(each) is GuestSection)
    section.change("playback_speed", 17.0)
    qtbot.waitUntil(lambda: "playback_speed" in space.dock.notice.text())
    assert space.app.settings.playback_speed == 1.0
    assert section.speed.currentText() == "As it is"


def test_settings_that_cannot_be_kept_are_taken_all_the_same(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_file().mkdir(parents=True)  # a folder stands where the file would
    space.context.change_settings(theme="dark")
    qtbot.waitUntil(lambda: space.app.settings.theme == "dark")
    qtbot.waitUntil(lambda: "could not be saved" in space.dock.notice.text())


def test_buttons_of_sections_are_reached_by_tab_in_order(space: Space) -> None:
    space.go("settings")
    space.page.take_focus()
    assert space.settings.appearance.theme.hasFocus()
    assert space.settings.page.findChild(QPushButton, "lock_button") is not None
