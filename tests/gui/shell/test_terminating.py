"""The system ends the program while something is typed or said."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samo_desktop.app import App
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.terminating import Terminating
from samo_desktop.settings import Settings
from tests.gui.space import Space


@pytest.fixture
def terminating(qtbot: QtBot, window: MainWindow) -> Iterator[Terminating]:
    """Signals reach the window, as in the program."""
    made = Terminating(window)
    made.wanted.connect(window.end)
    yield made
    made.close()


def texts(folder: Path) -> list[str]:
    with closing(App.open(folder, None, Settings())) as app:
        return [app.entries.get(row.id).text for row in app.entries.rows()]


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_what_was_typed_a_moment_ago_is_saved(
    qtbot: QtBot,
    space: Space,
    window: MainWindow,
    folder: Path,
    terminating: Terminating,
    name: str,
) -> None:
    space.actions_["write"].trigger()
    qtbot.keyClicks(space.journal.entry.text, "Not to be lost.")
    with qtbot.waitSignal(terminating.wanted):
        os.kill(os.getpid(), getattr(signal, name))
    assert not window.isVisible()
    assert "Not to be lost." in texts(folder)


def test_signals_do_again_what_they_did(qtbot: QtBot, window: MainWindow) -> None:
    before = signal.getsignal(signal.SIGTERM)
    made = Terminating(window)
    assert signal.getsignal(signal.SIGTERM) != before
    made.close()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_session_that_ends_saves_first(qtbot: QtBot, space: Space, window: MainWindow) -> None:
    space.actions_["write"].trigger()
    qtbot.keyClicks(space.journal.entry.text, "Said at log-out.")
    window.save()
    assert window.isVisible()
    assert any(row.first_words.startswith("Said at") for row in space.app.entries.rows())
