"""What the journal's workers say, on the window's thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from samo_desktop.domain.events import (
    EntryChanged,
    Event,
    JobEnded,
    NoLiveWords,
    Progress,
    Spoken,
    WorkStopped,
)
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.runtime.post import Post

if TYPE_CHECKING:
    from samo_desktop.app import App

GATHER_MS = 40
"""Milliseconds in which several changes are told as one."""

_operating: ContextVar[bool] = ContextVar("operating", default=False)


@contextmanager
def operating() -> Iterator[None]:
    """While an operation runs: it tells what it changed itself, and who asked for it."""
    token = _operating.set(True)
    try:
        yield
    finally:
        _operating.reset(token)


class Bridge(QObject):
    """The one place where the workers' events become Changes."""

    changed = Signal(object)
    """Changes that nobody in the window asked for; several that come close together are one."""
    progress = Signal(object)
    spoken = Signal(object)
    """Words of the recording under way."""
    no_live_words = Signal(object)
    """Why there are no words of the recording under way."""
    job_ended = Signal(object)
    stopped = Signal(object)
    """WorkStopped: nothing more is worked out until the next start."""

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = Post(self)
        self._closed = False
        self._gathered: Changes | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(GATHER_MS)
        self._soon.timeout.connect(self.tell_gathered)
        self._unsubscribe = app.subscribe(self._on_any_thread)

    def close(self) -> None:
        """Hears no more, and tells nothing of what was heard already."""
        self._unsubscribe()
        self._closed = True
        self._soon.stop()

    def _on_any_thread(self, event: Event) -> None:
        if isinstance(event, EntryChanged) and _operating.get():
            return
        self._post(lambda: self._tell(event))

    def _tell(self, event: Event) -> None:
        if self._closed:
            return
        if isinstance(event, Progress):
            self.progress.emit(event)
        elif isinstance(event, Spoken):
            self.spoken.emit(event)
        elif isinstance(event, NoLiveWords):
            self.no_live_words.emit(event)
        elif isinstance(event, EntryChanged):
            # It may have been added or be gone: only who asked for a change knows that it was not.
            self._gather(Changes(frozenset((event.entry_id,)), listed=True))
        elif isinstance(event, JobEnded):
            self.job_ended.emit(event)
            self._gather(Changes(frozenset((event.entry_id,))))
        elif isinstance(event, WorkStopped):
            self.stopped.emit(event)

    def _gather(self, changes: Changes) -> None:
        self._gathered = changes if self._gathered is None else self._gathered | changes
        if not self._soon.isActive():
            self._soon.start()

    def tell_gathered(self) -> None:
        """Tells now what would be told soon."""
        self._soon.stop()
        gathered, self._gathered = self._gathered, None
        if gathered is not None:
            self.changed.emit(gathered)
