"""The line at the right of the dock: how much is being worked out, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from samo_desktop.domain.events import JobEnded, Progress
from samo_desktop.domain.pace import ListeningPace
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.gui.operations import entries
from samo_desktop.gui.operations.changes import ANYTHING, Changes
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.queue.panel import StatusPanel
from samo_desktop.gui.queue.waiting import Waiting, waiting
from samo_desktop.gui.shell.dock import Dock
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App


class StatusLine(QObject):
    """Keeps the dock's line and its panel as the queue is; cancels and retries from there.

    `silent` tells when the line belongs to something else.
    """

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        dock: Dock,
        silent: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._app, self._runner, self._dock, self._silent = app, runner, dock, silent
        self.pace = ListeningPace()
        self.panel = StatusPanel(dock)
        self._looking = ""
        self._number = 0
        self._stopped: dict[str, None] = {}
        dock.details.clicked.connect(self.open)
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.cancel_all_wanted.connect(self._cancel_all)
        self.panel.retry_wanted.connect(self._retry)

    def refresh(self, changes: Changes = ANYTHING) -> None:
        """Reads the queue again if it may not be as it was."""
        if changes.rows:
            self._read(self._show)

    def _read(self, then: Callable[[Waiting], object]) -> None:
        stopped = list(self._stopped)
        self._runner.read(lambda: waiting(self._app.entries, stopped), then, owner=self)

    def _show(self, found: Waiting) -> None:
        self._number = found.number
        self.pace.expect(found.sound)
        self._dock.offer_details(bool(self._number or self._stopped))
        if self.panel.isVisible():
            self.panel.show_items(found.items, self.left())
        self._write()

    def progress(self, progress: Progress) -> None:
        """Takes in how far an entry is."""
        self.pace.take(progress)
        left = self.pace.seconds_left_of(progress.entry_id)
        self.panel.show_progress(progress, "" if left is None else formats.left(left))
        self.panel.show_left(self.left())
        self._write()

    def ended(self, event: JobEnded) -> None:
        """Remembers what failed or was cancelled, to offer it again."""
        if event.state in ("failed", "cancelled"):
            self._stopped[event.entry_id] = None
        elif event.state == "done":
            self._stopped.pop(event.entry_id, None)

    def looking(self, done: int, total: int) -> None:
        """Says how many of the files that were brought in have been looked at."""
        text = _("Checking file {n} of {total}…")
        self._looking = text.format(n=min(done + 1, total), total=total) if total else ""
        self._write()

    def looked(self) -> None:
        """All files have been looked at."""
        self._looking = ""
        self._write()

    def left(self) -> str:
        """How long the queue will take, in words; "" while that is not known."""
        seconds = self.pace.seconds_left()
        return "" if seconds is None else formats.left(seconds)

    def open(self) -> None:
        """Opens the panel with every entry that is being worked on."""

        def show(found: Waiting) -> None:
            self.panel.show_items(found.items, self.left())
            self.panel.open_above(self._dock)

        self._read(show)

    def _write(self) -> None:
        if self._silent():
            return
        working = ""
        if self._number:
            text = ngettext("Working on 1 entry…", "Working on {n} entries…", self._number)
            working = formats.count(self._number, text)
        left = self.left() if self._number else ""
        self._dock.show_working(self._looking or " ".join(part for part in (working, left) if part))

    def _cancel(self, entry_id: str) -> None:
        self._stopped[entry_id] = None
        self._runner.run(entries.cancel(entry_id), failed=lambda error: self._gone(entry_id, error))

    def _cancel_all(self) -> None:
        def cancelled(ids: list[str]) -> None:
            self._stopped.update(dict.fromkeys(ids))

        self._runner.run(entries.cancel_all(), asked_by=self, done=cancelled)

    def _retry(self, entry_id: str) -> None:
        self._stopped.pop(entry_id, None)
        self._runner.run(entries.retry(entry_id), failed=lambda error: self._gone(entry_id, error))

    def _gone(self, entry_id: str, error: SamoError) -> None:
        self._stopped.pop(entry_id, None)
        if not isinstance(error, NotFoundError):  # else it was deleted meanwhile
            self._runner.problem.emit(error)
        self.refresh()
