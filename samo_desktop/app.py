"""Composition root: an open journal, the settings and the models, as services."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from samo_desktop.domain.events import Event
from samo_desktop.errors import SamoError
from samo_desktop.inference.models import Models
from samo_desktop.services.drafts import DraftService
from samo_desktop.services.entries import EntryService
from samo_desktop.services.feelings import FeelingService
from samo_desktop.services.journal import JournalService, check_passphrase, open_journal
from samo_desktop.services.microphones import MicrophoneTest
from samo_desktop.services.models import ModelService
from samo_desktop.services.own_words import OwnWordService
from samo_desktop.services.recordings import RecordingService
from samo_desktop.services.session import Listener, Session
from samo_desktop.services.timeline import TimelineService
from samo_desktop.services.transcripts import TranscriptService
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal

_log = logging.getLogger(__name__)


class App:
    """One open journal and everything that can be done with it, a service a subject."""

    def __init__(self, journal: Journal, settings: Settings, models: Models | None = None) -> None:
        self.session = session = Session(journal, settings, models or Models())
        """What is below the services; no front end touches it."""
        self.journal = JournalService(journal)
        self.drafts = DraftService(journal)
        self.feelings = FeelingService(session)
        self.entries = EntryService(session, self.drafts, self.feelings)
        self.recordings = RecordingService(session)
        self.transcripts = TranscriptService(session)
        self.microphone_test = MicrophoneTest(session)
        self.models = ModelService(lambda: self.settings, session.models)
        self.own_words = OwnWordService(session)
        self.timeline = TimelineService(self.entries)
        self._closed = False

    @classmethod
    def open(cls, folder: Path, secret: str | None, settings: Settings) -> App:
        """Opens a journal, for reading only where it cannot be changed.

        Raises SamoError of the kind that says why not.
        """
        return cls(open_journal(folder, secret), settings)

    @classmethod
    def open_to_write(cls, folder: Path, secret: str | None, settings: Settings) -> App:
        """Opens a journal that is to be changed. SamoError of the kind that says why not."""
        return cls(Journal.open(folder, secret), settings)

    @classmethod
    def create(cls, folder: Path, passphrase: str | None, settings: Settings) -> tuple[App, str]:
        """Makes a journal; the App and its recovery key ("" without encryption). SamoError."""
        if passphrase is not None:
            check_passphrase(passphrase)
        journal, recovery_key = Journal.create(folder, passphrase)
        return cls(journal, settings), recovery_key or ""

    @property
    def settings(self) -> Settings:
        """The user's settings, as every service sees them."""
        return self.session.settings

    @settings.setter
    def settings(self, chosen: Settings) -> None:
        self.session.settings = chosen

    def recover(self) -> list[str]:
        """Makes entries of recordings that a crash interrupted, and queues interrupted work again.

        Returns the ids of the recovered entries. A recording in which nothing was said yet is
        removed; any other is never deleted. A journal that can only be read stays as it is.
        """
        if not self.journal.writable:
            return []
        self._clear_away()  # here only what a program that died left
        self._purge_overdue()
        with self.session.journal.transaction() as change:
            change.requeue_running()
        return self.recordings.recover()

    def _purge_overdue(self) -> None:
        """Removes what was deleted long ago; what cannot be removed now is at the next start."""
        try:
            self.session.journal.purge_overdue()
        except SamoError as error:
            _log.warning("What was deleted long ago is still there: %s", type(error).__name__)

    def _clear_away(self) -> None:
        """Removes what purged entries left, however long it takes: nobody works in it now."""
        try:
            self.session.journal.clear_away(however_large=True)
        except SamoError as error:
            _log.warning("Something of a purged entry is still there: %s", type(error).__name__)

    def start(self) -> list[str]:
        """Recovers what a crash interrupted and works behind the caller from now on."""
        self.recordings.recovered = self.recover()
        if self.journal.writable:
            self.session.start_workers()
        return self.recordings.recovered

    def finish(self) -> Iterator[Event]:
        """Does all that is queued in the caller's thread; for front ends without workers."""
        return self.session.runner.run_all()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with every event, on a worker's thread. Returns how to unsubscribe."""
        return self.session.subscribe(listener)

    def close(self) -> None:
        """Ends the background work at its next point of progress and closes the journal.

        Twice is no error.
        """
        if self._closed:
            return
        self._closed = True
        self.session.close_workers()
        try:
            self.recordings.close()
            if self.journal.writable:
                self._purge_overdue()
                self._clear_away()
        finally:
            self.session.journal.close()
