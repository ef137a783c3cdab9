"""Clicks and keys that were not meant: the second of a double click, or a key that is held."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

SLIP_MS = 1000
"""Milliseconds in which what follows a removal at the same place is not meant."""
HELD_MS = 5
"""Milliseconds between release and press that no finger can do."""


class Held:
    """Tells a key that is held from one that is pressed again.

    An X server says of a held key, again and again, that it was let go and pressed in the same
    millisecond. Qt sees that only where both have come by the time it looks.
    """

    def __init__(self) -> None:
        self._released = 0

    def release(self, event: QKeyEvent) -> None:
        """A key was let go, or so it is said."""
        self._released = event.timestamp()

    def repeats(self, event: QKeyEvent) -> bool:
        """Whether this press comes of a key that is held."""
        since = event.timestamp() - self._released
        return event.isAutoRepeat() or (self._released > 0 and 0 <= since <= HELD_MS)


class Slip:
    """For buttons that remove one of several things, where the next one comes under the pointer."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()
        self._by_pointer = False

    def watch(self, button: QAbstractButton) -> None:
        """Notes of each press of `button` whether it is the pointer's, for `clicks`."""
        button.pressed.connect(self._note_pointer)

    def _note_pointer(self) -> None:
        self._by_pointer = bool(QApplication.mouseButtons())

    def clicks(self) -> bool:
        """Whether the click of a watched button is meant. One by keys always is."""
        by_pointer, self._by_pointer = self._by_pointer, False
        if by_pointer and not self.over():
            return False
        self.begin()
        return True

    def passes(self) -> bool:
        """Whether this press is meant; if so, what follows at once is not."""
        if not self.over():
            return False
        self.begin()
        return True

    def begin(self) -> None:
        """Something was removed: what follows at once is not meant."""
        self._since.start()

    def over(self) -> bool:
        """Whether a press would be taken as meant by now."""
        return not self._since.isValid() or self._since.elapsed() > SLIP_MS
