"""The page by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import EntryError
from tests.gui.accessible import nodes
from tests.gui.space import Space
from tests.support.work import ended

pytestmark = pytest.mark.slow


@pytest.fixture
def read(space: Space, until_done: Callable[[str], None]) -> str:
    """An entry with feelings and tags; its id."""
    text = "I was happy, and we danced. Then I cried and was sad."
    entry = space.app.entries.write(text, tags=("sea", "work"))
    space.journal.open(entry.id)
    until_done(entry.id)
    return entry.id


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_tab_follows_the_eye(qtbot: QtBot, space: Space, read: str) -> None:
    page = space.journal.entry
    page.title.setFocus(Qt.FocusReason.TabFocusReason)
    ways: list[QWidget | None] = []
    for _stop in range(14):
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        ways.append(focused())
    wanted = [
        page.text,
        *page.feelings.chips,
        page.feelings.add,
        *(chip.remove for chip in page.tags.chips),
        page.tags.field,
        page.again,
        page.delete,
    ]
    assert ways[: len(wanted)] == wanted
    assert space.dock.isAncestorOf(ways[len(wanted)]), "the dock comes after the page"


def test_a_screen_reader_follows_the_eye_too(qtbot: QtBot, space: Space, read: str) -> None:
    def names() -> list[str]:
        return [node.text(QAccessible.Text.Name) for node in nodes(space.window())]

    chips = [chip.accessibleName() for chip in space.journal.entry.feelings.chips]
    tags = ["Remove tag sea", "Remove tag work"]
    lists = ["How the last 90 days felt", "Entries, newest first", "Title", "Text of the entry"]
    wanted = [*lists, *chips, "Add a feeling", *tags, "Add a tag", "Analyse again", "Write"]
    # The list stands there once it has been read.
    qtbot.waitUntil(lambda: [n for n in names() if n in wanted] == wanted, timeout=10_000)


def test_removing_a_feeling_and_taking_that_back_keep_the_keyboard_near(
    qtbot: QtBot, space: Space, read: str
) -> None:
    feelings = space.journal.entry.feelings
    label = feelings.chips[0].feeling.label
    feelings.chips[0].click()
    feelings.change.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(feelings.change, Qt.Key.Key_Return)
    assert label not in {chip.feeling.label for chip in feelings.chips}
    assert focused() is feelings.change, "which takes it back"
    qtbot.keyClick(feelings.change, Qt.Key.Key_Return)
    chip = next(chip for chip in feelings.chips if chip.feeling.label == label)
    assert focused() is chip


def test_trying_again_keeps_the_keyboard_near(qtbot: QtBot, space: Space, read: str) -> None:
    assert space.app.session.workers is not None
    space.app.session.workers.close()
    ended(space.app.session.journal, read, "failed", EntryError("analyse", "No.", "Try again."))
    space.journal.refresh()
    page = space.journal.entry
    assert page.status.retry.isVisible()
    page.status.retry.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.status.retry, Qt.Key.Key_Return)
    assert not page.status.retry.isVisible()
    assert focused() in (page.text, page.feelings.add)


def test_delete_never_has_the_keyboard_by_itself(qtbot: QtBot, space: Space, read: str) -> None:
    page = space.journal.entry
    for leave in (
        lambda: page.status.cancel.setFocus(),
        lambda: page.tags.chips[-1].remove.click(),
        lambda: page.feelings.chips[-1].click(),
        lambda: page.refresh(),
    ):
        leave()
        assert focused() is not page.delete
