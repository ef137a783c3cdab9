"""Choosers of files answer later, and can be closed while they are open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.gui.runtime.executors import alive
from samo_desktop.gui.widgets.files import choose_file, choose_files, choose_folder


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    """A widget to ask over."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_file_that_is_there(over: QWidget, tmp_path: Path) -> None:
    file = tmp_path / "model.zip"
    file.touch()
    chosen: list[Path] = []
    dialog = choose_file(over, "Which?", chosen.append, kinds="Archives (*.zip)")
    assert dialog.isVisible()
    assert chosen == [], "it returned at once"
    dialog.selectFile(str(file))
    dialog.accept()
    assert chosen == [file]


def test_a_file_that_is_to_be_written_gets_an_ending(over: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    dialog = choose_file(over, "Where?", chosen.append, new="timeline.png")
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine")
    dialog.accept()
    assert chosen == [tmp_path / "mine.png"]


def test_the_ending_follows_the_kind(over: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    kinds = "Picture (*.png);;Table (*.csv)"
    dialog = choose_file(over, "Where?", chosen.append, kinds=kinds, new="timeline.png")
    dialog.setDirectory(str(tmp_path))
    dialog.selectNameFilter("Table (*.csv)")
    dialog.filterSelected.emit("Table (*.csv)")
    dialog.selectFile("mine")
    dialog.accept()
    assert chosen == [tmp_path / "mine.csv"]


def test_several_files_and_a_folder(over: QWidget, tmp_path: Path) -> None:
    names = [tmp_path / "a.wav", tmp_path / "b.wav"]
    for name in names:
        name.touch()
    several: list[list[Path]] = []
    dialog = choose_files(over, "Which?", several.append)
    dialog.filesSelected.emit([str(name) for name in names])
    assert several == [names]
    folders: list[Path] = []
    dialog = choose_folder(over, "Which?", folders.append, at=str(tmp_path))
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path))
    assert folders == [tmp_path]


@pytest.mark.parametrize("ask", [choose_file, choose_files, choose_folder])
def test_closed_without_an_answer(
    qtbot: QtBot, over: QWidget, ask: Callable[..., QFileDialog]
) -> None:
    chosen: list[object] = []
    dialog = ask(over, "Which?", chosen.append)
    dialog.reject()
    qtbot.waitUntil(lambda: not alive(dialog))
    assert chosen == []
