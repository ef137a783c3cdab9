"""Changing the passphrase, unlocking with the recovery key, and what is said of a passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.errors import WrongPassphraseError
from samo_desktop.gui.onboarding.passphrase_dialog import PassphraseDialog
from samo_desktop.gui.onboarding.secret_field import SecretField
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, TestServices
from tests.gui.space import space_of

Open = Callable[[Path], MainWindow]
SECRET, OTHER = "plum tree and goat", "a canal beside the library"


@pytest.fixture
def services() -> TestServices:
    """Work is done at once: waiting is not the subject here."""
    return TestServices()


@pytest.fixture
def locked(tmp_path: Path) -> tuple[Path, str]:
    """An encrypted journal that nobody has open, and its recovery key."""
    journal, key = Journal.create(tmp_path / "locked", SECRET, cost=CHEAP)
    journal.close()
    return tmp_path / "locked", key or ""


def opened(open_window: Open, folder: Path, secret: str) -> MainWindow:
    window = open_window(folder)
    page = window.page
    assert isinstance(page, UnlockPage)
    page.secret.setText(secret)
    page.open.click()
    assert window.workspace is not None
    return window


def dialog_of(window: MainWindow) -> PassphraseDialog:
    dialog = window.findChild(PassphraseDialog)
    assert isinstance(dialog, PassphraseDialog)
    return dialog


def test_the_passphrase_can_be_changed(open_window: Open, locked: tuple[Path, str]) -> None:
    folder, key = locked
    window = opened(open_window, folder, SECRET)
    assert window.findChild(PassphraseDialog) is None
    space = space_of(window)
    space.go("settings")
    space.settings.journal.passphrase.click()
    dialog = dialog_of(window)
    dialog.change.click()
    assert "current passphrase first" in dialog.secret_problem.text()
    dialog.secret.setText("not it at all")
    dialog.new.first.setText("password")
    dialog.change.click()
    assert "too easy" in dialog.new.first_problem.text()
    dialog.new.first.setText(OTHER)
    dialog.change.click()
    assert "not the same" in dialog.new.second_problem.text()
    dialog.new.second.setText(OTHER)
    dialog.change.click()
    assert "isn't right" in dialog.secret_problem.text()
    dialog.secret.setText(SECRET)
    dialog.change.click()
    assert dialog.result() == PassphraseDialog.DialogCode.Accepted
    assert dialog.secret.text() == dialog.new.first.text() == dialog.new.second.text() == ""
    assert "was changed" in space.dock.notice.text()
    window.close()
    for secret in (OTHER, key):
        Journal.open(folder, secret).close()
    with pytest.raises(WrongPassphraseError):
        Journal.open(folder, SECRET)


def test_leaving_the_dialog_changes_nothing(
    qtbot: QtBot, open_window: Open, locked: tuple[Path, str]
) -> None:
    window = opened(open_window, locked[0], SECRET)
    space_of(window).go("settings")
    space_of(window).settings.journal.passphrase.click()
    dialog = dialog_of(window)
    dialog.secret.setText(SECRET)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.secret.text() == ""
    window.close()
    Journal.open(locked[0], SECRET).close()


def test_who_used_the_recovery_key_is_asked_for_a_new_passphrase(
    open_window: Open, locked: tuple[Path, str]
) -> None:
    folder, key = locked
    window = opened(open_window, folder, key.lower().replace("-", " "))
    dialog = dialog_of(window)
    assert dialog.secret.isHidden()
    dialog.new.first.setText(OTHER)
    dialog.new.second.setText(OTHER)
    dialog.change.click()
    assert not space_of(window).app.journal.opened_with_recovery_key
    window.close()
    for secret in (OTHER, key):
        Journal.open(folder, secret).close()


def test_that_can_be_put_off(open_window: Open, locked: tuple[Path, str]) -> None:
    folder, key = locked
    window = opened(open_window, folder, key)
    dialog_of(window).cancel.click()
    window.close()
    Journal.open(folder, SECRET).close()
    again = opened(open_window, folder, key)
    assert dialog_of(again), "it is asked again each time"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("a", "Too short."),
        ("        ", "Too short."),
        ("password", "Too easy to guess."),
        ("aaaaaaaaaaaa", "Too easy to guess."),
        ("x#9!kQ2$", "Good."),
        (SECRET, "Strong."),
        (f"{SECRET} ", "Strong. The space at its beginning or end is part of it."),
        ("", ""),
    ],
)
def test_a_word_is_said_for_a_passphrase_while_it_is_typed(
    open_window: Open, tmp_path: Path, typed: str, says: str
) -> None:
    page = open_window(tmp_path / "new").page
    assert isinstance(page, WelcomePage)
    page.first.setText(typed)
    page.new._ask()
    assert page.new.worth.text() == says
    page.second.setText(typed)
    page.begin.click()
    taken = says.startswith(("Good", "Strong"))
    assert (tmp_path / "new").exists() == taken, "the same rule"


@pytest.mark.parametrize(
    ("key", "modifiers", "on"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, True),
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_caps_lock_is_told_from_what_a_key_types(
    qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, on: bool
) -> None:
    field = SecretField("Passphrase", "passphrase")
    qtbot.addWidget(field)
    field.show()
    told: list[bool] = []
    field.caps_lock.connect(told.append)
    # qtbot types a small letter with Shift, as a keyboard does whose Caps Lock is on.
    qtbot.keyClick(field, key, modifiers)
    assert told == ([True] if on else [])
    field.clearFocus()


def test_caps_lock_is_said_at_the_passphrase(open_window: Open, locked: tuple[Path, str]) -> None:
    page = open_window(locked[0]).page
    assert isinstance(page, UnlockPage)
    assert page.caps.isHidden()
    page.secret.caps_lock.emit(True)
    assert page.caps.isVisible()
    page.secret.caps_lock.emit(False)
    assert page.caps.isHidden()
