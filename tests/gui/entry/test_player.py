"""Hearing a voice note in the page of its entry: wave, place, speed, sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QTextCursor
from pytestqt.qtbot import QtBot

from samo_desktop import paths, settings
from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.paths import resources_folder
from samo_desktop.store import journal_layout as layout
from tests.capture.fakes import FakeDevice
from tests.gui.conftest import Waiting
from tests.gui.space import Space

pytestmark = pytest.mark.slow

SENTENCES = ["I called my mother.", "I was nervous.", "I am relieved."]


class Loudspeaker:
    """A device that lets pieces of sound through as the test allows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.device = FakeDevice(monkeypatch)
        self.device.before_write = self._wait
        self._gate = threading.Semaphore(0)

    def _wait(self) -> None:
        assert self._gate.acquire(timeout=90)

    def let_through(self, pieces: int) -> None:
        """Plays so many pieces of 50 ms (fewer seconds of the recording when it is slow)."""
        self._gate.release(pieces)

    def open_wide(self) -> None:
        """Plays all there is, at once."""
        self._gate.release(100_000)


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loudspeaker]:
    made = Loudspeaker(monkeypatch)
    yield made
    made.open_wide()
    for thread in threading.enumerate():
        if thread.name == "playback":  # it must not meet the real device
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def page(
    qtbot: QtBot,
    speaker: Loudspeaker,
    space: Space,
    until: Waiting,
    until_done: Callable[[str], None],
) -> EntryPage:
    """The page of a voice note whose wave and sentences are known."""
    with qtbot.waitSignal(space.journal.shown):
        space.bring_in([resources_folder() / "sample" / "voice.ogg"])
    until_done(space.journal.current)
    page = space.journal.entry
    qtbot.waitUntil(lambda: page.text.hearable, timeout=10_000)
    qtbot.waitUntil(lambda: max(page.player.waveform.bars) > 0, timeout=10_000)
    return page


def playing_at(qtbot: QtBot, page: EntryPage, low: float, high: float) -> None:
    def there() -> bool:
        return page.player.playing and low <= page.player.waveform.seconds <= high

    qtbot.waitUntil(there, timeout=10_000)


def marked(page: EntryPage, *sentences: str) -> bool:
    return page.text.highlighted() == list(sentences)


def stopped(qtbot: QtBot, page: EntryPage) -> None:
    qtbot.waitUntil(lambda: page.player._player is None, timeout=10_000)


def point_of(page: EntryPage, words: str) -> QPoint:
    """Where in the text's viewport `words` are drawn."""
    cursor = QTextCursor(page.text.document())
    cursor.setPosition(page.text.toPlainText().index(words) + 2)
    return page.text.cursorRect(cursor).center()


def test_the_wave_is_that_of_the_sound(page: EntryPage) -> None:
    bars = page.player.waveform.bars
    assert len(set(bars)) > 10
    assert 0.5 < max(bars) <= 1
    assert min(bars) >= 0


