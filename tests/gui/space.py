"""A window's inside by the names of its parts, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import SignalInstance

from samo_desktop.gui.journal.deleting import Deleting
from samo_desktop.gui.journal.page import JournalPage
from samo_desktop.gui.journal.place import JournalPlace
from samo_desktop.gui.journal.strip import ValenceStrip
from samo_desktop.gui.settings.page import SettingsPage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.workspace import Workspace
from samo_desktop.gui.timeline.page import TimelinePage


class SettingsParts:
    """The sections of the settings by their names: `settings.feelings`, `settings.models`."""

    def __init__(self, page: SettingsPage) -> None:
        self.page = page

    def __getattr__(self, name: str) -> Any:
        for section in self.page.sections:
            if type(section).__name__ == f"{name.title()}Section":
                return section
        return getattr(self.page, name)


class Space:
    """The open journal in a window: what the Workspace hosts has a name of its own here."""

    def __init__(self, workspace: Workspace | None) -> None:
        assert workspace is not None
        self.workspace = workspace

    def __getattr__(self, name: str) -> Any:
        return getattr(self.workspace, name)

    @property
    def place(self) -> JournalPlace:
        """The place of the journal."""
        page = self.workspace.pages["journal"]
        assert isinstance(page, JournalPlace)
        return page

    @property
    def journal(self) -> JournalPage:
        """List and page."""
        return self.place.journal

    @property
    def strip(self) -> ValenceStrip:
        """The last ninety days."""
        return self.place.strip

    @property
    def strip_shown(self) -> SignalInstance:
        """The strip shows what the journal holds."""
        return self.place.strip_shown  # type: ignore[return-value]

    @property
    def deleting(self) -> Deleting:
        """What deletes entries."""
        return self.place.deleting

    @property
    def timeline(self) -> TimelinePage:
        """The place of the timeline."""
        page = self.workspace.pages["timeline"]
        assert isinstance(page, TimelinePage)
        return page

    @property
    def settings(self) -> Any:
        """The place of the settings."""
        page = self.workspace.pages["settings"]
        assert isinstance(page, SettingsPage)
        return SettingsParts(page)

    def settle(self) -> None:
        """Shows what the journal holds, and what is being worked out."""
        self.place.load_strip()
        self.workspace.settle()

    def write(self) -> None:
        """Asks for an empty page."""
        self.workspace.context.write()

    def bring_in(self, paths: list[Path]) -> None:
        """Drops files on the window."""
        self.workspace.desk.bring_in(paths)


def space_of(window: MainWindow) -> Space:
    """The open journal of a window."""
    return Space(window.workspace)
