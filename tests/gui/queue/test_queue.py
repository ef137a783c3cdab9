"""What is being worked out: progress, time left, cancelling and trying again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import JobEnded, Progress
from samo_desktop.gui.queue.waiting import MOST, waiting
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.store.jobs import NewJob
from tests.gui.fakes import FakeRecording
from tests.gui.space import Space
from tests.support.autocommit import Autocommit
from tests.support.work import ended

pytestmark = pytest.mark.slow


@pytest.fixture
def still(space: Space) -> Space:
    """The open journal, in which nothing is worked on."""
    assert space.app.session.workers is not None
    space.app.session.workers.close()
    return space


def queue(space: Space, name: str, seconds: float = 600.0) -> str:
    """An entry that waits to be heard."""
    jobs = [NewJob("keep", {"path": f"/x/{name}"}), NewJob("transcribe", {"seconds": seconds})]
    return Autocommit(space.app.session.journal).add_entry(source="voice", jobs=jobs).id


def hear(space: Space, entry_id: str, minutes: int, of: float = 600.0) -> None:
    """Ten seconds of sound a second, a point each second."""
    now = [0.0]
    space.status.pace._clock = lambda: now[0]
    for second in range(minutes * 6 + 1):
        now[0] += 1
        space.status.progress(Progress(entry_id, "transcribe", second * 10 / of))


def test_the_dock_says_how_many_and_how_long(still: Space) -> None:
    still.status.refresh()
    assert still.dock.working.text() == ""
    assert not still.dock.details.isVisible()
    first = queue(still, "a.mp3")
    queue(still, "b.mp3", 3000.0)
    still.status.refresh()
    assert still.dock.working.text() == "Working on 2 entries…"
    assert still.dock.details.isVisible()
    hear(still, first, 5)
    assert still.dock.working.text() == "Working on 2 entries… About 6 minutes left."
    still.status.looking(2, 9)
    assert still.dock.working.text() == "Checking file 3 of 9…"
    still.status.looked()
    assert still.dock.working.text().startswith("Working on 2 entries")


def test_the_line_leaves_a_recording_alone(still: Space) -> None:
    queue(still, "a.mp3")
    still.recorder._recording = FakeRecording(still.app, "0123456789ab")
    still.dock.show_working("Recording, 0:12")
    still.status.refresh()
    assert still.dock.working.text() == "Recording, 0:12"
    still.recorder._recording = None


def test_the_panel_shows_each_entry_with_its_progress(still: Space) -> None:
    first, second = queue(still, "a.mp3"), queue(still, "b.mp3")
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    assert panel.isVisible()
    assert [row.name.text() for row in panel.rows.values()] == ["a.mp3", "b.mp3"]
    assert panel.rows[second].says.text() == "Queued"
    hear(still, first, 5)
    assert panel.rows[first].bar.value() == 500
    assert panel.rows[first].says.text() == "Transcribing… 50 % · Less than a minute left."
    assert panel.left.text() == "About 2 minutes left."
    third = queue(still, "c.mp3")
    still.status.refresh()
    assert list(panel.rows) == [first, second, third]
    assert panel.rows[first].bar.value() == 500  # nothing jumps back
    panel.close()


def test_the_panel_is_as_high_as_what_it_lists(still: Space) -> None:
    for name in ("Interview with grandma, the second part.mp3", "b.mp3"):
        queue(still, name)
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    assert panel._area.verticalScrollBar().maximum() == 0
    last = list(panel.rows.values())[-1]
    assert panel._area.height() - last.geometry().bottom() <= 2 * GRID
    panel.show_items([], "")
    assert panel.height() <= panel._area.height() + 4 * GRID, "and no void above the line"
    panel.close()


def test_one_is_cancelled_and_tried_again(qtbot: QtBot, still: Space) -> None:
    first, second = queue(still, "a.mp3"), queue(still, "b.mp3")
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    panel.rows[first].button.click()
    assert still.app.entries.get(first).state == "failed"
    assert list(panel.rows) == [second, first]
    assert "cancelled" in panel.rows[first].says.text()
    assert panel.rows[first].button.text().strip() == "Try again"
    panel.rows[first].button.click()
    assert still.app.entries.get(first).state == "waiting"
    assert panel.rows[first].button.text().strip() == "Cancel"
    panel.close()


def test_rows_are_named_in_one_way(still: Space) -> None:
    file = queue(still, "a.mp3")
    journal = Autocommit(still.app.session.journal)
    note = journal.add_entry(source="voice", jobs=[NewJob("transcribe")]).id
    text = journal.add_entry(
        source="text", text="The call with my mother.", jobs=[NewJob("analyse")]
    ).id
    still.status.refresh()
    still.dock.details.click()
    rows = still.status.panel.rows
    assert rows[file].name.text() == "a.mp3"
    assert re.fullmatch(r"Voice note, \w{3} \d+:\d\d.*", rows[note].name.text())
    assert rows[text].name.text().startswith("The call with my mother")
    assert {row.says.text() for row in rows.values()} == {"Queued"}
    still.status.panel.close()


def test_the_keyboard_stays_at_its_row(qtbot: QtBot, still: Space) -> None:
    first, second = queue(still, "a.mp3"), queue(still, "b.mp3")
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    panel.rows[first].button.setFocus()
    qtbot.keyClick(panel.rows[first].button, Qt.Key.Key_Return)
    assert panel.rows[first].button.text().strip() == "Try again"
    assert panel.rows[first].button.hasFocus()
    still.app.entries.purge(first)
    still.status.refresh()
    assert panel.rows[second].button.hasFocus()
    still.app.entries.purge(second)
    still.status.refresh()
    assert panel.isAncestorOf(panel.focusWidget())
    panel.close()


def test_a_double_click_cancels_one(qtbot: QtBot, still: Space) -> None:
    ids = [queue(still, f"{n}.mp3") for n in range(3)]
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    qtbot.mouseClick(panel.rows[ids[0]].button, Qt.MouseButton.LeftButton)
    for entry_id in ids:
        qtbot.mouseClick(panel.rows[entry_id].button, Qt.MouseButton.LeftButton)
    assert [still.app.entries.get(i).state for i in ids] == ["failed", "waiting", "waiting"]
    panel.close()


def test_all_are_cancelled(still: Space) -> None:
    ids = [queue(still, f"{n}.mp3") for n in range(3)]
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    panel.cancel_all.click()
    assert {still.app.entries.get(i).state for i in ids} == {"failed"}
    assert not panel.cancel_all.isVisible()
    assert set(panel.rows) == set(ids)
    assert still.dock.working.text() == ""
    assert still.dock.details.isVisible()  # they can be tried again from there
    panel.close()


def test_what_fails_is_offered_again_and_what_is_done_goes(still: Space) -> None:
    entry = queue(still, "a.mp3")
    error = EntryError("keep", "The file is not there.", "Check its name.")
    ended(still.app.session.journal, entry, "failed", error)
    still.status.ended(JobEnded(entry, "keep", "failed"))
    still.status.refresh()
    still.dock.details.click()
    panel = still.status.panel
    assert panel.rows[entry].says.text() == "The file is not there. Check its name."
    assert not panel.rows[entry].bar.isVisible()
    for step in ("keep", "transcribe", "analyse"):
        ended(still.app.session.journal, entry, "done", step=step)
    still.status.ended(JobEnded(entry, "analyse", "done"))
    still.status.refresh()
    assert panel.rows == {}
    assert not still.dock.details.isVisible()
    panel.close()


def test_an_entry_that_was_deleted_meanwhile_does_no_harm(still: Space) -> None:
    entry = queue(still, "a.mp3")
    still.status.refresh()
    still.dock.details.click()
    row = still.status.panel.rows[entry]
    still.app.entries.purge(entry)
    row.button.click()
    assert still.status.panel.rows == {}
    assert waiting(still.app.entries, [entry]).items == []
    still.status.panel.close()


def test_very_many_entries_stay_few_rows(still: Space) -> None:
    for n in range(MOST + 12):
        queue(still, f"{n}.mp3")
    still.status.refresh()
    still.dock.details.click()
    assert len(still.status.panel.rows) == MOST
    texts = [label.text() for label in still.status.panel.findChildren(type(still.dock.working))]
    assert "and 12 more" in texts
    still.status.panel.close()


def test_every_control_of_the_panel_has_a_name_and_says_which_entry(still: Space) -> None:
    entry = queue(still, "a.mp3")
    still.status.refresh()
    still.status.open()
    row = still.status.panel.rows[entry]
    assert row.button.accessibleName() == "Cancel"
    assert row.button.accessibleDescription() == "a.mp3"
    assert row.bar.accessibleName() == "Progress of a.mp3"
    assert row.name.textFormat() == Qt.TextFormat.PlainText
    still.status.panel.close()


def test_a_real_file_goes_through_the_line_and_leaves_it_empty(
    qtbot: QtBot, space: Space, tmp_path: Path, until_done: Callable[[str], None]
) -> None:
    from tests.gui.importing.test_importing import note

    with qtbot.waitSignal(space.desk.importer.ended, timeout=20_000) as ended:
        space.bring_in([note(tmp_path, "memo.wav")])
    until_done(ended.args[0].added[0].id)
    qtbot.waitUntil(lambda: space.dock.working.text() == "", timeout=10_000)
    assert not space.dock.details.isVisible()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (10, "Less than a minute left."),
        (60, "About 1 minute left."),
        (300, "About 5 minutes left."),
        (5400, "About 1 h 30 min left."),
    ],
)
def test_time_left_in_words(seconds: float, said: str) -> None:
    assert formats.left(seconds) == said
