"""Operations tell what they changed and who asked, and are taken back one after the other."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from samo_desktop.errors import ChangedError, NotFoundError, SamoError
from samo_desktop.gui.operations.changes import Changes, Inverse, Operation, Outcome, changed
from samo_desktop.gui.operations.entries import purge, take_words, undelete
from samo_desktop.gui.operations.runner import OperationRunner
from tests.gui.inline import inline
from tests.gui.space import Space

Values = dict[str, int]


def put(
    name: str, value: int, undo: str = "Undo putting", redo: str = "Put again"
) -> Operation[Any]:
    """Puts a value in the place of another."""

    def work(app: Any) -> Outcome[int]:
        before = app.values[name]
        app.values[name] = value
        inverse = Inverse(
            undo, redo, put(name, before, "Undo that", "That again"), frozenset((name,))
        )
        return Outcome(changed(name), before, inverse, f"{name} is {value}.")

    return Operation(work)


@pytest.fixture
def values() -> Values:
    """What the operations change."""
    return {"a": 0, "b": 0}


@pytest.fixture
def runner(qapp: object, values: Values) -> OperationRunner:
    """At once."""
    app: Any = SimpleNamespace(values=values)
    return OperationRunner(app, inline())


def test_the_result_comes_before_the_changes_and_says_who_asked(runner: OperationRunner) -> None:
    told: list[object] = []
    page = QObject()
    runner.changed.connect(lambda changes: told.append((changes.entries, changes.asked_by)))
    runner.message.connect(lambda text, undo: told.append((text, undo)))
    runner.run(put("a", 1), asked_by=page, done=told.append)
    assert told == [0, ("a is 1.", True), (frozenset("a"), page)]


def test_undo_and_redo_keep_their_words_whichever_way_one_goes(
    runner: OperationRunner, values: Values
) -> None:
    stack = runner.stack
    runner.run(put("a", 1))
    runner.run(put("b", 2, "Undo the other", "The other again"))
    for _round in range(3):
        assert (values, stack.undo_text, stack.redo_text) == (
            {"a": 1, "b": 2},
            "Undo the other",
            "",
        )
        runner.undo()
        assert (stack.undo_text, stack.redo_text) == ("Undo putting", "The other again")
        runner.undo()
        assert values == {"a": 0, "b": 0}
        assert (stack.undo_text, stack.redo_text) == ("", "Put again")
        runner.undo()
        runner.redo()
        runner.redo()
    runner.undo()
    runner.run(put("a", 5))
    assert stack.redo_text == "", "something new was done"


def test_what_cannot_be_undone_now_can_be_tried_again(
    runner: OperationRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    runner.problem.connect(lambda error: told.append(error.message))

    def fail(error: SamoError) -> Operation[Any]:
        def work(_app: Any) -> Outcome[None]:
            raise error

        return Operation(work)

    full = Inverse("Undo it", "Do it again", fail(SamoError("The disk is full.")))
    runner.stack.did(full)
    runner.undo()
    assert runner.stack.undo_text == "Undo it"
    runner.stack.take_undo()
    for never in (NotFoundError("It is gone."), ChangedError("It is another.")):
        runner.stack.did(Inverse("Undo it", "Do it again", fail(never)))
        runner.undo()
        assert runner.stack.undo_text == ""
    assert told == ["The disk is full.", "It is gone.", "It is another."]


def test_what_is_gone_by_other_means_is_not_undone(runner: OperationRunner) -> None:
    runner.run(put("a", 1))
    runner.run(put("b", 1, "Undo b", "b again"))
    runner.stack.forget(["b"])
    assert runner.stack.undo_text == "Undo putting"


def test_changes_are_put_together() -> None:
    page = QObject()
    one = Changes(frozenset("a"), asked_by=page)
    other = Changes(frozenset("b"), listed=True, asked_by=page)
    assert (one | other) == Changes(frozenset("ab"), listed=True)
    assert (one | other).asked_by is page
    assert (one | Changes()).asked_by is None
    assert one.touches("a")
    assert not one.touches("b")
    assert Changes(anything=True).touches("b")
    assert not Changes(settings=True).rows


def test_who_is_gone_gets_no_result_but_what_was_done_is_told(
    qtbot: QtBot, runner: OperationRunner
) -> None:
    from shiboken6 import delete

    page, told = QObject(), []
    delete(page)
    with qtbot.waitSignal(runner.changed):
        runner.run(put("a", 1), asked_by=page, done=told.append)
    assert told == []
    assert runner.stack.undo_text


def test_a_correction_is_undone_from_anywhere(qtbot: QtBot, space: Space) -> None:
    entry = space.app.entries.write("I was so happy that I danced.")
    space.journal.open(entry.id)
    page = space.journal.entry
    qtbot.waitUntil(lambda: bool(page.feelings.chips), timeout=10_000)
    before = [chip.feeling.label for chip in page.feelings.chips]
    page.correcting.say("tired", True)
    page.correcting.say("joy", False)
    space.go("timeline")
    assert "Undo correcting a feeling" in space.actions_["undo"].toolTip()
    space.actions_["undo"].trigger()
    assert space.page is space.pages["journal"], "what is undone is shown"
    space.actions_["undo"].trigger()
    assert [chip.feeling.label for chip in page.feelings.chips] == before
    assert space.app.feelings.corrections() == (0, 0)
    assert "Correct the feeling again" in space.actions_["redo"].toolTip()
    space.actions_["redo"].trigger()
    assert "tired" in {chip.feeling.label for chip in page.feelings.chips}


def test_a_deletion_is_done_again(space: Space, until_done: Callable[[str], None]) -> None:
    entry = space.app.entries.write("Words.")
    space.journal.open(entry.id)
    until_done(entry.id)
    space.actions_["delete"].trigger()
    space.actions_["undo"].trigger()
    assert space.journal.current == entry.id
    assert "Delete again" in space.actions_["redo"].toolTip()
    space.actions_["redo"].trigger()
    assert space.app.entries.count() == 0
    assert space.journal.current == ""
    assert space.actions_["undo"].isEnabled()


def test_words_typed_since_others_were_taken_over_are_not_undone(space: Space) -> None:
    entry = space.app.entries.write("As it was typed.")
    problems: list[SamoError] = []
    space.runner.problem.connect(problems.append)
    space.runner.run(take_words(entry.id, "As it was heard."))
    space.actions_["undo"].trigger()
    space.actions_["redo"].trigger()
    assert space.app.entries.get(entry.id).text == "As it was heard."
    space.app.entries.edit(entry.id, text="As it was heard, and more.")
    space.actions_["undo"].trigger()
    assert space.app.entries.get(entry.id).text == "As it was heard, and more."
    assert [type(problem) for problem in problems] == [ChangedError]
    assert not space.actions_["undo"].isEnabled()


def test_of_several_entries_all_are_removed_or_none(space: Space) -> None:
    kept = [space.app.entries.write(text).id for text in ("one", "two")]
    for entry_id in kept:
        space.app.entries.delete(entry_id)
    problems: list[SamoError] = []
    for operation in (purge, undelete):
        space.runner.run(operation([*kept, "0" * 12]), failed=problems.append)
    assert len(problems) == 2
    assert len(space.app.entries.deleted()) == 2
