"""What a person does with the Tab key."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

SHIFT = Qt.KeyboardModifier.ShiftModifier


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def walk(qtbot: QtBot, *, back: bool = False) -> Iterator[QWidget]:
    """Each control that Tab comes to, once around."""
    first = focused()
    yield first
    for _ in range(100):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier(0))
        if focused() is first:
            return
        yield focused()
    raise AssertionError("Tab does not come back to where it began")
