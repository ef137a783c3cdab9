"""The window while another program holds the journal: nothing waits, and nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, QTimerEvent
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.database import connect
from samo_desktop.store.journal import Journal
from tests.gui.conftest import Watch
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

HELD_UP = 0.5
"""Seconds: a call that waits for the journal takes longer, whatever else this computer does."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with five entries."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        for n in range(5):
            Autocommit(journal).add_entry(source="text", text=f"Note {n}.")
    return place


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another program writes to the journal."""
    connection = connect(layout.database(folder), None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


class Beat(QTimer):
    """Measures how long the window answered nothing.

    Without a connection: a timer that is in a cycle may be deleted on another thread, which ends
    the process.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.perf_counter()
        self.start(5)

    def timerEvent(self, event: QTimerEvent) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def stored(space: Space) -> list[Entry]:
    """What the journal holds, asked on another thread than the window's."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(space.app.entries.all).result()


def shows(space: Space, text: str) -> bool:
    """Whether the page shows an entry of that text."""
    entry = space.journal.open_entry
    return entry is not None and space.journal.entry.text.toPlainText() == text


def test_typing_deleting_and_opening_hold_nothing_up(
    qtbot: QtBot, watch: Watch, space: Space, folder: Path
) -> None:
    qtbot.waitUntil(lambda: shows(space, "Note 4."))
    page = space.journal.entry
    third = space.journal.model.row(2)
    assert third is not None
    with held(folder):
        beat = Beat()
        qtbot.keyClicks(page.text, "Slowly. ")
        page.flush()
        qtbot.wait(300)
        qtbot.keyClicks(page.text, "And more. ")
        space.actions_["delete"].trigger()
        space.journal.open(third.id)
        space.write()
        space.journal.open(third.id)
        qtbot.wait(1200)
        assert page.text.toPlainText() == "Slowly. And more. Note 4.", "nothing could be saved yet"
        assert beat.longest < HELD_UP
    qtbot.waitUntil(lambda: shows(space, "Note 2."), timeout=20_000)
    qtbot.waitUntil(lambda: space.actions_["undo"].isEnabled())
    assert {entry.text for entry in stored(space)} == {f"Note {n}." for n in range(4)}
    space.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: shows(space, "Slowly. And more. Note 4."))
    assert beat.longest < HELD_UP
    assert watch.seen == []


def test_nothing_in_a_whole_visit_asks_on_the_windows_thread(
    qtbot: QtBot, watch: Watch, space: Space
) -> None:
    qtbot.waitUntil(lambda: shows(space, "Note 4."))
    page = space.journal.entry
    space.write()
    qtbot.keyClicks(page.title, "A title")
    qtbot.keyClicks(page.text, "I was so happy that I danced.")
    qtbot.keyClicks(page.tags.field, "dance")
    page.flush()
    qtbot.waitUntil(lambda: bool(page.feelings.chips), timeout=20_000)
    page.correcting.say("joy", False)
    qtbot.waitUntil(lambda: "joy" not in {chip.feeling.label for chip in page.feelings.chips})
    space.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "joy" in {chip.feeling.label for chip in page.feelings.chips})
    acts = space.journal.acts
    acts.change_date()
    qtbot.waitUntil(lambda: acts.dating is not None)
    acts.dating.day.setText("2001-02-03")
    acts.dating.save.click()
    qtbot.waitUntil(lambda: space.journal.list.currentIndex().row() == 5)
    with qtbot.waitSignal(space.timeline.ready, timeout=20_000):
        space.go("timeline")
    with qtbot.waitSignal(space.settings.feelings.shown):
        space.go("settings")
    space.go("journal")
    space.status.open()
    qtbot.waitUntil(space.status.panel.isVisible)
    space.status.panel.close()
    space.actions_["delete"].trigger()
    qtbot.waitUntil(space.journal.deleted.isVisible)
    space.deleting.show_deleted()
    dialog = space.deleting.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    dialog.restore.click()
    qtbot.waitUntil(lambda: shows(space, "I was so happy that I danced."))
    dialog.done_.click()
    assert watch.seen == [], watch.seen[0]


def test_the_last_keystrokes_are_saved_before_the_window_is_gone(
    qtbot: QtBot, threads: None, window: MainWindow, space: Space, folder: Path
) -> None:
    qtbot.waitUntil(lambda: shows(space, "Note 4."))
    page = space.journal.entry
    qtbot.keyClicks(page.text, "Slowly. ")
    page.flush()
    qtbot.keyClicks(page.text, "And more. ")
    window.close()
    assert window.workspace is None
    with Journal.open(folder, write=False) as journal:
        texts = {entry.text for entry in journal.entries()}
    assert "Slowly. And more. Note 4." in texts
