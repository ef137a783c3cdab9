"""What the theme promises is what is drawn: pixels of real controls, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from samo_desktop.domain.emotion import Feeling
from samo_desktop.gui.entry.feelings import Chip
from samo_desktop.gui.style.colours import HUES
from samo_desktop.gui.style.theme import look
from samo_desktop.gui.widgets.parts import button
from samo_desktop.settings import Settings
from tests.support.contrast import contrast

Drawn = Callable[[QWidget], QWidget]


@pytest.fixture(params=["light", "dark"])
def drawn(request: pytest.FixtureRequest, qtbot: QtBot) -> Drawn:
    """Shows a control alone on the paper of a page."""
    look().apply(Settings(theme=request.param))

    def draw(control: QWidget) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 20, 20, 20)
        column.addWidget(control)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitExposed(page)
        page.setFocus()
        return page

    return draw


def most(page: QWidget, control: QWidget, left: int, right: int) -> float:
    """The strongest contrast to the paper within columns of a control, at half its height."""
    picture = page.grab().toImage()
    at = control.mapTo(page, QPoint(0, control.height() // 2))
    paper = QColor(look().colours.paper)
    return max(contrast(picture.pixelColor(at.x() + x, at.y()), paper) for x in range(left, right))


@pytest.mark.parametrize(
    "make", [QLineEdit, QComboBox, lambda: button("Choose", "plain", "it"), QCheckBox]
)
def test_borders_are_seen(drawn: Drawn, make: Callable[[], QWidget]) -> None:
    control = make()
    page = drawn(control)
    assert most(page, control, 0, 12) >= 3


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit])
def test_placeholders_can_be_read(
    drawn: Drawn, make: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    field = make()
    field.setPlaceholderText("████████")
    page = drawn(field)
    picture = page.grab().toImage()
    at = field.mapTo(page, QPoint(0, 0))
    paper = QColor(look().colours.paper)
    assert (
        max(
            contrast(picture.pixelColor(at.x() + x, at.y() + y), paper)
            for x in range(16, 40)
            for y in range(6, 20)
        )
        >= 4.5
    )


@pytest.mark.parametrize("family", list(HUES))
@pytest.mark.parametrize("checked", [False, True])
def test_icons_of_chips_are_seen(drawn: Drawn, family: str, checked: bool) -> None:
    chip = Chip(Feeling(family, 0.9))
    chip.setChecked(checked)
    page = drawn(chip)
    picture = page.grab().toImage()
    ground = picture.pixelColor(chip.mapTo(page, QPoint(chip.width() // 2, 4)))
    assert ground != QColor(look().colours.paper), "a tint"
    at = chip.mapTo(page, QPoint(0, 0))
    icon = range(8, 10 + look().icon_size)
    found = max(
        contrast(picture.pixelColor(at.x() + x, at.y() + y), ground)
        for x in icon
        for y in range(4, chip.height() - 4)
    )
    assert found >= 3


@pytest.mark.parametrize("role", ["primary", "record", "plain", "add", "link", "quiet"])
def test_the_focus_is_seen(qtbot: QtBot, drawn: Drawn, role: str) -> None:
    control = button("Go", role, "it", "add" if role == "add" else "")
    page = drawn(control)
    qtbot.waitUntil(lambda: not control.hasFocus())
    before = page.grab().toImage()
    control.setFocus()
    QApplication.processEvents()
    after = page.grab().toImage()
    at = control.mapTo(page, QPoint(0, control.height() // 2))
    changed = [
        contrast(before.pixelColor(at.x() + x, at.y()), after.pixelColor(at.x() + x, at.y()))
        for x in range(4)
    ]
    assert sum(each >= 3 for each in changed) >= 1, changed


def test_the_handle_of_a_scroll_bar_is_seen(drawn: Drawn) -> None:
    area = QScrollArea()
    tall = QWidget()
    tall.setFixedSize(100, 4000)
    area.setWidget(tall)
    page = drawn(area)
    bar = area.verticalScrollBar()
    picture = page.grab().toImage()
    at = bar.mapTo(page, QPoint(bar.width() // 2, 8))
    assert contrast(picture.pixelColor(at), QColor(look().colours.paper)) >= 3
