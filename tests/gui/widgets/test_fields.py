"""The wheel scrolls the page, and changes nothing on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import samo_desktop.gui
from samo_desktop.gui.widgets.fields import Combo
from tests.gui.space import Space


def turn(widget: QWidget, by: int, *, whole: bool = False) -> None:
    """Turns the wheel over `widget`; `whole` sends the turn to its window, as a system does."""
    at = QPointF(widget.rect().center())
    if whole:
        at = QPointF(widget.mapTo(widget.window(), at.toPoint()))
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget.window().windowHandle() if whole else widget, event)


def controls(parent: QWidget) -> list[QWidget]:
    """What a wheel could change in `parent`."""
    kinds = (QComboBox, QAbstractSpinBox, QAbstractSlider)
    found = [widget for kind in kinds for widget in parent.findChildren(kind)]
    return [widget for widget in found if not isinstance(widget, QScrollBar)]


def state(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    return widget.value() if isinstance(widget, QAbstractSlider) else widget.property("value")


@pytest.mark.slow
def test_the_wheel_changes_no_control_of_any_page_and_scrolls(space: Space) -> None:
    settings = space.app.settings
    for name in space.pages:
        space.go(name)
    found = controls(space.window())
    assert len([widget for widget in found if isinstance(widget, QComboBox)]) >= 6
    bar = space.settings.page.area.verticalScrollBar()
    QApplication.processEvents()
    assert bar.maximum() > 0
    for widget in found:
        widget.setFocus()
        before = state(widget)
        turn(widget, -240)
        turn(widget, 120)
        assert state(widget) == before, widget.objectName()
    bar.setValue(0)
    turn(space.settings.appearance.theme, -240, whole=True)
    assert bar.value() > 0
    assert space.app.settings == settings


def test_keys_still_choose(qtbot: QtBot) -> None:
    box = Combo()
    qtbot.addWidget(box)
    box.addItems(["one", "two", "three"])
    box.show()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "two"


@pytest.mark.parametrize("kind", ["QComboBox", "QSpinBox", "QDoubleSpinBox", "QSlider", "QDial"])
def test_controls_that_take_the_wheel_are_made_nowhere(kind: str) -> None:
    folder = Path(samo_desktop.gui.__file__).parent
    made = re.compile(rf"\b{kind}\(\)|\b{kind}\(Qt")
    assert [file.name for file in folder.rglob("*.py") if made.search(file.read_text())] == []
