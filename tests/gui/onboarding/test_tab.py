"""Tab goes through every page before the journal, and every dialog, as the eye does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.gui.onboarding import first_steps
from samo_desktop.gui.onboarding.first_steps import FirstSteps
from samo_desktop.gui.onboarding.passphrase_dialog import PassphraseDialog
from samo_desktop.gui.onboarding.recovery_key import RecoveryPage
from samo_desktop.gui.onboarding.sample_page import SamplePage
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, TestServices
from tests.gui.keys import focused, walk
from tests.gui.space import space_of

pytestmark = pytest.mark.slow

Open = Callable[[Path], MainWindow]
SECRET = "plum tree and goat"


@pytest.fixture
def services() -> TestServices:
    """Work is done at once: waiting is not the subject here."""
    return TestServices("Desk microphone")


@pytest.fixture
def window(open_window: Open, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A first run that has the keyboard."""
    window = open_window(tmp_path / "new")
    qtbot.waitUntil(window.isActiveWindow)
    return window


def around(qtbot: QtBot) -> list[QWidget]:
    """What Tab comes to, from top to bottom; Shift+Tab comes to the same, the other way."""
    order = list(walk(qtbot))
    assert len(order) == len(set(order))
    back = list(walk(qtbot, back=True))
    assert back == [order[0], *reversed(order[1:])]
    return order


def test_tab_on_the_first_page(qtbot: QtBot, window: MainWindow) -> None:
    page = window.page
    assert isinstance(page, WelcomePage)
    page.choose.setFocus()
    order = around(qtbot)
    eye = [page.choose, page.folder, page.first, page.second, page.shown, page.without, page.begin]
    assert order == eye


def test_tab_on_the_recovery_key(qtbot: QtBot, window: MainWindow) -> None:
    welcome = window.page
    assert isinstance(welcome, WelcomePage)
    welcome.first.setText(SECRET)
    welcome.second.setText(SECRET)
    welcome.begin.click()
    page = window.page
    assert isinstance(page, RecoveryPage)
    panel = page.panel
    panel.copy.click()
    panel.copy.setFocus()
    assert around(qtbot) == [
        panel.copy,
        panel.save,
        panel.print_,
        panel.typed,
        panel.go_on,
    ]


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_tab_in_the_steps(qtbot: QtBot, window: MainWindow, step: int) -> None:
    welcome = window.page
    assert isinstance(welcome, WelcomePage)
    welcome.without.setChecked(True)
    welcome.begin.click()
    steps = window.page
    assert isinstance(steps, FirstSteps)
    steps.show_step(step)
    steps.next[step].setFocus()
    order = around(qtbot)
    sheet = steps.sheets[step]
    assert all(sheet.isAncestorOf(each) for each in order)
    if step == first_steps.MODELS:
        downloads = [row.download for row in steps.speech.rows.values()]
        assert [each for each in order if each in downloads] == [
            each for each in downloads if each.isVisible()
        ]
        assert steps.speech.folder in order


def test_tab_where_the_journal_is_locked(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    Journal.create(tmp_path / "locked", SECRET, cost=CHEAP)[0].close()
    window = open_window(tmp_path / "locked")
    qtbot.waitUntil(window.isActiveWindow)
    page = window.page
    assert isinstance(page, UnlockPage)
    assert focused() is page.secret
    assert around(qtbot) == [page.secret, page.shown, page.other, page.open]


def test_tab_goes_to_the_line_above_the_sample_journal(qtbot: QtBot, window: MainWindow) -> None:
    welcome = window.page
    assert isinstance(welcome, WelcomePage)
    welcome.without.setChecked(True)
    welcome.begin.click()
    steps = window.page
    assert isinstance(steps, FirstSteps)
    steps.show_step(len(steps.sheets))
    window.open_sample()
    page = window.page
    assert isinstance(page, SamplePage)
    order = around(qtbot)
    assert page.leave in order
    assert space_of(window).journal.list in order


def test_tab_in_the_dialogs_of_the_keys(qtbot: QtBot, open_window: Open, tmp_path: Path) -> None:
    Journal.create(tmp_path / "locked", SECRET, cost=CHEAP)[0].close()
    window = open_window(tmp_path / "locked")
    unlock = window.page
    assert isinstance(unlock, UnlockPage)
    unlock.secret.setText(SECRET)
    unlock.open.click()
    section = space_of(window).settings.journal
    section.passphrase.click()
    change = window.findChild(PassphraseDialog)
    assert isinstance(change, PassphraseDialog)
    qtbot.waitUntil(change.isActiveWindow)
    new = change.new
    eye = [change.secret, new.first, new.second, new.shown, change.cancel, change.change]
    assert around(qtbot) == eye
    change.reject()
    section.new_key.click()
    made = section.key_dialog
    assert made is not None
    qtbot.waitUntil(made.isActiveWindow)
    assert around(qtbot) == [made.secret, made.cancel, made.make]
    made.secret.setText(SECRET)
    made.make.click()
    panel = made.panel
    assert focused() is panel.typed
    panel.copy.click()
    assert around(qtbot) == [panel.typed, panel.go_on, panel.copy, panel.save, panel.print_]
