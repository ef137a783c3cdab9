"""The list: many entries on a screen, their day always in sight, every key from entry to entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import EntryRow
from samo_desktop.domain.standing import Standing
from samo_desktop.gui.journal.day_heading import DayHeading
from samo_desktop.gui.journal.entry_delegate import EDGE, EntryDelegate
from samo_desktop.gui.journal.entry_list import EntryList
from samo_desktop.gui.journal.rows import RowRole, RowsModel
from samo_desktop.gui.operations.changes import ANYTHING
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from tests.gui.inline import inline
from tests.gui.journal.test_rows import MANY, ManyRows, shown


class Rows(ManyRows):
    """Many entries, the first of which are as a test has them."""

    def __init__(self, *first: EntryRow) -> None:
        super().__init__()
        self.first = first

    def row(self, number: int) -> EntryRow:
        return self.first[number] if number < len(self.first) else super().row(number)


@pytest.fixture
def scaled() -> Iterator[None]:
    yield
    look().apply(Settings())


def view(qtbot: QtBot, rows: ManyRows, width: int = 360) -> tuple[EntryList, RowsModel, DayHeading]:
    model = shown(rows, inline())
    made = EntryList()
    qtbot.addWidget(made)
    made.setItemDelegate(EntryDelegate(made))
    heading = DayHeading(made)
    qtbot.addWidget(heading)
    made.setModel(model)
    heading.follow(model)
    made.resize(width, 640)
    heading.resize(width, 30)
    made.show()
    heading.show()
    heading.show_day()
    return made, model, heading


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_rows_are_two_lines_high(qtbot: QtBot, scaled: None, scale: float) -> None:
    made, model, _heading = view(qtbot, ManyRows())
    look().apply(Settings(text_scale=scale))
    qtbot.wait(1)
    height = made.visualRect(model.index(0)).height()
    lines = made.fontMetrics().height()
    assert 2 * lines <= height
    assert height <= 54 * scale


def test_the_day_of_the_topmost_row_stays_in_sight(qtbot: QtBot) -> None:
    made, model, heading = view(qtbot, ManyRows())
    bar = made.verticalScrollBar()
    assert heading.text().startswith("Today")
    for place in (1, 5, 40, 1_000, 77_777, MANY - 100):
        bar.setValue(place * made.visualRect(model.index(0)).height() + 5)
        row = model.row(place)
        assert row is not None
        assert heading.text() == formats.full_day(row.created_at.date()) or place == 1
    assert model.rowCount() == MANY, "no row of the list is a heading"


def test_a_heading_without_room_takes_a_shorter_name(qtbot: QtBot) -> None:
    made, _model, heading = view(qtbot, ManyRows())
    made.verticalScrollBar().setValue(made.verticalScrollBar().maximum() // 2)
    whole = heading.text()
    heading.resize(heading.fontMetrics().horizontalAdvance(whole) + 2 * EDGE - 1, 30)
    assert len(heading.text()) < len(whole)
    assert heading.fontMetrics().horizontalAdvance(heading.text()) <= heading.width() - 2 * EDGE
    heading.resize(500, 30)
    assert heading.text() == whole


def test_keys_go_from_entry_to_entry(qtbot: QtBot) -> None:
    made, model, _heading = view(qtbot, ManyRows())
    made.setCurrentIndex(model.index(0))
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(made, key)
        seen.append(made.currentIndex().row())
        assert made.currentIndex().data(RowRole) is not None
    assert seen == [1, 2, 1, MANY - 1, 0]
    qtbot.keyClick(made, Qt.Key.Key_PageDown)
    page = made.currentIndex().row()
    assert 5 < page < 20
    qtbot.keyClick(made, Qt.Key.Key_PageUp)
    assert made.currentIndex().row() == 0
    for letter in "sz ":
        qtbot.keyClick(made, letter)
    assert made.currentIndex().row() == 0


def inked(picture: QImage, left: int, right: int, top: int, bottom: int) -> int:
    """How many pixels between these are of the colour of ink."""
    return sum(
        picture.pixelColor(x, y).lightness() < 110
        for x in range(left, right)
        for y in range(top, bottom)
    )


def test_text_from_right_to_left_lies_right(qtbot: QtBot) -> None:
    plain = ManyRows().row(0)
    rows = Rows(
        replace(plain, title="שלום", first_words="שלום", feelings=(), seconds=None),
        replace(plain, title="Hello", first_words="Hello", feelings=(), seconds=None),
    )
    made, model, _heading = view(qtbot, rows, 800)
    picture = made.viewport().grab().toImage()
    for place, right in ((0, True), (1, False)):
        area = made.visualRect(model.index(place))
        third = area.width() // 3
        top, bottom = area.top() + 4, area.top() + area.height() // 2
        in_left = inked(picture, 90, 90 + third, top, bottom)
        in_right = inked(picture, area.right() - third, area.right() - 60, top, bottom)
        assert (in_right > in_left) == right


@pytest.mark.parametrize("width", [40, 120, 260, 900])
def test_every_row_can_be_drawn_at_every_width(qtbot: QtBot, width: int) -> None:
    plain = ManyRows().row(0)
    text = "🎉 " + "Donaudampfschifffahrt" * 9
    rows = Rows(
        replace(plain, title=text[:60], first_words=text),
        replace(plain, title="", first_words="", state="failed"),
        replace(plain, title="", first_words="", state="recording", seconds=None),
    )
    made, model, _heading = view(qtbot, rows, width)
    model.set_recording(plain.id, Standing.PAUSED)
    assert not made.viewport().grab().isNull()
    model.refresh(ANYTHING)
    assert not made.viewport().grab().isNull()
