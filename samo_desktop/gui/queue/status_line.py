"""The line at the right of the dock: how much is being worked out, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.events import JobEnded, Progress
from samo_desktop.domain.pace import ListeningPace
from samo_desktop.errors import NotFoundError
from samo_desktop.gui.queue.panel import StatusPanel, waiting
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

    changed = Signal()
    """Work was cancelled or begun again."""

    def __init__(self, app: App, dock: Dock, silent: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._dock, self._silent = app, dock, silent
        self.pace = ListeningPace()
        self.panel = StatusPanel(dock)
        self._looking = ""
        self._number = 0
        self._stopped: dict[str, None] = {}
        dock.details.clicked.connect(self.open)
        self.panel.cancel_wanted.connect(self._cancel)
        self.panel.cancel_all_wanted.connect(self._cancel_all)
        self.panel.retry_wanted.connect(self._retry)

    def settle(self) -> None:
        """Reads the queue again."""
        jobs = self._app.entries.jobs(states=("queued", "running"))
        self._number = len({job.entry_id for job in jobs})
        self.pace.expect(self._app.entries.sound_waiting() if jobs else {})
        self._dock.details.setVisible(bool(self._number or self._stopped))
        if self.panel.isVisible():
            self.panel.show_items(waiting(self._app, list(self._stopped)), self.left())
        self._write()

    def progress(self, progress: Progress) -> None:
        """Takes in how far an entry is."""
        self.pace.take(progress)
        self.panel.show_progress(progress)
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
        text = _("Looking at file {n} of {total}…")
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
        self.panel.show_items(waiting(self._app, list(self._stopped)), self.left())
        self.panel.open_above(self._dock)

    def _write(self) -> None:
        if self._silent():
            return
        text = ngettext("1 entry is being read…", "{n} entries are being read…", self._number)
        working = formats.count(self._number, text) if self._number else ""
        left = self.left() if self._number else ""
        self._dock.show_working(self._looking or " ".join(part for part in (working, left) if part))

    def _cancel(self, entry_id: str) -> None:
        self._stopped[entry_id] = None
        try:
            self._app.entries.cancel(entry_id)
        except NotFoundError:  # deleted meanwhile
            del self._stopped[entry_id]
        self._told()

    def _cancel_all(self) -> None:
        jobs = self._app.entries.jobs(states=("queued", "running"))
        self._stopped.update(dict.fromkeys(job.entry_id for job in jobs))
        self._app.entries.cancel_all()
        self._told()

    def _retry(self, entry_id: str) -> None:
        self._stopped.pop(entry_id, None)
        with suppress(NotFoundError):  # deleted meanwhile
            self._app.entries.retry(entry_id)
        self._told()

    def _told(self) -> None:
        self.settle()
        self.changed.emit()
