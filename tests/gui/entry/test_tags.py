"""Tags as chips, and a field that knows the tags of the journal."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLayoutItem, QLineEdit
from pytestqt.qtbot import QtBot

from samo_desktop.gui.entry.tag_field import CHIP_CHARACTERS, TagField
from samo_desktop.gui.widgets.flow import Flow
from tests.gui.space import Space

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tags(qtbot: QtBot) -> TagField:
    made = TagField()
    qtbot.addWidget(made)
    made.resize(400, 100)
    made.show()
    return made


def paste(field: QLineEdit, text: str) -> None:
    QApplication.clipboard().setText(text)
    field.paste()


def test_comma_and_enter_add_and_a_list_can_be_pasted(qtbot: QtBot, tags: TagField) -> None:
    with qtbot.waitSignals([tags.changed] * 2):
        qtbot.keyClicks(tags.field, "work,home")
        qtbot.keyClick(tags.field, Qt.Key.Key_Return)
    assert tags.tags() == ("work", "home")
    paste(tags.field, "a, b; #c\u3001d")
    assert tags.tags() == ("work", "home", "a", "b", "c", "d")
    assert tags.field.text() == ""


def test_a_tag_that_is_added_stands_in_the_row(qtbot: QtBot, tags: TagField) -> None:
    tags.show_tags(("work",))
    QApplication.processEvents()
    qtbot.keyClicks(tags.field, "home,")
    QApplication.processEvents()
    work, home = (chip.geometry() for chip in tags.chips)
    assert work.right() < home.left() < home.right() < tags.field.x()
    assert home.size() == tags.chips[1].sizeHint()


def test_a_tag_that_is_there_is_not_added_in_other_letters(qtbot: QtBot, tags: TagField) -> None:
    tags.show_tags(("Work", "Straße"))
    with qtbot.assertNotEmitted(tags.changed):
        qtbot.keyClicks(tags.field, "work, STRASSE,")
    assert tags.tags() == ("Work", "Straße")


def test_hundreds_of_tags_are_laid_out_at_once(
    tags: TagField, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = 0
    rows = Flow._rows

    def counted(flow: Flow, width: int) -> list[list[QLayoutItem]]:
        nonlocal measured
        measured += flow.count()
        return rows(flow, width)

    monkeypatch.setattr(Flow, "_rows", counted)
    tags.show_tags([f"tag {number}" for number in range(300)])
    QApplication.processEvents()
    assert 300 < measured < 20 * 300
    lines = {chip.y() for chip in tags.chips}
    assert len(lines) > 20
    assert tags.sizeHint().width() < tags.width()
    assert tags.chips[-1].geometry().bottom() < tags.layout().heightForWidth(tags.width())
    kept = tags.chips[:299]
    tags.show_tags([*tags.tags()[:299], "another"])
    assert tags.chips[:299] == kept


def test_backspace_in_the_empty_field_takes_the_last_tag_back(qtbot: QtBot, tags: TagField) -> None:
    tags.show_tags(("work", "home"))
    qtbot.keyClick(tags.field, Qt.Key.Key_Backspace)
    assert (tags.tags(), tags.field.text()) == (("work",), "home")
    qtbot.keyClick(tags.field, Qt.Key.Key_Backspace)
    assert (tags.tags(), tags.field.text()) == (("work",), "hom")


def test_a_chip_is_taken_off_and_the_keyboard_stays_near(qtbot: QtBot, tags: TagField) -> None:
    tags.show_tags(("work", "home", "sea"))
    assert [chip.remove.accessibleName() for chip in tags.chips] == [
        "Remove tag work",
        "Remove tag home",
        "Remove tag sea",
    ]
    tags.chips[1].remove.click()
    assert tags.tags() == ("work", "sea")
    assert tags.window().focusWidget() is tags.chips[1].remove
    tags.chips[1].remove.click()
    assert tags.window().focusWidget() is tags.chips[0].remove
    tags.chips[0].remove.click()
    assert tags.window().focusWidget() is tags.field


def test_a_long_tag_shows_its_beginning_and_its_whole_in_a_tip(tags: TagField) -> None:
    long = "a rather long tag that somebody made by mistake"
    tags.show_tags((long,))
    [chip] = tags.chips
    assert chip.name.text().startswith("a rather long tag")
    assert chip.name.text().endswith("…")
    assert len(chip.name.text()) <= CHIP_CHARACTERS
    assert chip.toolTip() == long


def test_what_is_read_only_has_no_buttons(qtbot: QtBot, tags: TagField) -> None:
    tags.show_tags(("work",))
    tags.setReadOnly(True)
    assert not tags.field.isVisible()
    assert not tags.chips[0].remove.isVisible()
    tags.show_tags(("home",))
    assert not tags.chips[0].remove.isVisible()


@pytest.mark.slow
def test_tags_are_completed_from_those_of_the_journal(qtbot: QtBot, space: Space) -> None:
    space.app.entries.write("One.", tags=("Work", "sea"))
    space.app.entries.write("Two.", tags=("work", "home"))
    gone = space.app.entries.write("Three.", tags=("gone",))
    space.app.entries.delete(gone.id)
    assert space.app.entries.tags() == ["work", "home", "sea"]
    entry = space.app.entries.write("Four.")
    space.journal.open(entry.id)
    field = space.journal.entry.tags.field
    field.setFocus()
    space.journal.entry.tags.names_wanted.emit()
    qtbot.keyClicks(field, "OR")
    completer = field.completer()
    assert completer.completionModel().index(0, 0).data() == "work"
    completer.activated.emit("work")
    field.setText("work")
    QApplication.processEvents()
    assert space.app.entries.get(entry.id).tags == ("work",)
    assert field.text() == ""


@pytest.mark.slow
def test_changes_of_tags_are_undone(qtbot: QtBot, space: Space) -> None:
    entry = space.app.entries.write("One.", tags=("work", "sea"))
    space.journal.open(entry.id)
    page = space.journal.entry
    page.tags.chips[0].remove.click()
    assert space.app.entries.get(entry.id).tags == ("sea",)
    space.actions_["undo"].trigger()
    assert space.app.entries.get(entry.id).tags == page.tags.tags() == ("work", "sea")
    space.actions_["redo"].trigger()
    assert space.app.entries.get(entry.id).tags == page.tags.tags() == ("sea",)


@pytest.mark.slow
def test_a_tag_that_is_being_typed_is_kept_when_the_entry_is_left(
    qtbot: QtBot, space: Space
) -> None:
    entry = space.app.entries.write("One.")
    space.journal.open(entry.id)
    qtbot.keyClicks(space.journal.entry.tags.field, "half")
    space.write()
    assert space.app.entries.get(entry.id).tags == ("half",)
    assert space.journal.entry.tags.field.text() == ""


def test_a_double_click_takes_one_off_and_keys_take_each(qtbot: QtBot, tags: TagField) -> None:
    tags.show_tags(("work", "home", "sea", "north", "south"))
    QApplication.processEvents()  # they are laid out
    spot = tags.chips[0].remove.mapTo(tags, tags.chips[0].remove.rect().center())
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(tags.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, spot)
    assert tags.tags() == ("home", "sea", "north", "south")
    for _ in range(2):
        qtbot.keyClick(tags.window().focusWidget(), Qt.Key.Key_Space)
    assert tags.tags() == ("north", "south")
