"""The title: over as many lines as it needs, and suggested by the text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.title import title_from
from samo_desktop.gui.entry.title_field import TitleField
from tests.gui.space import Space

LONG = "A title that goes on and on, because its writer could not stop, ever, not even once"
TEXT = "Today I called my mother on the way home, and she laughed for so long that I did too."


@pytest.fixture
def title(qtbot: QtBot) -> TitleField:
    made = TitleField()
    qtbot.addWidget(made)
    made.resize(300, 50)
    made.show()
    return made


def test_a_long_title_wraps_and_is_never_cut(title: TitleField) -> None:
    one = title.height()
    title.set_text(LONG)
    assert title.height() >= 2 * one - 4
    assert title.height() >= title.document().size().height()
    assert title.verticalScrollBar().maximum() == 0
    title.set_text("")
    assert title.height() == one


def test_it_is_one_paragraph(qtbot: QtBot, title: TitleField) -> None:
    mime = QMimeData()
    mime.setText("one\ntwo\r\n three")
    title.insertFromMimeData(mime)
    assert title.text() == "one two three"
    with qtbot.waitSignal(title.entered):
        qtbot.keyClick(title, Qt.Key.Key_Return)
    assert title.text() == "one two three"


def test_a_suggestion_is_pale_and_taken_by_an_arrow_key_or_its_button(
    qtbot: QtBot, title: TitleField
) -> None:
    title.suggest("A long walk…")
    assert title.text() == ""
    assert title.pale == "A long walk…"
    assert "A long walk…" in title.accessibleDescription()
    with qtbot.waitSignal(title.typed):
        qtbot.keyClick(title, Qt.Key.Key_Right)
    assert title.text() == "A long walk"
    assert title.pale == title.accessibleDescription() == ""
    title.undo()
    assert title.text() == ""
    with qtbot.waitSignal(title.typed):
        title.use.click()
    assert title.text() == "A long walk"


def test_nothing_is_suggested_where_nothing_can_be_written(qtbot: QtBot, title: TitleField) -> None:
    title.setReadOnly(True)
    title.suggest("A long walk")
    qtbot.keyClick(title, Qt.Key.Key_Right)
    assert title.text() == ""
    assert not title.use.isVisible()
    assert title.pale == "A long walk", "the list calls it so as well"


@pytest.mark.slow
def test_the_page_suggests_what_the_list_shows_and_keeps_what_was_taken(
    qtbot: QtBot, space: Space
) -> None:
    entry = space.app.entries.write(TEXT)
    space.journal.open(entry.id)
    page = space.journal.entry
    [row] = space.app.entries.rows()
    assert page.title.pale == row.title == title_from(TEXT)
    qtbot.keyClick(page.title, Qt.Key.Key_Right)
    page.flush()
    assert page.title.text() == "Today I called my mother on the way home"
    page.text.set_text("")
    qtbot.keyClicks(page.text, "Another text.")
    page.flush()
    kept = space.app.entries.get(entry.id)
    assert (kept.title, kept.titled) == ("Today I called my mother on the way home", True)
    assert page.title.text() == kept.title


@pytest.mark.slow
def test_a_title_that_is_the_texts_own_beginning_is_still_the_users(
    qtbot: QtBot, space: Space
) -> None:
    entry = space.app.entries.write("A walk.")
    space.journal.open(entry.id)
    page = space.journal.entry
    qtbot.keyClicks(page.title, "A walk.")
    page.flush()
    page.refresh()
    assert page.title.text() == "A walk."
    page.title.selectAll()
    qtbot.keyClick(page.title, Qt.Key.Key_Delete)
    page.flush()
    assert page.title.text() == ""
    assert not space.app.entries.get(entry.id).titled
