"""The system ends the program, at log-out or by `kill`: what was typed is saved first."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
"""What asks a program to end; some of them only where the system knows them."""


class Terminating(QObject):
    """Tells of a signal that asks the program to end, on the window's thread.

    Python's own handlers wait until Python runs, and Qt's event loop may sleep until then: a byte
    on a socket wakes it. At most one of these at a time, on the main thread.
    """

    wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._told, self._telling = socket.socketpair()
        for end in (self._told, self._telling):
            end.setblocking(False)
        self._before = signal.set_wakeup_fd(self._telling.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, self._asked)
            for number in (getattr(signal, name, None) for name in SIGNALS)
            if number is not None
        }
        kind = QSocketNotifier.Type.Read
        self._notifier = QSocketNotifier(self._told.fileno(), kind, self)
        self._notifier.activated.connect(self._read)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        """The byte on the socket has said it already."""

    def _read(self) -> None:
        try:
            asked = self._told.recv(64)
        except BlockingIOError:
            return
        if asked:
            self.wanted.emit()

    def close(self) -> None:
        """Signals do again what they did before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for end in (self._told, self._telling):
            end.close()
