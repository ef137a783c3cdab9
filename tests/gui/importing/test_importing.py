"""Files dropped on the window, with real small files: added, known already, refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.errors import AudioError
from samo_desktop.gui.importing import desk
from samo_desktop.gui.importing.importer import local_files
from samo_desktop.gui.importing.report import MOST, DropReport, summary
from samo_desktop.gui.operations.importing import ENDINGS, BroughtIn, KnownFile, RefusedFile, expand
from tests.capture.films import Track, write_film
from tests.capture.sounds import chirp
from tests.gui.space import Space
from tests.support.sound import write_wav
from tests.support.work import ended

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("threads")]

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ANY = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(widget: QWidget, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(5, 5), ANY, data, LEFT, NO_KEY)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget: QWidget, data: QMimeData) -> QDropEvent:
    event = QDropEvent(QPointF(5, 5), ANY, data, LEFT, NO_KEY)
    QApplication.sendEvent(widget, event)
    return event


def note(folder: Path, name: str, frequency: float = 440) -> Path:
    folder.mkdir(exist_ok=True)
    time = np.arange(8000) / 16000
    return write_wav(folder / name, 0.3 * np.sin(2 * np.pi * frequency * time))


def dropped(qtbot: QtBot, space: Space, *paths: Path) -> BroughtIn:
    """Drags over the window, drops, and waits for what becomes of it."""
    data = mime(*paths)
    assert enter(space.workspace, data)
    assert space.desk.overlay.isVisible()
    with qtbot.waitSignal(space.desk.importer.ended, timeout=20_000) as ended:
        drop(space.desk.overlay, data)
        assert not space.desk.overlay.isVisible()
    outcome = ended.args[0]
    assert isinstance(outcome, BroughtIn)
    return outcome


def test_one_file_is_added_and_opened(
    qtbot: QtBot, space: Space, tmp_path: Path, until_done: Callable[[str], None]
) -> None:
    outcome = dropped(qtbot, space, note(tmp_path, "memo.wav"))
    [entry] = outcome.added
    assert space.journal.current == entry.id
    assert space.dock.notice.text() == "The recording was added."
    assert space.desk.report is None
    until_done(entry.id)
    assert space.app.entries.get(entry.id).audio is not None


def test_many_files_folders_and_films_at_once(
    qtbot: QtBot, space: Space, tmp_path: Path, until_done: Callable[[str], None]
) -> None:
    folder = tmp_path / "memos"
    notes = [note(folder, f"{n}.wav", 200 + 10 * n) for n in range(3)]
    inner = note(folder / "older", "old.WAV", 700)
    (folder / "cover.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden.wav").write_bytes(notes[0].read_bytes())
    film = write_film(tmp_path / "f.mkv", "matroska", [Track(chirp(48000, 1), 48000, "libopus")])
    bad = tmp_path / "letter.wav"
    bad.write_text("Dear Anna")
    current = space.app.entries.write("A quiet day.").id
    space.journal.refresh()
    space.journal.open(current)

    outcome = dropped(qtbot, space, folder, film, bad)
    assert len(outcome.added) == 5
    assert [refused.path for refused in outcome.refused] == [bad]
    assert outcome.skipped == 1
    assert inner.exists()
    assert space.journal.current == current  # what is being read stays open
    report = space.desk.report
    assert report is not None
    assert report.title.text() == (
        "5 recordings were added. Dates from: their last change (5). 1 file could not be added."
    )
    assert not space.dock.notice.text(), "the report says it"
    texts = [label.text() for label in report.findChildren(type(report.title))]
    assert any("letter.wav" in text and "not a sound file" in text for text in texts)
    assert any("1 other file in the folder" in text for text in texts)
    report.done_.click()
    qtbot.waitUntil(lambda: space.desk.report is None)
    for entry in outcome.added:
        until_done(entry.id)


def test_one_file_that_is_no_sound_is_told_in_the_dock(
    qtbot: QtBot, space: Space, tmp_path: Path
) -> None:
    bad = tmp_path / "letter.wav"
    bad.write_text("Dear Anna")
    dropped(qtbot, space, bad)
    assert "letter.wav" in space.dock.notice.text()
    assert space.desk.report is None
    assert space.app.entries.count() == 0


def test_a_folder_without_recordings_is_told(qtbot: QtBot, space: Space, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("a")
    dropped(qtbot, space, tmp_path / "papers")
    assert "No recordings were found" in space.dock.notice.text()


def test_a_known_file_can_be_opened_or_added_again(
    qtbot: QtBot, space: Space, tmp_path: Path, until_done: Callable[[str], None]
) -> None:
    memo = note(tmp_path, "memo.wav")
    [entry] = dropped(qtbot, space, memo).added
    until_done(entry.id)
    space.write()
    outcome = dropped(qtbot, space, memo)
    assert outcome.added == []
    [known] = outcome.known
    assert known.entry.id == entry.id
    report = space.desk.report
    assert report is not None
    assert (
        "Already in your journal, dated"
        in report.rows[0].findChildren(type(report.title))[1].text()
    )
    buttons = {b.objectName(): b for b in report.findChildren(QPushButton)}
    buttons["open_known_button"].click()
    assert space.journal.current == entry.id
    with qtbot.waitSignal(space.desk.importer.ended, timeout=20_000) as ended:
        buttons["add_again_button"].click()
        assert not buttons["add_again_button"].isEnabled()
    [again] = ended.args[0].added
    assert again.id != entry.id
    assert space.app.entries.count() == 2
    until_done(again.id)


def test_a_known_file_whose_work_failed_is_tried_again(
    qtbot: QtBot, space: Space, tmp_path: Path, until_done: Callable[[str], None]
) -> None:
    memo = note(tmp_path, "memo.wav")
    [entry] = dropped(qtbot, space, memo).added
    until_done(entry.id)
    ended(space.app.session.journal, entry.id, "failed")
    outcome = dropped(qtbot, space, memo)
    assert [added.id for added in outcome.added] == [entry.id]
    until_done(entry.id)


def test_files_dropped_on_a_text_are_no_words(qtbot: QtBot, space: Space, tmp_path: Path) -> None:
    space.write()
    text = space.journal.entry.text
    target = text.viewport()
    data = mime(note(tmp_path, "memo.wav"))
    assert enter(target, data)
    assert space.desk.overlay.isVisible()
    assert space.desk.overlay.geometry() == space.rect()
    with qtbot.waitSignal(space.desk.importer.ended, timeout=20_000):
        event = drop(target, data)
    assert text.toPlainText() == ""
    assert event.dropAction() == Qt.DropAction.CopyAction  # never moved away


def test_words_can_still_be_dropped_on_a_text(space: Space) -> None:
    space.write()
    data = QMimeData()
    data.setText("hello")
    enter(space.journal.entry.text.viewport(), data)
    assert not space.desk.overlay.isVisible()
    drop(space.journal.entry.text.viewport(), data)
    assert "hello" in space.journal.entry.text.toPlainText()


def test_dragging_away_takes_the_veil_away(qtbot: QtBot, space: Space, tmp_path: Path) -> None:
    overlay = space.desk.overlay
    enter(space.workspace, mime(tmp_path / "a.wav"))
    QApplication.sendEvent(space.workspace, QDragLeaveEvent())  # Qt's, as the overlay comes between
    enter(overlay, mime(tmp_path / "a.wav"))
    qtbot.waitUntil(lambda: not overlay._away.isActive())
    assert overlay.isVisible()
    QApplication.sendEvent(overlay, QDragLeaveEvent())
    assert not overlay.isVisible()


def test_dragging_away_at_once_takes_the_veil_away_too(
    qtbot: QtBot, space: Space, tmp_path: Path
) -> None:
    enter(space.workspace, mime(tmp_path / "a.wav"))
    assert space.desk.overlay.isVisible()
    QApplication.sendEvent(space.workspace, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not space.desk.overlay.isVisible())


@pytest.mark.parametrize("url", ["https://example.org/a.wav", "ftp://example.org/a.wav"])
def test_addresses_are_not_taken(space: Space, url: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(url)])
    assert local_files(data) == []
    assert not enter(space.workspace, data)
    assert not space.desk.overlay.isVisible()


def test_the_veil_goes_along_with_the_window(space: Space, tmp_path: Path) -> None:
    enter(space.workspace, mime(tmp_path / "a.wav"))
    space.resize(space.width() - 40, space.height() - 40)
    QApplication.sendPostedEvents(None, QEvent.Type.Resize)
    assert space.desk.overlay.geometry() == space.rect()


def test_choosing_many_files(
    qtbot: QtBot, space: Space, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(note(tmp_path, f"{n}.wav", 300 + n)) for n in range(2)]
    asked = []

    def choose(
        _window: QWidget, _title: str, then: Callable[[list[Path]], object], *, kinds: str
    ) -> None:
        asked.append(kinds)
        then([Path(name) for name in names])

    monkeypatch.setattr(desk, "choose_files", choose)
    with qtbot.waitSignal(space.desk.importer.ended, timeout=20_000):
        space.dock.bring.click()
    assert space.app.entries.count() == 2
    assert "*.mp4" in asked[0]


def test_choosing_nothing_does_nothing(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "choose_files", lambda *_, **__: None)
    space.dock.bring.click()
    assert not space.desk.importer.busy


def test_what_is_dropped_meanwhile_joins_in(qtbot: QtBot, space: Space, tmp_path: Path) -> None:
    moved = []
    space.desk.importer.moved.connect(lambda done, total: moved.append((done, total)))
    with qtbot.waitSignal(space.desk.importer.ended, timeout=20_000) as ended:
        for n in range(3):
            space.bring_in([note(tmp_path, f"{n}.wav", 300 + n)])
    assert len(ended.args[0].added) == 3
    assert all(done < total for done, total in moved)
    assert not space.desk.importer.busy


def test_folders_give_their_recordings_in_order(tmp_path: Path) -> None:
    for name in ("b.mp3", "a.WAV", "c.txt", ".d.wav", "sub/z.mov", ".git/x.wav"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found, skipped = expand([tmp_path, tmp_path / "c.txt"])
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["a.WAV", "b.mp3", "sub/z.mov", "c.txt"]  # what was named is always looked at
    assert skipped == 1
    assert {".wav", ".mp4", ".opus", ".amr"} <= ENDINGS


def test_cancelling_keeps_and_tells_what_was_added(
    qtbot: QtBot, space: Space, tmp_path: Path
) -> None:
    paths = [note(tmp_path, f"{n}.wav", 300 + n) for n in range(4)]
    importer = space.desk.importer
    importer.moved.connect(lambda done, _total: importer.cancel() if done else None)
    with qtbot.waitSignal(importer.ended, timeout=20_000) as ended:
        space.bring_in(paths[:3])
        space.bring_in(paths[3:])
    brought = ended.args[0]
    assert len(brought.added) >= 1
    assert brought.left == 4 - len(brought.added) > 0
    assert "Cancelled: " in space.dock.notice.text()
    assert space.app.entries.count() == len(brought.added)
    with qtbot.waitSignal(importer.ended, timeout=20_000) as again:
        space.bring_in(paths[3:])
    assert len(again.args[0].added) == 1


def test_what_became_of_the_files_in_a_few_sentences(space: Space) -> None:
    error = AudioError("It is not a sound file.", "Choose another.")
    entry = space.app.entries.write("A quiet day.")
    dated = [replace(entry, date_source=source) for source in ("tags", "name", "name", "file")]
    refused = [RefusedFile(Path("a.txt"), error)]
    known = [KnownFile(Path("a.wav"), entry)]
    assert summary(BroughtIn(added=dated[:1])) == "The recording was added."
    assert summary(BroughtIn(added=dated)) == (
        "4 recordings were added. "
        "Dates from: the files' tags (1), the files' names (2), their last change (1)."
    )
    assert summary(BroughtIn(known=known)) == "1 file is already in your journal."
    assert summary(BroughtIn(known=known * 2, refused=refused * 2)) == (
        "2 files are already in your journal. 2 files could not be added."
    )
    assert summary(BroughtIn(added=dated[:1], refused=refused, left=3)) == (
        "The recording was added. 1 file could not be added. Cancelled: 3 files were left out."
    )


def test_a_report_of_a_few_files_does_not_scroll(qtbot: QtBot, space: Space) -> None:
    error = AudioError("It is not a sound file.", "Choose another.")
    entry = space.app.entries.write("A quiet day.")
    outcome = BroughtIn(
        known=[KnownFile(Path("2025-03-04 Talk with Anna.m4a"), entry)],
        refused=[RefusedFile(Path("a-name-without-a-blank-" * 5 + ".wav"), error)],
        skipped=4,
    )
    report = DropReport(outcome, space.workspace)
    qtbot.addWidget(report)
    report.show()
    area = report.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.widget().height() > 100)
    assert area.verticalScrollBar().maximum() == 0


def test_a_report_of_very_many_files_stays_small(qtbot: QtBot, space: Space) -> None:
    error = AudioError("It is not a sound file.", "Choose another.")
    entry = space.app.entries.write("A quiet day.")
    outcome = BroughtIn(
        known=[KnownFile(Path(f"{n}.wav"), entry) for n in range(60)],
        refused=[RefusedFile(Path(f"{n}.txt"), error) for n in range(500)],
    )
    report = DropReport(outcome, space.workspace)
    assert report.height() <= space.window().height()
    assert len(report.rows) == MOST
    texts = [label.text() for label in report.findChildren(type(report.title))]
    assert "and 460 more files" in texts
    with qtbot.waitSignal(report.again_wanted) as wanted:
        report.all_again.click()
    assert len(wanted.args[0]) == 60
