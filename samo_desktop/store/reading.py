"""What can be read of a journal, at one moment of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Deleted, Entry, EntryRow, State
from samo_desktop.domain.events import JobState
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.domain.timeline import MoodTable
from samo_desktop.domain.transcript import Transcript
from samo_desktop.store import deleted, facts, own_words, queries, taught
from samo_desktop.store import jobs as queue
from samo_desktop.store.database import Connection
from samo_desktop.store.jobs import Job


class Reading:
    """Reads of one moment of the journal.

    Methods that take an entry's id raise NotFoundError if there is no such entry.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entry(self, prefix: str) -> Entry:
        """The entry whose id is, or alone begins with, `prefix`; hidden ones are not found."""
        return queries.entry(self._connection, queries.find(self._connection, prefix))

    def entries(
        self, which: Filter = EVERY_ENTRY, *, limit: int | None = None, offset: int = 0
    ) -> list[Entry]:
        """Whole entries, newest first."""
        return queries.entries(self._connection, which, limit, offset)

    def rows(
        self, which: Filter = EVERY_ENTRY, *, limit: int | None = None, offset: int = 0
    ) -> list[EntryRow]:
        """What a list shows of the entries that `entries` would give, in far less time."""
        return queries.rows(self._connection, which, limit, offset)

    def count(self, which: Filter = EVERY_ENTRY) -> int:
        """How many entries `entries` would give."""
        return queries.count(self._connection, which)

    def moods(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[MoodTable]:
        """What the timeline needs of each analysed entry, a table for each set of labels."""
        return queries.moods(self._connection, Filter(since, until))

    def recording(self) -> list[str]:
        """Ids of the entries that are being recorded, or were when the program died."""
        return queries.recording(self._connection)

    def state(self, entry_id: str) -> State | None:
        """How far an entry is, hidden or not; None if there is no such entry."""
        return queries.state(self._connection, entry_id)

    def from_file(self, sha256: str) -> Entry | None:
        """The newest entry whose sound came from a file with this SHA-256 (hex), if any."""
        number = queries.from_file(self._connection, sha256)
        return None if number is None else queries.entry(self._connection, number)

    def transcripts(self, entry_id: str) -> list[Transcript]:
        """Every transcript that was made of an entry, oldest first."""
        return queries.transcripts(self._connection, self._number(entry_id))

    def given_analysis(self, entry_id: str) -> Analysis | None:
        """The analysis of an entry as the models gave it, without the user's corrections."""
        return queries.given_analysis(self._connection, self._number(entry_id))

    def jobs(
        self, entry_id: str | None = None, states: Collection[JobState] | None = None
    ) -> list[Job]:
        """Jobs, oldest first: those of an entry, or all that are not hidden; in some states."""
        entry = None if entry_id is None else self._number(entry_id)
        return queue.some(self._connection, entry, states)

    def is_deleted(self, entry_id: str) -> bool:
        """Whether there is a hidden entry of this very id."""
        return entry_id in deleted.hidden(self._connection)

    def deleted(self) -> list[Deleted]:
        """The hidden entries, the one that was deleted last first."""
        return deleted.entries(self._connection)

    def count_deleted(self) -> int:
        """How many entries are hidden."""
        return deleted.count(self._connection)

    def deleted_entry(self, prefix: str) -> Entry:
        """The hidden entry whose id is, or alone begins with, `prefix`."""
        number = queries.find(self._connection, prefix, hidden=True)
        return queries.entry(self._connection, number)

    def tags(self) -> list[str]:
        """The tags of all entries that are not hidden, the most used first."""
        return queries.tags(self._connection)

    def own_feelings(self) -> list[OwnFeeling]:
        """The user's own feelings, oldest first."""
        return taught.own_feelings(self._connection)

    def own_words(self) -> list[str]:
        """Names and words of the user's own, in their order."""
        return own_words.words(self._connection)

    def key_saved(self) -> bool:
        """Whether the user has the recovery key, as far as is known."""
        return facts.get(self._connection, facts.KEY_UNSAVED) is None

    def saved_drafts(self) -> set[str]:
        """Ids of the drafts that became what they were to become, and whose files may be left."""
        return {row["id"] for row in self._connection.execute("SELECT id FROM saved_drafts")}

    def _number(self, entry_id: str, *, hidden: bool | None = None) -> int:
        """The number of the entry of that very id, by default hidden or not."""
        return queries.number(self._connection, entry_id, hidden=hidden)
