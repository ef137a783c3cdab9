"""Writing, editing, tagging, and taking back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from samo_desktop.errors import SamoError
from samo_desktop.gui.operations.entries import take_words
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import GRID
from samo_desktop.services.entries import EntryService
from tests.gui.space import Space

pytestmark = pytest.mark.slow

Done = Callable[[str], None]

TEXT = "I walked to the canal. I was so happy that I danced. Then I was furious with the bus."


def write(qtbot: QtBot, space: Space, text: str = TEXT) -> str:
    """Writes an entry through the window, as a person does. Returns its id."""
    space.actions_["write"].trigger()
    page = space.journal.entry
    with qtbot.waitSignal(page.created) as saved:
        qtbot.keyClicks(page.text, text)
    assert saved.args is not None
    return str(saved.args[0])


def test_a_new_text_is_saved_while_typing_and_gets_its_feelings(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    entry_id = write(qtbot, space)
    assert space.app.entries.get(entry_id).text == TEXT
    until_done(entry_id)
    model = space.journal.model
    assert model.rowCount() == 1
    row = model.row(0)
    assert row is not None
    assert row.id == entry_id
    page = space.journal.entry
    assert {chip.feeling.label for chip in page.feelings.chips} >= {"joy", "anger"}
    assert "joy" in {feeling.label for feeling in row.feelings}
    assert page.text.toPlainText() == TEXT
    assert space.journal.list.currentIndex().row() == 0


def test_a_short_entry_has_no_void_above_its_feelings(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    """Room is kept for what is told only while, and after, something is told of that entry."""
    page = space.journal.entry
    entry_id = write(qtbot, space, "I am happy.")
    assert page.status.isVisible()
    until_done(entry_id)
    assert page.status.isVisible(), "nothing moves while one writes"
    space.journal.write()
    with qtbot.waitSignal(page.opened):
        space.journal.open(entry_id)
    qtbot.waitUntil(lambda: bool(page.feelings.chips) and page.feelings.isVisible())
    assert not page.status.isVisible()
    below = page.feelings.mapTo(page, QPoint(0, 0)).y()
    text_ends = page.text.mapTo(page, QPoint(0, page.text.height())).y()
    assert 0 <= below - text_ends <= 3 * GRID
    assert page.text.height() < 2 * page.text.line_height


def test_an_empty_page_makes_no_entry(space: Space) -> None:
    space.actions_["write"].trigger()
    space.journal.entry.title.insertPlainText("Only a title")
    space.journal.entry.flush()
    space.go("timeline")
    assert space.app.entries.count() == 0


def test_edits_are_saved_by_themselves_and_read_again(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    entry_id = write(qtbot, space)
    until_done(entry_id)
    page = space.journal.entry
    page.text.selectAll()
    with qtbot.waitSignal(space.bridge.changed):
        qtbot.keyClicks(page.text, "Now I am only proud.")
    until_done(entry_id)
    entry = space.app.entries.get(entry_id)
    assert entry.text == "Now I am only proud."
    assert [chip.feeling.label for chip in page.feelings.chips] == ["pride"]


def test_what_is_being_typed_is_not_overwritten_by_the_analysis(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    entry_id = write(qtbot, space)
    page = space.journal.entry
    qtbot.keyClicks(page.text, " And more")
    page.refresh()
    assert page.text.toPlainText() == TEXT + " And more"
    page.flush()
    until_done(entry_id)
    assert space.app.entries.get(entry_id).text == TEXT + " And more"


def test_title_and_tags(qtbot: QtBot, space: Space, until_done: Done) -> None:
    entry_id = write(qtbot, space)
    until_done(entry_id)
    page = space.journal.entry
    assert page.title.text() == ""  # the list shows the first words; they are no title
    qtbot.keyClicks(page.title, "The bus")
    qtbot.keyClick(page.title, Qt.Key.Key_Return)
    qtbot.keyClicks(page.tags.field, "walks, #town, Walks,")
    page.flush()
    entry = space.app.entries.get(entry_id)
    assert entry.title == "The bus"
    assert entry.tags == ("walks", "town")


def test_leaving_an_entry_saves_it(qtbot: QtBot, space: Space, until_done: Done) -> None:
    entry_id = write(qtbot, space)
    until_done(entry_id)
    qtbot.keyClicks(space.journal.entry.text, " Last words.")
    space.actions_["write"].trigger()
    assert space.app.entries.get(entry_id).text == TEXT + " Last words."


def test_delete_and_undo(qtbot: QtBot, space: Space, until_done: Done) -> None:
    first = write(qtbot, space, "The first one.")
    until_done(first)
    second = write(qtbot, space, "The second one.")
    until_done(second)
    space.actions_["delete"].trigger()
    assert space.journal.model.rowCount() == 1
    assert space.journal.current == first
    assert space.dock.undo.isVisible()
    assert space.dock.notice.text()
    qtbot.mouseClick(space.dock.undo, Qt.MouseButton.LeftButton)
    assert space.journal.model.rowCount() == 2
    assert space.journal.current == second
    assert not space.dock.undo.isVisible()


def test_what_was_typed_is_saved_before_something_is_taken_back(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    entry_id = write(qtbot, space, "One.")
    until_done(entry_id)
    space.deleting.delete()
    space.actions_["undo"].trigger()
    page = space.journal.entry
    page.text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(page.text, " Two.")
    space.actions_["redo"].trigger()
    assert space.app.entries.find(entry_id) is None
    space.actions_["undo"].trigger()
    assert page.text.toPlainText() == space.app.entries.get(entry_id).text == "One. Two."
    space.runner.run(take_words(entry_id, "Heard."))
    page.text.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(page.text, " Three.")
    space.actions_["undo"].trigger()  # it would take away what was typed since
    assert page.text.toPlainText() == space.app.entries.get(entry_id).text == "Heard. Three."
    assert space.dock.notice.text()


def test_deleting_the_last_entry_leaves_an_empty_journal(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    until_done(write(qtbot, space))
    space.actions_["delete"].trigger()
    assert space.journal.pages.currentIndex() == 0
    assert space.journal.lists.currentIndex() == 1
    assert space.journal.page_says.text()


def test_text_is_never_markup(qtbot: QtBot, space: Space, until_done: Done) -> None:
    entry_id = write(qtbot, space, "<b>I was happy</b> <img src='file:///x.png'>. I cried.")
    until_done(entry_id)
    page = space.journal.entry
    assert "<b>" in page.text.toPlainText()
    assert page.summary.textFormat() == Qt.TextFormat.PlainText
    assert space.window().windowTitle() == "SAMO"


def _full(*_: object, **__: object) -> None:
    raise SamoError("The disk is full.", "Make room.")


def test_title_and_tags_of_a_page_without_a_text_never_go_to_another_entry(
    qtbot: QtBot, space: Space
) -> None:
    other = space.app.entries.write("We walked by the canal.", tags=("walks",))
    space.journal.refresh()
    page = space.journal.entry
    space.write()
    qtbot.keyClicks(page.tags.field, "work")
    space.journal.open(other.id)
    assert page.tags.tags() == ("walks",)
    space.write()
    qtbot.keyClicks(page.title, "The plan")
    space.journal.open(other.id)
    assert page.title.text() == ""
    page.flush()
    kept = space.app.entries.get(other.id)
    assert (kept.title, kept.tags) == ("We walked by the canal.", ("walks",))


def test_a_title_without_a_text_is_kept_as_an_entry(qtbot: QtBot, space: Space) -> None:
    space.write()
    qtbot.keyClicks(space.journal.entry.title, "The plan")
    space.write()
    assert [row.title for row in space.app.entries.rows()] == ["The plan"]


def test_another_entry_shows_its_own_tags_where_tags_have_the_keyboard(space: Space) -> None:
    one = space.app.entries.write("We walked by the canal.", tags=("walks",))
    two = space.app.entries.write("The day was long.", tags=("work",))
    page = space.journal.entry
    space.journal.open(one.id)
    page.tags.field.setFocus()
    space.journal.open(two.id)
    assert page.tags.tags() == ("work",)


def test_words_that_cannot_be_saved_stay_on_their_page(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = space.app.entries.write("We walked by the canal.")
    two = space.app.entries.write("The day was long.")
    page = space.journal.entry
    space.journal.open(one.id)
    with monkeypatch.context() as full:
        full.setattr(EntryService, "edit", _full)
        qtbot.keyClicks(page.text, "Slowly. ")
        space.journal.open(two.id)
        space.write()
        assert page.entry is not None
        assert page.entry.id == space.journal.current == one.id
        assert page.text.toPlainText() == "Slowly. We walked by the canal."
        assert "The disk is full." in space.dock.notice.text()
    space.journal.open(two.id)
    assert space.app.entries.get(one.id).text == "Slowly. We walked by the canal."
    assert space.app.entries.get(two.id).text == "The day was long."


def test_closing_asks_first_where_words_could_not_be_saved(
    qtbot: QtBot, window: MainWindow, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EntryService, "write", _full)
    space.write()
    qtbot.keyClicks(space.journal.entry.text, "We walked by the canal.")
    window.close()
    assert window.isVisible()
    assert "could not be saved" in space.dock.notice.text()
    assert space.journal.entry.text.toPlainText() == "We walked by the canal."
    window.close()
    assert window.isHidden()
