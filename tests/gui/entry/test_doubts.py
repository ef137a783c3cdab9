"""Words that may be wrong: marked in the text, gone through by Tab, heard, mended, accepted."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from pytestqt.qtbot import QtBot

from samo_desktop.domain.transcript import Heard, Segment, Transcript, Word
from samo_desktop.gui.entry.doubts import BESIDE_SECONDS, Doubts
from samo_desktop.inference.models import Models
from tests.gui.fakes import Dictation, FakeModels, TestServices
from tests.gui.space import Space

pytestmark = pytest.mark.slow

SAID = "We saw the lighthouse at Ems, and it was shut. Then we went home to Ems."
UNSURE = {"lighthouse", "Ems"}


def heard(text: str, unsure: set[str]) -> Transcript:
    """A word a half second; those in `unsure` are doubtful."""
    words = tuple(
        Word(n / 2, n / 2 + 0.4, word, 0.2 if word.strip(".,") in unsure else 0.95)
        for n, word in enumerate(text.split())
    )
    segment = Segment(0.0, len(words) / 2, text, 0.9, words)
    return Transcript(text, "en", "whisper", "base", (segment,), 12.4, 1.0)


class Unsure(Dictation):
    """Is unsure of some words."""

    def transcribe(
        self, blocks: Iterable[NDArray[np.float32]], **_options: Any
    ) -> Generator[Heard, None, Transcript]:
        for _block in blocks:
            yield Heard(0.1)
        return heard(SAID, UNSURE)


class UnsureModels(FakeModels):
    """Hears with doubts."""

    def __init__(self) -> None:
        super().__init__()
        self.dictation = Unsure()


@pytest.fixture
def models() -> UnsureModels:
    return UnsureModels()


@pytest.fixture
def services(models: Models) -> TestServices:
    made = TestServices()
    made.models_in_use = models
    return made


@pytest.fixture
def played(space: Space, monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float | None]]:
    """What the page played: from where, and until when."""
    calls: list[tuple[float, float | None]] = []
    monkeypatch.setattr(
        space.journal.entry.player,
        "play_from",
        lambda start, until=None: calls.append((start, until)),
    )
    return calls


def marked(space: Space) -> list[str]:
    return [mark.text for mark in space.journal.entry.doubts.marks]


def drawn(space: Space) -> int:
    dots = QTextCharFormat.UnderlineStyle.DotLine
    selections = space.journal.entry.text.extraSelections()
    return sum(each.format.underlineStyle() == dots for each in selections)


def selected(space: Space) -> str:
    return str(space.journal.entry.text.textCursor().selectedText())


def found_again(qtbot: QtBot, doubts: Doubts) -> None:
    with qtbot.waitSignal(doubts.ready):
        pass


def test_doubtful_words_are_marked_and_counted(space: Space, note: str) -> None:
    doubts = space.journal.entry.doubts
    assert marked(space) == ["lighthouse", "Ems", "Ems"]
    assert drawn(space) == 3
    assert doubts.line.isVisible()
    assert doubts.line.says.text() == "3 words may be wrong"


def test_tab_goes_through_the_words_plays_them_and_leaves_the_text(
    qtbot: QtBot, space: Space, note: str, played: list[tuple[float, float | None]]
) -> None:
    text = space.journal.entry.text
    text.setFocus(Qt.FocusReason.TabFocusReason)
    for place in (1, 2, 3):
        qtbot.keyClick(text, Qt.Key.Key_Tab)
        assert space.journal.entry.doubts.line.says.text().startswith(f"{place} of 3")
    assert selected(space) == "Ems"
    word = 3 / 2  # the first one begins here
    assert played[0] == (word - BESIDE_SECONDS, pytest.approx(word + 0.4 + BESIDE_SECONDS))
    assert len(played) == 3
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert not text.hasFocus(), "nobody is caught in the text"
    text.setFocus(Qt.FocusReason.BacktabFocusReason)
    qtbot.keyClick(text, Qt.Key.Key_Backtab)
    assert selected(space) == "Ems"
    qtbot.keyClick(text, Qt.Key.Key_Backtab)
    assert selected(space) == "lighthouse"
    qtbot.keyClick(text, Qt.Key.Key_Backtab)
    assert not text.hasFocus()


def test_after_escape_tab_leaves_the_text_at_once(qtbot: QtBot, space: Space, note: str) -> None:
    text = space.journal.entry.text
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    qtbot.keyClick(text, Qt.Key.Key_Escape)
    assert text.hasFocus()
    assert not selected(space)
    qtbot.keyClick(text, Qt.Key.Key_Tab)
    assert not text.hasFocus()


def test_typing_mends_the_word_and_undo_brings_its_doubt_back(
    qtbot: QtBot, space: Space, note: str
) -> None:
    page = space.journal.entry
    page.text.setFocus()
    qtbot.keyClick(page.text, Qt.Key.Key_Tab)
    qtbot.keyClicks(page.text, "light house")
    assert page.text.toPlainText().startswith("We saw the light house at Ems, and")
    assert marked(space) == ["Ems", "Ems"], "at once"
    found_again(qtbot, page.doubts)
    assert [mark.word.start for mark in page.doubts.marks] == [2.5, 7.5], "the timing stays"
    assert page.doubts.line.says.text() == "2 words may be wrong"
    page.text.undo()
    found_again(qtbot, page.doubts)
    assert page.text.toPlainText() == SAID
    assert marked(space) == ["lighthouse", "Ems", "Ems"]


def test_marks_go_along_with_words_that_are_moved(qtbot: QtBot, space: Space, note: str) -> None:
    page = space.journal.entry
    cursor = QTextCursor(page.text.document())
    cursor.insertText("Typed 😀 before, about Ems. ")
    assert marked(space) == ["lighthouse", "Ems", "Ems"]
    assert all(mark.there for mark in page.doubts.marks)
    found_again(qtbot, page.doubts)
    assert [mark.word.start for mark in page.doubts.marks] == [1.5, 2.5, 7.5]
    assert all(mark.there for mark in page.doubts.marks), "counted as Qt counts"


def test_an_accepted_word_stays_accepted_and_can_be_doubted_again(
    qtbot: QtBot, space: Space, note: str
) -> None:
    page = space.journal.entry
    page.text.setFocus()
    qtbot.keyClick(page.text, Qt.Key.Key_Tab)
    qtbot.keyClick(page.text, Qt.Key.Key_Return)
    assert page.text.toPlainText() == SAID, "Enter does not take the word away"
    assert marked(space) == ["Ems", "Ems"]
    assert page.text.hasFocus()
    assert not selected(space)
    space.journal.open(space.app.entries.write("Another one.").id)
    assert not page.doubts.line.isVisible()
    assert not page.doubts.marks
    space.journal.open(note)
    assert marked(space) == ["Ems", "Ems"]
    space.actions_["undo"].trigger()
    assert marked(space) == ["lighthouse", "Ems", "Ems"]
    space.actions_["redo"].trigger()
    assert marked(space) == ["Ems", "Ems"]


def test_the_button_accepts_and_says_when_all_is_checked(space: Space, note: str) -> None:
    page = space.journal.entry
    assert not page.doubts.line.accept.isEnabled(), "no word is selected"
    for _time in range(3):
        space.actions_["next_doubt"].trigger()
        page.doubts.line.accept.click()
    assert page.doubts.line.says.text() == "Every doubtful word was checked."
    assert page.doubts.line.isVisible(), "nothing moves"
    assert drawn(space) == 0


def test_f8_goes_round_from_anywhere(qtbot: QtBot, space: Space, note: str) -> None:
    page = space.journal.entry
    page.title.setFocus()
    for _time in range(4):
        space.actions_["next_doubt"].trigger()
    assert page.text.hasFocus()
    assert selected(space) == "lighthouse"
    space.actions_["previous_doubt"].trigger()
    assert page.text.textCursor().selectionStart() == SAID.rindex("Ems")


def test_marks_are_hidden_for_good_and_tab_is_as_ever(
    qtbot: QtBot, space: Space, note: str
) -> None:
    page = space.journal.entry
    page.doubts.line.toggle.click()
    assert drawn(space) == 0
    assert not space.app.settings.mark_doubt
    assert not space.actions_["next_doubt"].isEnabled()
    page.text.setFocus()
    qtbot.keyClick(page.text, Qt.Key.Key_Tab)
    assert not page.text.hasFocus()
    assert page.doubts.line.toggle.text() == "Show marks"
    space.actions_["mark_doubt"].trigger()
    assert drawn(space) == 3


def test_nothing_is_played_while_a_recording_runs(
    qtbot: QtBot, space: Space, note: str, played: list[tuple[float, float | None]]
) -> None:
    space.actions_["pause"].setEnabled(True)
    space.actions_["next_doubt"].trigger()
    assert selected(space) == "lighthouse"
    assert played == []


def test_a_written_entry_has_no_line(space: Space) -> None:
    space.journal.open(space.app.entries.write("No sound.").id)
    assert not space.journal.entry.doubts.line.isVisible()
    assert not space.actions_["mark_doubt"].isEnabled()


def test_a_text_that_is_only_read_is_gone_through_but_not_accepted(
    qtbot: QtBot, space: Space, note: str
) -> None:
    page = space.journal.entry
    page.text.setReadOnly(True)
    page.text.setFocus()
    qtbot.keyClick(page.text, Qt.Key.Key_Tab)
    assert selected(space) == "lighthouse"
    assert not page.doubts.line.accept.isEnabled()
    qtbot.keyClick(page.text, Qt.Key.Key_Return)
    assert marked(space) == ["lighthouse", "Ems", "Ems"]


def test_what_is_typed_into_a_long_entry_never_waits_for_the_marks(
    qtbot: QtBot, space: Space, note: str
) -> None:
    page = space.journal.entry
    long = " ".join(f"word{n} {'Ems' if n % 12 == 0 else 'went'}" for n in range(2500))
    transcript = heard(long, UNSURE)
    page.text.set_text(long)
    words = space.app.transcripts.doubtful_words(transcript, long)
    assert len(words) > 200
    began = time.process_time()
    page.doubts.marks.put(words)
    put = time.process_time() - began
    began = time.process_time()
    page.doubts.marks.drop_edited()
    assert put < 0.05
    assert time.process_time() - began < 0.016
