"""What is typed while the journal is busy with what was typed before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.services.entries import EntryService
from samo_desktop.store.journal import Journal
from tests.gui.fakes import TestServices
from tests.gui.inline import InlineExecutor
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

Result = TypeVar("Result")


class Later(InlineExecutor):
    """Does work at once, or one call after the other when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = False
        self._asked: list[Callable[[], None]] = []

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        owner: QObject | None = None,
    ) -> None:
        if not self.waits:
            super().run(work, done, failed, owner=owner)
            return
        ask = super().run
        self._asked.append(lambda: ask(work, done, failed, owner=owner))

    def go(self, calls: int | None = None) -> None:
        """Does what waits, and what that asks for; or only the first `calls`."""
        while self._asked and calls != 0:
            self._asked.pop(0)()
            calls = None if calls is None else calls - 1

    def settle(self) -> None:
        self.go()


class SlowServices(TestServices):
    """The journal answers when the test says so."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self.journal = Later()

    def executors(self, parent: QObject) -> Executors:
        return Executors(self.journal, InlineExecutor())


@pytest.fixture
def services() -> SlowServices:
    return SlowServices()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three entries, so old that they have been read as far as they will be."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        for n in range(3):
            Autocommit(journal).add_entry(source="text", text=f"Note {n}.")
    return place


@pytest.fixture
def slow(services: SlowServices, space: Space) -> Later:
    """From now on the journal takes its time."""
    services.journal.waits = True
    return services.journal


def texts(space: Space) -> set[str]:
    """What the journal holds."""
    return {entry.text for entry in space.app.entries.all()}


def test_what_is_typed_while_it_is_being_saved_is_saved_too(
    qtbot: QtBot, space: Space, slow: Later
) -> None:
    page = space.journal.entry
    qtbot.keyClicks(page.text, "One. ")
    page.flush()
    qtbot.keyClicks(page.text, "Two. ")
    slow.go(1)
    assert page.text.toPlainText() == "One. Two. Note 2.", "the answer is older than the text"
    assert "One. Note 2." in texts(space)
    slow.go()
    assert "One. Two. Note 2." in texts(space)
    assert page.text.textCursor().position() == len("One. Two. ")


def test_a_new_text_becomes_one_entry_however_fast_one_types(
    qtbot: QtBot, space: Space, slow: Later
) -> None:
    space.write()
    slow.go()
    page = space.journal.entry
    for word in ("One", " two", " three"):
        qtbot.keyClicks(page.text, word)
        page.flush()
    slow.go()
    assert texts(space) == {"One two three", "Note 0.", "Note 1.", "Note 2."}
    assert space.journal.current == page.entry.id


def test_an_entry_is_left_only_when_all_of_it_is_saved(
    qtbot: QtBot, space: Space, slow: Later
) -> None:
    page, other = space.journal.entry, space.journal.model.row(2)
    qtbot.keyClicks(page.text, "One. ")
    space.journal.open(other.id)
    qtbot.keyClicks(page.text, "Two. ")
    slow.go(1)
    assert page.text.toPlainText() == "One. Two. Note 2."
    slow.go()
    assert page.text.toPlainText() == "Note 0."
    assert texts(space) == {"One. Two. Note 2.", "Note 1.", "Note 0."}


def test_of_many_entries_that_are_passed_only_the_last_is_opened(
    qtbot: QtBot, space: Space, slow: Later
) -> None:
    shown: list[str] = []
    space.journal.shown.connect(shown.append)
    for _step in range(2):
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Down)
    assert space.journal.list.currentIndex().row() == 2, "the list does not wait"
    slow.go()
    assert len(shown) == 1
    assert space.journal.entry.text.toPlainText() == "Note 0."
    assert space.journal.list.currentIndex().row() == 2


def test_words_that_cannot_be_saved_stay_where_they_are_typed(
    qtbot: QtBot, space: Space, slow: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise SamoError("The disk is full.", "Make room.")

    page, other = space.journal.entry, space.journal.model.row(2)
    here = space.journal.current
    with monkeypatch.context() as patched:
        patched.setattr(EntryService, "edit", full)
        qtbot.keyClicks(page.text, "One. ")
        space.journal.open(other.id)
        qtbot.keyClicks(page.text, "Two. ")
        slow.go()
    assert space.journal.current == here
    assert space.journal.list.currentIndex().row() == 0
    assert page.text.toPlainText() == "One. Two. Note 2."
    page.flush()
    slow.go()
    assert "One. Two. Note 2." in texts(space)


def test_words_that_are_heard_while_typed_ones_are_being_saved(
    qtbot: QtBot, space: Space, slow: Later
) -> None:
    page, entry_id = space.journal.entry, space.journal.current
    qtbot.keyClicks(page.text, "One. ")
    page.flush()
    heard = Transcript("Heard.", "en", "test", "one", (), 3.0, 1.0)
    with space.app.session.journal.transaction() as change:
        change.set_transcript(entry_id, heard, replace_text=True)
    qtbot.keyClicks(page.text, "Two. ")
    slow.go()
    page.flush()
    slow.go()
    stored = space.app.entries.get(entry_id).text
    assert page.text.toPlainText() == stored
    assert stored.startswith("One. Two. Note 2.")
    assert "Heard." in stored


def test_closing_waits_for_all_that_was_typed(qtbot: QtBot, space: Space, slow: Later) -> None:
    page = space.journal.entry
    qtbot.keyClicks(page.text, "One. ")
    page.flush()
    qtbot.keyClicks(page.text, "Two. ")
    assert page.save_and_wait()
    assert "One. Two. Note 2." in texts(space)


def test_a_second_press_of_delete_deletes_nothing_else(
    qtbot: QtBot, space: Space, slow: Later
) -> None:
    for _press in range(3):
        qtbot.keyClick(space.journal.list, Qt.Key.Key_Delete)
    slow.go()
    assert texts(space) == {"Note 1.", "Note 0."}
    assert space.journal.entry.text.toPlainText() == "Note 1."
