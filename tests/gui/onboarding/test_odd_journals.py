"""Whatever opening raises ends in a page that helps, and odd journals are told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samo_desktop.app import App
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.shell import workspace
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store.journal import Journal
from tests.conftest import ExpectedErrors
from tests.gui.fakes import CHEAP, TestServices
from tests.gui.space import space_of
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

Open = Callable[[Path], MainWindow]
SECRET = "plum tree and goat"


def asked(window: MainWindow) -> UnlockPage:
    page = window.page
    assert isinstance(page, UnlockPage)
    return page


@pytest.mark.parametrize("where", ["open", "recover", "start", "show"])
def test_a_bug_while_opening_is_said_and_can_be_tried_again(
    qtbot: QtBot,
    open_window: Open,
    services: TestServices,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_errors: ExpectedErrors,
    where: str,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("words of the user")

    with monkeypatch.context() as patched:
        match where:
            case "open":
                patched.setattr(services, "open", broken)
            case "show":
                patched.setattr(workspace, "Workspace", broken)
            case _:
                patched.setattr(App, where, broken)
        window = open_window(folder)
        with qtbot.waitSignal(window.refused):
            pass
        page = asked(window)
        assert "RuntimeError" in page.problem.text()
        assert "words of the user" not in page.problem.text()
        assert page.open.isEnabled()
        assert page.open.text() == "Try again"
        assert page.other.isEnabled()
    [told] = expected_errors
    assert told.exc_info
    assert told.exc_info[0] is RuntimeError
    with qtbot.waitSignal(window.opened):
        page.open.click()


def test_a_folder_that_cannot_be_looked_into_is_said(
    open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "exists", closed)
        page = asked(open_window(folder))
    assert "not allowed" in page.problem.text()


@pytest.mark.parametrize(
    "name",
    [
        "0123456789ab (conflicted copy).spool",
        "0123456789ab.sync-conflict-20260301-101010-ABCDEFG.spool",
        ".0123456789ab.spool.icloud",
        "0123456789AB.spool",
    ],
)
def test_files_of_other_programs_keep_no_journal_from_opening(
    qtbot: QtBot, open_window: Open, folder: Path, name: str
) -> None:
    stray = folder / "recording" / name
    stray.write_bytes(b"what a synchronising program left")
    window = open_window(folder)
    if window.workspace is None:
        with qtbot.waitSignal(window.opened):
            pass
    window.close()
    assert stray.read_bytes() == b"what a synchronising program left"


def test_a_journal_that_lost_its_encryption_is_asked_about(
    qtbot: QtBot, open_window: Open, tmp_path: Path
) -> None:
    place = tmp_path / "journal"
    Journal.create(place, SECRET, cost=CHEAP)[0].close()
    window = open_window(place)
    asked(window).secret.setText(SECRET)
    with qtbot.waitSignal(window.opened):
        asked(window).open.click()
    window.close()
    place.rename(tmp_path / "mine")
    Journal.create(place, None)[0].close()
    other = open_window(place)
    page = asked(other)
    assert "not encrypted" in page.problem.text()
    assert other.workspace is None
    with qtbot.waitSignal(other.opened):
        page.open.click()
    other.close()
    again = open_window(place)
    if again.workspace is None:
        with qtbot.waitSignal(again.opened):
            pass


def test_a_journal_that_can_only_be_read_is_shown_and_says_so(
    qtbot: QtBot, open_window: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(folder) as journal:
        entry = Autocommit(journal).add_entry(source="text", text="A quiet day.")
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode, **given: mode != os.W_OK and real(path, mode, **given)
    )
    window = open_window(folder)
    if window.workspace is None:
        with qtbot.waitSignal(window.opened):
            pass
    space = space_of(window)
    qtbot.waitUntil(lambda: space.journal.entry.text.toPlainText() == "A quiet day.")
    assert space.journal.list.model().rowCount() > 0
    assert space.app.entries.get(entry.id).text == "A quiet day."
    assert not space.actions_["write"].isEnabled()
    assert "open for reading only" in space.dock.notice.text()
    page = space.journal.entry
    for name in ("record", "delete", "change_date", "analyse_again"):
        assert not space.actions_[name].isEnabled()
    space.recorder.look_for_microphone()
    space.context.executors.background.settle()
    assert not space.actions_["record"].isEnabled()
    for field in (page.text, page.title, page.tags.field):
        qtbot.keyClicks(field, "Not to be kept.")
    assert page.text.toPlainText() == "A quiet day."
    assert page.title.text() == page.tags.field.text() == ""
    window.close()
    assert window.isHidden(), "nothing waits to be saved"
