"""The first run, the recovery key, and a locked journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from samo_desktop.errors import (
    DamagedError,
    JournalLockedError,
    NewerJournalError,
    SamoError,
    WrongPassphraseError,
)
from samo_desktop.gui.onboarding.first_steps import FirstSteps
from samo_desktop.gui.onboarding.recovery_key import RecoveryPage
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, TestServices
from tests.gui.space import space_of

Open = Callable[[Path], MainWindow]
SECRET = "plum tree and goat"


def skip(qtbot: QtBot, window: MainWindow) -> None:
    """Leaves out the other steps of the first run."""
    assert isinstance(window.page, FirstSteps)
    with qtbot.waitSignal(window.opened):
        window.page.show_step(len(window.page.sheets))


pytestmark = pytest.mark.usefixtures("threads")


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
    assert "8" in page.new.first_problem.text()
    assert page.focusWidget() is page.first
    page.first.setText(SECRET)
    assert not page.new.first_problem.isVisible()
    page.second.setText("something else")
    page.begin.click()
    assert "not the same" in page.new.second_problem.text()
    assert page.second.property("wrong")
    assert page.second.accessibleDescription() == page.new.second_problem.text()
    assert page.focusWidget() is page.second
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
    with qtbot.waitSignal(window.steps_shown):
        panel.go_on.click()
    skip(qtbot, window)
    assert window.workspace is not None
    window.close()
    Journal.open(tmp_path / "new", key).close()


def test_without_a_passphrase_what_that_means_is_said(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.without.setChecked(True)
    assert "Anyone" in page.means.text()
    assert not page.first.isEnabled()
    with qtbot.waitSignal(window.steps_shown):
        page.begin.click()
    skip(qtbot, window)
    assert not space_of(window).app.journal.encrypted


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
    assert page.folder_problem.text()
    assert page.focusWidget() is page.folder
    assert page.begin.isEnabled()
    assert (tmp_path / "full" / "letter.txt").exists()


@pytest.mark.parametrize("place", ["~no-such-user-here/journal", "x" * 300, "a\0b"])
def test_a_place_that_means_none_is_said_and_another_can_be_given(
    qtbot: QtBot, open_window: Open, tmp_path: Path, place: str
) -> None:
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.folder.setText(place)
    page.without.setChecked(True)
    page.begin.click()
    assert page.folder_problem.text()
    assert page.begin.isEnabled()
    page.folder.setText(str(tmp_path / "other"))
    with qtbot.waitSignal(window.steps_shown):
        page.begin.click()


def test_the_passphrase_opens_a_locked_journal(
    qtbot: QtBot, open_window: Open, locked: Path
) -> None:
    window = open_window(locked)
    page = window.page
    assert isinstance(page, UnlockPage)
    page.open.click()
    assert "passphrase first" in page.secret_problem.text()
    with qtbot.waitSignal(window.refused) as refused:
        page.secret.setText("not it at all")
        page.open.click()
        assert not page.open.isEnabled()
    assert refused.args is not None
    assert isinstance(refused.args[0], WrongPassphraseError)
    assert refused.args[0].message in page.secret_problem.text()
    assert "isn't right" in page.secret_problem.text()
    assert page.secret.property("wrong")
    with qtbot.waitSignal(window.opened):
        page.secret.setText(SECRET)
        page.open.click()
    assert window.workspace is not None


def test_nothing_else_is_opened_meanwhile(qtbot: QtBot, open_window: Open, locked: Path) -> None:
    window = open_window(locked)
    page = window.page
    assert isinstance(page, UnlockPage)
    page.secret.setText("not it at all")
    with qtbot.waitSignal(window.refused):
        page.open.click()
        assert not page.other.isEnabled(), "two journals would be open, and one of them not shown"
    assert page.other.isEnabled()


def test_a_journal_that_opens_while_the_window_closes_is_closed(
    qtbot: QtBot, services: TestServices, open_window: Open, locked: Path
) -> None:
    window = open_window(locked)
    page = window.page
    assert isinstance(page, UnlockPage)
    page.secret.setText(SECRET)
    page.open.click()
    window.close()
    assert window.workspace is None
    Journal.open(locked, SECRET).close()  # JournalLockedError if it were still open


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
    assert "locked" not in page.title.text(), "no passphrase is wanted"
    other.close()
    with qtbot.waitSignal(window.opened):
        qtbot.keyClick(page.open, Qt.Key.Key_Return)


@pytest.mark.parametrize("kind", [NewerJournalError, DamagedError])
def test_each_reason_has_its_own_sentence(
    qtbot: QtBot,
    open_window: Open,
    services: TestServices,
    locked: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[SamoError],
) -> None:
    def refuse(*_: object) -> None:
        raise kind(f"The reason is {kind.__name__}.", "Do this.")

    monkeypatch.setattr(services, "open", refuse)
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


@pytest.mark.parametrize("weak", ["password", "        ", "12345678", "samo journal", "a"])
def test_a_passphrase_that_is_easily_guessed_makes_no_journal(
    open_window: Open, tmp_path: Path, weak: str
) -> None:
    page = open_window(tmp_path / "new").page
    assert isinstance(page, WelcomePage)
    page.first.setText(weak)
    page.second.setText(weak)
    page.begin.click()
    assert "words" in page.new.first_problem.text()
    assert page.begin.isEnabled()
    assert page.focusWidget() is page.first
    assert not (tmp_path / "new").exists()


def test_what_is_typed_can_be_shown(open_window: Open, tmp_path: Path) -> None:
    page = open_window(tmp_path / "new").page
    assert isinstance(page, WelcomePage)
    for on, mode in ((True, QLineEdit.EchoMode.Normal), (False, QLineEdit.EchoMode.Password)):
        page.shown.setChecked(on)
        assert page.first.echoMode() == page.second.echoMode() == mode


@pytest.fixture
def key_page(qtbot: QtBot, open_window: Open, tmp_path: Path) -> RecoveryPage:
    """A new journal's key, not saved yet."""
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.first.setText(SECRET)
    page.second.setText(SECRET)
    with qtbot.waitSignal(window.key_shown):
        page.begin.click()
    assert isinstance(window.page, RecoveryPage)
    return window.page


