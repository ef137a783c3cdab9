"""Locks the journal when nobody has touched the window for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

LOOK_MS = 5000
"""Milliseconds between two looks at the clock."""

INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    )
)


class IdleLock(QObject):
    """Says when the journal is to be locked: after so many minutes without input.

    It listens to events only while it is on: this costs a little for each.
    """

    due = Signal()

    def __init__(
        self,
        busy: Callable[[], bool],
        parent: QObject | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`busy` says whether something goes on that needs no input, such as a recording.

        `now` gives seconds of the clock on the wall, which goes on while a computer sleeps.
        """
        super().__init__(parent)
        self._busy, self._now = busy, now
        self._minutes = 0
        self._touched = now()
        self._told = False
        """It was due, and nothing was touched since: whoever did not lock had a reason."""
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def set_minutes(self, minutes: int) -> None:
        """Locks after so many minutes; 0: never."""
        app = QApplication.instance()
        if minutes == self._minutes or app is None:
            return
        self._minutes = minutes
        if minutes:
            self.touch()
            app.installEventFilter(self)
            self._timer.start()
        else:
            app.removeEventFilter(self)
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT and event.spontaneous():
            self.touch()
        return False

    def touch(self) -> None:
        """Somebody is there."""
        self._touched, self._told = self._now(), False

    def look(self) -> None:
        """Tells if it is time."""
        if self._busy() or self._now() < self._touched:  # or the clock was set back
            self._touched = self._now()
        elif not self._told and self._now() - self._touched >= 60 * self._minutes > 0:
            self._told = True
            self.due.emit()
