"""What the user does with the entry that is shown, by its actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.entry.date_dialog import DateDialog
from samo_desktop.gui.entry.page import EntryPage
from samo_desktop.gui.operations import entries
from samo_desktop.gui.operations.changes import Operation
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats


class EntryActs(QObject):
    """Has a page's entry read again, cancels, plays, and asks for another date."""

    dated = Signal()
    """The entry has another date."""

    def __init__(self, runner: OperationRunner, actions: Actions, page: EntryPage) -> None:
        super().__init__(page)
        self._runner, self._page = runner, page
        self.dating: DateDialog | None = None
        actions.on("play", self._play)
        actions.on("change_date", self.change_date)
        actions.on("analyse_again", lambda: self._do(entries.analyse_again))
        actions.on("retry", lambda: self._do(entries.retry))
        actions.on("cancel", lambda: self._do(entries.cancel))

    def _do(self, operation: Callable[[str], Operation[object]]) -> None:
        self._page.ask(lambda entry_id: self._runner.run(operation(entry_id)))

    def _play(self) -> None:
        entry = self._page.entry
        if entry is not None and entry.audio is not None:
            self._page.player.toggle()

    def change_date(self) -> None:
        """Asks for another date and time of the entry, once what was typed is saved."""
        self._page.ask(lambda _entry_id: self._ask_for_date())

    def _ask_for_date(self) -> None:
        entry = self._page.entry
        if entry is None or self.dating is not None:  # it was asked for twice meanwhile
            return
        source = formats.date_source(entry.date_source)
        dialog = DateDialog(entry.created_at, source, self._page.window())
        self.dating = dialog
        dialog.chosen.connect(lambda at: self._change_date(entry.id, at))
        dialog.finished.connect(self._dating_done)
        dialog.open()

    def _change_date(self, entry_id: str, at: datetime) -> None:
        def done(entry: Entry) -> None:
            now = self._page.entry
            if now is not None and now.id == entry.id:
                self._page.show_again(entry)
            self.dated.emit()

        self._runner.run(entries.change_date(entry_id, at), asked_by=self._page, done=done)

    def _dating_done(self) -> None:
        if self.dating is not None:
            self.dating.deleteLater()
            self.dating = None
        self._page.when.setFocus()
