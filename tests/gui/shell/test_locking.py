"""The window locks: nothing of the journal stays on screen or in memory, and it opens again."""

from __future__ import annotations

import gc
import sys
import types
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.runtime.executors import alive
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.pages import PLACES
from samo_desktop.store.journal import Journal
from tests.gui.entry.test_writing import write
from tests.gui.fakes import CHEAP, FakeRecording, TestServices
from tests.gui.space import space_of

pytestmark = pytest.mark.slow

PASSPHRASE = "plum tree and goat"
Open = Callable[[Path], MainWindow]


def planted() -> str:
    """A word that is in no program: it is put together here, each time anew."""
    return "".join(["zanzi", "barian ", "quok", "ka"])


@pytest.fixture
def services() -> TestServices:
    """Work is done on threads, as in the program."""
    made = TestServices()
    made.threads = True
    return made


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    """An empty journal with a passphrase."""
    place = tmp_path / "encrypted"
    Journal.create(place, PASSPHRASE, cost=CHEAP)[0].close()
    return place


def unlock(qtbot: QtBot, window: MainWindow, secret: str = PASSPHRASE) -> None:
    """Types the passphrase, and waits for the journal."""
    page = window.page
    assert isinstance(page, UnlockPage)
    if page.needs_secret:
        page.secret.setText(secret)
    with qtbot.waitSignal(window.opened):
        page.open.click()


def lock(qtbot: QtBot, window: MainWindow) -> UnlockPage:
    """Locks the window as a person does, and waits until the journal is closed."""
    with qtbot.waitSignal(window.locked, timeout=20_000):
        space_of(window).actions_["lock"].trigger()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    page = window.page
    assert isinstance(page, UnlockPage)
    return page


def reachable(root: object) -> Iterator[object]:
    """Everything that Python can reach from `root`, but for modules and classes."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        each = waiting.pop()
        yield each
        for other in gc.get_referents(each):
            if id(other) not in seen and not isinstance(other, (types.ModuleType, type)):
                seen.add(id(other))
                waiting.append(other)


def holders(word: str) -> list[str]:
    """Where a string with `word` is held by any object that Python knows, the caller's apart."""
    here = {id(frame) for frame in (sys._getframe(), sys._getframe(1))}
    found = []
    for each in gc.get_objects():
        strings = [value for value in gc.get_referents(each) if isinstance(value, str)]
        frame = isinstance(each, types.FrameType) or id(each) in here
        if word in "\n".join(strings) and each is not strings and not frame:
            found.append(f"{type(each)}: {str(each)[:200]}")
    return found


def alive_in(window: MainWindow) -> list[weakref.ref[Any]]:
    """The journal that is open, and every widget and document that shows it."""
    space = space_of(window)
    inside = space.workspace
    shown = [
        each
        for each in gc.get_objects()
        if isinstance(each, (QWidget, QTextDocument)) and alive(each)
        if each is inside or belongs(each, inside)
    ]
    assert any(isinstance(each, QTextDocument) for each in shown)
    return [weakref.ref(each) for each in (space.app, space.app.session.journal, *shown)]


def belongs(each: QObject, inside: QWidget) -> bool:
    """Whether `inside` is above `each`."""
    above = each.parent()
    while above is not None and above is not inside:
        above = above.parent()
    return above is inside


def entries_alive() -> int:
    """How many entries Python holds."""
    return sum(isinstance(each, Entry) for each in gc.get_objects())


def texts(widget: QWidget) -> Iterator[str]:
    """All that a widget and what is in it show, or would."""
    for each in [widget, *widget.findChildren(QWidget)]:
        for name in ("text", "toPlainText", "toolTip", "accessibleName", "accessibleDescription"):
            if callable(getter := getattr(each, name, None)):
                yield str(getter())


