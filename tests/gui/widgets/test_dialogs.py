"""Dialogs are no larger than the window below, and grow where they stand."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.dialogs import resize_within
from samo_desktop.gui.widgets.scrolled import scrolled


def test_a_dialog_is_no_larger_than_the_window_below(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    inner = QWidget(window)
    dialog = QDialog(inner)
    resize_within(dialog, 200, 100)
    assert (dialog.width(), dialog.height()) == (200, 100)
    resize_within(dialog, 2000, 1000)
    assert (dialog.width(), dialog.height()) == (400 - 4 * GRID, 300 - 4 * GRID)


def test_a_dialog_grows_to_all_sides(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 600)
    dialog = QDialog(window)
    resize_within(dialog, 200, 100)
    dialog.open()
    before = dialog.geometry().center()
    resize_within(dialog, 400, 300)
    moved = dialog.geometry().center() - before
    assert moved.manhattanLength() <= 2


def test_what_scrolls_ends_where_its_text_ends(qtbot: QtBot) -> None:
    inside = QWidget()
    text = QLabel("Larger models make fewer mistakes and know more languages. " * 30, inside)
    text.setWordWrap(True)
    QVBoxLayout(inside).addWidget(text)
    area: QScrollArea = scrolled(inside, "Text")
    qtbot.addWidget(area)
    area.resize(600, 200)
    area.show()
    assert inside.height() == inside.heightForWidth(inside.width())
    before = inside.height()
    area.hide()
    text.setText(text.text() * 2)  # what comes while it is out of sight is not squeezed in
    area.show()
    qtbot.waitUntil(lambda: inside.height() > 1.5 * before)
