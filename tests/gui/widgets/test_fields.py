"""The wheel scrolls the page, and changes nothing on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
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


def turn(widget: QWidget, by: int) -> None:
    """Turns the wheel over `widget`, which need not be in sight."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


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
    assert len([widget for widget in found if isinstance(widget, QComboBox)]) >= 5
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
    box = space.settings.appearance.theme
    at = QPointF(box.mapTo(box.window(), box.rect().center()))
    QTest.wheelEvent(box.window().windowHandle(), at, QPoint(0, -240))
    QApplication.processEvents()
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
