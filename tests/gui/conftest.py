"""The window on no screen, opened on a journal of the test's own."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, SignalInstance
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from samo_desktop.store.database import Connection, Pool
from samo_desktop.store.journal import Journal
from tests.gui.fakes import TestServices
from tests.gui.space import Space, space_of

Waiting = Callable[[SignalInstance, Callable[[], bool]], None]


@pytest.fixture
def services() -> TestServices:
    """A microphone is there, models answer at once."""
    return TestServices()


@pytest.fixture(autouse=True)
def _windows_are_gone(qapp: QApplication) -> None:
    """Deletes the windows of earlier tests; where no event loop ran, each look would dress them."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Watch:
    """Where the window's thread asked the database; another program may hold that for seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        for name in ("reading", "writing"):
            monkeypatch.setattr(Pool, name, self._told(getattr(Pool, name)))

    def _told(self, ask: Callable[[Pool], AbstractContextManager[Connection]]) -> Any:
        def told(pool: Pool) -> AbstractContextManager[Connection]:
            if threading.current_thread() is threading.main_thread():
                self.seen.append("".join(traceback.format_stack(limit=14)))
            return ask(pool)

        return told


@pytest.fixture
def watch(threads: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Sees who asks the database, with executors as in the program."""
    return Watch(monkeypatch)


@pytest.fixture
def threads(services: TestServices) -> None:
    """Work is done on threads, as in the program: for tests in which waiting is the subject."""
    services.threads = True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty journal without encryption."""
    place = tmp_path / "journal"
    Journal.create(place, None)[0].close()
    return place


@pytest.fixture
def open_window(qtbot: QtBot, services: TestServices) -> Iterator[Callable[[Path], MainWindow]]:
    """Opens windows, and closes them after the test."""
    windows: list[MainWindow] = []

    def open_(folder: Path) -> MainWindow:
        look().apply(Settings())
        window = MainWindow(folder, Settings(), services)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    yield open_
    for window in windows:
        if not window.close():  # it asks once about a recording
            window.close()


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[Path], MainWindow], folder: Path) -> MainWindow:
    """A window whose journal is open."""
    made = open_window(folder)
    if made.workspace is None:
        with qtbot.waitSignal(made.opened):
            pass
    return made


@pytest.fixture
def space(qtbot: QtBot, window: MainWindow) -> Space:
    """The open journal, once it has looked for a microphone."""
    shown = space_of(window)
    with qtbot.waitSignal(shown.strip_shown):
        shown.settle()
    return shown


@pytest.fixture
def until(qtbot: QtBot) -> Waiting:
    """Waits for a signal after which something holds."""

    def wait(signal: SignalInstance, holds: Callable[[], bool]) -> None:
        if not holds():
            with qtbot.waitSignal(signal, check_params_cb=lambda *_: holds(), timeout=10_000):
                pass

    return wait


@pytest.fixture
def until_done(space: Space, until: Waiting) -> Callable[[str], None]:
    """Waits until an entry has been read and the window shows it."""

    def wait(entry_id: str) -> None:
        page = space.journal
        until(
            page.refreshed,
            lambda: (
                space.app.entries.get(entry_id).state == "done"
                and (page.entry.entry is None or page.entry.entry.state == "done")
            ),
        )

    return wait
