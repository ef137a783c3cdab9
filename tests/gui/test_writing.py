"""Writing, editing, tagging, and taking back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.gui.workspace import Workspace

Done = Callable[[str], None]

TEXT = "I walked to the canal. I was so happy that I danced. Then I was furious with the bus."


def write(qtbot: QtBot, space: Workspace, text: str = TEXT) -> str:
    """Writes an entry through the window, as a person does. Returns its id."""
    space.actions_["write"].trigger()
    page = space.journal.entry
    with qtbot.waitSignal(page.created) as saved:
        qtbot.keyClicks(page.text, text)
    assert saved.args is not None
    return str(saved.args[0])


def test_a_new_text_is_saved_while_typing_and_gets_its_feelings(
    qtbot: QtBot, space: Workspace, until_done: Done
) -> None:
    entry_id = write(qtbot, space)
    assert space.app.journal.entry(entry_id).text == TEXT
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


def test_an_empty_page_makes_no_entry(space: Workspace) -> None:
    space.actions_["write"].trigger()
    space.journal.entry.title.setText("Only a title")
    space.journal.entry.title.textEdited.emit("Only a title")
    space.journal.entry.flush()
    space.go("timeline")
    assert space.app.journal.count() == 0


def test_edits_are_saved_by_themselves_and_read_again(
    qtbot: QtBot, space: Workspace, until_done: Done
) -> None:
    entry_id = write(qtbot, space)
    until_done(entry_id)
    page = space.journal.entry
    page.text.selectAll()
    with qtbot.waitSignal(space.bridge.entry_changed):
        qtbot.keyClicks(page.text, "Now I am only proud.")
    until_done(entry_id)
    entry = space.app.journal.entry(entry_id)
    assert entry.text == "Now I am only proud."
    assert [chip.feeling.label for chip in page.feelings.chips] == ["pride"]


def test_what_is_being_typed_is_not_overwritten_by_the_analysis(
    qtbot: QtBot, space: Workspace, until_done: Done
) -> None:
    entry_id = write(qtbot, space)
    page = space.journal.entry
    qtbot.keyClicks(page.text, " And more")
    page.refresh()
    assert page.text.toPlainText() == TEXT + " And more"
    page.flush()
    until_done(entry_id)
    assert space.app.journal.entry(entry_id).text == TEXT + " And more"


def test_title_and_tags(qtbot: QtBot, space: Workspace, until_done: Done) -> None:
    entry_id = write(qtbot, space)
    until_done(entry_id)
    page = space.journal.entry
    assert page.title.text() == ""  # the list shows the first words; they are no title
    qtbot.keyClicks(page.title, "The bus")
    qtbot.keyClick(page.title, Qt.Key.Key_Return)
    qtbot.keyClicks(page.tags, "walks, #town, Walks,")
    page.flush()
    entry = space.app.journal.entry(entry_id)
    assert entry.title == "The bus"
    assert entry.tags == ("walks", "town")


def test_leaving_an_entry_saves_it(qtbot: QtBot, space: Workspace, until_done: Done) -> None:
    entry_id = write(qtbot, space)
    until_done(entry_id)
    qtbot.keyClicks(space.journal.entry.text, " Last words.")
    space.actions_["write"].trigger()
    assert space.app.journal.entry(entry_id).text == TEXT + " Last words."


def test_delete_and_undo(qtbot: QtBot, space: Workspace, until_done: Done) -> None:
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


def test_deleting_the_last_entry_leaves_an_empty_journal(
    qtbot: QtBot, space: Workspace, until_done: Done
) -> None:
    until_done(write(qtbot, space))
    space.actions_["delete"].trigger()
    assert space.journal.pages.currentIndex() == 0
    assert space.journal.lists.currentIndex() == 1
    assert space.journal.page_says.text()


def test_text_is_never_markup(qtbot: QtBot, space: Workspace, until_done: Done) -> None:
    entry_id = write(qtbot, space, "<b>I was happy</b> <img src='file:///x.png'>. I cried.")
    until_done(entry_id)
    page = space.journal.entry
    assert "<b>" in page.text.toPlainText()
    assert page.summary.textFormat() == Qt.TextFormat.PlainText
    assert space.window().windowTitle() == "SAMO"
