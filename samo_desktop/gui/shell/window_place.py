"""Where the window is on the screen, and how large: remembered, and never beyond the screen."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.gui.style.theme import GRID
from samo_desktop.system.files import make_private_folder, write_whole

_log = logging.getLogger(__name__)

FIRST = QSize(150 * GRID, 100 * GRID)
"""The size of the first time, where the screen has room for it."""
LEAST = QSize(96 * GRID, 56 * GRID)
"""The least that a window can be, unless its screen is smaller still."""
FRAME = QSize(2 * GRID, 6 * GRID)
"""What a window's title and borders take, before the window system tells how much it is."""
LONGEST = 4096
"""Bytes of a file that can be ours."""


class WindowPlace:
    """Remembers a window's size, place and whether it is maximised, in a file of its own."""

    def restore(self, window: QWidget) -> None:
        """Puts `window` where it was; the first time, or if that screen is gone, where it fits."""
        window.resize(FIRST)
        stored = _read()
        if not (stored and window.restoreGeometry(stored)):
            window.resize(FIRST)
        fit(window)

    def remember(self, window: QWidget) -> None:
        """Takes note of where `window` is; where that cannot be kept, it is not."""
        try:
            file = _file()
            if not file.parent.exists():
                make_private_folder(file.parent)
            write_whole(file, bytes(window.saveGeometry().data()))
        except (OSError, SamoError) as error:
            _log.warning("The window's place was not kept: %s", type(error).__name__)


def fit(window: QWidget) -> None:
    """Makes `window`, and the least it can be, no larger than its screen has room for."""
    screen = QGuiApplication.screenAt(window.geometry().center()) or window.screen()
    room = screen.availableGeometry()
    most = room.size() - _frame(window)
    window.setMinimumSize(window.minimumSize().boundedTo(most))
    if window.isMaximized() or window.isFullScreen():
        return
    place = fitted(QRect(window.pos(), window.size()), _frame(window), room)
    window.resize(place.size())
    window.move(place.topLeft())


def fitted(wanted: QRect, frame: QSize, room: QRect) -> QRect:
    """The place and the size in `room` that are nearest to those `wanted`, `frame` not counted."""
    size = wanted.size().boundedTo(room.size() - frame)
    outer = size + frame
    left = max(room.left(), min(wanted.left(), room.right() + 1 - outer.width()))
    top = max(room.top(), min(wanted.top(), room.bottom() + 1 - outer.height()))
    return QRect(QPoint(left, top), size)


def _frame(window: QWidget) -> QSize:
    drawn = window.frameGeometry().size() - window.geometry().size()
    return drawn.expandedTo(FRAME)


def _file() -> Path:
    return paths.settings_file().with_name("window-place")


def _read() -> QByteArray | None:
    try:
        with _file().open("rb") as file:
            return QByteArray(file.read(LONGEST))
    except (OSError, SamoError):
        return None
