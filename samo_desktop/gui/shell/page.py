"""What a place of the window is, and what it is given: all that a page needs to know of the rest.

A page is a widget in a folder of its own with one line in `shell/pages.py`. Pages know nothing of
each other: what one wants of another is a request that the context names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from samo_desktop.domain.filter import Filter
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations import settings as settings_operations
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.recording.control import RecordingControl
from samo_desktop.gui.runtime.bridge import Bridge
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.shell.dock import Dock
from samo_desktop.settings import Settings

if TYPE_CHECKING:
    from samo_desktop.app import App

Asked = ParamSpec("Asked")


class Request(Generic[Asked]):
    """A wish of one page that another grants; who asks need not know who that is."""

    def __init__(self) -> None:
        self._grant: Callable[Asked, object] | None = None

    def granted_by(self, grant: Callable[Asked, object]) -> None:
        """From now on `grant` does what is asked for. Raises ValueError if something does yet."""
        if self._grant is not None:
            raise ValueError("Two pages grant the same request.")
        self._grant = grant

    @property
    def granted(self) -> bool:
        """Whether a page of this window does what is asked for."""
        return self._grant is not None

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> None:
        if self._grant is None:
            raise LookupError("No page grants this request.")
        self._grant(*args, **kwargs)


class PageContext(QObject):
    """What every page of an open journal is given."""

    def __init__(self, app: App, tools: Services, window: QWidget) -> None:
        super().__init__(window)
        self.app = app
        """The services of the open journal."""
        self.tools = tools
        """What this computer has, beside the journal: microphones, models."""
        self.executors = tools.executors(self)
        """Where what may take long is done: what asks the journal, and the rest."""
        self.runner = OperationRunner(app, self.executors, self)
        """Runs what the user does to the journal; see gui/operations."""
        self.bridge = Bridge(app, self)
        """What the workers say, as signals."""
        self.actions = Actions(window)
        self.dock = Dock(self.actions)
        self.recorder = RecordingControl(
            app, self.runner, self.executors, self.actions, tools.check_microphone
        )
        self.go: Request[[str]] = Request()
        """Shows the place of that name."""
        self.lock: Request[[]] = Request()
        """Closes the journal and asks for it again."""
        self.open_entry: Request[[str]] = Request()
        """Shows the entry of that id."""
        self.show_entries: Request[[Filter, str]] = Request()
        """Opens the one entry there is, or lists the several; the words say which they are."""
        self.write: Request[[]] = Request()
        """Shows an empty page to write on."""
        self.show_deleted: Request[[]] = Request()
        """Shows the entries that were deleted and are still kept."""

    @property
    def settings(self) -> Settings:
        """The user's settings."""
        return self.app.settings

    def change_settings(self, **values: Any) -> None:
        """Takes settings by their names, and keeps them."""
        self.runner.run(settings_operations.change(**values))

    def tell(self, text: str) -> None:
        """Says for a while what happened."""
        self.dock.tell(text)

    def tell_problem(self, error: SamoError) -> None:
        """Says what went wrong and what to do."""
        self.dock.tell_problem(error)

    def check_requests(self) -> None:
        """Raises LookupError if there is a request that no page grants."""
        for name, each in vars(self).items():
            if isinstance(each, Request) and not each.granted:
                raise LookupError(f"no page grants {name}")


class Page(QWidget):
    """What is shown in one of the window's places. A page overrides what it needs."""

    def load(self) -> None:
        """Shows what the journal holds; called whenever the page comes into view."""

    def take_focus(self) -> None:
        """Takes the keyboard, where it does most."""
        self.setFocus()

    def refresh(self, changes: Changes) -> None:
        """Shows what changed. A page that is out of sight may leave it to `load`. Returns soon."""

    def another_day(self) -> None:
        """Today is another day than it was."""

    def save(self) -> None:
        """Saves what was typed, before something is taken back. Returns soon."""

    def plays(self) -> bool:
        """Whether something is heard, for which nobody need touch anything."""
        return False

    def leave(self, *, closing: bool) -> bool:
        """Another place is to be shown, or (`closing`) the journal is to be closed.

        False keeps the page where it is. A page that answers so says why.
        """
        del closing
        return True

    def shut(self) -> None:
        """Lets go of everything: the journal closes, and the page is deleted."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of the places that the rail shows."""

    name: str
    """As in `context.go(name)`; also that of its action and its button."""
    title: str
    """In English, marked with `gettext_noop`."""
    icon: str
    """A file of resources/icons."""
    keys: str
    """The shortcut, such as "Ctrl+4"."""
    make: Callable[[PageContext], Page]
    at_foot: bool = False
    """Whether it stands at the rail's foot, apart from the others."""