def test_nothing_of_the_journal_stays(qtbot: QtBot, open_window: Open, encrypted: Path) -> None:
    gc.collect()
    before = entries_alive()
    window = open_window(encrypted)
    unlock(qtbot, window)
    entry_id = write(qtbot, space_of(window), f"I was happy with my {planted()}.")
    qtbot.waitUntil(lambda: space_of(window).app.entries.get(entry_id).state == "done")
    space_of(window).go("timeline")
    qtbot.waitUntil(lambda: space_of(window).timeline.chart is not None)
    for place in PLACES:
        space_of(window).go(place.name)
    space_of(window).settings.feelings._show_reliability()
    space_of(window).settings.feelings.reliability.accept()
    space_of(window).go("journal")
    space_of(window).deleting.delete()
    qtbot.waitUntil(lambda: space_of(window).app.entries.find(entry_id) is None)
    qtbot.waitUntil(space_of(window).actions_["undo"].isEnabled)
    space_of(window).actions_["undo"].trigger()
    qtbot.waitUntil(lambda: space_of(window).journal.current == entry_id)
    qtbot.waitUntil(lambda: planted() in space_of(window).journal.entry.text.toPlainText())
    live = alive_in(window)
    assert entries_alive() > before
    title = window.windowTitle()
    page = lock(qtbot, window)
    assert page.title.text() == "Your journal is locked"
    assert window.windowTitle() == title
    assert planted() not in " ".join(texts(window))
    assert [each for ref in live if (each := ref()) is not None] == []
    assert entries_alive() <= before, "what a former test left may have gone meanwhile"
    assert not [each for each in reachable(window) if isinstance(each, str) and planted() in each]
    assert holders(planted()) == []
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: planted() in space_of(window).journal.entry.text.toPlainText())


