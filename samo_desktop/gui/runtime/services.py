"""What the window needs beside an open App: opening a journal, and what this computer has.

Each import waits until it is needed: the window is there before the models are.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.gui.runtime.executors import Executors, threads
from samo_desktop.services import journal as journals

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from samo_desktop.app import App
    from samo_desktop.domain.timeline import Timeline
    from samo_desktop.services.microphones import Meter, Trial
    from samo_desktop.services.models import InstalledModel
    from samo_desktop.settings import Settings


class Services:
    """The real ones; tests hand the window others."""

    def executors(self, parent: QObject) -> Executors:
        """Where work is done; whoever asks closes them. They go with `parent`."""
        return threads(parent)

    def exists(self, folder: Path) -> bool:
        """Whether there is a journal in `folder`. Raises SamoError if that cannot be seen."""
        return journals.exists(folder)

    def is_encrypted(self, folder: Path) -> bool:
        """Whether the journal in `folder` needs a passphrase. Raises SamoError."""
        return journals.is_encrypted(folder)

    def was_encrypted(self, folder: Path) -> bool:
        """Whether the journal in `folder` was encrypted when it was last opened."""
        return journals.was_encrypted(folder)

    def remember(self, folder: Path, *, encrypted: bool) -> None:
        """Takes note of whether the journal in `folder` is encrypted."""
        journals.remember(folder, encrypted=encrypted)

    def check_passphrase(self, passphrase: str) -> None:
        """Raises SamoError for a new passphrase that is too short or too easily guessed."""
        journals.check_passphrase(passphrase)

    def rate_passphrase(self, passphrase: str) -> str:
        """How good a new passphrase would be; see `services.journal.rate_passphrase`."""
        return journals.rate_passphrase(passphrase)

    def check_not_in_use(self, folder: Path) -> None:
        """Raises JournalLockedError if another program has the journal in `folder` open."""
        journals.check_not_in_use(folder)

    def create(self, folder: Path, passphrase: str | None, chosen: Settings) -> tuple[App, str]:
        """Makes a journal; the App and its recovery key ("" without encryption). SamoError."""
        from samo_desktop.app import App

        return App.create(folder, passphrase, chosen)

    def open(self, folder: Path, secret: str | None, chosen: Settings) -> App:
        """Opens a journal, for reading only where it cannot be changed.

        SamoError of the kind that says why not.
        """
        from samo_desktop.app import App

        return App.open(folder, secret, chosen)

    def open_sample(self, chosen: Settings) -> App:
        """Makes the sample journal in a folder of its own, and opens it. Raises SamoError."""
        from samo_desktop.services import samples

        app, _no_key = self.create(samples.free_place(), None, chosen)
        try:
            samples.fill(app.entries)
        except BaseException:
            app.close()
            raise
        return app

    def microphones(self) -> list[str]:
        """The names of what can be recorded with. SamoError if there is nothing to ask."""
        from samo_desktop.services.microphones import microphones

        return microphones()

    def check_microphone(self, device: str) -> None:
        """Raises DeviceError if nothing can be recorded with `device` ("" for the default)."""
        from samo_desktop.services.microphones import check_microphone

        check_microphone(device)

    def listen(self, device: str) -> Meter:
        """Opens a microphone for its level only. DeviceError if it cannot be opened."""
        from samo_desktop.services.microphones import listen

        return listen(device)

    def try_microphone(self, device: str) -> Trial:
        """Opens a microphone and keeps what it hears in memory. DeviceError if it cannot be."""
        from samo_desktop.services.microphones import try_microphone

        return try_microphone(device)

    def models(self) -> list[InstalledModel]:
        """The models that can be used now."""
        from samo_desktop.services.models import usable

        return usable()

    def write_chart(self, timeline: Timeline, path: Path) -> None:
        """Writes the chart as a file of the kind that its name ends in. SamoError."""
        from samo_desktop.services.timeline import write_chart

        write_chart(timeline, path)
