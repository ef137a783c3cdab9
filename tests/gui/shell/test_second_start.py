"""A second start of the program raises the first window, and asks for nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.raise_requests import MOST_WAITING, RaiseRequests
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from samo_desktop.system import single_instance
from samo_desktop.system.single_instance import RAISE, RAISED, SingleInstance
from tests.gui.fakes import CHEAP, TestServices

SECRET = "plum tree and goat"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no Unix sockets")


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of the test's own, whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="samo-") as name:
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        monkeypatch.setattr(single_instance, "ANSWER_SECONDS", 0.5)
        yield Path(name)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """An encrypted journal that nobody has open."""
    folder = tmp_path / "locked"
    Journal.create(folder, SECRET, cost=CHEAP)[0].close()
    return folder


@pytest.fixture
def first(
    qtbot: QtBot, runtime: Path, services: TestServices, locked: Path
) -> Iterator[MainWindow]:
    """A window that asks for the passphrase."""
    instance = SingleInstance()
    assert instance.claim(locked) == "first"
    window = MainWindow(locked, Settings(), services, requests=RaiseRequests(instance))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def connected(runtime: Path) -> socket.socket:
    [address] = runtime.glob("*.socket")
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect(str(address))
    return connection


def test_it_comes_to_the_front(qtbot: QtBot, first: MainWindow, runtime: Path) -> None:
    first.showMinimized()
    with connected(runtime) as asking:
        asking.sendall(RAISE)
        qtbot.waitUntil(lambda: not first.isMinimized())
        assert asking.recv(16) == RAISED


def test_the_program_itself_asks_and_ends(qtbot: QtBot, first: MainWindow, locked: Path) -> None:
    first.showMinimized()
    second = subprocess.Popen(
        [sys.executable, "-m", "samo_desktop", "--journal", str(locked)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
    assert second.returncode == 0
    assert not first.isMinimized()


@pytest.mark.parametrize("said", [b"quit\n", b"raise", b"raise\nraise\n", b"\0" * 4000, b""])
def test_nothing_else_is_understood(
    qtbot: QtBot, first: MainWindow, runtime: Path, said: bytes
) -> None:
    first.showMinimized()
    with connected(runtime) as asking:
        asking.sendall(said)
        asking.shutdown(socket.SHUT_WR)
        qtbot.wait(50)
        asking.settimeout(0.5)
        try:
            answer = asking.recv(16)
        except ConnectionResetError:  # what was not read
            answer = b""
    assert answer == b""
    assert first.isMinimized()


def test_those_who_keep_silent_are_let_go(qtbot: QtBot, first: MainWindow, runtime: Path) -> None:
    silent = []
    for _number in range(MOST_WAITING + 1):
        silent.append(connected(runtime))
        qtbot.wait(20)
    assert silent[0].recv(1) == b"", "the oldest has to go"
    with connected(runtime) as asking:
        asking.sendall(RAISE)
        qtbot.wait(50)
        assert asking.recv(16) == RAISED
    for each in silent:
        each.close()


def test_a_journal_that_a_command_has_open_is_said_before_the_passphrase_is_asked_for(
    qtbot: QtBot, services: TestServices, locked: Path
) -> None:
    command = Journal.open(locked, SECRET)
    window = MainWindow(locked, Settings(), services)
    qtbot.addWidget(window)
    window.show()
    page = window.page
    assert isinstance(page, UnlockPage)
    assert "Another program" in page.problem.text()
    assert page.secret.isHidden()
    command.close()
    qtbot.keyClick(page.open, Qt.Key.Key_Return)
    page = window.page
    assert isinstance(page, UnlockPage)
    assert page.secret.isVisible()
    assert page.problem.text() == ""
    page.secret.setText(SECRET)
    page.open.click()
    assert window.workspace is not None
    window.close()


def test_a_window_that_hangs_is_said(
    qtbot: QtBot, runtime: Path, services: TestServices, locked: Path
) -> None:
    hanging = SingleInstance()
    assert hanging.claim(locked) == "first"
    mine = SingleInstance()
    assert mine.claim(locked) == "silent"
    window = MainWindow(locked, Settings(), services, requests=RaiseRequests(mine))
    qtbot.addWidget(window)
    window.show()
    page = window.page
    assert isinstance(page, UnlockPage)
    assert "not responding" in page.problem.text()
    assert page.secret.isHidden()
    hanging.close()
    page.open.click()
    page = window.page
    assert isinstance(page, UnlockPage)
    assert page.secret.isVisible()
    window.close()


def test_another_journal_that_has_a_window_raises_that_one(
    qtbot: QtBot, first: MainWindow, services: TestServices, locked: Path, tmp_path: Path
) -> None:
    services.threads = True
    other = SingleInstance()
    assert other.claim(tmp_path / "other") == "first"
    Journal.create(tmp_path / "other", SECRET, cost=CHEAP)[0].close()
    window = MainWindow(tmp_path / "other", Settings(), services, requests=RaiseRequests(other))
    qtbot.addWidget(window)
    window.show()
    assert isinstance(window.page, UnlockPage)
    first.showMinimized()
    with qtbot.waitSignal(window.refused):
        window.page.folder_wanted.emit(locked)
    assert not first.isMinimized()
    assert isinstance(window.page, UnlockPage)
    assert "another window" in window.page.problem.text()
    window.close()
