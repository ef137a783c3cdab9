"""The window as a whole: names for screen readers, looks, places, settings, bugs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from samo_desktop import __main__ as entrance
from samo_desktop import paths, settings
from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.shell.application import show_bug
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.pages import PLACES
from samo_desktop.gui.style.colours import DARK, LIGHT
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.conftest import ExpectedErrors
from tests.gui.entry.test_writing import write
from tests.gui.fakes import TestServices
from tests.gui.space import Space, space_of

pytestmark = pytest.mark.slow

ROLES = (
    QAccessible.Role.Button,
    QAccessible.Role.EditableText,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.Slider,
    QAccessible.Role.List,
    QAccessible.Role.ProgressBar,
)


def controls(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Every visible control under `node`."""
    for number in range(node.childCount()):
        child = node.child(number)
        if child is None or not child.isValid() or child.state().invisible:
            continue
        if child.role() == QAccessible.Role.List:
            yield child  # its rows are the model's
            continue
        if child.role() in ROLES:
            yield child
            if child.role() == QAccessible.Role.ComboBox:
                continue
        yield from controls(child)


def unnamed(window: MainWindow) -> list[str]:
    """The controls that a screen reader could not name."""
    root = QAccessible.queryAccessibleInterface(window)
    found = list(controls(root))
    assert len(found) > 3
    return [
        f"{control.role()} {control.object().objectName()}"
        for control in found
        if not control.text(QAccessible.Text.Name)
    ]


def test_every_control_has_a_name(
    qtbot: QtBot,
    window: MainWindow,
    space: Space,
    until_done: Callable[[str], None],
) -> None:
    until_done(write(qtbot, space))
    for place in PLACES:
        space.go(place.name)
        assert unnamed(window) == [], place.name


def test_the_first_pages_have_names_too(
    open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    assert unnamed(open_window(tmp_path / "new")) == []


def test_labels_hold_plain_text(qtbot: QtBot, window: MainWindow, space: Space) -> None:
    write(qtbot, space)
    for label in window.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_themes_and_text_size(qtbot: QtBot, window: MainWindow, space: Space) -> None:
    small = look().points("body")
    for theme, paper in (("dark", DARK.paper), ("light", LIGHT.paper)):
        box = space.settings.appearance.theme
        box.setCurrentIndex(box.findData(theme))
        box.activated.emit(box.currentIndex())
        qtbot.waitUntil(lambda paper=paper: look().colours.paper == paper)
        assert window.palette().window().color() == QColor(paper)
    box = space.settings.appearance.text_size
    box.setCurrentIndex(box.findData(1.5))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: look().points("body") > small)
    assert look().points("body") == pytest.approx(1.5 * small)
    kept = settings.load(paths.settings_file())
    assert kept.theme == "light"
    assert kept.text_scale == 1.5


def test_settings_show_models_microphones_and_the_folder(
    qtbot: QtBot, space: Space, services: TestServices, folder: Path
) -> None:
    with qtbot.waitSignals([space.settings.speech.shown, space.settings.models.shown]):
        space.go("settings")
    texts = {label.text() for label in space.settings.findChildren(QLabel)}
    assert str(folder) in texts
    assert any("Moonshine" in text for text in texts)
    assert any("MIT" in text for text in texts)
    assert any(text.startswith("Not encrypted") for text in texts)
    assert space.settings.microphone.microphone.findData("Desk microphone") > 0
    with qtbot.waitSignal(space.settings.microphone.timer.timeout):
        space.settings.microphone.test.click()
    assert space.settings.microphone.level.value() > 50
    space.go("journal")
    assert not space.settings.microphone.test.isChecked()


def test_actions_have_distinct_keys_and_names(space: Space) -> None:
    keys = [space.actions_[name].shortcut().toString() for name in space.actions_]
    used = [key for key in keys if key]
    assert len(used) == len(set(used))
    assert all(space.actions_[name].text() for name in space.actions_)


