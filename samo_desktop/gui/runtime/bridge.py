"""The one place where other threads reach the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from samo_desktop.domain.events import EntryChanged, Event, JobEnded, Progress, Spoken, WorkStopped

if TYPE_CHECKING:
    from samo_desktop.app import App


class Post(QObject):
    """Runs on its own thread what any thread hands it, in order."""

    _handed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handed.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Hands over `call`; returns at once. Any thread may call this."""
        self._handed.emit(call)

    def _run(self, call: Callable[[], None]) -> None:
        call()


class Bridge(QObject):
    """What the journal's workers say, as signals on the window's thread."""

    progress = Signal(object)
    spoken = Signal(object)
    """Words of the recording under way."""
    entry_changed = Signal(str)
    job_ended = Signal(object)
    stopped = Signal(object)
    """WorkStopped: nothing more is worked out until the next start."""

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.post = Post(self)
        self._closed = False
        self._unsubscribe = app.subscribe(self._on_worker_thread)

    def close(self) -> None:
        """Hears no more, and tells nothing of what was heard already."""
        self._unsubscribe()
        self._closed = True

    def _on_worker_thread(self, event: Event) -> None:
        self.post(lambda: self._tell(event))

    def _tell(self, event: Event) -> None:
        if self._closed:
            return
        if isinstance(event, Progress):
            self.progress.emit(event)
        elif isinstance(event, Spoken):
            self.spoken.emit(event)
        elif isinstance(event, EntryChanged):
            self.entry_changed.emit(event.entry_id)
        elif isinstance(event, JobEnded):
            self.job_ended.emit(event)
        elif isinstance(event, WorkStopped):
            self.stopped.emit(event)
