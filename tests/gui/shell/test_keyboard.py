"""Space records, Enter presses, Tab follows the eye: everywhere, whatever was clicked before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from samo_desktop.gui.shell.main_window import MainWindow
from tests.gui.keys import SHIFT, focused, walk
from tests.gui.space import Space

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pressed(space: Space, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often Record was asked for; nothing is recorded."""
    noted: list[str] = []
    record = space.actions_["record"]
    record.triggered.disconnect()
    record.triggered.connect(lambda _checked=False: noted.append("record"))
    return noted


@pytest.fixture
def read(qtbot: QtBot, space: Space, until_done: Callable[[str], None]) -> Space:
    """An open entry that has been read."""
    entry = space.app.entries.write("We walked by the canal. I was happy.")
    until_done(entry.id)
    space.journal.open(entry.id)
    qtbot.waitUntil(lambda: len(space.journal.entry.feelings.chips) > 0)
    return space


def space_key(qtbot: QtBot) -> None:
    """Space, at what has the keyboard."""
    qtbot.keyClick(focused(), Qt.Key.Key_Space)


def tab_to(qtbot: QtBot, wanted: QWidget, *, back: bool = False) -> None:
    """Presses Tab, or Shift+Tab, until `wanted` has the keyboard."""
    for _ in range(60):
        if wanted.hasFocus():
            return
        qtbot.keyClick(focused(), Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier(0))
    raise AssertionError(f"Tab does not come to {wanted}")


def test_space_records_in_a_new_journal(qtbot: QtBot, space: Space, pressed: list[str]) -> None:
    assert not isinstance(focused(), QAbstractButton)
    space_key(qtbot)
    assert pressed == ["record"]
    assert space.actions_.place("journal").isChecked()


def test_space_records_after_every_click(
    qtbot: QtBot, window: MainWindow, read: Space, pressed: list[str]
) -> None:
    space = read
    page, rail = space.journal.entry, window.findChild(QWidget, "rail")
    clicked: list[QWidget] = [
        space.journal.list.viewport(),
        space.strip,
        *space.journal.entry.feelings.chips,
        page.again,
        space.dock.close_notice,
        *rail.findChildren(QAbstractButton),
        space.dock.record,
    ]
    for number, widget in enumerate(clicked):
        if not widget.isVisible():
            continue
        qtbot.mouseClick(widget, LEFT)
        before = len(pressed)
        space_key(qtbot)
        assert len(pressed) == before + 1, (number, widget, focused())
    space.go("timeline")
    qtbot.mouseClick(space.timeline.chart, LEFT, pos=QPoint(200, 100))
    before = len(pressed)
    space_key(qtbot)
    assert len(pressed) == before + 1


def test_space_presses_what_was_tabbed_to(qtbot: QtBot, space: Space, pressed: list[str]) -> None:
    rail = space.window().findChild(QAbstractButton, "timeline_button")
    tab_to(qtbot, rail)
    space_key(qtbot)
    assert space.page is space.timeline
    tab_to(qtbot, space.dock.write)
    space_key(qtbot)
    assert focused() is space.journal.entry.text
    space_key(qtbot)
    assert space.journal.entry.text.toPlainText() == " "
    assert pressed == []


def test_space_records_once_a_dialog_is_closed(
    qtbot: QtBot, window: MainWindow, space: Space, pressed: list[str]
) -> None:
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(QPushButton("Done"))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    space_key(qtbot)
    assert pressed == [], "it is the dialog's"
    dialog.reject()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    space_key(qtbot)
    assert pressed == ["record"]


def test_a_control_that_goes_away_leaves_no_button_for_space(
    qtbot: QtBot, space: Space, pressed: list[str]
) -> None:
    tab_to(qtbot, space.dock.write)
    space.dock.write.hide()
    space_key(qtbot)
    assert pressed == ["record"]


def test_a_held_key_records_once(space: Space, pressed: list[str]) -> None:
    """An X server says of a held key that it was let go and pressed in the same moment."""
    kinds = QEvent.Type
    for kind, at in (
        (kinds.ShortcutOverride, 5000),
        (kinds.KeyRelease, 5500),
        (kinds.ShortcutOverride, 5500),
        (kinds.KeyRelease, 5530),
        (kinds.ShortcutOverride, 5530),
    ):
        event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(at)
        QApplication.sendEvent(focused(), event)
        if kind == kinds.ShortcutOverride:
            space._keyboard._space.activated.emit()
    assert pressed == ["record"]
    assert not space._keyboard._space.autoRepeat()


def test_enter_presses_the_focused_button(
    qtbot: QtBot, window: MainWindow, space: Space, pressed: list[str]
) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        space.go("journal")
        rail = window.findChild(QAbstractButton, "settings_button")
        rail.setFocus()
        qtbot.keyClick(rail, key)
        assert space.page is space.settings.page
    space.dock.record.setFocus()
    qtbot.keyClick(space.dock.record, Qt.Key.Key_Return)
    assert pressed == ["record"]


def test_tab_follows_the_eye_and_shift_tab_goes_back(
    qtbot: QtBot, window: MainWindow, read: Space
) -> None:
    space, page = read, read.journal.entry
    rail = window.findChild(QAbstractButton, "journal_button")
    rail.setFocus()
    order = list(walk(qtbot))
    places: list[QWidget] = [
        rail,
        space.strip,
        space.journal.list,
        page.title,
        page.text,
        page.feelings.chips[0],
        space.dock.write,
        space.dock.record,
        space.dock.bring,
    ]
    found = [order.index(each) for each in places]
    assert found == sorted(found)
    assert order[0] is rail
    assert order[-1] is space.dock.bring
    back = list(walk(qtbot, back=True))
    assert back == [order[0], *reversed(order[1:])]


@pytest.mark.parametrize("place", ["timeline", "settings"])
def test_tab_is_trapped_nowhere(qtbot: QtBot, window: MainWindow, read: Space, place: str) -> None:
    space = read
    space.go(place)
    qtbot.waitUntil(lambda: space.timeline.chart is not None or place == "settings")
    window.findChild(QAbstractButton, "journal_button").setFocus()
    order = list(walk(qtbot))
    assert order[-1] is space.dock.bring
    assert len(order) == len(set(order))
    assert any(space.pages[place].isAncestorOf(each) for each in order)
    for each in order:
        seen = each.visibleRegion()
        assert not seen.isEmpty() or place == "settings", each
