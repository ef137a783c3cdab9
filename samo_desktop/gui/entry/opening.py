"""Which entry takes the page next: the last that was wanted, once what was typed is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.gui.entry.typing import Typing
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.operations.runner import OperationRunner

if TYPE_CHECKING:
    from samo_desktop.app import App


class Opening(QObject):
    """Saves what is typed, reads the entry that is wanted, and hands it over.

    Of several that are wanted one after the other, only the last is handed over, or told as kept
    or missing.
    """

    read = Signal(object, bool)
    """The Entry (None for an empty page), and whether it changed after it was read."""
    kept = Signal(str)
    """What was typed could not be saved; the id of what was wanted."""
    missing = Signal(str)
    """There is no entry of this id any more."""
    problem = Signal(object)

    def __init__(self, app: App, runner: OperationRunner, typing: Typing) -> None:
        super().__init__(typing)
        self._app, self._runner, self._typing = app, runner, typing
        self._wanted: str | None = None
        self._changed = False

    @property
    def under_way(self) -> bool:
        """Whether something else is to take the page."""
        return self._wanted is not None

    def begin(self, wanted: str) -> None:
        """Opens the entry of that id; "" for an empty page."""
        if wanted:
            self._leave(wanted, lambda: self._read(wanted))
        else:
            self._leave(wanted, lambda: self._hand_over(None))

    def end(self) -> None:
        """Nothing else is wanted."""
        self._wanted, self._changed = None, False

    def refresh(self, changes: Changes) -> None:
        """Notes whether what is being opened has changed."""
        if self._wanted and changes.touches(self._wanted):
            self._changed = True

    def _leave(self, wanted: str, then: Callable[[], object]) -> None:
        self._wanted = wanted

        def go_on() -> None:
            if self._wanted == wanted:
                then()

        def stay() -> None:
            if self._wanted == wanted:
                self.end()
                self.kept.emit(wanted)

        self._typing.flush(go_on, stay, leaving=True)

    def _read(self, entry_id: str) -> None:
        def read(entry: Entry) -> None:
            if self._wanted == entry_id:  # and what was typed meanwhile is saved first
                self._leave(entry_id, lambda: self._hand_over(entry))

        def failed(error: SamoError) -> None:
            if self._wanted != entry_id:
                return
            self.end()
            if isinstance(error, NotFoundError):
                self.missing.emit(entry_id)
            else:
                self.problem.emit(error)
                self.kept.emit(entry_id)

        self._runner.read(lambda: self._app.entries.get(entry_id), read, failed, owner=self)

    def _hand_over(self, entry: Entry | None) -> None:
        changed = self._changed
        self.end()
        self.read.emit(entry, changed)