def test_a_bug_is_shown_and_logged_without_what_the_user_wrote(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str], expected_errors: ExpectedErrors
) -> None:
    try:
        raise ValueError("my secret")
    except ValueError as error:
        show_bug(error)
    box = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox))
    told, printed = box.detailedText(), capsys.readouterr().err
    box.close()
    for place in (told, printed):
        assert "ValueError" in place
        assert "test_window.py" in place
        assert "my secret" not in place + box.text() + box.informativeText()
    assert [record.getMessage() for record in expected_errors] == ["A bug reached the window."]


def test_without_a_screen_one_sentence_and_exit_1(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux has no screen")
    ended = subprocess.run(
        [sys.executable, "-m", "samo_desktop", "--journal", str(tmp_path)],
        env={"PATH": "/usr/bin:/bin", "DISPLAY": ":987"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert "screen" in ended.stderr


def test_which_journal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert entrance.journal_folder(tmp_path) == tmp_path
    monkeypatch.setenv("SAMO_JOURNAL", str(tmp_path / "env"))
    assert entrance.journal_folder(None) == tmp_path / "env"
    monkeypatch.delenv("SAMO_JOURNAL")
    assert entrance.journal_folder(None) is None
    settings.save(Settings(journal=str(tmp_path / "set")), paths.settings_file())
    assert entrance.journal_folder(None) == tmp_path / "set"


def test_the_list_of_microphones_is_fresh_when_it_is_opened(
    qtbot: QtBot, space: Space, services: TestServices
) -> None:
    space.app.settings = space.app.settings.with_(microphone="Desk microphone")
    space.go("settings")
    box = space.settings.microphone.microphone
    qtbot.waitUntil(lambda: box.findData("Desk microphone") > 0)
    assert box.currentData() == "Desk microphone"
    services.microphone = "Headset"
    box.showPopup()
    qtbot.waitUntil(lambda: box.findData("Headset") > 0)
    box.hidePopup()
    assert box.currentData() == "Desk microphone", "what was chosen is remembered"
    assert "not connected" in box.currentText()


def test_settings_that_could_not_be_used_are_told_and_kept(
    qtbot: QtBot, services: TestServices, folder: Path
) -> None:
    file = paths.settings_file()
    file.write_text('theme = "blue"\n', "utf-8")
    window = MainWindow(folder, Settings(), services, problems=settings.read(file).problems)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.workspace is not None)
    assert "The setting theme cannot be 'blue'" in space_of(window).dock.notice.text()
    window.keep_settings(Settings(theme="dark"))
    assert settings.load(file).theme == "dark"
    assert file.with_name("settings.toml.broken").read_text("utf-8") == 'theme = "blue"\n'
    window.close()


def test_settings_that_could_not_be_used_are_told_before_a_journal_is_made(
    qtbot: QtBot, services: TestServices, tmp_path: Path
) -> None:
    """Where the settings are lost, so is the place of the journal: this looks like a first run."""
    file = paths.settings_file()
    file.write_text('journal = "/my/journal', "utf-8")
    window = MainWindow(
        tmp_path / "new", Settings(), services, problems=settings.read(file).problems
    )
    qtbot.addWidget(window)
    window.show()
    page = window.page
    assert isinstance(page, WelcomePage)
    assert page.notice.isVisible()
    assert str(file) in page.notice.text()
    window.close()


def test_nothing_said_at_the_start_hides_the_rest(
    qtbot: QtBot, services: TestServices, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        services, "open", lambda at, _secret, new: services._app(Journal.open(at, write=False), new)
    )
    problem = SamoError(
        "The setting theme cannot be 'blue'. 'system' is used instead.", "Choose again."
    )
    window = MainWindow(folder, Settings(), services, problems=[problem])
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.workspace is not None)
    said = space_of(window).dock.notice.text()
    assert "cannot be 'blue'" in said
    assert "open for reading only" in said
    window.close()