def test_playing_marks_the_sentence_and_leaves_the_text_alone(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    before = page.text.toPlainText()
    page.player.button.click()
    for sentence in SENTENCES:
        speaker.let_through(80)  # a third of 12.9 s is 86 pieces
        qtbot.waitUntil(partial(marked, page, sentence), timeout=10_000)
    assert page.text.toPlainText() == before
    assert not page.text.document().isUndoAvailable()
    assert not page.typing.holds("text")
    speaker.open_wide()
    stopped(qtbot, page)
    assert page.text.highlighted() == []
    assert page.player.waveform.value() == 0
    assert page.player.button.accessibleName() == "Play the recording"


def test_a_stretch_is_played_to_its_end_and_pauses_there(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    page.player.play_from(2.0, until=3.0)
    speaker.let_through(60)  # 3 s: more than there is to be heard
    qtbot.waitUntil(lambda: page.player._player is not None, timeout=10_000)
    qtbot.waitUntil(lambda: not page.player.playing, timeout=10_000)
    assert 3.0 <= page.player.waveform.seconds < 4.5
    page.player.toggle()  # and goes on from there as ever
    speaker.let_through(60)
    playing_at(qtbot, page, 4.0, 8.0)


def test_it_can_be_played_again(qtbot: QtBot, page: EntryPage, speaker: Loudspeaker) -> None:
    lengths = []
    for _ in range(2):
        speaker.device.heard.clear()
        page.player.button.click()
        assert page.player.button.accessibleName() == "Pause the recording"
        speaker.open_wide()
        stopped(qtbot, page)
        lengths.append(sum(map(len, speaker.device.heard)))
    assert lengths[0] == lengths[1] == pytest.approx(12.9 * 8000, rel=0.01)


def test_a_note_that_is_deleted_falls_silent(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker, space: Space
) -> None:
    page.player.button.click()
    speaker.let_through(10)
    assert page.player.playing
    space.deleting.delete()
    assert space.journal.model.rowCount() == 0
    assert not page.player.playing


def test_pause_keeps_place_and_mark(qtbot: QtBot, page: EntryPage, speaker: Loudspeaker) -> None:
    page.player.button.click()
    speaker.let_through(100)
    playing_at(qtbot, page, 4.9, 5.1)
    page.player.button.click()
    assert not page.player.playing
    qtbot.wait(200)
    assert page.text.highlighted() == ["I was nervous."]
    page.player.button.click()
    speaker.let_through(20)
    playing_at(qtbot, page, 5.8, 6.2)


def test_a_click_on_the_wave_goes_there(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    wave = page.player.waveform
    page.player.button.click()
    speaker.let_through(10)
    playing_at(qtbot, page, 0.3, 0.6)
    middle = QPoint(wave.width() // 2, wave.height() // 2)
    qtbot.mouseClick(wave, Qt.MouseButton.LeftButton, pos=middle)
    assert page.player._player is not None
    assert page.player._player.position == pytest.approx(6.45, abs=0.15)
    speaker.let_through(11)
    playing_at(qtbot, page, 6.5, 6.9)
    assert page.text.highlighted() == ["I was nervous."]


def test_dragging_seeks_once_when_it_is_let_go(
    qtbot: QtBot, page: EntryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave, wanted = page.player.waveform, []
    wave.wanted.connect(wanted.append)
    left, right = QPoint(wave.width() // 4, 10), QPoint(wave.width() - 1, 10)
    qtbot.mousePress(wave, Qt.MouseButton.LeftButton, pos=left)
    for x in range(left.x(), right.x(), 7):
        qtbot.mouseMove(wave, QPoint(x, 10))
    page.player._show_position(0.0)  # playing goes on and must not pull the handle away
    assert wave.seconds > 2.5
    qtbot.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=right)
    assert wanted == [pytest.approx(12.9, abs=0.1)]
    assert page.player.time.text() == "0:12 / 0:12"


def test_the_wave_is_a_slider_for_keys_and_screen_readers(qtbot: QtBot, page: EntryPage) -> None:
    wave = page.player.waveform
    wave.setFocus()
    qtbot.keyClick(wave, Qt.Key.Key_Right)
    assert wave.seconds == 5.0
    qtbot.keyClick(wave, Qt.Key.Key_Right)
    qtbot.keyClick(wave, Qt.Key.Key_Left)
    assert wave.seconds == 5.0
    qtbot.keyClick(wave, Qt.Key.Key_End)
    assert wave.seconds == pytest.approx(12.9, abs=0.1)
    qtbot.keyClick(wave, Qt.Key.Key_Home)
    assert wave.seconds == 0.0
    qtbot.keyClick(wave, Qt.Key.Key_Right)
    assert page.text.highlighted() == ["I was nervous."]
    heard = QAccessible.queryAccessibleInterface(wave)
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "Position in the recording"
    assert heard.text(QAccessible.Text.Description) == "0:05 of 0:12"
    assert int(heard.valueInterface().currentValue()) == 50


def test_the_speed_is_taken_at_once_and_remembered(
    qtbot: QtBot, page: EntryPage, space: Space, window: MainWindow, speaker: Loudspeaker
) -> None:
    page.player.button.click()
    speaker.let_through(20)
    playing_at(qtbot, page, 0.9, 1.1)
    assert page.player._player is not None
    page.player.speed.choices[2.0].trigger()
    assert page.player._player.speed == 2.0
    assert page.player.speed.text() == "2×"
    assert page.player.speed.accessibleName() == "Speed: 2×"
    speaker.open_wide()
    stopped(qtbot, page)
    played = sum(map(len, speaker.device.heard))
    assert played == pytest.approx(8000 * (1 + 11.9 / 2), abs=1000)
    assert speaker.device.opened == 1
    assert space.app.settings.playback_speed == 2.0
    assert settings.load(paths.settings_file()).playback_speed == 2.0
    assert window.settings.playback_speed == 2.0
    page.player.button.click()
    assert page.player._player.speed == 2.0


def test_ctrl_click_plays_from_that_sentence(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    view = page.text.viewport()
    place = page.text.textCursor().position()
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, ctrl, point_of(page, SENTENCES[2]))
    speaker.let_through(3)
    playing_at(qtbot, page, 8.5, 8.9)
    assert page.text.highlighted() == [SENTENCES[2]]
    assert page.text.textCursor().position() == place
    assert not page.text.textCursor().hasSelection()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, ctrl, point_of(page, SENTENCES[1]))
    speaker.let_through(3)
    playing_at(qtbot, page, 4.25, 4.6)


def test_a_plain_click_only_puts_the_cursor(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    page.player.button.click()
    speaker.let_through(10)
    playing_at(qtbot, page, 0.3, 0.6)
    view = page.text.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_of(page, SENTENCES[2]))
    assert page.text.textCursor().position() > len(SENTENCES[0])
    assert page.player._player is not None
    assert page.player._player.position < 1.0


def test_the_menu_of_the_text_plays_too(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    menu = page.text.menu_at(point_of(page, SENTENCES[1]))
    assert menu.actions()[0].text() == "Play from this sentence"
    menu.actions()[0].trigger()
    speaker.let_through(3)
    playing_at(qtbot, page, 4.25, 4.6)
    menu.deleteLater()


def test_an_edited_text_is_followed(qtbot: QtBot, page: EntryPage, speaker: Loudspeaker) -> None:
    page.player.button.click()
    speaker.let_through(100)
    playing_at(qtbot, page, 4.9, 5.1)
    with qtbot.waitSignal(page.highlighter.ready):
        page.text.moveCursor(QTextCursor.MoveOperation.Start)
        page.text.insertPlainText("Today it rained 😀. ")
        # What is marked moves along at once; times are found anew a moment later.
        assert page.text.highlighted() == ["I was nervous."]
    assert page.text.toPlainText().startswith("Today it rained 😀. I called")
    speaker.let_through(2)
    playing_at(qtbot, page, 5.0, 5.2)
    assert page.text.highlighted() == ["I was nervous."]
    with qtbot.waitSignal(page.highlighter.ready):
        page.text.selectAll()
        page.text.insertPlainText("I am relieved.")
    qtbot.waitUntil(lambda: page.text.highlighted() == [], timeout=10_000)
    ctrl = Qt.KeyboardModifier.ControlModifier
    view = page.text.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, ctrl, point_of(page, "I am"))
    speaker.let_through(3)
    playing_at(qtbot, page, 8.5, 8.9)
    page.flush()


def test_chips_and_voice_mark_side_by_side(
    qtbot: QtBot, page: EntryPage, speaker: Loudspeaker
) -> None:
    page.player.button.click()
    speaker.let_through(10)
    playing_at(qtbot, page, 0.3, 0.6)
    page.feelings.choose("nervousness")
    qtbot.wait(200)
    assert page.text.highlighted() == ["I was nervous.", "I called my mother."]


def test_a_text_that_is_only_read_is_played_by_a_plain_click(
    qtbot: QtBot, page: EntryPage, space: Space, speaker: Loudspeaker
) -> None:
    assert page.text.accessibleDescription() == "Ctrl+click a sentence to hear it"
    page.text.setReadOnly(True)
    assert page.text.hear_tip() == "Click a sentence to hear it"
    view = page.text.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_of(page, SENTENCES[2]))
    speaker.let_through(3)
    playing_at(qtbot, page, 8.5, 8.9)


def test_no_loudspeaker_is_told_and_the_place_is_kept(
    qtbot: QtBot, page: EntryPage, space: Space, speaker: Loudspeaker
) -> None:
    page.player.seek(5.0)
    speaker.device.broken = True
    with qtbot.waitSignal(page.player.problem):
        page.player.button.click()
    assert "device is gone" in space.dock.notice.text()
    assert page.player.button.accessibleName() == "Play the recording"
    assert page.player.waveform.seconds == 5.0
    assert page.text.highlighted() == []
    speaker.device.broken = False
    page.player.button.click()
    speaker.let_through(4)
    playing_at(qtbot, page, 5.1, 5.3)


def test_sound_that_is_gone_is_told_when_it_is_played(
    qtbot: QtBot, page: EntryPage, space: Space
) -> None:
    assert page.entry is not None
    space.app.session.journal.audio_path(page.entry.id).unlink()
    with qtbot.waitSignal(page.player.problem):
        page.player.button.click()
    assert "missing" in space.dock.notice.text()
    assert not page.player.playing


def test_another_entry_ends_it(
    qtbot: QtBot, page: EntryPage, space: Space, speaker: Loudspeaker
) -> None:
    page.player.button.click()
    speaker.let_through(10)
    playing_at(qtbot, page, 0.3, 0.6)
    written = space.app.entries.write("Nothing to hear here.")
    space.journal.open(written.id)
    assert not page.player.playing
    assert not page.player.isVisible()
    qtbot.waitUntil(lambda: not page.text.hearable)
    assert page.text.highlighted() == []
    menu = page.text.menu_at(QPoint(4, 4))
    assert "Play" not in menu.actions()[0].text()
    menu.deleteLater()


def test_an_older_entry_gets_its_wave_when_it_is_opened(
    qtbot: QtBot, page: EntryPage, space: Space
) -> None:
    assert page.entry is not None
    entry_id, bars = page.entry.id, list(page.player.waveform.bars)
    stored = layout.peaks_path(space.app.journal.folder, entry_id)
    stored.unlink()
    space.write()
    page.player._entry_id = ""  # as in a window opened anew
    with qtbot.waitSignal(page.player.wave_shown):
        space.journal.open(entry_id)
    assert page.player.waveform.bars == bars
    assert stored.exists()


def test_a_long_text_scrolls_along_unless_the_user_is_at_work(
    qtbot: QtBot, page: EntryPage, window: MainWindow
) -> None:
    text = page.text
    text.set_text(" ".join(f"This is sentence number {n} of many." for n in range(400)))
    words = text.toPlainText()
    bar, room = page.scroller.verticalScrollBar(), page.scroller.viewport().height()
    assert text.verticalScrollBar().maximum() == 0, "the page scrolls as one"
    assert bar.maximum() > 2 * room
    cursor = text.textCursor().position()

    def mark(number: int) -> None:
        start = words.index(f"This is sentence number {number} ")
        text.mark_spoken((start, start + 20))

    mark(300)
    first = bar.value()
    assert first > room
    assert text.textCursor().position() == cursor
    mark(301)
    assert abs(bar.value() - first) <= 2 * text.line_height
    first = bar.value()
    text.selectAll()
    mark(5)
    assert abs(bar.value() - first) <= 1  # a selection is not scrolled away
    text.moveCursor(QTextCursor.MoveOperation.Start)


def test_heights_cover_every_level() -> None:
    from samo_desktop.capture.peaks import Peaks
    from samo_desktop.gui.entry.waveform import Waveform

    wave = Waveform()
    wave.resize(400, 40)
    wave.set_length(10.0)
    assert set(wave.bars) == {0.0}
    quiet = np.zeros(200, np.uint8)
    quiet[123] = 255  # one loud bin of many still shows
    wave.show_wave(Peaks(48_000, 2_400, quiet.tobytes()))
    assert max(wave.bars) == 1.0
    assert sum(bar > 0 for bar in wave.bars) == 1
    assert wave.bars.index(1.0) == pytest.approx(123 / 200 * len(wave.bars), abs=1)
    wave.show_wave(None)
    assert set(wave.bars) == {0.0}
    wave.deleteLater()


def test_closing_the_window_ends_it(page: EntryPage, window: MainWindow) -> None:
    page.player.button.click()
    window.close()
    assert page.player._background._closed
    assert not page.player.playing


def test_a_wave_takes_little_however_long_the_file_says_it_is(qtbot: QtBot) -> None:
    from samo_desktop.capture.peaks import Peaks
    from samo_desktop.gui.entry import waveform

    wave = waveform.Waveform()
    wave.set_length(4_294_967.0)
    wave.show_wave(Peaks(48_000, 2_400, bytes([0, 255, 0])))
    assert len(wave._levels) == waveform.MOST_LEVELS
    assert max(wave.bars) == 1.0
    wave.deleteLater()
