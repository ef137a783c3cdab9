"""Undo and Redo: the one stack's, for all that is done outside of a text field."""

from __future__ import annotations

from PySide6.QtCore import QObject

from samo_desktop.gui.journal.page import JournalPage
from samo_desktop.gui.operations.changes import Inverse
from samo_desktop.gui.operations.runner import Runner
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.shell.dock import Dock


class Undoing(QObject):
    """Offers what can be undone and done again, in words, and shows the entry that it was about.

    In a text field the keys are the field's own.
    """

    def __init__(
        self, runner: Runner, actions: Actions, journal: JournalPage, dock: Dock, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner, self._actions = runner, actions
        self._journal, self._dock = journal, dock
        actions.on("undo", runner.undo)
        actions.on("redo", runner.redo)
        runner.stack.changed.connect(self._offer)
        runner.said.connect(self._tell)
        runner.undone.connect(self._undone)
        self._offer()

    def _offer(self) -> None:
        stack = self._runner.stack
        for name, text in (("undo", stack.undo_text), ("redo", stack.redo_text)):
            self._actions[name].setEnabled(bool(text))
            self._actions.describe(name, text)
        if not stack.undo_text:
            self._dock.undo.hide()

    def _tell(self, text: str, undo: bool) -> None:
        self._dock.tell(text, undo=undo)

    def _undone(self, inverse: Inverse) -> None:
        self._dock.clear_notice()
        if not inverse.entry_ids:
            return
        self._actions["journal"].trigger()
        self._journal.open(min(inverse.entry_ids))
        self._journal.follow()
        self._journal.list.setFocus()
