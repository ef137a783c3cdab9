"""Fields that the wheel leaves alone: it scrolls the page, and changes nothing on the way."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class Combo(QComboBox):
    """A list to choose from that is changed by clicks and keys only.

    Use it in place of QComboBox. The wheel still scrolls the list while that is open.
    """

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # goes on to what scrolls the page
