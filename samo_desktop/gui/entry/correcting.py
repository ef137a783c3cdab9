"""The user's word on the feelings of the open entry: take one off, add one, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.entry.feeling_picker import FeelingPicker
from samo_desktop.gui.entry.feelings import FeelingChips
from samo_desktop.gui.operations import feelings
from samo_desktop.gui.operations.changes import Operation
from samo_desktop.gui.operations.runner import OperationRunner

if TYPE_CHECKING:
    from samo_desktop.app import App


class Correcting(QObject):
    """Between the chips of a page and the journal."""

    corrected = Signal(object)
    """The shown Entry, as it was corrected."""
    problem = Signal(object)

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        chips: FeelingChips,
        entry: Callable[[], Entry | None],
    ) -> None:
        super().__init__(chips)
        self._app, self._runner, self._chips, self._entry = app, runner, chips, entry
        self.picker: FeelingPicker | None = None
        chips.said.connect(self.say)
        chips.unsaid.connect(self.take_back)
        chips.adding.connect(self.offer)

    def say(self, label: str, wanted: bool) -> None:
        """Says that `label` does, or does not, belong to the entry."""
        focused = self._chips.has_keyboard

        def done() -> None:
            if wanted:
                self._chips.choose(label)
            else:
                self._chips.chosen.emit("")
                self._chips.tell_removed(label)
            if focused:
                self._chips.focus_near(label)

        self._do(lambda entry_id: feelings.correct(entry_id, label, belongs=wanted), done)

    def take_back(self, label: str) -> None:
        """Takes back what was said of `label`."""
        self._take_back(label, lambda: None)

    def _take_back(self, label: str, then: Callable[[], object]) -> None:
        focused = self._chips.has_keyboard

        def done() -> None:
            self._chips.clear_choice()
            self._chips.chosen.emit("")
            self._chips.choose(label)
            if focused:
                self._chips.focus_near(label)
            then()

        self._do(lambda entry_id: feelings.uncorrect(entry_id, label), done)

    def offer(self) -> None:
        """Opens the menu of the feelings that the entry does not show."""
        self._runner.read(self._app.feelings.labels, self._offer, self.problem.emit, owner=self)

    def _offer(self, labels: list[str]) -> None:
        shown = {chip.feeling.label for chip in self._chips.chips}
        picker = FeelingPicker(self._chips)
        picker.offer(label for label in labels if label not in shown)
        picker.picked.connect(self._picked)
        self.picker = picker
        picker.destroyed.connect(self._picker_gone)
        picker.open_under(self._chips.add)

    def _picker_gone(self) -> None:
        self.picker = None

    def _picked(self, label: str) -> None:
        def add() -> None:
            if label not in {chip.feeling.label for chip in self._chips.chips}:
                self.say(label, True)

        if label in self._chips.corrected.removed:
            self._take_back(label, add)
        else:
            add()

    def _do(self, operation: Callable[[str], Operation[Entry]], then: Callable[[], object]) -> None:
        """Does it to the shown entry; then shows it, if it is still the one that is shown."""
        entry = self._entry()
        if entry is None:
            return

        def done(corrected: Entry) -> None:
            now = self._entry()
            if now is not None and now.id == corrected.id:
                self.corrected.emit(corrected)
                then()

        self._runner.run(operation(entry.id), asked_by=self, done=done, failed=self.problem.emit)
