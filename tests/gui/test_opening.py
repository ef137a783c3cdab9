"""The first run, the recovery key, and a locked journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from samo_desktop.errors import (
    DamagedError,
    JournalLockedError,
    NewerJournalError,
    SamoError,
    WrongPassphraseError,
)
from samo_desktop.gui.mainwindow import MainWindow
from samo_desktop.gui.recoverykey import RecoveryPage
from samo_desktop.gui.welcome import UnlockPage, WelcomePage
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, TestDoors

Open = Callable[[Path], MainWindow]
SECRET = "plum tree and goat"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """An encrypted journal that nobody has open."""
    folder = tmp_path / "locked"
    Journal.create(folder, SECRET, cost=CHEAP)[0].close()
    return folder


def test_the_first_run_makes_a_journal_and_shows_the_key_once(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.begin.click()
    assert "8" in page.problem.text()
    page.first.setText(SECRET)
    page.second.setText("something else")
    page.begin.click()
    assert "not the same" in page.problem.text()
    page.second.setText(SECRET)
    with qtbot.waitSignal(window.key_shown):
        page.begin.click()
    assert page.first.text() == page.second.text() == ""
    key_page = window.page
    assert isinstance(key_page, RecoveryPage)
    panel = key_page.panel
    key = panel.key.text()
    panel.copy.click()
    assert QGuiApplication.clipboard().text() == key
    panel.save_to(tmp_path / "key.txt")
    assert (tmp_path / "key.txt").read_text() == key + "\n"
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0
    with qtbot.waitSignal(window.opened):
        panel.go_on.click()
    assert panel.key.text() == ""
    window.close()
    Journal.open(tmp_path / "new", key).close()


def test_without_a_passphrase_what_that_means_is_said(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.without.setChecked(True)
    assert "anyone" in page.means.text()
    assert not page.first.isEnabled()
    with qtbot.waitSignal(window.opened):
        page.begin.click()
    assert window.workspace is not None
    assert not window.workspace.app.journal.encrypted


def test_a_folder_that_cannot_be_used_is_said(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.folder.setText(str(tmp_path / "full"))
    page.without.setChecked(True)
    with qtbot.waitSignal(window.refused):
        page.begin.click()
    assert page.problem.text()
    assert page.begin.isEnabled()
    assert (tmp_path / "full" / "letter.txt").exists()


def test_the_passphrase_opens_a_locked_journal(
    qtbot: QtBot, open_window: Open, locked: Path
) -> None:
    window = open_window(locked)
    page = window.page
    assert isinstance(page, UnlockPage)
    page.open.click()
    assert "passphrase first" in page.problem.text()
    with qtbot.waitSignal(window.refused) as refused:
        page.secret.setText("not it at all")
        page.open.click()
        assert not page.open.isEnabled()
    assert refused.args is not None
    assert isinstance(refused.args[0], WrongPassphraseError)
    assert refused.args[0].message in page.problem.text()
    with qtbot.waitSignal(window.opened):
        page.secret.setText(SECRET)
        page.open.click()
    assert window.workspace is not None


def test_a_journal_in_use_elsewhere_is_said_and_can_be_tried_again(
    qtbot: QtBot, open_window: Open, folder: Path
) -> None:
    other = Journal.open(folder)
    window = open_window(folder)
    with qtbot.waitSignal(window.refused) as refused:
        pass
    assert refused.args is not None
    assert isinstance(refused.args[0], JournalLockedError)
    page = window.page
    assert isinstance(page, UnlockPage)
    assert page.problem.text()
    assert page.secret.isHidden()
    other.close()
    with qtbot.waitSignal(window.opened):
        page.open.click()


@pytest.mark.parametrize("kind", [NewerJournalError, DamagedError])
def test_each_reason_has_its_own_sentence(
    qtbot: QtBot,
    open_window: Open,
    doors: TestDoors,
    locked: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[SamoError],
) -> None:
    def refuse(*_: object) -> None:
        raise kind(f"The reason is {kind.__name__}.", "Do this.")

    monkeypatch.setattr(doors, "open", refuse)
    window = open_window(locked)
    page = window.page
    assert isinstance(page, UnlockPage)
    page.secret.setText(SECRET)
    with qtbot.waitSignal(window.refused):
        page.open.click()
    assert page.problem.text() == f"The reason is {kind.__name__}. Do this."


def test_a_journal_without_its_key_file_is_said_at_once(open_window: Open, locked: Path) -> None:
    (locked / "vault.json").unlink()
    window = open_window(locked)
    page = window.page
    assert isinstance(page, UnlockPage)
    assert page.problem.text()
    assert page.secret.isHidden()