def test_a_journal_without_a_passphrase_is_not_opened_at_once(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lock(qtbot, window)
    assert window.workspace is None
    assert page.title.text() == "Your journal is closed"
    assert page.lead.isVisible()
    assert not page.secret.isVisible()
    assert page.open.isEnabled()
    unlock(qtbot, window)
    assert space_of(window).app.journal.writable


def test_another_journal_opens_in_the_same_window(
    qtbot: QtBot, window: MainWindow, encrypted: Path, folder: Path
) -> None:
    page = lock(qtbot, window)
    page.other.click()
    dialog = window.findChild(QFileDialog)
    dialog.close()
    page.folder_wanted.emit(encrypted)
    other = window.page
    assert isinstance(other, UnlockPage)
    assert other.needs_secret
    unlock(qtbot, window)
    assert space_of(window).app.journal.folder == encrypted
    page = lock(qtbot, window)
    with qtbot.waitSignal(window.opened):
        page.folder_wanted.emit(folder)
    assert space_of(window).app.journal.folder == folder


def test_a_wrong_passphrase_keeps_it_locked(
    qtbot: QtBot, open_window: Open, encrypted: Path
) -> None:
    window = open_window(encrypted)
    unlock(qtbot, window)
    page = lock(qtbot, window)
    page.secret.setText("plum tree and goats")
    with qtbot.waitSignal(window.refused):
        page.open.click()
    assert window.workspace is None
    unlock(qtbot, window)


def test_what_was_typed_is_saved_first(qtbot: QtBot, window: MainWindow) -> None:
    space = space_of(window)
    space.write()
    qtbot.keyClicks(space.journal.entry.text, "Half a sentence")
    lock(qtbot, window)
    unlock(qtbot, window)
    assert [each.text for each in space_of(window).app.entries.all()] == ["Half a sentence"]


def test_a_setting_that_is_being_typed_is_taken_first(qtbot: QtBot, window: MainWindow) -> None:
    space = space_of(window)
    space.go("settings")
    mirror = space.settings.models.mirror
    mirror.setFocus()
    qtbot.waitUntil(mirror.hasFocus)
    qtbot.keyClicks(mirror, "https://models.example")
    lock(qtbot, window)
    assert window.settings.model_mirror == "https://models.example"
    unlock(qtbot, window)
    assert space_of(window).app.settings.model_mirror == "https://models.example"


def test_the_window_is_not_locked_over_words_that_cannot_be_saved(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = space_of(window)

    def full(*_args: object, **_options: object) -> None:
        raise SamoError("The disk is full.", "Make room.")

    monkeypatch.setattr(space.app.entries, "write", full)
    space.write()
    qtbot.keyClicks(space.journal.entry.text, "Half a sentence")
    space.go("timeline")
    space.actions_["lock"].trigger()
    assert window.workspace is space.workspace
    assert "could not be saved" in space.dock.notice.text()
    assert space.page is space.place
    assert space.journal.entry.text.toPlainText() == "Half a sentence"
    lock(qtbot, window)  # once more: it is left without them


def test_a_recording_is_ended_and_kept_first(qtbot: QtBot, window: MainWindow) -> None:
    space = space_of(window)
    entry = space.app.entries.write("What is being said.")
    recording = FakeRecording(space.app, entry.id)
    ended: list[bool] = []
    recording.stop = lambda: ended.append(space.app.entries.get(entry.id) is not None)  # type: ignore[method-assign,assignment,return-value]
    space.recorder._recording = recording  # type: ignore[assignment]
    lock(qtbot, window)
    assert ended == [True], "while the journal was still open"


def test_dialogs_menus_and_file_dialogs_are_closed(qtbot: QtBot, window: MainWindow) -> None:
    space = space_of(window)
    space.go("settings")
    space.settings.feelings.open_dialog()
    space.settings.models.folder.click()
    dialogs = [space.settings.feelings.dialog, window.findChild(QFileDialog)]
    menu = QMenu(space.settings.page)
    menu.addAction("Words")
    menu.popup(window.pos())
    assert all(each.isVisible() for each in (*dialogs, menu))
    with qtbot.waitSignal(window.locked, timeout=20_000):
        assert window.lock()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert QApplication.activePopupWidget() is None
    assert QApplication.activeModalWidget() is None
    others = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert others == [window]


def test_a_feeling_that_is_being_written_is_not_lost(qtbot: QtBot, window: MainWindow) -> None:
    space = space_of(window)
    space.go("settings")
    space.settings.feelings.open_dialog()
    dialog = space.settings.feelings.dialog
    dialog.examples.setPlainText("I miss the sea.")
    assert not window.lock()
    assert dialog.isVisible()
    assert "not been added" in dialog.error.text()
    dialog.reject()
    lock(qtbot, window)


def test_nothing_can_be_read_while_what_runs_comes_to_its_end(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = space_of(window).workspace
    seen: list[bool] = []
    let_go = workspace.let_go

    def slow() -> None:
        seen.append(workspace.isVisible())
        let_go()

    monkeypatch.setattr(workspace, "let_go", slow)
    with qtbot.waitSignal(window.locked, timeout=20_000):
        window.lock()
    assert seen == [False]


def test_lock_is_in_the_settings_and_has_a_key(qtbot: QtBot, window: MainWindow) -> None:
    space = space_of(window)
    assert space.actions_["lock"].shortcut().toString() == "Ctrl+L"
    space.go("settings")
    with qtbot.waitSignal(window.locked, timeout=20_000):
        space.settings.journal.lock.click()
    assert not window.lock(), "what is locked cannot be locked again"


def test_a_locked_window_closes(qtbot: QtBot, window: MainWindow, services: TestServices) -> None:
    window.lock()
    window.close()
    assert not window.isVisible()


def test_no_field_of_the_page_that_unlocks_keeps_the_passphrase(
    qtbot: QtBot, open_window: Open, encrypted: Path
) -> None:
    window = open_window(encrypted)
    unlock(qtbot, window)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    fields = [each.text() for each in window.findChildren(QLineEdit)]
    labels = [each.text() for each in window.findChildren(QLabel)]
    assert PASSPHRASE not in [*fields, *labels]
