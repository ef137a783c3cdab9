"""Transactions of one step each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypedDict, Unpack

from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Audio, DateSource, Entry, EntryError, Source
from samo_desktop.domain.events import Step
from samo_desktop.domain.transcript import Transcript
from samo_desktop.store.jobs import EndState, Job, NewJob
from samo_desktop.store.transaction import Transaction


class NewEntry(TypedDict, total=False):
    """What `Transaction.add_entry` takes besides the source."""

    text: str
    title: str
    at: datetime | None
    date_source: DateSource | None
    tags: Iterable[str]
    recording: bool
    entry_id: str | None
    origin: str | None


class EntryEdit(TypedDict, total=False):
    """What `Transaction.update_entry` takes besides the id."""

    text: str | None
    title: str | None
    tags: Iterable[str] | None
    at: datetime | None
    beside: str | None


class SingleChanges(ABC):
    """What `Transaction` does, one step a transaction; on the disk when the method returns."""

    writable: bool

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Transaction]:
        """See `Journal.transaction`."""

    @abstractmethod
    def clear_away(self) -> list[str]:
        """See `Journal.clear_away`."""

    @abstractmethod
    def count_deleted(self) -> int:
        """See `Journal.count_deleted`."""

    def add_entry(
        self, *, source: Source, jobs: Sequence[NewJob] = (), **entry: Unpack[NewEntry]
    ) -> Entry:
        """Keeps a new entry and queues its `jobs`."""
        with self.transaction() as change:
            made = change.add_entry(source=source, **entry)
            change.queue(made.id, *jobs)
            return change.entry(made.id)

    def update_entry(
        self, entry_id: str, *, jobs: Sequence[NewJob] = (), **edit: Unpack[EntryEdit]
    ) -> Entry:
        """Keeps what the user changed and queues `jobs`."""
        with self.transaction() as change:
            change.queue(entry_id, *jobs)
            return change.update_entry(entry_id, **edit)

    def set_audio(self, entry_id: str, audio: Audio) -> None:
        """What the sound of an entry is."""
        with self.transaction() as change:
            change.set_audio(entry_id, audio)

    def set_origin(self, entry_id: str, sha256: str) -> None:
        """Which file (SHA-256, hex) an entry's sound came from."""
        with self.transaction() as change:
            change.set_origin(entry_id, sha256)

    def set_transcript(self, entry_id: str, transcript: Transcript, *, replace_text: bool) -> None:
        """Keeps a transcript beside the former ones."""
        with self.transaction() as change:
            change.set_transcript(entry_id, transcript, replace_text=replace_text)

    def set_analysis(self, entry_id: str, analysis: Analysis) -> None:
        """Keeps an analysis, as the models gave it, in place of the former one."""
        with self.transaction() as change:
            change.set_analysis(entry_id, analysis)

    def delete(self, entry_id: str) -> None:
        """Hides an entry and lets its jobs wait, until `undelete` or a purge."""
        with self.transaction() as change:
            change.hide(entry_id)

    def undelete(self, entry_id: str) -> None:
        """Shows a hidden entry again. Raises NotFoundError if it is not hidden."""
        with self.transaction() as change:
            change.show(entry_id)

    def purge(self, entry_id: str | None = None) -> list[str]:
        """Removes one hidden entry, or all, for good, with their sound; returns their ids."""
        if entry_id is None and self.writable and not self.count_deleted():
            return self.clear_away()
        with self.transaction() as change:
            if entry_id is None:
                return change.purge_all()
            change.purge(entry_id)
            return [entry_id]

    def purge_overdue(self, now: datetime | None = None) -> list[str]:
        """Removes what has been hidden for `KEPT_DAYS`, as `purge` does; returns the ids."""
        with self.transaction() as change:
            gone = change.purge_overdue(now)
        return gone or self.clear_away()

    def enqueue(self, entry_id: str, job: NewJob) -> Job:
        """Queues a step of an entry, in place of a queued one of the same step."""
        with self.transaction() as change:
            (queued,) = change.queue(entry_id, job)
            return queued

    def next_job(self, steps: Collection[Step]) -> Job | None:
        """Claims the oldest queued job of these steps for the caller, or None.

        No two callers get the same one. Jobs of hidden entries wait, and so do those whose entry
        has an earlier job that has not ended.
        """
        with self.transaction() as change:
            return change.claim(steps)

    def end_job(self, job_id: int, state: EndState, error: EntryError | None = None) -> None:
        """Ends a job. Nothing happens if it has ended, or was purged with its entry."""
        with self.transaction() as change:
            change.end_job(job_id, state, error)

    def requeue_running(self) -> int:
        """Queues again what was running when the program stopped; returns how many jobs."""
        with self.transaction() as change:
            return change.requeue_running()

    def cancel_jobs(self, entry_id: str) -> int:
        """Cancels the queued jobs of an entry; returns how many."""
        with self.transaction() as change:
            return change.cancel_jobs(entry_id)
