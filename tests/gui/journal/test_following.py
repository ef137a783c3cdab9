"""The list follows the user: to what they made, to the newest of a filter, and back to all."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain import calendar
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.errors import SamoError
from samo_desktop.gui.journal.rows import RowRole
from samo_desktop.gui.journal.strip import DAYS
from samo_desktop.gui.operations.changes import changed
from samo_desktop.services.reading import EntryReader
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeRecording
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

MANY = 300


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with some entries a day for three months."""
    place = tmp_path / "journal"
    now = calendar.now()
    with Journal.create(place, None)[0] as journal, journal.transaction() as change:
        for number in range(MANY):
            at = now - timedelta(hours=7 * number + 1)
            change.add_entry(source="text", text=f"Note {number}. And more.", at=at)
    return place


@pytest.fixture(autouse=True)
def recordings(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings whose sound does not matter."""

    def start(device: str | None = None) -> FakeRecording:
        entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
        return FakeRecording(space.app, entry.id)

    monkeypatch.setattr(space.app.recordings, "start", start)


def top(space: Space) -> str:
    """The id of the entry whose row is the topmost in view."""
    return str(space.journal.list.indexAt(QPoint(20, 0)).data(RowRole).id)


def in_view(space: Space) -> bool:
    """Whether the row of the open entry is selected and can be seen whole."""
    view = space.journal.list
    index = view.currentIndex()
    if not index.isValid() or index.data(RowRole).id != space.journal.current:
        return False
    return bool(view.viewport().rect().contains(view.visualRect(index)))


def far_down(space: Space) -> None:
    """Opens an old entry, and scrolls to it."""
    row = space.journal.model.row(200)
    assert row is not None
    space.journal.show_entry(row.id)
    assert in_view(space)
    assert space.journal.list.verticalScrollBar().value() > 5_000


def test_what_is_written_is_selected_and_in_view(qtbot: QtBot, space: Space) -> None:
    far_down(space)
    space.write()
    qtbot.keyClicks(space.journal.entry.text, "A new day.")
    space.journal.entry.flush()
    assert space.journal.open_entry is not None
    assert space.journal.open_entry.text == "A new day."
    qtbot.waitUntil(lambda: in_view(space))
    assert space.journal.list.currentIndex().row() == 0


def test_what_is_recorded_is_selected_and_in_view(qtbot: QtBot, space: Space) -> None:
    far_down(space)
    space.actions_["record"].trigger()
    qtbot.waitUntil(lambda: space.recorder.entry_id != "" and in_view(space))
    entry_id = space.journal.current
    assert entry_id == space.recorder.entry_id
    far_down(space)
    space.actions_["record"].trigger()
    qtbot.waitUntil(lambda: space.recorder.entry_id == "" and in_view(space))
    assert space.journal.current == entry_id


def test_a_paused_recording_is_paused_in_the_list(qtbot: QtBot, space: Space) -> None:
    space.actions_["record"].trigger()
    qtbot.waitUntil(lambda: space.recorder.entry_id != "" and in_view(space))
    index = space.journal.list.currentIndex()
    assert "Recording now" in index.data()
    space.actions_["pause"].trigger()
    qtbot.waitUntil(lambda: "Recording paused" in index.data())
    space.actions_["pause"].trigger()
    qtbot.waitUntil(lambda: "Recording now" in index.data())
    space.actions_["record"].trigger()
    qtbot.waitUntil(lambda: space.recorder.entry_id == "")


@pytest.mark.parametrize("way", ["strip", "chart"])
def test_a_filter_shows_its_newest_entry_at_the_top(space: Space, way: str) -> None:
    far_down(space)
    day = calendar.today() - timedelta(days=30)
    if way == "strip":
        space.strip._choose(DAYS - 40, DAYS - 31)
    else:
        chosen = Filter(
            since=datetime.combine(day - timedelta(days=9), time()),
            until=datetime.combine(day, time()),
        )
        space.go("timeline")
        space.context.show_entries(chosen, "Some days")
    model = space.journal.model
    newest = model.row(0)
    assert newest is not None
    assert top(space) == newest.id
    assert space.journal.current == newest.id
    assert in_view(space)


def test_a_filter_says_what_it_shows_and_how_to_end_it(qtbot: QtBot, space: Space) -> None:
    bar = space.journal.filter_bar
    assert not bar.isVisible()
    far_down(space)
    opened = space.journal.current
    space.strip._choose(DAYS - 40, DAYS - 31)
    shown = space.journal.model.rowCount()
    assert bar.isVisible()
    assert f"{shown} entries" in bar.says.text()
    qtbot.mouseClick(bar.clear, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert space.journal.model.rowCount() == MANY
    assert space.strip._chosen is None
    assert in_view(space), "the open entry is not lost sight of"
    space.journal.show_entry(opened)
    space.strip._choose(DAYS - 40, DAYS - 31)
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Escape)
    assert space.journal.model.rowCount() == MANY
    space.strip._choose(DAYS - 40, DAYS - 31)
    qtbot.keyClick(space.journal.entry.text, Qt.Key.Key_Escape)
    assert space.journal.model.rowCount() == MANY


def test_a_new_entry_that_a_filter_hides_is_told(qtbot: QtBot, space: Space) -> None:
    bar = space.journal.filter_bar
    space.strip._choose(DAYS - 40, DAYS - 31)
    assert not bar.hidden.isVisible()
    entry = space.app.entries.write("Another day.")
    space.runner.publish(changed(entry.id, listed=True))
    qtbot.waitUntil(bar.hidden.isVisible)
    assert bar.hidden.text() == "1 new entry isn't shown by this filter."
    again = space.app.entries.write("And another.")
    space.runner.publish(changed(again.id, listed=True))
    qtbot.waitUntil(lambda: bar.hidden.text().startswith("2 new entries"))
    inside = space.app.entries.write("Then.", at=calendar.now() - timedelta(days=33))
    before = space.journal.model.rowCount()
    space.runner.publish(changed(inside.id, listed=True))
    qtbot.waitUntil(lambda: space.journal.model.rowCount() == before + 1)
    assert bar.hidden.text().startswith("2 new entries"), "that one is shown"
    space.actions_["clear_filter"].trigger()
    assert not bar.isVisible()
    space.strip._choose(DAYS - 40, DAYS - 31)
    assert not bar.hidden.isVisible(), "they are new no more"


def test_rows_stay_where_they_are_when_others_come_above(qtbot: QtBot, space: Space) -> None:
    far_down(space)
    at_top = top(space)
    entry = space.app.entries.write("From another program.")
    space.runner.publish(changed(entry.id, listed=True))
    qtbot.waitUntil(lambda: space.journal.model.rowCount() == MANY + 1)
    assert top(space) == at_top


def test_an_entry_comes_under_a_filter_once_it_is_read(qtbot: QtBot, space: Space) -> None:
    space.journal.set_filter(Filter(tag="garden"), "garden")
    assert space.journal.model.rowCount() == 0
    assert space.journal.list_title.text() == "No entries here"
    entry = space.app.entries.all(EVERY_ENTRY, limit=1)[0]
    Autocommit(space.app.session.journal).update_entry(entry.id, tags=("garden",))
    space.runner.publish(changed(entry.id))
    assert space.journal.model.rowCount() == 1


def test_entries_that_cannot_be_loaded_are_asked_for_again(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = space.journal
    journal.model.known = False
    with monkeypatch.context() as broken:
        error = SamoError("The disk does not answer.", "Wait.")

        def fail(*_: object, **__: object) -> None:
            raise error

        broken.setattr(EntryReader, "rows", fail)
        journal.refresh_list()
        assert journal.list_title.text() == "Your entries could not be loaded"
        assert "Nothing is lost" in journal.list_says.text()
        assert journal.list_again.isVisible()
    journal.list_again.click()
    assert journal.list.isVisible()
