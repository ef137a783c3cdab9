"""Chips are corrected with one more click, added from a menu, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.arc import Arc
from samo_desktop.domain.emotion import Corrected, Feeling
from samo_desktop.gui.entry.arc_line import ArcLine, thinned
from samo_desktop.gui.entry.feeling_picker import FeelingPicker
from samo_desktop.gui.entry.feelings import CHIP_CHARACTERS, Chip, FeelingChips
from samo_desktop.gui.style import formats
from tests.gui.conftest import Waiting
from tests.gui.entry.test_writing import write
from tests.gui.space import Space

pytestmark = pytest.mark.slow

Done = Callable[[str], None]
TEXT = "I was so happy that I danced. Then I was furious with the bus."


@pytest.fixture
def entry_id(qtbot: QtBot, space: Space, until_done: Done) -> str:
    """An entry that shows joy and anger."""
    written = write(qtbot, space, TEXT)
    until_done(written)
    return written


def chip(space: Space, label: str) -> Chip:
    """The chip of a feeling."""
    (found,) = (c for c in space.journal.entry.feelings.chips if c.feeling.label == label)
    return found


def labels(space: Space) -> list[str]:
    """The feelings that the page shows."""
    return [c.feeling.label for c in space.journal.entry.feelings.chips]


def click(qtbot: QtBot, widget: object) -> None:
    """A click of the left button."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def test_a_feeling_is_taken_off_and_comes_back(
    qtbot: QtBot, space: Space, entry_id: str, until: Waiting
) -> None:
    before = labels(space)
    feelings = space.journal.entry.feelings
    assert feelings.change.isHidden()
    click(qtbot, chip(space, "joy"))
    assert feelings.change.text() == "Not this feeling"
    assert "joy" in feelings.change.accessibleName()
    click(qtbot, feelings.change)
    assert "joy" not in labels(space)
    assert space.journal.entry.text.highlighted() == []
    assert "Joy was removed" in feelings.says.text()
    until(space.journal.refreshed, lambda: "joy" not in _listed(space))
    assert "Joy was removed" in feelings.says.text()
    assert feelings.change.text() == "Undo"
    click(qtbot, feelings.change)
    assert labels(space) == before
    assert space.app.feelings.corrections() == (0, 0)
    assert chip(space, "joy").isChecked()
    until(space.journal.refreshed, lambda: "joy" in _listed(space))
    assert feelings.change.text() == "Not this feeling"


def _listed(space: Space) -> list[str]:
    row = space.journal.model.row(0)
    return [feeling.label for feeling in row.feelings] if row else []


def test_a_feeling_is_added_from_the_menu_and_taken_back(
    qtbot: QtBot, space: Space, entry_id: str
) -> None:
    before = labels(space)
    feelings = space.journal.entry.feelings
    picker = opened(qtbot, space)
    assert not set(picker.offered()) & set(before)
    qtbot.keyClicks(picker.search, "TIR")
    assert picker.offered() == ["tired"]
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert "tired" in labels(space)
    added = chip(space, "tired")
    assert added.isChecked()
    assert added.said
    assert added.toolTip() == added.accessibleDescription() == "Added by you"
    assert "added by you" in feelings.says.text()
    assert added.property("said") is True
    click(qtbot, feelings.change)
    assert labels(space) == before
    assert space.app.entries.get(entry_id).analysis.corrected is None  # type: ignore[union-attr]


def opened(qtbot: QtBot, space: Space) -> FeelingPicker:
    """The menu of feelings, opened with the keyboard."""
    feelings = space.journal.entry.feelings
    feelings.add.setFocus()
    qtbot.keyClick(feelings.add, Qt.Key.Key_Space)
    picker = space.journal.entry.correcting.picker
    assert picker is not None
    qtbot.waitUntil(picker.isVisible)
    return picker


