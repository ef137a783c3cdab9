"""Deleting: one entry at a time, never by a slip, and always to be undone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.app import App
from samo_desktop.domain.filter import Filter
from samo_desktop.errors import SamoError
from samo_desktop.gui.journal.deleted_entries import DeletedDialog
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.widgets import slips
from samo_desktop.services.journal import JournalService
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from samo_desktop.store.transaction import Transaction
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with five entries that have been read as far as they will be."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        for n in range(5):
            Autocommit(journal).add_entry(source="text", text=f"Note {n}.")
    return place


def left(space: Space) -> list[str]:
    """The texts of the entries that are there."""
    return [entry.text for entry in space.app.entries.all()]


def press(widget: QWidget, key: Qt.Key, *, again: bool = False) -> None:
    """A key goes down and up; `again` as the keyboard repeats it while it is held."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", again)
        QApplication.sendEvent(widget, event)


def test_a_double_click_deletes_one(qtbot: QtBot, space: Space) -> None:
    button = space.journal.entry.delete
    qtbot.mouseClick(button, LEFT)
    qtbot.mouseDClick(button, LEFT)
    for _ in range(5):
        qtbot.mouseClick(button, LEFT)
    assert left(space) == ["Note 3.", "Note 2.", "Note 1.", "Note 0."]
    assert space.journal.entry.text.toPlainText() == "Note 3."
    assert space.dock.undo.isVisible()


def test_clicks_at_the_same_place_of_the_window_delete_one(
    qtbot: QtBot, window: MainWindow, space: Space
) -> None:
    """Whatever stands under the pointer once the entry is gone."""
    button = space.journal.entry.delete
    spot = button.mapTo(window, button.rect().center())
    handle = window.windowHandle()
    qtbot.mouseMove(window, spot)
    for _ in range(2):
        QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, spot)
        QTest.mouseDClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, spot)
    assert len(left(space)) == 4
    assert not button.hasFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) * 3:
        QTest.keyClick(handle, key)
    assert len(left(space)) == 4
    assert "\n" not in space.journal.entry.text.toPlainText()


def test_the_keyboard_goes_to_the_list_and_not_to_another_deletion(
    qtbot: QtBot, space: Space
) -> None:
    button = space.journal.entry.delete
    button.setFocus()
    press(button, Qt.Key.Key_Space)
    assert len(left(space)) == 4
    assert space.journal.list.hasFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        press(space.journal.list, key, again=True)
    for _ in range(5):
        press(button, Qt.Key.Key_Space, again=True)
    assert len(left(space)) == 4


@pytest.mark.parametrize("how", ["list", "pointer", "keyboard"])
def test_another_entry_that_was_meant_can_be_deleted(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    button = space.journal.entry.delete
    qtbot.mouseClick(button, LEFT)
    if how == "list":
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Down)
    else:
        enter = QEnterEvent(QPointF(3, 3), QPointF(3, 3), QPointF(3, 3))
        QApplication.sendEvent(button, enter)
        qtbot.mouseClick(button, LEFT)
        assert len(left(space)) == 4, "so soon, it is a slip"
        monkeypatch.setattr(slips, "SLIP_MS", -1)
        if how == "pointer":
            QApplication.sendEvent(button, enter)
        else:
            space.journal.list.setFocus()
            button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.mouseClick(button, LEFT)
    assert len(left(space)) == 3


def test_the_key_that_deletes_a_word_deletes_no_entry(qtbot: QtBot, space: Space) -> None:
    page = space.journal.entry
    chords = [
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier),
    ]
    for widget in (
        space.journal.list,
        page.text,
        page.title,
        page.tags.field,
        page.feelings.add,
        page.player.waveform,
        page.heard_by,
        space.dock.write,
        page.when,
        space.workspace,
    ):
        widget.setFocus()
        for key, modifier in chords:
            qtbot.keyClick(widget, key, modifier)
    assert len(left(space)) == 5
    page.text.setReadOnly(True)
    page.text.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        qtbot.keyClick(page.text, key)
        qtbot.keyClick(page.text, key, Qt.KeyboardModifier.ControlModifier)
    assert len(left(space)) == 5


def test_delete_in_the_list_deletes_once_a_press(qtbot: QtBot, space: Space) -> None:
    space.journal.list.setFocus()
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    for _ in range(20):
        press(space.journal.list, Qt.Key.Key_Delete, again=True)
    assert len(left(space)) == 4
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete, Qt.KeyboardModifier.KeypadModifier)
    assert len(left(space)) == 3


