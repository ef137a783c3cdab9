"""The user's word on the feelings of the open entry: take one off, add one, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import SamoError
from samo_desktop.gui.entry.feeling_picker import FeelingPicker
from samo_desktop.gui.entry.feelings import Feelings

if TYPE_CHECKING:
    from samo_desktop.app import App


class Correcting(QObject):
    """Between the chips of a page and the journal."""

    corrected = Signal()
    """The shown entry was corrected: it is to be read again."""
    problem = Signal(object)

    def __init__(self, app: App, feelings: Feelings, entry: Callable[[], Entry | None]) -> None:
        super().__init__(feelings)
        self._app, self._feelings, self._entry = app, feelings, entry
        self.picker: FeelingPicker | None = None
        feelings.said.connect(self.say)
        feelings.unsaid.connect(self.take_back)
        feelings.adding.connect(self.offer)

    def say(self, label: str, wanted: bool) -> None:
        """Says that `label` does, or does not, belong to the entry."""
        names = {"add": [label]} if wanted else {"remove": [label]}
        if self._done(lambda entry_id: self._app.feelings.correct(entry_id, **names)):
            if wanted:
                self._feelings.choose(label)
            else:
                self._feelings.chosen.emit("")
                self._feelings.tell_removed(label)

    def take_back(self, label: str) -> None:
        """Takes back what was said of `label`."""
        if self._done(lambda entry_id: self._app.feelings.uncorrect(entry_id, [label])):
            self._feelings.clear_choice()
            self._feelings.chosen.emit("")
            self._feelings.choose(label)

    def offer(self) -> None:
        """Opens the menu of the feelings that the entry does not show."""
        try:
            labels = self._app.feelings.labels()
        except SamoError as error:
            self.problem.emit(error)
            return
        shown = {chip.feeling.label for chip in self._feelings.chips}
        picker = FeelingPicker(self._feelings)
        picker.offer(label for label in labels if label not in shown)
        picker.picked.connect(self._picked)
        self.picker = picker
        picker.destroyed.connect(self._picker_gone)
        picker.open_under(self._feelings.add)

    def _picker_gone(self) -> None:
        self.picker = None

    def _picked(self, label: str) -> None:
        if label in self._feelings.corrected.removed:
            self.take_back(label)
        if label not in {chip.feeling.label for chip in self._feelings.chips}:
            self.say(label, True)

    def _done(self, call: Callable[[str], object]) -> bool:
        entry = self._entry()
        if entry is None:
            return False
        try:
            call(entry.id)
        except SamoError as error:
            self.problem.emit(error)
            return False
        self.corrected.emit()
        return True
