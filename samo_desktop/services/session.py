"""What the services of one open journal share. Front ends never touch it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event, WorkStopped
from samo_desktop.domain.pace import too_slow
from samo_desktop.domain.speech_options import SpeechOptions, only
from samo_desktop.errors import SamoError
from samo_desktop.inference.models import Models
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.adaptation import Adaptations
from samo_desktop.pipeline.runner import Runner
from samo_desktop.pipeline.workers import Workers
from samo_desktop.services.reading import EntryReader
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal

_log = logging.getLogger(__name__)

Listener = Callable[[Event], None]


class Session:
    """An open journal, the models, what the user taught, and the workers behind them."""

    def __init__(self, journal: Journal, settings: Settings, models: Models) -> None:
        self.journal = journal
        self.settings = settings
        self.models = models
        self.teachings = Adaptations(journal, lambda: self.settings.learn_from_corrections)
        self.runner = Runner(journal, models, self.teachings, self.speech_options, self.spoken)
        self.workers: Workers | None = None
        """None where the front end does the work itself."""
        self._listeners: list[Listener] = []

    def start_workers(self) -> None:
        """Works behind the caller from now on."""
        self.workers = Workers(self.runner, self.publish, self._failed)
        self.workers.start()

    def close_workers(self) -> None:
        """Ends the background work at its next point of progress."""
        workers, self.workers = self.workers, None
        if workers:
            workers.close()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with every event, on a worker's thread. Returns how to unsubscribe."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tells every listener of `event`, on the caller's thread."""
        for listener in list(self._listeners):
            listener(event)

    def queued(self, entry: Entry) -> Entry:
        """Tells the workers, and every listener, of an entry that changed or has new jobs."""
        if self.workers:
            self.workers.wake()
        self.publish(EntryChanged(entry.id))
        return entry

    def speech_options(self, engine: str | None, language: str | None) -> SpeechOptions:
        """How words are to be transcribed: as given, or as the settings say now.

        `language` is an ISO 639-1 code, "" to have it found out, or None for what the settings say.
        """
        spoken = self.settings.languages if language is None else only(language)
        words = tuple(self.journal.personal.own_words())
        tidy = self.settings.tidy_speech
        slow = too_slow(EntryReader(self.journal).seconds_a_minute())
        return SpeechOptions(engine or self.settings.engine, spoken, words, tidy, slow)

    def spoken(self) -> tuple[str, ...]:
        """The languages (ISO 639-1) that the settings name now; none for any."""
        return self.settings.languages

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, SamoError):
            self.publish(WorkStopped(error.message, error.hint))
            return
        _log.error("A bug stopped the work.", exc_info=error)
        self.publish(
            WorkStopped(
                _("Something went wrong while working on an entry ({kind}).").format(
                    kind=type(error).__name__
                ),
                _("Nothing is lost. Open the journal again to continue."),
            )
        )
