"""A feeling shows the sentences that it came from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samo_desktop.domain.emotion import Analysis, Feeling, SentenceFeelings, Summary
from samo_desktop.gui.entry.feelings import FeelingChips, spans_of
from tests.gui.entry.test_writing import write
from tests.gui.space import Space


def analysis(*sentences: tuple[str, str]) -> Analysis:
    """Sentences with one feeling each, one space between them."""
    made, place = [], 0
    for text, label in sentences:
        feelings = (Feeling(label, 0.9),)
        made.append(SentenceFeelings(text, place, place + len(text), feelings, 0.0))
        place += len(text) + 1
    return Analysis((), {}, 0.0, Summary("", "none", ()), tuple(made), {}, {})


def test_a_click_on_a_chip_marks_its_sentences_and_says_which(
    qtbot: QtBot, space: Space, until_done: Callable[[str], None]
) -> None:
    text = "I was happy 🎉 at last. The bus came. We laughed and danced."
    entry_id = write(qtbot, space, "x")
    until_done(entry_id)
    space.app.entries.edit(entry_id, text=text)
    until_done(entry_id)
    page = space.journal.entry
    joy = next(chip for chip in page.feelings.chips if chip.feeling.label == "joy")
    qtbot.mouseClick(joy, Qt.MouseButton.LeftButton)
    assert page.text.highlighted() == ["I was happy 🎉 at last.", "We laughed and danced."]
    says = page.feelings.says.text()
    assert says.startswith("Joy")
    assert "2 of 3 sentences" in says
    qtbot.mouseClick(joy, Qt.MouseButton.LeftButton)
    assert page.text.highlighted() == []
    assert page.feelings.says.text() == ""


def test_sentences_that_moved_are_found_and_those_that_went_are_not_named() -> None:
    made = analysis(("It rained.", "sadness"), ("We sang.", "joy"), ("It rained on.", "sadness"))
    assert spans_of("sadness", made, "Oh. We sang. It rained.") == [(1, (13, 23))]
    assert spans_of("anger", made, "It rained.") == []


def test_a_feeling_of_the_whole_entry_says_so(qtbot: QtBot) -> None:
    feelings = FeelingChips()
    qtbot.addWidget(feelings)
    feelings.explain("sadness", [], 4)
    assert "as a whole" in feelings.says.text()
    feelings.explain("sadness", [1], 1)
    assert "1 of 1 sentence" in feelings.says.text()


def test_how_sure_another_language_is_stands_with_the_chosen_chip(qtbot: QtBot) -> None:
    feelings = FeelingChips()
    qtbot.addWidget(feelings)
    caution = "Feelings in German are less sure than in English."
    feelings.show_feelings([Feeling("joy", 0.8)], fade=False, caution=caution)
    assert feelings.says.text() == ""
    [chip] = feelings.chips
    assert caution in chip.toolTip()
    assert caution in chip.accessibleDescription()
    feelings.explain("joy", [1], 2)
    assert feelings.says.text() == f"Joy: found in 1 of 2 sentences. {caution}"
    feelings.show_feelings([Feeling("joy", 0.8)], fade=False)
    feelings.explain("joy", [1], 2)
    assert "German" not in feelings.says.text()


def test_chips_carry_colour_icon_and_word(qtbot: QtBot) -> None:
    feelings = FeelingChips()
    qtbot.addWidget(feelings)
    feelings.show_feelings([Feeling("grief", 0.8), Feeling("neutral", 0.6)], fade=False)
    for chip in feelings.chips:
        assert chip.text().strip() == chip.accessibleName()
        assert not chip.icon().isNull()
        assert chip.property("family") in ("sadness", "neutral")
