"""Typing into an entry while its voice note is being heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import Audio
from samo_desktop.domain.events import EntryChanged
from samo_desktop.domain.transcript import Transcript
from samo_desktop.gui.entry import typing as typing_module
from samo_desktop.gui.entry.editor import Editor
from samo_desktop.store.journal import Journal
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

HEARD = "I called my mother on the way home. She laughed."
BETTER = "I called my mother on the way home, and she laughed."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with a voice note that has not been heard yet."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        made = Autocommit(journal).add_entry(source="voice")
        Autocommit(journal).set_audio(made.id, Audio(293.0, 16_000, "0" * 64))
    return place


@pytest.fixture
def hear(space: Space) -> Callable[[str], None]:
    """Words arrive, as the pipeline brings them, and the page is told."""

    def arrive(text: str) -> None:
        transcript = Transcript(text, "en", "test", text[:8], (), 293.0, 1.0)
        entry_id = space.journal.current
        Autocommit(space.app.session.journal).set_transcript(
            entry_id, transcript, replace_text=True
        )
        space.app.session.publish(EntryChanged(entry_id))
        space.journal.refresh()

    return arrive


def text(space: Space) -> str:
    """What the journal holds."""
    return space.app.entries.get(space.journal.current).text


Hear = Callable[[str], None]


def test_a_line_that_is_typed_before_the_words_are_there_stays_with_them(
    qtbot: QtBot, space: Space, hear: Hear
) -> None:
    page = space.journal.entry
    qtbot.keyClicks(page.text, "My own note")
    hear(HEARD)
    assert text(space) == page.text.toPlainText() == f"My own note\n\n{HEARD}"
    assert page.text.textCursor().position() == len("My own note")
    qtbot.keyClicks(page.text, ", and more")
    page.flush()
    assert text(space) == f"My own note, and more\n\n{HEARD}"
    assert space.app.entries.get(space.journal.current).title == "My own note, and more"


def test_words_that_arrive_between_two_keystrokes_are_not_overwritten(
    qtbot: QtBot, space: Space, hear: Hear
) -> None:
    """The page has not heard of them when it saves."""
    page = space.journal.entry
    qtbot.keyClicks(page.text, "My own")
    transcript = Transcript(HEARD, "en", "test", "one", (), 293.0, 1.0)
    Autocommit(space.app.session.journal).set_transcript(
        space.journal.current, transcript, replace_text=True
    )
    qtbot.keyClicks(page.text, " note")
    page.flush()
    assert text(space) == f"My own note\n\n{HEARD}"
    assert page.text.toPlainText() == text(space)


def test_the_selection_stays_with_its_words(qtbot: QtBot, space: Space, hear: Hear) -> None:
    editor = space.journal.entry.text
    qtbot.keyClicks(editor, "My own note")
    cursor = editor.textCursor()
    cursor.setPosition(7)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    hear(HEARD)
    assert editor.textCursor().selectedText() == "own "
    assert editor.textCursor().position() == 3
    hear(BETTER)
    assert editor.textCursor().selectedText() == "own "


def test_undo_does_not_take_the_words_away(qtbot: QtBot, space: Space, hear: Hear) -> None:
    editor = space.journal.entry.text
    qtbot.keyClicks(editor, "My own note")
    hear(HEARD)
    for _ in range(5):
        qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert HEARD in editor.toPlainText()
    qtbot.keyClicks(editor, "!")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == f"My own note\n\n{HEARD}"


def test_heard_again_only_the_words_change(
    qtbot: QtBot, space: Space, hear: Hear, until_done: Callable[[str], None]
) -> None:
    page = space.journal.entry
    hear(HEARD)
    cursor = page.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    page.text.setTextCursor(cursor)
    qtbot.keyClick(page.text, Qt.Key.Key_Return)
    qtbot.keyClicks(page.text, "And what I think of it.")
    hear(BETTER)
    assert text(space) == page.text.toPlainText() == f"{BETTER}\nAnd what I think of it."
    assert page.text.textCursor().position() == len(text(space))
    until_done(space.journal.current)
    assert page.status.text.text() == ""


def test_a_text_that_was_edited_stays_and_the_page_says_where_the_new_words_are(
    qtbot: QtBot, space: Space, hear: Hear, until_done: Callable[[str], None]
) -> None:
    page = space.journal.entry
    hear(HEARD)
    page.text.selectAll()
    qtbot.keyClicks(page.text, "I called Mum.")
    hear(BETTER)
    assert text(space) == "I called Mum."
    until_done(space.journal.current)
    assert "Transcript" in page.status.text.text()
    space.actions_["original"].trigger()
    dialog = page.heard_by.dialog
    qtbot.waitUntil(lambda: dialog.heard.toPlainText() == BETTER)
    dialog.reject()
    assert page.text.toPlainText() == "I called Mum."
    space.journal.write()
    space.journal.open_newest()
    assert page.status.text.text() == "", "it was news once"


def test_a_word_that_is_being_composed_is_not_disturbed(
    qtbot: QtBot, space: Space, hear: Hear
) -> None:
    editor = space.journal.entry.text
    qtbot.keyClicks(editor, "My ")
    QApplication.sendEvent(editor, QInputMethodEvent("ow", []))
    hear(HEARD)
    assert HEARD not in editor.toPlainText()
    commit = QInputMethodEvent()
    commit.setCommitString("own")
    QApplication.sendEvent(editor, commit)
    space.journal.entry.flush()
    assert text(space) == editor.toPlainText() == f"My own\n\n{HEARD}"


def test_a_word_that_is_being_composed_goes_with_its_entry(
    qtbot: QtBot, space: Space, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, entry_id = space.journal.entry.text, space.journal.current
    qtbot.keyClicks(editor, "My ")
    QApplication.sendEvent(editor, QInputMethodEvent("own", []))

    def commit() -> None:
        event = QInputMethodEvent()
        if editor.composing:
            event.setCommitString("own")
            QApplication.sendEvent(editor, event)

    method = SimpleNamespace(commit=commit)
    monkeypatch.setattr(typing_module.QGuiApplication, "inputMethod", lambda: method)
    space.write()
    assert space.app.entries.get(entry_id).text == "My own"
    space.journal.open(entry_id)
    hear(HEARD)
    assert editor.toPlainText() == f"My own\n\n{HEARD}"


def test_another_text_is_not_being_composed(qtbot: QtBot) -> None:
    editor = Editor()
    qtbot.addWidget(editor)
    QApplication.sendEvent(editor, QInputMethodEvent("own", []))
    editor.set_text("Another entry.")
    assert not editor.composing, "no words that arrive would ever be shown"


@pytest.mark.parametrize(
    ("old", "new", "at", "stays"),
    [
        ("ab", "ab\n\nwords", 2, 2),
        ("ab", "xab", 2, 3),
        ("ab", "xab", 0, 0),
        ("one old two", "one new and longer two", 11, 22),
        ("one old two", "one two", 6, 4),
        ("😀 ab", "😀 ab\n\n😀 words", 5, 5),
        ("a\xa0b", "a\xa0b", 1, 1),
    ],
)
def test_the_cursor_stays_where_it_was(
    qtbot: QtBot, old: str, new: str, at: int, stays: int
) -> None:
    editor = Editor()
    qtbot.addWidget(editor)
    editor.set_text(old)
    cursor = editor.textCursor()
    cursor.setPosition(at)
    editor.setTextCursor(cursor)
    with qtbot.assertNotEmitted(editor.typed):
        editor.put(new)
    assert editor.toPlainText() == new.replace("\xa0", " ")
    assert editor.textCursor().position() == stays
