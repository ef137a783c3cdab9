"""Hears from later starts of the program that this window is to come to the front."""

from __future__ import annotations

import socket
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from samo_desktop.errors import JournalLockedError
from samo_desktop.messages import gettext as _
from samo_desktop.system.single_instance import RAISE, RAISED, Claim, SingleInstance

MOST_WAITING = 4
"""Connections that may keep silent; another one takes the place of the oldest."""


def used_elsewhere(claim: Claim) -> JournalLockedError:
    """What is said of a journal that another window has."""
    if claim == "silent":
        return JournalLockedError(
            _("SAMO already has this journal open, but its window is not responding."),
            _(
                "Wait a moment, then try again. If it still does not respond, end that "
                "program and start it again. What you said and wrote is saved."
            ),
        )
    return JournalLockedError(
        _("This journal is open in another window of SAMO."),
        _("Use that window, or close it and try again."),
    )


class RaiseRequests(QObject):
    """A window's claim on its journal, and what later starts ask of it."""

    raise_wanted = Signal()

    def __init__(self, instance: SingleInstance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._instance = instance
        self._notifier: QSocketNotifier | None = None
        self._waiting: dict[socket.socket, QSocketNotifier] = {}
        self.listen()

    def has(self, journal: Path) -> bool:
        """Whether this window has claimed the journal in that folder."""
        return self._instance.has(journal)

    def claim(self, journal: Path) -> Claim:
        """Claims another journal, from any thread; `listen` is called after it."""
        return self._instance.claim(journal)

    def close(self) -> None:
        """Listens no more, and gives the journal up."""
        self._drop_notifier()
        for connection in list(self._waiting):
            self._end(connection)
        self._instance.close()

    def listen(self) -> None:
        """Listens for the journal that is claimed now."""
        self._drop_notifier()
        listener = self._instance.listener
        if listener is not None:
            self._notifier = self._notified(listener, lambda: self._accept(listener))

    def _notified(self, watched: socket.socket, call: object) -> QSocketNotifier:
        notifier = QSocketNotifier(watched.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(call)
        return notifier

    def _drop_notifier(self) -> None:
        notifier, self._notifier = self._notifier, None
        if notifier is not None:
            notifier.setEnabled(False)
            notifier.deleteLater()

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, _address = listener.accept()
        except OSError:  # it has gone away by now
            return
        connection.setblocking(False)
        if len(self._waiting) >= MOST_WAITING:
            self._end(next(iter(self._waiting)))
        self._waiting[connection] = self._notified(connection, lambda: self._read(connection))

    def _read(self, connection: socket.socket) -> None:
        try:
            if connection.recv(len(RAISE) + 1) == RAISE:
                self.raise_wanted.emit()
                connection.send(RAISED)
        except OSError:  # it did not wait for the answer
            pass
        finally:
            self._end(connection)

    def _end(self, connection: socket.socket) -> None:
        notifier = self._waiting.pop(connection)
        notifier.setEnabled(False)
        notifier.deleteLater()
        connection.close()
