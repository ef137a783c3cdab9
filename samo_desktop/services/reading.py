"""Reading a journal: all that lists, pages and charts show. Needs no model and loads none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from samo_desktop.domain.entry import Deleted, Entry, EntryRow
from samo_desktop.domain.events import JobState
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.domain.pace import LATELY, seconds_a_minute
from samo_desktop.domain.timeline import MoodTable
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import NotFoundError
from samo_desktop.store.journal import Job, Journal

__all__ = ["EntryReader", "EntryRow"]


class EntryReader:
    """The entries of a journal, to be read. Every method may raise SamoError.

    Methods that take an entry's id raise NotFoundError if there is no such entry.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def get(self, prefix: str) -> Entry:
        """The entry whose id is, or alone begins with, `prefix`."""
        return self._journal.entry(prefix)

    def find(self, entry_id: str) -> Entry | None:
        """The entry of this id, or None."""
        try:
            return self._journal.entry(entry_id)
        except NotFoundError:
            return None

    def all(
        self, which: Filter = EVERY_ENTRY, *, limit: int | None = None, offset: int = 0
    ) -> list[Entry]:
        """Whole entries, newest first."""
        return self._journal.entries(which, limit=limit, offset=offset)

    def rows(
        self, which: Filter = EVERY_ENTRY, *, limit: int | None = None, offset: int = 0
    ) -> list[EntryRow]:
        """What a list shows of the entries that `all` would give, in far less time."""
        return self._journal.rows(which, limit=limit, offset=offset)

    def count(self, which: Filter = EVERY_ENTRY) -> int:
        """How many entries `all` would give."""
        return self._journal.count(which)

    def transcripts(self, entry_id: str) -> list[Transcript]:
        """Every transcript that was made of an entry, oldest first."""
        return self._journal.transcripts(entry_id)

    def seconds_a_minute(self) -> dict[str, float]:
        """Seconds that each speech model lately took for a minute of sound, by its name."""
        newest = self._journal.entries(EVERY_ENTRY, limit=LATELY)
        return seconds_a_minute(each.transcript for each in newest if each.transcript)

    def moods(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[MoodTable]:
        """What the timeline needs of each analysed entry, a table for each set of labels."""
        return self._journal.moods(since, until)

    def jobs(
        self, entry_id: str | None = None, states: Collection[JobState] | None = None
    ) -> list[Job]:
        """Jobs, oldest first: those of an entry, in some states, or all."""
        return self._journal.jobs(entry_id, states)

    def deleted(self) -> list[Deleted]:
        """The deleted entries that are still kept, the one that was deleted last first."""
        return self._journal.deleted()

    def count_deleted(self) -> int:
        """How many entries were deleted and are still kept."""
        return self._journal.count_deleted()

    def deleted_entry(self, prefix: str) -> Entry:
        """The deleted entry whose id is, or alone begins with, `prefix`."""
        return self._journal.deleted_entry(prefix)

    def tags(self) -> list[str]:
        """The tags of all entries, the most used first, each as it was spelled last."""
        return self._journal.tags()