def test_no_key_that_is_pressed_or_held_dismisses_the_recovery_key(
    qtbot: QtBot, key_page: RecoveryPage
) -> None:
    panel = key_page.panel
    assert key_page.focusWidget() is panel.typed
    assert not panel.go_on.isEnabled()
    for widget in (panel.typed, panel.go_on, panel.key, key_page, key_page.window()):
        widget.setFocus()
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            for _ in range(3):
                qtbot.keyClick(widget, key)
    qtbot.mouseClick(panel.go_on, Qt.MouseButton.LeftButton)
    assert key_page.window().page is key_page
    assert len(panel.key.text()) == 35
    assert "not you, not us" in panel.means.text()


def test_typing_its_end_shows_that_it_was_written_down(
    qtbot: QtBot, key_page: RecoveryPage
) -> None:
    panel, window = key_page.panel, key_page.window()
    end = panel.key.text()[-5:]
    qtbot.keyClicks(panel.typed, "abcde" if end != "ABCDE" else "vwxyz")
    assert not panel.go_on.isEnabled()
    assert "not how" in panel.says.text()
    panel.typed.clear()
    qtbot.keyClicks(panel.typed, end.lower())
    assert panel.go_on.isEnabled()
    with qtbot.waitSignal(window.steps_shown):
        qtbot.keyClick(panel.typed, Qt.Key.Key_Return)
    skip(qtbot, window)
    assert space_of(window).app.journal.key_saved
    assert space_of(window).dock.notice.text() == ""


def test_closing_asks_first_and_the_next_start_says_where_to_make_another(
    qtbot: QtBot, key_page: RecoveryPage, open_window: Open, tmp_path: Path
) -> None:
    window = key_page.window()
    assert not window.close()
    assert window.isVisible()
    assert "not been saved" in key_page.panel.says.text()
    assert window.close()
    again = open_window(tmp_path / "new")
    page = again.page
    assert isinstance(page, UnlockPage)
    page.secret.setText(SECRET)
    with qtbot.waitSignal(again.opened):
        page.open.click()
    assert again.workspace is not None
    notice = again.workspace.dock.notice
    qtbot.waitUntil(lambda: "recovery key" in notice.text())
    assert "Settings" in notice.text()


def test_a_key_file_that_others_could_read_is_not_reused(
    key_page: RecoveryPage, tmp_path: Path
) -> None:
    path = tmp_path / "key.txt"
    path.write_text("old")
    path.chmod(0o666)
    key_page.panel.save_to(path)
    assert path.stat().st_mode & 0o077 == 0
    assert str(path) in key_page.panel.says.text().replace("\u200b", "")
    key_page.panel.save_to(tmp_path / "nowhere" / "key.txt")
    assert "could not be saved" in key_page.panel.says.text()


def test_the_key_can_be_printed(key_page: RecoveryPage, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    key_page.panel.print_on(printer)
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")
    assert key_page.panel.go_on.isEnabled()
    printer.setOutputFileName(str(tmp_path / "nowhere" / "key.pdf"))
    key_page.panel.print_on(printer)
    assert "could not be printed" in key_page.panel.says.text()


def test_settings_make_a_new_key_for_who_knows_the_passphrase(
    qtbot: QtBot, open_window: Open, locked: Path
) -> None:
    window = open_window(locked)
    assert isinstance(window.page, UnlockPage)
    window.page.secret.setText(SECRET)
    with qtbot.waitSignal(window.opened):
        window.page.open.click()
    space = space_of(window)
    assert space is not None
    space.go("settings")
    space.settings.journal.new_key.click()
    dialog = space.settings.journal.key_dialog
    assert dialog is not None
    dialog.make.click()
    assert "passphrase first" in dialog.problem.text()
    dialog.secret.setText("not it at all")
    dialog.make.click()
    qtbot.waitUntil(lambda: dialog.make.isEnabled() and bool(dialog.problem.text()))
    assert dialog.pages.currentIndex() == 0
    dialog.secret.setText(SECRET)
    dialog.make.click()
    qtbot.waitUntil(lambda: bool(dialog.panel.key.text()))
    key = dialog.panel.key.text()
    assert not space.app.journal.key_saved
    dialog.reject()
    assert dialog.isVisible(), "Esc does not lose it"
    dialog.panel.copy.click()
    with qtbot.waitSignal(dialog.finished):
        dialog.panel.go_on.click()
    qtbot.waitUntil(lambda: space.app.journal.key_saved)
    window.close()
    Journal.open(locked, key).close()


def test_a_journal_without_encryption_has_no_key_to_make(
    qtbot: QtBot, open_window: Open, folder: Path
) -> None:
    window = open_window(folder)
    if window.workspace is None:
        with qtbot.waitSignal(window.opened):
            pass
    assert window.workspace is not None
    space_of(window).go("settings")
    assert not space_of(window).settings.journal.new_key.isVisible()
    assert space_of(window).dock.notice.text() == ""
