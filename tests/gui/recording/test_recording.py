"""Recording: when it can be done, how it is started, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path
from samo_desktop.domain.events import NoLiveWords, Spoken
from samo_desktop.domain.standing import Standing
from samo_desktop.errors import DeviceError, SamoError
from samo_desktop.gui.recording import words
from samo_desktop.gui.recording.page import RecordingPage, loudness
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.paths import resources_folder
from samo_desktop.store.journal import Journal
from tests.gui.conftest import Waiting
from tests.gui.fakes import FakeRecorder, FakeRecording, TestServices
from tests.gui.space import Space, space_of
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow


@pytest.fixture
def recordings(space: Space, monkeypatch: pytest.MonkeyPatch) -> list[FakeRecording]:
    """The recordings that were started; their sound does not matter."""
    made: list[FakeRecording] = []

    def start(device: str | None = None) -> FakeRecording:
        entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
        made.append(FakeRecording(space.app, entry.id))
        return made[-1]

    monkeypatch.setattr(space.app.recordings, "start", start)
    return made


@pytest.mark.usefixtures("threads")
def test_without_a_microphone_record_is_off_and_says_why(
    qtbot: QtBot, services: TestServices, open_window: Callable[[Path], MainWindow], folder: Path
) -> None:
    services.microphone = None
    window = open_window(folder)
    with qtbot.waitSignal(window.opened):
        pass
    space = space_of(window)
    assert space is not None
    with qtbot.waitSignal(space.recorder.unavailable, check_params_cb=bool):
        space.recorder.look_for_microphone()
    assert not space.dock.record.isEnabled()
    assert "No microphone" in space.dock.record.toolTip()
    assert "No microphone" in space.dock.notice.text()
    assert space.dock.bring.isEnabled()
    assert space.dock.write.isEnabled()
    services.microphone = "Just plugged in"
    # Looks that began before may still answer that there is none.
    with qtbot.waitSignal(space.recorder.unavailable, check_params_cb=lambda why: not why):
        space.recorder.look_for_microphone()
    assert space.dock.record.isEnabled()
    assert space.dock.notice.text() == ""


@pytest.mark.parametrize("key", [(Qt.Key.Key_Space, "None"), (Qt.Key.Key_R, "Control")])
def test_keys_start_and_stop(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording], key: tuple[Qt.Key, str]
) -> None:
    modifier = {
        "None": Qt.KeyboardModifier.NoModifier,
        "Control": Qt.KeyboardModifier.ControlModifier,
    }[key[1]]
    space.journal.list.setFocus()
    with qtbot.waitSignal(space.recorder.started):
        qtbot.keyClick(space.journal.list, key[0], modifier)
    assert len(recordings) == 1
    assert space.journal.pages.currentWidget() is space.journal.recording_page
    assert space.dock.record.text().strip() == "Stop"
    assert space.dock.pause.isVisible()
    with qtbot.waitSignal(space.recorder.stopped):
        qtbot.keyClick(space.journal.list, key[0], modifier)
    assert space.journal.pages.currentWidget() is space.journal.entry
    assert space.journal.current == recordings[0].entry_id
    assert space.dock.record.text().strip() == "Record"
    assert space.dock.write.isVisible()


def test_space_in_a_text_is_a_space(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    space.actions_["write"].trigger()
    qtbot.keyClicks(space.journal.entry.text, "a b")
    qtbot.keyClicks(space.journal.entry.title, "c d")
    assert space.journal.entry.text.toPlainText() == "a b"
    assert recordings == []


def test_pause_level_and_a_problem_are_shown(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    page, recorder = space.journal.recording_page, recordings[0].recorder
    recorder.seconds = 61.0
    with qtbot.waitSignal(space.recorder.told, check_params_cb=lambda s, *_: s == 61.0):
        pass
    assert page.time.text() == "1:01"
    assert page.time.accessibleName() == "Elapsed time: 1:01"
    with qtbot.waitSignal(
        space.recorder.told, check_params_cb=lambda _s, _l, stands, _p: stands is Standing.PAUSED
    ):
        space.actions_["pause"].trigger()
    assert page.state.text() == "Paused"
    assert space.dock.pause.text().strip() == "Resume"
    recorder.problem = DeviceError("The microphone went away.", "What you said is kept.")
    with qtbot.waitSignal(space.recorder.told, check_params_cb=lambda *a: a[3] is not None):
        pass
    assert page.problem.text() == "The microphone went away. What you said is kept."


def test_a_microphone_that_is_gone_is_told_everywhere_until_it_is_back(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    page, recorder = space.journal.recording_page, recordings[0].recorder
    assert page.state.text() == "Recording"
    assert "saved" in page.calm.text()
    recorder.problem = DeviceError("The microphone was disconnected.", "It goes on.")
    recorder.stands = Standing.INTERRUPTED
    space.recorder._tick()
    assert page.state.text() == "Microphone disconnected"
    assert "saved" not in page.calm.text()
    assert page.problem.text() == "The microphone was disconnected. It goes on."
    bars = len(page.wave._levels)
    space.recorder._tick()
    assert len(page.wave._levels) == bars, "nothing is drawn of what nobody hears"
    space.write()
    space.recorder._tick()
    assert space.dock.working.text().startswith("Microphone disconnected, ")
    recorder.problem, recorder.stands = None, Standing.RECORDING
    space.recorder._tick()
    assert page.state.text() == "Recording"
    assert space.dock.notice.text() == "The microphone is back. Recording has resumed."
    space.journal.open(recordings[0].entry_id)
    assert not page.problem.isVisible()


@pytest.mark.parametrize("then", ["gone again", "stopped"])
def test_it_is_not_said_to_be_back_once_that_is_not_true(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording], then: str
) -> None:
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    recorder = recordings[0].recorder
    for recorder.stands in (Standing.INTERRUPTED, Standing.RECORDING):
        space.recorder._tick()
    assert space.dock.notice.text() == "The microphone is back. Recording has resumed."
    if then == "stopped":
        with qtbot.waitSignal(space.recorder.stopped):
            space.actions_["record"].trigger()
    else:
        recorder.stands = Standing.INTERRUPTED
        space.recorder._tick()
    assert space.dock.notice.text() == ""


@pytest.mark.parametrize("standing", list(Standing))
def test_nobody_is_invited_to_speak_to_no_one(standing: Standing) -> None:
    heard = standing is Standing.RECORDING
    assert ("Say what you like" in words.invitation(standing)) == heard
    assert ("saved" in words.invitation(standing)) == heard
    assert (words.heading(standing) == "Recording") == heard
    assert (words.in_row(standing) == "Recording now") == heard


def test_it_is_starting_until_something_is_heard(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeRecorder, "standing", Standing.STARTING)
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    page = space.journal.recording_page
    assert page.state.text() == "Starting…"
    assert "Say what you like" not in page.calm.text()
    monkeypatch.setattr(FakeRecorder, "standing", Standing.RECORDING)
    space.recorder._tick()
    assert page.state.text() == "Recording"


def test_the_dock_tells_of_a_recording_only_while_its_page_is_away(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    space.go("timeline")
    space.recorder._tick()
    assert space.dock.working.text().startswith("Recording, ")
    space.go("journal")
    space.recorder._tick()
    assert space.journal.recording_page.isVisible()
    assert space.dock.working.text() == ""


def test_why_no_words_appear_is_told_on_the_page(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    page = space.journal.recording_page
    why = ("Moonshine tiny knows only English, not German.", "Choose English.")
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    assert not page.no_words.isVisible()
    for entry_id, shown in (("another", False), (recordings[0].entry_id, True)):
        with qtbot.waitSignal(space.bridge.no_live_words):
            space.app.session.publish(NoLiveWords(entry_id, *why))
        assert page.no_words.isVisible() == shown
    assert page.no_words.text() == (
        "No words will appear while you speak. Moonshine tiny knows only English, not German. "
        "Choose English. Your voice is still recorded."
    )
    with qtbot.waitSignal(space.recorder.stopped):
        space.actions_["record"].trigger()
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    assert not page.no_words.isVisible()


def test_words_appear_while_they_are_spoken(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    spoken = space.journal.recording_page.spoken
    assert not spoken.isVisible()
    entry_id = recordings[0].entry_id
    for event, shown in (
        (Spoken(entry_id, draft="I called"), "I called"),
        (Spoken(entry_id, draft="I called my"), "I called my"),
        (Spoken("another", "Not mine."), "I called my"),
        (Spoken(entry_id, "I called my mother.", ""), "I called my mother."),
        (Spoken(entry_id, draft="She"), "I called my mother. She"),
        (Spoken(entry_id, "She laughed.", ""), "I called my mother. She laughed."),
    ):
        with qtbot.waitSignal(space.bridge.spoken):
            space.app.session.publish(event)
        assert spoken.toPlainText() == shown
    assert spoken.isVisible()
    assert spoken.isReadOnly()
    with qtbot.waitSignal(space.recorder.stopped):
        space.actions_["record"].trigger()
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    assert spoken.toPlainText() == ""


def test_the_last_words_stay_in_sight_when_there_is_less_room(qtbot: QtBot) -> None:
    page = RecordingPage()
    qtbot.addWidget(page)
    page.resize(640, 480)
    page.show()
    page.spoken.add("It was good to hear her voice. " * 40, None)
    problem = DeviceError("The microphone was disconnected. " * 4, "Plug it in again.")
    page.tell(9.0, 0.0, Standing.INTERRUPTED, problem)
    qtbot.wait(30)
    bar = page.spoken.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    assert not bar.isVisible(), "the page scrolls already"


def test_a_long_silence_ends_a_recording_if_that_is_wanted(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    space.app.settings = space.app.settings.with_(stop_after_silence=5)
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    recordings[0].recorder.quiet_seconds = 299.0
    with qtbot.waitSignal(space.recorder.told):
        pass
    assert space.recorder.entry_id
    with qtbot.waitSignal(space.recorder.stopped):
        recordings[0].recorder.quiet_seconds = 300.0
    assert "5 minutes of silence" in space.dock.notice.text()


def test_a_recording_that_has_ended_by_itself_is_kept_and_says_why(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    with qtbot.waitSignal(space.recorder.stopped):
        recordings[0].recorder.problem = SamoError("It is 8 hours long.", "All of it is kept.")
        recordings[0].recorder.stopped = True
    assert "8 hours" in space.dock.notice.text()


@pytest.mark.usefixtures("threads")
def test_a_recording_that_was_interrupted_is_shown_at_the_next_start(
    qtbot: QtBot, open_window: Callable[[Path], MainWindow], folder: Path
) -> None:
    with Journal.open(folder) as journal:
        Autocommit(journal).add_entry(source="voice", entry_id="0123456789ab", recording=True)
        info = SpoolInfo("0123456789ab", datetime.now(UTC), 16_000)
        spool = SpoolWriter(part_path(journal.spool_folder, info.entry_id, 0), None, info)
        spool.append(np.zeros(16_000, np.int16))
        spool.close()
    window = open_window(folder)
    with qtbot.waitSignal(window.opened):
        pass
    assert window.workspace is not None
    assert space_of(window).journal.current == "0123456789ab"
    assert "interrupted" in space_of(window).dock.notice.text()


def test_other_entries_can_be_read_while_recording(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    other = space.app.entries.write("Something from before.")
    with qtbot.waitSignal(space.recorder.started):
        space.actions_["record"].trigger()
    space.journal.open(other.id)
    assert space.journal.pages.currentWidget() is space.journal.entry
    recordings[0].recorder.seconds = 5.0
    with qtbot.waitSignal(space.recorder.told, check_params_cb=lambda s, *_: s == 5.0):
        pass
    assert "0:05" in space.dock.working.text()
    space.journal.open(recordings[0].entry_id)
    assert space.journal.pages.currentWidget() is space.journal.recording_page


def test_a_recording_that_cannot_start_says_why(
    qtbot: QtBot, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(device: str | None = None) -> None:
        raise DeviceError("The microphone is used by another program.", "Close it there.")

    monkeypatch.setattr(space.app.recordings, "start", refuse)
    with qtbot.waitSignal(space.recorder.problem):
        space.actions_["record"].trigger()
    assert "another program" in space.dock.notice.text()
    assert space.recorder.entry_id == ""


def test_loudness_goes_as_ears_do() -> None:
    assert loudness(0.0) == 0.0
    assert loudness(0.003) < 0.001, "a quiet room is flat"
    assert 0.1 < loudness(0.03) < 0.3, "quiet speech is seen"
    assert 0.4 < loudness(0.15) < 0.6, "there is room above what is said as usual"
    assert 0.75 < loudness(0.5) < 0.85
    assert loudness(1.0) == loudness(1.2) == 1.0


def test_an_imported_recording_becomes_an_entry(
    qtbot: QtBot, space: Space, until: Waiting, until_done: Callable[[str], None]
) -> None:
    with qtbot.waitSignal(space.journal.shown):
        space.bring_in([resources_folder() / "sample" / "voice.ogg"])
    entry_id = space.journal.current
    until_done(entry_id)
    entry = space.app.entries.get(entry_id)
    assert entry.source == "voice"
    assert entry.audio is not None
    page = space.journal.entry
    assert page.player.isVisible()
    assert page.text.toPlainText() == entry.text
    qtbot.waitUntil(lambda: page.text.hearable)
    page.player.heard.emit(entry.audio.seconds * 0.5)
    assert page.text.highlighted() == ["I was nervous."]
    page.player.heard.emit(-1.0)
    assert page.text.highlighted() == []
    space.app.entries.edit(entry_id, text="I wrote it anew.")
    page.refresh()
    assert page.original.isVisible()
    page.original.click()
    dialog = page.heard_by.dialog
    qtbot.waitUntil(lambda: dialog.heard.toPlainText().startswith("I called my mother."))
    dialog.reject()
    assert page.text.toPlainText() == "I wrote it anew."
    until_done(entry_id)


def test_a_file_without_sound_is_refused_in_words(
    qtbot: QtBot, space: Space, tmp_path: Path
) -> None:
    file = tmp_path / "letter.wav"
    file.write_text("Dear Anna")
    count = space.app.entries.count()
    with qtbot.waitSignal(space.desk.importer.ended):
        space.bring_in([file])
    assert "letter.wav" in space.dock.notice.text()
    assert space.app.entries.count() == count


def test_space_stops_what_a_click_began_and_begins_again(
    qtbot: QtBot, space: Space, recordings: list[FakeRecording]
) -> None:
    def press_space() -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Space)

    with qtbot.waitSignal(space.recorder.started):
        qtbot.mouseClick(space.dock.record, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(space.recorder.stopped):
        press_space()
    with qtbot.waitSignal(space.recorder.started):
        press_space()
    with qtbot.waitSignal(space.recorder.stopped):
        qtbot.mouseClick(space.dock.record, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(space.recorder.started):
        press_space()
    assert len(recordings) == 3
