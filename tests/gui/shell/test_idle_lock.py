"""The journal is locked when nobody has touched the window for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.shell.idle_lock import IdleLock
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP
from tests.gui.shell.test_locking import PASSPHRASE, unlock
from tests.gui.space import space_of


class Clock:
    """A clock on the wall that a test turns."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Watch:
    """An IdleLock of five minutes, and how often it was due."""

    def __init__(self) -> None:
        self.clock, self.busy, self.due = Clock(), False, 0
        self.lock = IdleLock(lambda: self.busy, now=self.clock)
        self.lock.due.connect(self._count)
        self.lock.set_minutes(5)

    def _count(self) -> None:
        self.due += 1

    def after(self, minutes: float) -> int:
        """How often it was due, so many minutes later."""
        self.clock.seconds += 60 * minutes
        self.lock.look()
        return self.due


@pytest.fixture
def watch(qapp: object) -> Iterator[Watch]:
    made = Watch()
    yield made
    made.lock.set_minutes(0)


def test_it_is_due_after_so_many_minutes_and_once(watch: Watch) -> None:
    assert watch.after(4.9) == 0
    assert watch.after(0.2) == 1
    assert watch.after(60) == 1  # who did not lock had a reason
    watch.lock.touch()
    assert watch.after(5) == 2


def test_input_counts(watch: Watch, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    assert watch.after(4) == 0
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert watch.after(4) == 0
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert watch.after(4) == 0
    assert watch.after(2) == 1


def test_a_recording_and_a_voice_that_plays_need_no_input(watch: Watch) -> None:
    watch.busy = True
    assert watch.after(30) == 0
    watch.busy = False
    assert watch.after(4) == 0
    assert watch.after(2) == 1


def test_a_clock_that_is_set_back_locks_later_and_not_never(watch: Watch) -> None:
    assert watch.after(-600) == 0
    assert watch.after(5) == 1


def test_never_is_never(watch: Watch) -> None:
    watch.lock.set_minutes(0)
    assert watch.after(600) == 0


@pytest.mark.slow
def test_the_window_locks_and_keeps_what_was_typed(
    qtbot: QtBot, tmp_path: Path, open_window: Callable[[Path], MainWindow]
) -> None:
    place = tmp_path / "encrypted"
    Journal.create(place, PASSPHRASE, cost=CHEAP)[0].close()
    window = open_window(place)
    unlock(qtbot, window)
    space = space_of(window)
    space.workspace.context.change_settings(lock_after=5)
    space.write()
    space.journal.entry.text.insertPlainText("Half a thought")
    clock = Clock()
    space.workspace.idle_lock._now = clock
    space.workspace.idle_lock.touch()
    clock.seconds += 301
    with qtbot.waitSignal(window.locked):
        space.workspace.idle_lock.look()
    assert isinstance(window.page, UnlockPage)
    del space
    unlock(qtbot, window)
    [entry] = space_of(window).app.entries.all()
    assert entry.text == "Half a thought"


@pytest.mark.slow
def test_a_journal_without_a_passphrase_is_not_locked(window: MainWindow) -> None:
    space = space_of(window)
    space.workspace.context.change_settings(lock_after=1)
    assert space.workspace.idle_lock._minutes == 0
