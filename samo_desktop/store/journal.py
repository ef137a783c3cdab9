"""The journal: every entry and what is left to do for it, in one folder."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Unpack

from samo_desktop.domain import calendar
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.emotion import Analysis, MadeSummary
from samo_desktop.domain.entry import (
    Audio,
    DateSource,
    Deleted,
    Entry,
    EntryError,
    Source,
    State,
)
from samo_desktop.domain.events import JobState, Step
from samo_desktop.domain.timeline import Mood
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.store import changes, deleted, facts, opening, queries
from samo_desktop.store import jobs as queue
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.database import Connection, Pool
from samo_desktop.store.drafts import Drafts
from samo_desktop.store.jobs import EndState, Job, NewJob
from samo_desktop.store.opening import Opened, database_key
from samo_desktop.store.personal import Personal
from samo_desktop.store.queries import EntryRow, Filter, Which

if TYPE_CHECKING:
    from samo_desktop.store.vault import Cost, Vault

__all__ = ["EntryRow", "Job", "Journal", "NewJob"]


class Journal:
    """An open journal. Any thread may call any method.

    Each change is one transaction that is on the disk when the method returns. Every method may
    raise SamoError: full disk, damage, a change through a journal that was opened for reading.
    Methods that take an entry's id raise NotFoundError if there is no such entry.
    """

    def __init__(self, opened: Opened) -> None:
        """Use `create` or `open`."""
        vault = opened.vault
        self.folder = opened.folder
        self.encrypted = vault is not None
        self.writable = opened.lock is not None
        self.audio_key = vault.key("audio") if vault else None
        self.spool_folder = self.folder / layout.RECORDING
        self._vault = vault
        self._lock = opened.lock
        self._reserve = opened.reserve
        self._pool = Pool(layout.database(self.folder), database_key(vault), write=self.writable)
        self.drafts = Drafts(self.folder / layout.DRAFTS, vault.key("drafts") if vault else None)
        """What was typed and is not saved yet."""
        self.personal = Personal(self._pool)
        """What the user taught: corrections, and feelings of their own."""

    @classmethod
    def create(
        cls, folder: Path, passphrase: str | None, *, cost: Cost | None = None
    ) -> tuple[Journal, str | None]:
        """Makes a journal in `folder`, which is empty or not there yet, and opens it for writing.

        Returns it and its recovery key, which is kept nowhere. `passphrase` None makes a journal
        that is not encrypted and has no recovery key. `cost` is what a guess at the passphrase
        takes. Raises SamoError if the folder holds something, or cannot be written to.
        """
        opened, recovery_key = opening.create(folder, passphrase, cost)
        return cls(opened), recovery_key

    @classmethod
    def open(cls, folder: Path, secret: str | None = None, *, write: bool = True) -> Journal:
        """Opens the journal in `folder` with its passphrase or its recovery key.

        With `write=False` nothing can be changed, and another program may be writing. Raises
        NotFoundError, WrongPassphraseError, NewerJournalError, DamagedError, or at once
        JournalLockedError if another program has it open for writing, and ReadOnlyJournalError
        where it can only be opened with `write=False`.
        """
        return cls(opening.open_folder(folder, secret, write=write))

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a journal in `folder`. Raises SamoError if that cannot be seen."""
        return layout.exists(folder)

    @staticmethod
    def is_encrypted(folder: Path) -> bool:
        """Whether the journal in `folder` needs a secret. Raises NotFoundError, DamagedError."""
        return layout.is_encrypted(folder)

    @staticmethod
    def strangers_in(folder: Path) -> list[Path]:
        """What lies in a journal's folder and is not its own, by its path in there.

        Nothing ever touches it. Raises SamoError.
        """
        return layout.strangers(folder)

    @staticmethod
    def can_be_changed(folder: Path) -> bool:
        """Whether the journal in `folder` lies where this program may write."""
        return layout.can_be_changed(folder)

    def close(self) -> None:
        """Waits for what is being written, then lets other programs write. Twice is no error."""
        self._pool.close()
        if self._lock and self._lock.is_locked:
            self._reserve.keep()
            self._lock.release()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Lets `passphrase` open an encrypted journal in place of the former one."""
        self._own_vault().change_passphrase(passphrase, cost=cost)

    def change_recovery_key(self, *, cost: Cost | None = None) -> str:
        """A new recovery key for an encrypted journal; the former one opens nothing now.

        It counts as not saved until `set_key_saved` is told otherwise.
        """
        vault, saved = self._own_vault(), self.key_saved
        self.set_key_saved(saved=False)  # first: a crash must not leave a key that nobody saw
        try:
            return vault.change_recovery_key(cost=cost)
        except SamoError:
            self.set_key_saved(saved=saved)
            raise

    def check_secret(self, secret: str) -> None:
        """Raises WrongPassphraseError unless `secret` opens this encrypted journal."""
        self._own_vault().open(self.folder, secret)

    @property
    def key_saved(self) -> bool:
        """Whether the user has the recovery key, as far as is known."""
        with self._pool.reading() as connection:
            return facts.get(connection, facts.KEY_UNSAVED) is None

    def set_key_saved(self, *, saved: bool) -> None:
        """Remembers whether the user has seen and saved the recovery key."""
        with self._pool.writing() as connection:
            facts.put(connection, facts.KEY_UNSAVED, None if saved else "yes")

    def audio_path(self, entry_id: str) -> Path:
        """Where the sealed sound of an entry lies. Raises ValueError for what is no entry's id."""
        return layout.audio_path(self.folder, entry_id)

    # Reading

    def unsaved(self) -> list[Draft]:
        """The drafts that can be read and are no entry yet, newest first."""
        return [
            draft
            for draft in self.drafts.all()
            if draft.purpose != "entry" or not self._has(draft.id)
        ]

    def _has(self, entry_id: str) -> bool:
        try:
            self.entry(entry_id)
        except NotFoundError:
            return False
        return True

    def entry(self, prefix: str) -> Entry:
        """The entry whose id is, or alone begins with, `prefix`."""
        with self._pool.reading() as connection:
            return queries.entry(connection, queries.find(connection, prefix))

    def entries(
        self, *, limit: int | None = None, offset: int = 0, **which: Unpack[Which]
    ) -> list[Entry]:
        """Whole entries, newest first; for `which` see Filter."""
        with self._pool.reading() as connection:
            return queries.entries(connection, Filter(**which), limit, offset)

    def rows(
        self, *, limit: int | None = None, offset: int = 0, **which: Unpack[Which]
    ) -> list[EntryRow]:
        """What a list shows of the entries that `entries` would give, in far less time."""
        with self._pool.reading() as connection:
            return queries.rows(connection, Filter(**which), limit, offset)

    def count(self, **which: Unpack[Which]) -> int:
        """How many entries `entries` would give."""
        with self._pool.reading() as connection:
            return queries.count(connection, Filter(**which))

    def moods(self, since: datetime | None = None, until: datetime | None = None) -> list[Mood]:
        """What the timeline needs of each analysed entry, oldest first."""
        with self._pool.reading() as connection:
            return queries.moods(connection, Filter(since, until))

    def recording(self) -> list[str]:
        """Ids of the entries that are being recorded, or were when the program died."""
        with self._pool.reading() as connection:
            return queries.in_state(connection, "recording")

    def is_spooled(self, entry_id: str) -> bool:
        """Whether the sound of an entry lies there as it was recorded."""
        return entry_id in layout.recorded(self.folder)

    def interrupted(self) -> bool:
        """Whether the last run left work to do or a recording to recover."""
        states = map(self.state, layout.recorded(self.folder))
        return any(state in (None, "recording") for state in states) or bool(
            self.jobs(states=("queued", "running"))
        )

    def state(self, entry_id: str) -> State | None:
        """How far an entry is, hidden or not; None if there is no such entry."""
        with self._pool.reading() as connection:
            return queries.state(connection, entry_id)

    def is_deleted(self, entry_id: str) -> bool:
        """Whether there is a hidden entry of this very id."""
        with self._pool.reading() as connection:
            return entry_id in deleted.hidden(connection)

    def from_file(self, sha256: str) -> Entry | None:
        """The newest entry whose sound came from a file with this SHA-256 (hex), if any."""
        with self._pool.reading() as connection:
            number = queries.from_file(connection, sha256)
            return None if number is None else queries.entry(connection, number)

    def transcripts(self, entry_id: str) -> list[Transcript]:
        """Every transcript that was made of an entry, oldest first."""
        with self._pool.reading() as connection:
            return queries.transcripts(connection, queries.number(connection, entry_id))

    # Entries

    def add_entry(
        self,
        *,
        source: Source,
        text: str = "",
        title: str = "",
        at: datetime | None = None,
        date_source: DateSource | None = None,
        tags: Iterable[str] = (),
        state: State = "waiting",
        entry_id: str | None = None,
        origin: str | None = None,
        jobs: Sequence[NewJob] = (),
    ) -> Entry:
        """Keeps a new entry and queues its `jobs`, all or nothing.

        `at` is now by default, and local time if it is naive; `date_source` says where it is from
        (by default the user, if it is given). `entry_id` (12 hexadecimal digits)
        is drawn by default; SamoError if it is taken, ValueError if it is no id. `origin` is the
        SHA-256 (hex) of the file that its sound is to come from. Halves of
        characters (lone surrogates) are kept as U+FFFD.
        """
        entry_id = layout.checked_id(entry_id or secrets.token_hex(6))
        date_source = date_source or ("user" if at else "clock")
        at = at or calendar.now()
        with self._pool.writing() as connection:
            entry = changes.add(connection, entry_id, at, source, state, title, text, date_source)
            changes.set_tags(connection, entry, tags)
            if origin is not None:
                changes.set_origin(connection, entry, origin)
            queue.add(connection, entry, jobs)
            return queries.entry(connection, entry)

    def update_entry(
        self,
        entry_id: str,
        *,
        text: str | None = None,
        title: str | None = None,
        tags: Iterable[str] | None = None,
        at: datetime | None = None,
        beside: str | None = None,
        jobs: Sequence[NewJob] = (),
    ) -> Entry:
        """Keeps what the user changed and queues `jobs`, all or nothing; None leaves as it is.

        An empty `title` is derived from the text again. `beside` are the words of the transcript
        that the user saw while they typed `text` ("" for none, None for the newest): words that
        were heard since are put with it, as `set_transcript` does.
        """
        self._reserve.check()
        with self._changing(entry_id) as (connection, entry):
            if text is not None:
                changes.set_text(connection, entry, text, beside)
            if title is not None:
                changes.set_title(connection, entry, title)
            if tags is not None:
                changes.set_tags(connection, entry, tags)
            if at is not None:
                changes.set_time(connection, entry, at)
            queue.add(connection, entry, jobs)
            return queries.entry(connection, entry)

    def set_state(self, entry_id: str, state: State, error: EntryError | None = None) -> None:
        """How far an entry is, and what went wrong with it."""
        with self._changing(entry_id) as (connection, entry):
            changes.set_state(connection, entry, state, error)

    def set_audio(self, entry_id: str, audio: Audio) -> None:
        """What the sound at `audio_path` is."""
        with self._changing(entry_id) as (connection, entry):
            changes.set_audio(connection, entry, audio)
            changes.set_origin(connection, entry, audio.sha256)

    def set_origin(self, entry_id: str, sha256: str) -> None:
        """Which file (SHA-256, hex) an entry's sound came from, in place of what was known."""
        with self._changing(entry_id) as (connection, entry):
            changes.replace_origin(connection, entry, sha256)

    def set_transcript(self, entry_id: str, transcript: Transcript, *, replace_text: bool) -> None:
        """Keeps a transcript beside the former ones.

        With `replace_text` its words go into the text: in place of the former ones where those
        stand there as they were heard, below what was typed before there were any. Where the user
        edited the former words the text stays as it is (see `domain.typed`).
        """
        self._reserve.check()
        with self._changing(entry_id) as (connection, entry):
            changes.add_transcript(connection, entry, transcript, replace_text=replace_text)

    def set_analysis(self, entry_id: str, analysis: Analysis) -> None:
        """Keeps an analysis, as the models gave it, in place of the former one.

        What the user corrected stays as they said.
        """
        self._reserve.check()
        with self._changing(entry_id) as (connection, entry):
            changes.set_analysis(connection, entry, analysis)

    def set_summary(self, entry_id: str, made: MadeSummary) -> None:
        """Keeps a summary with the analysis it was made from; without one, nothing changes."""
        self._reserve.check()
        with self._changing(entry_id) as (connection, entry):
            changes.set_summary(connection, entry, made)

    def delete(self, entry_id: str) -> None:
        """Hides an entry and lets its jobs wait, until `undelete` or a purge."""
        self._reserve.give()
        with self._changing(entry_id, hidden=False) as (connection, entry):
            deleted.hide(connection, entry, datetime.now(UTC))

    def undelete(self, entry_id: str) -> None:
        """Shows a hidden entry again. Raises NotFoundError if it is not hidden."""
        with self._changing(entry_id, hidden=True) as (connection, entry):
            deleted.show(connection, entry)

    def purge(self, entry_id: str | None = None) -> list[str]:
        """Removes one hidden entry, or all, for good, with their sound; returns their ids.

        The sound goes first, so that after a crash the entry is still there to be purged again.
        """
        with self._pool.reading() as connection:
            if self.writable and entry_id is None and not deleted.count(connection):
                return []
        self._reserve.give()
        with self._pool.writing() as connection:
            doomed = deleted.hidden(connection)
            if entry_id is not None:
                doomed = {entry_id: queries.number(connection, entry_id, hidden=True)}
            self._remove(connection, doomed)
        return self._removed(doomed)

    def purge_overdue(self, now: datetime | None = None) -> list[str]:
        """Removes what has been hidden for `KEPT_DAYS`, as `purge` does; returns the ids."""
        with self._pool.writing() as connection:
            doomed = deleted.overdue(connection, now or datetime.now(UTC))
            self._remove(connection, doomed)
        return self._removed(doomed)

    def deleted(self) -> list[Deleted]:
        """The hidden entries, the one that was deleted last first."""
        with self._pool.reading() as connection:
            return deleted.entries(connection)

    def count_deleted(self) -> int:
        """How many entries are hidden."""
        with self._pool.reading() as connection:
            return deleted.count(connection)

    def deleted_entry(self, prefix: str) -> Entry:
        """The hidden entry whose id is, or alone begins with, `prefix`."""
        with self._pool.reading() as connection:
            return queries.entry(connection, queries.find(connection, prefix, hidden=True))

    def _remove(self, connection: Connection, doomed: dict[str, int]) -> None:
        for entry_id, entry in doomed.items():
            layout.remove_sound(self.folder, entry_id)
            deleted.remove(connection, entry)

    def _removed(self, doomed: dict[str, int]) -> list[str]:
        if doomed:
            self._pool.checkpoint()
        return list(doomed)

    # What is left to do

    def enqueue(self, entry_id: str, job: NewJob) -> Job:
        """Queues a step of an entry, in place of a queued one of the same step."""
        with self._changing(entry_id) as (connection, entry):
            (job_id,) = queue.add(connection, entry, [job])
            return queue.one(connection, job_id)

    def next_job(self, steps: Collection[Step]) -> Job | None:
        """Claims the oldest queued job of these steps for the caller, or None.

        No two callers get the same one. Jobs of hidden entries wait, and so do those whose entry
        has an earlier job that has not ended.
        """
        with self._pool.writing() as connection:
            return queue.claim(connection, steps)

    def end_job(self, job_id: int, state: EndState, error: EntryError | None = None) -> None:
        """Ends a job. Nothing happens if it has ended, or was purged with its entry.

        Store a job's results before: a job that has not ended is done again after a crash.
        """
        with self._pool.writing() as connection:
            queue.end(connection, job_id, state, error)

    def requeue_running(self) -> int:
        """Queues again what was running when the program stopped; returns how many jobs."""
        with self._pool.writing() as connection:
            return queue.requeue_running(connection)

    def jobs(
        self, entry_id: str | None = None, states: Collection[JobState] | None = None
    ) -> list[Job]:
        """Jobs, oldest first: those of an entry, in some states, or all."""
        with self._pool.reading() as connection:
            entry = None if entry_id is None else queries.number(connection, entry_id)
            return queue.some(connection, entry, states)

    def cancel_jobs(self, entry_id: str) -> int:
        """Cancels the queued jobs of an entry; returns how many."""
        with self._changing(entry_id) as (connection, entry):
            return queue.cancel(connection, entry)

    @contextmanager
    def _changing(
        self, entry_id: str, *, hidden: bool | None = None
    ) -> Iterator[tuple[Connection, int]]:
        """A transaction, and the number of an entry, by default hidden or not."""
        with self._pool.writing() as connection:
            yield connection, queries.number(connection, entry_id, hidden=hidden)

    def _own_vault(self) -> Vault:
        if not self.writable:
            raise SamoError(
                "This journal was opened for reading only.", "Open it for writing to change it."
            )
        if self._vault is None:
            raise SamoError(
                "This journal is not encrypted.", "Export it into a journal that is encrypted."
            )
        return self._vault
