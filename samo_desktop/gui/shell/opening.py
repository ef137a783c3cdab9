"""Opening and making a journal off the window's thread."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.runtime.services import Services
from samo_desktop.messages import pgettext
from samo_desktop.settings import Settings

if TYPE_CHECKING:
    from samo_desktop.app import App

_log = logging.getLogger(__name__)


LOAD_MS = 100
"""After the window was made: by then it has been painted."""
_PLACES = ("store.vault", "app", "gui.shell.workspace")


class Opening(QObject):
    """Opens journals and makes new ones; holds the one that is open until it is shown."""

    opened = Signal(object)
    """The App of a journal that was there, or of the sample journal."""
    made = Signal(object, str)
    """The App of a new journal, and its recovery key, "" without encryption."""
    not_opened = Signal(object)
    """The SamoError that says why."""
    not_made = Signal(object)

    def __init__(self, services: Services, executors: Executors, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._executors = services, executors
        self._waiting: App | None = None

    def open(self, folder: Path, secret: str, chosen: Settings) -> None:
        """Opens the journal in `folder`."""
        self._run(lambda: self._services.open(folder, secret or None, chosen))

    def open_sample(self, chosen: Settings) -> None:
        """Makes the sample journal anew, and opens it."""
        self._run(lambda: self._services.open_sample(chosen))

    def _run(self, opens: Callable[[], App]) -> None:
        def work() -> App:
            with told():
                load_places()
                app = self._waiting = started(opens())
            return app

        self._executors.journal.run(work, self.opened.emit, self.not_opened.emit)

    def create(self, folder: Path, passphrase: str | None, chosen: Settings) -> None:
        """Makes a journal in `folder`."""

        def work() -> tuple[App, str]:
            with told():
                load_places()
                app, key = self._services.create(folder, passphrase, chosen)
                self._waiting = started(app)
            return app, key

        self._executors.journal.run(work, lambda made: self.made.emit(*made), self.not_made.emit)

    def handed_over(self) -> None:
        """The journal that was opened is somebody else's to close."""
        self._waiting = None

    def close(self) -> None:
        """Closes a journal that was opened and is not shown yet."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.close()


def load_places() -> None:
    """Imports what an open journal takes: a third of a second, for which no window waits."""
    for name in _PLACES:
        importlib.import_module(f"samo_desktop.{name}")


def started(app: App) -> App:
    """An App at work; one that cannot begin is closed, so that it can be opened again."""
    try:
        app.start()
    except BaseException:
        app.close()
        raise
    return app


@contextmanager
def told() -> Iterator[None]:
    """Turns a bug into something that a page can say: nobody may be left before a dead window."""
    try:
        yield
    except SamoError:
        raise
    except Exception as error:
        _log.error("The journal was not opened.", exc_info=error)
        raise SamoError(
            pgettext(
                "Opening",
                "The journal could not be opened because something went wrong in SAMO ({kind}).",
            ).format(kind=type(error).__name__),
            pgettext("Opening", "Nothing in it was changed. Try again, or choose another journal."),
        ) from error
