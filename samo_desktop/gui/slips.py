"""Clicks that were not meant: the second of a double click, or a key that is held."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer

SLIP_MS = 1000
"""Milliseconds in which what follows a removal at the same place is not meant."""


class Slip:
    """For buttons that remove one of several things, where the next one comes under the pointer."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()

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
