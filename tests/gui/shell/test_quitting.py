"""Closing the window while a recording runs says what becomes of it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from samo_desktop.app import App
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.services.recordings import RecordingService
from tests.gui.fakes import FakeRecording
from tests.gui.space import Space


@pytest.fixture
def recording(space: Space, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A recording runs; the list tells that it was ended."""
    app: App = space.app
    entry, ended = app.entries.write("What was said."), []

    class Recording(FakeRecording):
        def stop(self) -> object:
            ended.append(self.entry_id)
            return super().stop()

    monkeypatch.setattr(
        RecordingService, "start", lambda _self, _device=None: Recording(app, entry.id)
    )
    space.actions_["record"].trigger()
    assert space.recorder.entry_id == entry.id
    return ended


def question(window: MainWindow) -> QMessageBox:
    box = window.findChild(QMessageBox, "quit_question")
    assert isinstance(box, QMessageBox)
    return box


def pressed(box: QMessageBox, text: str) -> None:
    next(each for each in box.findChildren(QPushButton) if each.text() == text).click()


def test_it_can_go_on(window: MainWindow, recording: list[str]) -> None:
    assert not window.close()
    box = question(window)
    assert "everything up to now is saved" in box.informativeText()
    pressed(box, "Keep recording")
    assert window.isVisible()
    assert not recording
    assert not window.close(), "it is asked each time"
    pressed(question(window), "Stop and quit")


def test_it_ends_and_is_kept(window: MainWindow, recording: list[str]) -> None:
    assert not window.close()
    pressed(question(window), "Stop and quit")
    assert not window.isVisible()
    assert len(recording) == 1


def test_without_a_recording_nothing_is_asked(window: MainWindow, space: Space) -> None:
    assert window.close()
    assert window.findChild(QMessageBox, "quit_question") is None


def test_a_system_that_ends_the_program_is_not_asked(
    window: MainWindow, recording: list[str]
) -> None:
    window.end()
    assert not window.isVisible()
    assert recording
