"""Settings: learning from corrections, how reliable it is, and feelings of one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from samo_desktop.gui.settings.feelings import FeelingsSection
from samo_desktop.gui.settings.reliability import ReliabilityDialog
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.paths import settings_file
from samo_desktop.settings import load
from tests.gui.entry.test_correcting import click
from tests.gui.space import Space
from tests.services.test_feelings import HOMESICK

pytestmark = pytest.mark.slow

Done = Callable[[str], None]


@pytest.fixture
def section(qtbot: QtBot, space: Space) -> FeelingsSection:
    """The part of the settings, once it shows what the journal holds."""
    part = space.settings.feelings
    with qtbot.waitSignal(part.shown):
        space.go("settings")
    return part


def corrected(space: Space, until_done: Done, count: int) -> None:
    """Entries in which joy was taken off."""
    written = [space.app.entries.write(f"I was happy, day {day}.") for day in range(count)]
    for entry in written:
        until_done(entry.id)
        space.journal.open(entry.id)
        space.journal.entry.correcting.say("joy", False)


def test_learning_is_switched_off_and_kept(
    qtbot: QtBot, section: FeelingsSection, window: MainWindow
) -> None:
    assert section.learn.isChecked()
    section.learn.click()
    qtbot.waitUntil(lambda: window.settings.learn_from_corrections is False)
    assert section.context.settings.learn_from_corrections is False
    assert load(settings_file()).learn_from_corrections is False
    section.learn.click()
    qtbot.waitUntil(lambda: window.settings.learn_from_corrections is True)


def test_what_was_learned_is_forgotten_and_remembered(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    corrected(space, until_done, 2)
    part = space.settings.feelings
    with qtbot.waitSignal(part.shown):
        space.go("settings")
    assert part.says.text() == "2 corrections so far."
    click(qtbot, part.forget)
    qtbot.waitUntil(part.remember.isVisible)
    assert part.forget.isHidden()
    assert "forgotten" in part.says.text()
    assert space.app.session.journal.personal.counts("keywords@1") == {}
    with qtbot.waitSignal(part.shown):
        click(qtbot, part.remember)
    assert space.app.session.journal.personal.counts("keywords@1") == {"joy": 2}
    assert part.forget.isVisible()


def test_without_corrections_there_is_nothing_to_forget(section: FeelingsSection) -> None:
    assert section.forget.isHidden()
    assert section.show_reliability.isHidden()
    assert section.says.text()


def test_few_corrections_make_no_curve(qtbot: QtBot, space: Space, until_done: Done) -> None:
    corrected(space, until_done, 1)
    dialog = shown_dialog(qtbot, space)
    qtbot.waitUntil(lambda: dialog.says.text().startswith("There are not enough"))
    assert dialog.pages.currentWidget() is dialog.says
    click(qtbot, dialog.done_)


def test_the_curve_shows_before_and_after(qtbot: QtBot, space: Space, until_done: Done) -> None:
    corrected(space, until_done, 8)
    dialog = shown_dialog(qtbot, space)
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.plot)
    assert "Grey: before your corrections." in dialog.caption.text()
    assert "When 2 % sure, right 0 % of the time." in dialog.plot.accessibleDescription()
    assert len(dialog.plot.getPlotItem().listDataItems()) >= 3
    click(qtbot, dialog.done_)


def shown_dialog(qtbot: QtBot, space: Space) -> ReliabilityDialog:
    """The dialog, opened from the settings."""
    part = space.settings.feelings
    with qtbot.waitSignal(part.shown):
        space.go("settings")
    click(qtbot, part.show_reliability)
    dialog = part.reliability
    assert isinstance(dialog, ReliabilityDialog)
    return dialog


def test_an_own_feeling_is_added_removed_and_brought_back(
    qtbot: QtBot, section: FeelingsSection, space: Space
) -> None:
    click(qtbot, section.add)
    dialog = section.dialog
    assert dialog is not None
    qtbot.keyClicks(dialog.name, "joy")
    dialog.examples.setPlainText("\n".join([*HOMESICK[:3], "", HOMESICK[0]]))
    assert dialog.count.text().startswith("3 of")
    click(qtbot, dialog.save)
    qtbot.waitUntil(lambda: bool(dialog.error.text()))
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    dialog.examples.setPlainText("\n".join(HOMESICK))
    assert dialog.error.text() == ""
    dialog.name.clear()
    qtbot.keyClicks(dialog.name, "homesick")
    with qtbot.waitSignal(dialog.accepted):
        click(qtbot, dialog.save)
    qtbot.waitUntil(lambda: names(section) == ["homesick"])
    assert "homesick" in space.app.feelings.labels()
    remove = section.findChild(QPushButton, "remove_feeling_homesick")
    assert isinstance(remove, QPushButton)
    assert remove.accessibleName() == "Remove homesick"
    click(qtbot, remove)
    qtbot.waitUntil(lambda: names(section) == [])
    assert space.dock.notice.text() == "Homesick was removed."
    click(qtbot, space.dock.undo)
    qtbot.waitUntil(lambda: names(section) == ["homesick"])
    assert space.dock.undo.isHidden()
    space.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: names(section) == [])


def names(section: FeelingsSection) -> list[str]:
    """The own feelings that are listed, by their buttons."""
    return [
        button.objectName().removeprefix("remove_feeling_")
        for button in section.findChildren(QPushButton)
        if button.objectName().startswith("remove_feeling_")
    ]


def test_the_form_counts_its_examples(qtbot: QtBot, section: FeelingsSection) -> None:
    click(qtbot, section.add)
    dialog = section.dialog
    assert dialog is not None
    for number, says in ((0, "0 of about 10"), (6, "better"), (10, "enough"), (201, "at most 200")):
        dialog.examples.setPlainText("\n".join(f"Line {n}." for n in range(number)))
        assert says in dialog.count.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
