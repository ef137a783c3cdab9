"""How any thread hands a call to the window's thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot


class Post(QObject):
    """Runs on its own thread what any thread hands it, in order."""

    _handed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handed.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Hands over `call`; returns at once. Any thread may call this."""
        self._handed.emit(call)

    def deliver(self) -> None:
        """Runs now what was handed over so far. Only the thread that it belongs to may call."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        call()
