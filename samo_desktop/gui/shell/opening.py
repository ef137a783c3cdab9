"""What opening and closing a journal do off the window's thread."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from samo_desktop.errors import SamoError
from samo_desktop.messages import pgettext

if TYPE_CHECKING:
    from samo_desktop.app import App

_log = logging.getLogger(__name__)


LOAD_MS = 100
"""After the window was made: by then it has been painted."""
_PLACES = ("store.vault", "app", "gui.shell.workspace")


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
                "Opening", "The journal could not be opened: the program made a mistake ({kind})."
            ).format(kind=type(error).__name__),
            pgettext("Opening", "Nothing in it was changed. Try again, or choose another journal."),
        ) from error
