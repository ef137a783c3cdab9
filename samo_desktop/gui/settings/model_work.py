"""Installing and checking models behind the window, one after the other, with progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.models import InstallationPace, Installing
from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.background import Background
from samo_desktop.gui.runtime.bridge import Post
from samo_desktop.messages import gettext as _

Result = TypeVar("Result")

EVERY = 0.15
"""Seconds between two points of progress that are told."""


class ModelWork(QObject):
    """Has a thread of its own: a download takes long, and holds up nothing else."""

    moved = Signal(object, object)
    """Installing, and the seconds left or None."""
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = Background(self)
        self._post = Post(self)
        self._stop = threading.Event()
        self.busy = self._closed = False

    def run(
        self,
        begin: Callable[[], Generator[Installing, None, Result]],
        done: Callable[[Result], None],
        failed: Callable[[SamoError], None],
        stopped: Callable[[], None],
    ) -> None:
        """Does the work that `begin` gives; then calls one of the others on the window's thread.

        A bug calls `failed` as well, and is raised again on that thread.
        """
        self.busy = True
        self._stop.clear()

        def work() -> list[Result]:
            try:
                return self._driven(begin())
            except SamoError:
                raise
            except Exception:
                self._post(broken)
                raise

        def broken() -> None:
            if self.busy and not self._closed:
                message = _("Something in the program went wrong; this was not finished.")
                refused(SamoError(message, _("Try again, or start SAMO anew.")))

        def answered(results: list[Result]) -> None:
            self._end()
            if results:
                done(results[0])
            else:
                stopped()

        def refused(error: SamoError) -> None:
            self._end()
            failed(error)

        self.background.run(work, answered, refused)

    def _driven(self, generator: Generator[Installing, None, Result]) -> list[Result]:
        """Runs to the end; the result, or nothing if it was stopped. On the helper thread."""
        pace, told, phase = InstallationPace(), 0.0, ""
        try:
            while not self._stop.is_set():
                event = next(generator)
                now = time.monotonic()
                left = pace.seconds_left(event, now)
                if event.phase != phase or now - told >= EVERY:
                    told, phase = now, event.phase
                    self._post(lambda event=event, left=left: self._tell(event, left))  # type: ignore[misc]
        except StopIteration as stop:
            return [stop.value]
        finally:
            generator.close()
        return []

    def _tell(self, event: Installing, left: Any) -> None:
        if self.busy:
            self.moved.emit(event, left)

    def _end(self) -> None:
        self.busy = False
        self.ended.emit()

    def stop(self) -> None:
        """Ends the work at its next point of progress; what was got is kept."""
        self._stop.set()

    def close(self) -> None:
        """Stops, and waits for it."""
        self._closed = True
        self.stop()
        self.background.close()
