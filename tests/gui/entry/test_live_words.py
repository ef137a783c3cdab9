"""What was said is never out of sight: live words stay until the entry has its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.entry import Audio
from samo_desktop.domain.events import EntryChanged, Spoken
from samo_desktop.domain.transcript import Transcript
from tests.gui.fakes import FakeRecording
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

LIVE = "so today I called my mother"
HEARD = "Today I called my mother. She laughed."


@pytest.fixture
def stopped(space: Space, monkeypatch: pytest.MonkeyPatch) -> str:
    """A recording in which words were heard, just ended; the id of its entry."""
    made: list[FakeRecording] = []

    def start(device: str | None = None) -> FakeRecording:
        entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
        made.append(FakeRecording(space.app, entry.id))
        return made[-1]

    monkeypatch.setattr(space.app.recordings, "start", start)
    space.actions_["record"].trigger()
    entry_id = made[0].entry_id
    space.bridge.spoken.emit(Spoken(entry_id, "so today I called", "my mother"))
    space.actions_["record"].trigger()
    assert space.journal.current == entry_id
    return entry_id


@pytest.fixture
def hear(space: Space) -> Callable[[str], None]:
    """Words arrive, as the pipeline brings them."""

    def arrive(text: str) -> None:
        entry_id = space.journal.current
        journal = Autocommit(space.app.session.journal)
        journal.set_audio(entry_id, Audio(12.4, 16_000, "0" * 64))
        heard = Transcript(text, "en", "test", text[:8], (), 12.4, 1.0)
        journal.set_transcript(entry_id, heard, replace_text=True)
        space.app.session.publish(EntryChanged(entry_id))
        space.journal.refresh()

    return arrive


def test_live_words_stay_until_the_entry_has_its_own(
    space: Space, stopped: str, hear: Callable[[str], None]
) -> None:
    text = space.journal.entry.text
    assert text.isVisible()
    assert text.pale == LIVE
    assert text.placeholderText() == "", "nobody is asked to write what they have just said"
    hear(HEARD)
    assert text.toPlainText() == HEARD
    assert text.pale == ""


def test_live_words_are_no_text_of_the_entry(space: Space, stopped: str) -> None:
    page = space.journal.entry
    page.flush()
    assert page.text.toPlainText() == space.app.entries.get(stopped).text == ""


def test_they_belong_to_their_entry_alone(space: Space, stopped: str) -> None:
    page = space.journal.entry
    other = space.app.entries.write("A walk.")
    space.journal.open(other.id)
    assert page.text.pale == ""
    space.journal.open(stopped)
    assert page.text.pale == LIVE
    space.write()
    assert page.text.pale == ""
    assert page.text.placeholderText() == "Write what is on your mind…"


def test_a_recording_without_live_words_says_that_its_words_are_coming(
    space: Space, stopped: str
) -> None:
    page = space.journal.entry
    page.expect(stopped, "")
    assert page.text.placeholderText() == "Your words will appear here."


def test_what_is_typed_beside_live_words_comes_before_them(
    qtbot: QtBot, space: Space, stopped: str, hear: Callable[[str], None]
) -> None:
    page = space.journal.entry
    qtbot.keyClicks(page.text, "My own note")
    assert page.text.pale == LIVE
    assert page.text.pale_top() > 0, "below what is typed"
    hear(HEARD)
    page.flush()
    text = f"My own note\n\n{HEARD}"
    assert page.text.toPlainText() == space.app.entries.get(stopped).text == text


def test_a_title_that_is_typed_meanwhile_keeps_nothing_out(
    qtbot: QtBot, space: Space, stopped: str, hear: Callable[[str], None]
) -> None:
    page = space.journal.entry
    qtbot.keyClicks(page.title, "My mother")
    hear(HEARD)
    page.flush()
    entry = space.app.entries.get(stopped)
    assert (entry.title, entry.text) == ("My mother", HEARD)
    assert (page.title.text(), page.text.toPlainText()) == ("My mother", HEARD)


def test_words_that_come_in_two_parts_are_both_kept_with_what_is_typed(
    qtbot: QtBot, space: Space, stopped: str, hear: Callable[[str], None]
) -> None:
    page = space.journal.entry
    qtbot.keyClicks(page.text, "Mine")
    hear("Today I called my mother.")
    qtbot.keyClicks(page.text, ", too")
    hear(HEARD)
    page.flush()
    text = space.app.entries.get(stopped).text
    assert text == page.text.toPlainText() == f"Mine, too\n\n{HEARD}"


def test_undo_takes_typing_back_and_then_what_was_done(
    qtbot: QtBot, space: Space, stopped: str
) -> None:
    entry = space.app.entries.write("A walk.", tags=("sea",))
    space.journal.open(entry.id)
    page = space.journal.entry
    page.tags.chips[0].remove.click()
    page.text.setFocus()
    qtbot.keyClicks(page.text, "Slowly. ")
    undo = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    for _press in range(9):
        if not page.text.document().isUndoAvailable():
            break
        qtbot.keyClick(page.text, *undo)
    assert page.text.toPlainText() == "A walk."
    assert page.tags.tags() == ()
    qtbot.keyClick(page.text, *undo)
    assert page.tags.tags() == ("sea",)
