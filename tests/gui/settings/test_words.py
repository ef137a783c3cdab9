"""Settings: the user's own words are added, changed, removed and offered, all with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from samo_desktop.gui.settings.words import WordsSection
from tests.gui.space import Space
from tests.store.helpers import transcript
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow


@pytest.fixture
def section(qtbot: QtBot, space: Space) -> WordsSection:
    """The part of the settings, once it shows what the journal holds."""
    part: WordsSection = space.settings.words
    with qtbot.waitSignal(part.shown):
        space.go("settings")
    return part


def listed(section: WordsSection) -> list[str]:
    return [section.list.item(row).text() for row in range(section.list.count())]


def correct(space: Space, heard: str, text: str) -> str:
    """The id of a voice note of which `heard` was made `text`."""
    write = Autocommit(space.app.session.journal)
    entry = write.add_entry(source="voice")
    write.set_transcript(entry.id, transcript(heard), replace_text=True)
    write.update_entry(entry.id, text=text)
    return entry.id


def test_empty_list_explains_itself(section: WordsSection) -> None:
    assert "Maëlys" in section.says.text()
    assert not section.list.isVisible()
    assert not section.remove.isVisible()


def test_words_are_typed_and_pasted(qtbot: QtBot, section: WordsSection) -> None:
    section.field.setFocus()
    section.field.setText(" Maëlys ")
    qtbot.keyClick(section.field, Qt.Key.Key_Return)
    assert listed(section) == ["Maëlys"]
    assert section.field.text() == ""
    QGuiApplication.clipboard().setText("Sintra\nVan  Dyck\n\nmaëlys")
    section.field.paste()
    section.add.click()
    assert listed(section) == ["Maëlys", "Sintra", "Van Dyck"]
    assert section.list.isVisible()


def test_words_are_removed_and_brought_back(
    qtbot: QtBot, space: Space, section: WordsSection
) -> None:
    space.app.own_words.add(["Maëlys", "Sintra", "Mochi"])
    section.load()
    assert not section.remove.isEnabled()
    section.list.setCurrentRow(1)
    qtbot.keyClick(section.list, Qt.Key.Key_Delete)
    assert listed(section) == ["Maëlys", "Mochi"]
    space.actions_["undo"].trigger()
    assert listed(section) == ["Maëlys", "Sintra", "Mochi"]
    space.actions_["redo"].trigger()
    assert listed(section) == ["Maëlys", "Mochi"]


def test_word_is_changed_where_it_stands(qtbot: QtBot, space: Space, section: WordsSection) -> None:
    space.app.own_words.add(["Maelys", "Sintra"])
    section.load()
    section.list.setCurrentRow(0)
    section.change_word.click()
    editor = section.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Maëlys")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: space.app.own_words.all() == ["Maëlys", "Sintra"])
    assert listed(section) == ["Maëlys", "Sintra"]
    space.actions_["undo"].trigger()
    assert listed(section) == ["Maelys", "Sintra"]


def test_change_that_cannot_be_is_told_and_not_shown(space: Space, section: WordsSection) -> None:
    space.app.own_words.add(["Maelys", "Sintra"])
    section.load()
    section.list.item(0).setText("SINTRA")
    assert listed(section) == ["Maelys", "Sintra"] == space.app.own_words.all()
    section.field.setText("12")
    section.add.click()
    assert section.field.text() == "12", "it can be mended"


def test_offers_are_taken_and_declined(space: Space, section: WordsSection) -> None:
    correct(space, "In Centra I met my lease.", "In Sintra I met Maëlys.")
    correct(space, "To Centra with miles.", "To Sintra with Maëlys.")
    section.load()
    words = {each.offer.word: each for each in section.offers}
    assert {*words} == {"Sintra", "Maëlys"}
    words["Sintra"].add.click()
    assert listed(section) == ["Sintra"]
    section.offers[0].never.click()
    assert not section.offers
    space.actions_["undo"].trigger()
    assert [each.offer.word for each in section.offers] == ["Maëlys"]


def test_entry_offers_a_word_that_was_corrected_there(space: Space) -> None:
    correct(space, "In Centra.", "In Sintra.")
    entry_id = correct(space, "To Centra.", "To Sintra.")
    space.journal.open(entry_id)
    offer = space.journal.entry.offer
    assert offer.line is not None
    assert "Sintra" in offer.line.add.accessibleName()
    offer.line.add.click()
    assert space.app.own_words.all() == ["Sintra"]
    assert offer.line is None
    assert space.journal.entry.text.hasFocus()
    space.actions_["undo"].trigger()
    assert space.app.own_words.all() == []
    assert offer.line is not None
    space.journal.open(correct(space, "Nothing.", "Nothing."))
    assert offer.line is None