def test_a_held_key_deletes_once_where_it_is_said_to_be_let_go(space: Space) -> None:
    """So an X server says it, and Qt on a busy computer takes each for a press of its own."""
    kinds = QEvent.Type
    told = [(kinds.KeyPress, 1000)]
    for stamp in (1660, 1700, 1741):
        told += [(kinds.KeyRelease, stamp), (kinds.KeyPress, stamp)]
    for kind, stamp in (*told, (kinds.KeyRelease, 1790)):
        event = QKeyEvent(kind, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(stamp)
        QApplication.sendEvent(space.journal.list, event)
    assert len(left(space)) == 4
    again = QKeyEvent(kinds.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    again.setTimestamp(1900)
    QApplication.sendEvent(space.journal.list, again)
    assert len(left(space)) == 3


def test_every_deletion_can_be_undone_also_when_the_bar_is_gone(qtbot: QtBot, space: Space) -> None:
    before = left(space)
    for _ in range(5):
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    assert left(space) == []
    space.dock.clear_notice()
    assert not space.dock.undo.isVisible()
    assert space.actions_["undo"].isEnabled()
    for back in range(1, 6):
        space.actions_["undo"].trigger()
        assert len(left(space)) == back
        assert space.journal.list.hasFocus()
    assert left(space) == before
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    space.go("timeline")
    space.actions_["undo"].trigger()
    assert space.page is space.place, "what came back is shown"
    assert not space.actions_["undo"].isEnabled()


def test_undo_in_the_text_is_for_the_text(qtbot: QtBot, space: Space) -> None:
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    text = space.journal.entry.text
    text.setFocus()
    qtbot.keyClicks(text, "More ")
    qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(left(space)) == 4
    space.journal.list.setFocus()
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(left(space)) == 5


def test_the_only_entry_of_a_filter(space: Space) -> None:
    entry = space.app.entries.write("Long ago.", at=datetime(2001, 2, 3, 4, tzinfo=UTC))
    space.journal.set_filter(Filter(since=datetime(2001, 1, 1), until=datetime(2002, 1, 1)))
    space.journal.open(entry.id)
    space.deleting.delete()
    assert len(left(space)) == 5
    assert space.journal.list_title.text() == "No entries here"
    assert space.journal.page_title.text() == "", "this journal has begun"
    assert space.journal.page_says.text() == ""
    space.runner.undo()
    assert space.journal.model.rowCount() == 1


def test_what_was_deleted_outlives_the_window(
    qtbot: QtBot, window: MainWindow, space: Space, folder: Path
) -> None:
    for _ in range(4):
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    window.close()
    app = App(Journal.open(folder), Settings())
    app.recover()
    assert len(app.entries.deleted()) == 4
    app.close()


def test_the_list_of_deleted_entries(qtbot: QtBot, space: Space) -> None:
    assert not space.journal.deleted.isVisible()
    for _ in range(3):
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    assert space.journal.deleted.isVisible()
    qtbot.mouseClick(space.journal.deleted, LEFT)
    dialog = space.deleting.dialog
    assert isinstance(dialog, DeletedDialog)
    shown = [dialog.list.item(n).text() for n in range(dialog.list.count())]
    assert [text.split(",")[0] for text in shown] == ["Note 2.", "Note 3.", "Note 4."]
    assert all("30 days left" in text for text in shown)
    qtbot.mouseClick(dialog.restore, LEFT)
    qtbot.mouseDClick(dialog.restore, LEFT)
    assert left(space) == ["Note 2.", "Note 1.", "Note 0."], "a double click is one"
    assert space.journal.entry.text.toPlainText() == "Note 2."
    qtbot.mouseClick(dialog.every, LEFT)
    dialog.restore.click()
    assert len(left(space)) == 5
    assert space.dock.notice.text() == "", "nothing is deleted any more"
    assert dialog.pages.currentWidget() is dialog.empty
    assert not dialog.restore.isEnabled()
    dialog.done_.click()
    assert space.deleting.dialog is None
    assert not space.journal.deleted.isVisible()
    assert not space.actions_["undo"].isEnabled()


def test_for_good_only_after_a_question(qtbot: QtBot, space: Space) -> None:
    for _ in range(3):
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    space.settings.journal.deleted.click()
    dialog = space.deleting.dialog
    assert dialog is not None
    qtbot.mouseClick(dialog.purge, LEFT)
    place = dialog.purge.mapTo(dialog, dialog.purge.rect().center())
    under = dialog.childAt(place)
    assert under is not dialog.sure, "the second click of a double click deletes nothing"
    assert space.app.entries.count_deleted() == 3
    assert dialog.focusWidget() is dialog.keep, "Enter and Space keep it"
    dialog.keep.click()
    assert space.app.entries.count_deleted() == 3
    dialog.purge.click()
    assert "for good" in dialog.question.text()
    for _ in range(3):
        qtbot.mouseClick(dialog.sure, LEFT)
    assert space.app.entries.count_deleted() == 2
    assert dialog.focusWidget() is dialog.list
    dialog.accept()
    for _ in range(2):
        space.actions_["undo"].trigger()
    assert len(left(space)) == 4, "what is gone is not offered any more"
    assert not space.actions_["undo"].isEnabled()


def test_an_entry_whose_last_words_cannot_be_saved_is_not_deleted(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.keyClicks(space.journal.entry.text, "More ")

    def fail(*_: object, **__: object) -> None:
        raise SamoError("The disk is full.", "Make some room.")

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "update_entry", fail)
        space.actions_["delete"].trigger()
    assert len(left(space)) == 5
    assert "disk is full" in space.dock.notice.text()


def test_a_deletion_that_fails_is_said(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_entry_id: str) -> None:
        raise SamoError("The disk failed.", "Check it.")

    monkeypatch.setattr(space.app.entries, "delete", fail)
    space.actions_["delete"].trigger()
    assert "disk failed" in space.dock.notice.text()
    assert space.journal.entry.entry is not None
    assert len(left(space)) == 5


def test_what_is_being_recorded_is_not_deleted(space: Space) -> None:
    entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
    space.journal.refresh()
    space.journal.recording = entry.id
    space.journal.open(entry.id)
    space.actions_["delete"].trigger()
    space.deleting.delete()
    assert len(left(space)) == 6
    assert "Stop" in space.dock.notice.text()
    space.journal.recording = ""


def test_double_clicks_on_remove_take_one_own_feeling(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    feelings = space.app.feelings
    for name in ("homesick", "proud of her", "seen"):
        feelings.add(name, [f"I am so {name} today, {n}." for n in "abcdefgh"])
    part = space.settings.feelings
    with qtbot.waitSignal(part.shown):
        space.go("settings")
    before = [feeling.name for feeling in feelings.own()]
    with qtbot.waitSignal(part.shown):
        qtbot.mouseClick(part.findChild(QWidget, f"remove_feeling_{before[0]}"), LEFT)
    assert part.add.hasFocus()
    for name in before[1:]:  # the next comes under the pointer
        qtbot.mouseDClick(part.findChild(QWidget, f"remove_feeling_{name}"), LEFT)
    space.context.executors.journal.settle()
    assert [feeling.name for feeling in feelings.own()] == before[1:]
    monkeypatch.setattr(slips, "SLIP_MS", -1)
    with qtbot.waitSignal(part.shown):
        qtbot.mouseClick(part.findChild(QWidget, f"remove_feeling_{before[1]}"), LEFT)
    for _ in range(2):
        with qtbot.waitSignal(part.shown):
            space.dock.undo.click()
    assert sorted(feeling.name for feeling in feelings.own()) == sorted(before)
    assert not space.dock.undo.isVisible()


def test_a_journal_that_can_only_be_read_restores_nothing(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    monkeypatch.setattr(JournalService, "writable", property(lambda _self: False))
    space.deleting.show_deleted()
    dialog = space.deleting.dialog
    assert dialog is not None
    assert dialog.list.count() == 1
    assert not dialog.restore.isEnabled()
    assert not dialog.purge.isEnabled()
    said = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert "open for reading only" in said
    dialog.accept()


def test_restoring_does_not_hide_what_is_being_recorded(qtbot: QtBot, space: Space) -> None:
    qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
    space.journal.recording = entry.id
    space.journal.show_entry(entry.id)
    space.deleting.show_deleted()
    dialog = space.deleting.dialog
    assert dialog is not None
    dialog.restore.click()
    assert len(left(space)) == 6
    assert space.journal.current == entry.id
    assert space.journal.pages.currentWidget() is space.journal.recording_page
    dialog.accept()
    space.journal.recording = ""