def test_the_menu_goes_with_the_keyboard_and_escape_changes_nothing(
    qtbot: QtBot, space: Space, entry_id: str
) -> None:
    before = labels(space)
    picker = opened(qtbot, space)
    first, second = picker.offered()[:2]
    assert picker.list.currentRow() == 0
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    assert picker.list.currentItem().text() == second != first
    qtbot.keyClicks(picker.search, "xyzzy")
    assert picker.offered() == []
    assert picker.none.isVisible()
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picker.isVisible()
    with qtbot.waitSignal(picker.destroyed):
        qtbot.keyClick(picker.search, Qt.Key.Key_Escape)
    assert labels(space) == before
    assert space.journal.entry.correcting.picker is None


def test_choosing_again_what_was_taken_off_takes_that_back(
    qtbot: QtBot, space: Space, entry_id: str
) -> None:
    page = space.journal.entry
    page.correcting.say("joy", False)
    assert "joy" not in labels(space)
    picker = opened(qtbot, space)
    qtbot.keyClicks(picker.search, "joy")
    click_row = picker.list.visualItemRect(picker.list.currentItem()).center()
    qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=click_row)
    assert "joy" in labels(space)
    assert space.app.feelings.corrections() == (0, 0)


def test_a_page_without_feelings_offers_none(space: Space) -> None:
    space.actions_["write"].trigger()
    assert space.journal.entry.feelings.add.isHidden()
    space.journal.entry.correcting.say("joy", True)  # there is no entry: nothing happens
    assert space.app.entries.count() == 0


def test_what_goes_wrong_is_told(qtbot: QtBot, space: Space, entry_id: str) -> None:
    with qtbot.waitSignal(space.journal.entry.problem):
        space.journal.entry.correcting.say("frobnication", True)
    assert "frobnication" in space.dock.notice.text()


def test_own_names_are_text_and_not_too_wide(qtbot: QtBot) -> None:
    feelings = FeelingChips()
    qtbot.addWidget(feelings)
    name = "<b>R&B</b> " + "long " * 6
    feelings.show_feelings([Feeling(name, 0.8)], Corrected((name,)), fade=False)
    (made,) = feelings.chips
    assert made.accessibleName() == name
    assert "&&" in made.text()
    assert len(made.text().replace("&&", "&").strip()) <= CHIP_CHARACTERS
    feelings.explain(name, [], 1)
    assert "<b>" in feelings.says.text()
    assert feelings.says.textFormat() == Qt.TextFormat.PlainText


def test_the_arc_is_said_quietly_and_gives_way_to_a_chosen_feeling(
    qtbot: QtBot, space: Space, until_done: Done
) -> None:
    low, high = "I cried and was scared. ", "I was happy and we danced. "
    entry_id = write(qtbot, space, low * 3 + high * 3)
    until_done(entry_id)
    feelings = space.journal.entry.feelings
    assert feelings.says.text() == "Began low, ended brighter"
    assert feelings.line.isVisible()
    joy = chip(space, "joy")
    click(qtbot, joy)
    assert feelings.line.isHidden()
    assert feelings.says.text().startswith("Joy")
    click(qtbot, chip(space, "joy"))
    assert feelings.says.text() == "Began low, ended brighter"
    short = write(qtbot, space, "I was happy.")
    until_done(short)
    assert feelings.says.text() == ""
    assert feelings.line.isHidden()


@pytest.mark.parametrize(
    ("begin", "kind", "says"),
    [
        (-0.5, "rising", "Began low, ended brighter"),
        (0.3, "rising", "Ended brighter than it began"),
        (0.5, "falling", "Began bright, ended lower"),
        (-0.1, "falling", "Ended lower than it began"),
        (0.0, "mixed", "Went up and down"),
        (0.9, "steady", ""),
        (0.9, "too short", ""),
    ],
)
def test_an_arc_in_words(begin: float, kind: str, says: str) -> None:
    assert formats.arc(Arc(begin, 0.0, kind)) == says


def test_a_long_entry_is_drawn_by_its_stretches(qtbot: QtBot) -> None:
    assert thinned([]) == []
    assert thinned([1.0, -1.0]) == [1.0, -1.0]
    assert thinned([1.0, 0.0, -1.0, -1.0], most=2) == [0.5, -1.0]
    line = ArcLine()
    qtbot.addWidget(line)
    for values in ([], [0.5], [-1.0] * 500 + [1.0] * 500):
        line.show_valences(values)
        assert not line.grab().isNull()
