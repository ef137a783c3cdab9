"""Where the window is on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from samo_desktop import paths
from samo_desktop.gui.shell import window_place
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.window_place import FIRST, FRAME, LEAST, WindowPlace, fitted
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from tests.gui.fakes import TestServices


def stored() -> Path:
    return paths.settings_file().with_name("window-place")


def shown(qtbot: QtBot, folder: Path, services: TestServices) -> MainWindow:
    window = MainWindow(folder, Settings(), services, place=WindowPlace())
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.mark.parametrize(
    "screen",
    [
        QRect(0, 0, 1280, 800),
        QRect(0, 27, 1280, 773),
        QRect(64, 27, 1216, 700),
        QRect(0, 0, 1024, 700),
        QRect(0, 0, 800, 500),
        QRect(0, 40, 800, 440),
        QRect(1920, 0, 640, 400),
        QRect(-1280, -200, 1280, 760),
    ],
)
@pytest.mark.parametrize(
    "wanted",
    [
        QRect(0, 0, FIRST.width(), FIRST.height()),
        QRect(5000, 4000, 300, 200),
        QRect(-900, -900, 4000, 3000),
    ],
)
def test_it_is_never_beyond_the_screen(screen: QRect, wanted: QRect) -> None:
    frame = FRAME
    found = fitted(wanted, frame, screen)
    outer = QRect(found.topLeft(), found.size() + frame)
    assert screen.contains(outer)
    assert found.width() == min(wanted.width(), screen.width() - frame.width())


def test_size_and_place_are_remembered(qtbot: QtBot, folder: Path, services: TestServices) -> None:
    window = shown(qtbot, folder, services)
    room = window.screen().availableGeometry()
    chosen = QRect(room.left() + 6, room.top() + 40, LEAST.width() + 8, LEAST.height() + 16)
    window.setGeometry(chosen)
    window.close()
    assert stored().stat().st_mode & 0o077 == 0
    again = shown(qtbot, folder, services)
    assert again.size() == chosen.size()
    assert again.pos() == chosen.topLeft()
    again.close()


def test_a_maximised_window_comes_back_maximised(
    qtbot: QtBot, folder: Path, services: TestServices
) -> None:
    window = shown(qtbot, folder, services)
    window.showMaximized()
    window.close()
    again = shown(qtbot, folder, services)
    assert again.isMaximized()
    again.close()


@pytest.mark.parametrize("content", [b"", b"what is this", b"\0" * 100_000])
def test_a_file_that_is_not_ours_is_left_aside(
    qtbot: QtBot, folder: Path, services: TestServices, content: bytes
) -> None:
    stored().parent.mkdir(parents=True, exist_ok=True)
    stored().write_bytes(content)
    window = shown(qtbot, folder, services)
    room = window.screen().availableGeometry()
    assert room.contains(window.geometry())
    assert window.size() == FIRST.boundedTo(room.size() - FRAME)
    window.close()


def test_where_nothing_can_be_kept_the_window_closes_all_the_same(
    qtbot: QtBot, folder: Path, services: TestServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    window = shown(qtbot, folder, services)
    monkeypatch.setattr(window_place, "write_whole", full)
    assert window.close()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_record_can_be_seen_in_the_smallest_window(
    qtbot: QtBot, folder: Path, services: TestServices, scale: float
) -> None:
    window = shown(qtbot, folder, services)
    look().apply(Settings(text_scale=scale))
    window.resize(window.minimumSize())
    qtbot.wait(1)
    assert window.workspace is not None
    record = window.workspace.dock.record
    place = QRect(record.mapTo(window, record.rect().topLeft()), record.size())
    assert window.rect().contains(place), (window.rect(), place)
    assert isinstance(window, QMainWindow)
    look().apply(Settings())
    window.close()
