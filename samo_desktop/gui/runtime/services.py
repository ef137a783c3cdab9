"""What the window needs beside an open App: opening a journal, and what is installed.

The only module of the window that reaches below `app`; each import waits until it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.domain import calendar
from samo_desktop.domain.timeline import Timeline
from samo_desktop.settings import Settings

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.store.journal import Journal


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """An installed model, as the settings show it. `size` is in bytes."""

    name: str
    version: str
    kind: str
    size: int
    licence: str


class Meter:
    """Listens to a microphone without keeping anything."""

    def __init__(self, level: Callable[[], float], stop: Callable[[], object]) -> None:
        self.level = level
        """The loudest of the last moment, 0..1."""
        self.stop = stop


class Doors:
    """The real ones; tests hand the window others."""

    def exists(self, folder: Path) -> bool:
        """Whether there is a journal in `folder`. Raises SamoError if that cannot be seen."""
        from samo_desktop.store.journal import Journal

        return Journal.exists(folder)

    def is_encrypted(self, folder: Path) -> bool:
        """Whether the journal in `folder` needs a passphrase. Raises SamoError."""
        from samo_desktop.store.journal import Journal

        return Journal.is_encrypted(folder)

    def was_encrypted(self, folder: Path) -> bool:
        """Whether the journal in `folder` was encrypted when it was last opened."""
        from samo_desktop.store import remembered

        return remembered.was_encrypted(folder)

    def remember(self, folder: Path, *, encrypted: bool) -> None:
        """Takes note of whether the journal in `folder` is encrypted."""
        from samo_desktop.store import remembered

        remembered.remember(folder, encrypted=encrypted)

    def check_passphrase(self, passphrase: str) -> None:
        """Raises SamoError for a new passphrase that is too short or too easily guessed."""
        from samo_desktop.store.passphrase import check_passphrase

        check_passphrase(passphrase)

    def create(self, folder: Path, passphrase: str | None, chosen: Settings) -> tuple[App, str]:
        """Makes a journal; the App and its recovery key ("" without encryption). SamoError."""
        from samo_desktop.app import App
        from samo_desktop.store.journal import Journal

        if passphrase is not None:
            self.check_passphrase(passphrase)
        journal, recovery_key = Journal.create(folder, passphrase)
        return App(journal, chosen), recovery_key or ""

    def open(self, folder: Path, secret: str | None, chosen: Settings) -> App:
        """Opens a journal, for reading only where it cannot be changed.

        SamoError of the kind that says why not.
        """
        from samo_desktop.app import App

        return App(self.open_journal(folder, secret), chosen)

    @staticmethod
    def open_journal(folder: Path, secret: str | None) -> Journal:
        """Opens a journal for writing, or for reading where it can only be read."""
        from samo_desktop.errors import ReadOnlyJournalError
        from samo_desktop.store.journal import Journal

        try:
            return Journal.open(folder, secret)
        except ReadOnlyJournalError:
            return Journal.open(folder, secret, write=False)

    def microphones(self) -> list[str]:
        """The names of what can be recorded with. SamoError if there is nothing to ask."""
        from samo_desktop.capture import microphone

        return [device.name for device in microphone.devices()]

    def check_microphone(self, device: str) -> None:
        """Raises DeviceError if nothing can be recorded with `device` ("" for the default)."""
        from samo_desktop.capture import microphone

        microphone.check(device)

    def listen(self, device: str) -> Meter:
        """Opens a microphone for its level only. DeviceError if it cannot be opened."""
        from samo_desktop.capture.microphone import Recorder

        recorder = Recorder(_Nowhere, device)  # type: ignore[arg-type]
        recorder.start()
        return Meter(lambda: float(recorder.level), recorder.stop)

    def models(self) -> list[ModelInfo]:
        """The models that can be used now."""
        from samo_desktop.inference.model_store import catalogue

        return [
            ModelInfo(m.name, m.version, m.kind, m.size, m.licence) for m in catalogue.installed()
        ]

    def write_chart(self, timeline: Timeline, path: Path) -> None:
        """Writes the chart as a file of the kind that its name ends in. SamoError."""
        from samo_desktop.exchange.chart import write_chart

        write_chart(timeline, path)


class _Nowhere:
    """A spool that forgets at once, for testing the microphone."""

    def __init__(self, rate: int) -> None:
        from samo_desktop.capture.spool import SpoolInfo

        self.info = SpoolInfo("", calendar.now(), rate)
        self.seconds = 0.0
        self.path = self

    def append(self, samples: object, *, sync: bool = True) -> None:
        """Forgets `samples`."""

    def sync(self) -> None:
        """Nothing waits for the disk."""

    def close(self) -> None:
        """Nothing is open."""

    def unlink(self) -> None:
        """There is no file."""
