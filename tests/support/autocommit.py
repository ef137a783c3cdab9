"""Changes of a journal, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from samo_desktop.domain.entry import Entry, Source
from samo_desktop.domain.events import Step
from samo_desktop.store.jobs import Job, NewJob
from samo_desktop.store.journal import Journal


class Autocommit:
    """What a `Transaction` does, one step a transaction; on the disk when the method returns."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            with self._journal.transaction() as change:
                return getattr(change, name)(*arguments, **named)

        return call

    def add_entry(self, *, source: Source, jobs: Sequence[NewJob] = (), **entry: Any) -> Entry:
        """Keeps a new entry and queues its `jobs`."""
        with self._journal.transaction() as change:
            made = change.add_entry(source=source, **entry)
            change.queue(made.id, *jobs)
            return change.entry(made.id)

    def update_entry(self, entry_id: str, *, jobs: Sequence[NewJob] = (), **edit: Any) -> Entry:
        """Keeps what the user changed and queues `jobs`."""
        with self._journal.transaction() as change:
            change.queue(entry_id, *jobs)
            return change.update_entry(entry_id, **edit)

    def delete(self, entry_id: str) -> None:
        """Hides an entry and lets its jobs wait, until `undelete` or a purge."""
        with self._journal.transaction() as change:
            change.hide(entry_id)

    def undelete(self, entry_id: str) -> None:
        """Shows a hidden entry again. Raises NotFoundError if it is not hidden."""
        with self._journal.transaction() as change:
            change.show(entry_id)

    def purge(self, entry_id: str | None = None) -> list[str]:
        """Removes one hidden entry, or all, for good, with their sound; returns their ids."""
        hidden = [each.entry.id for each in self._journal.deleted()]
        if entry_id is None and not hidden:
            return self._journal.clear_away()
        doomed = hidden if entry_id is None else [entry_id]
        with self._journal.transaction() as change:
            for each in doomed:
                change.purge(each)
        return doomed

    def enqueue(self, entry_id: str, job: NewJob) -> Job:
        """Queues a step of an entry, in place of a queued one of the same step."""
        with self._journal.transaction() as change:
            (queued,) = change.queue(entry_id, job)
            return queued

    def next_job(self, steps: Collection[Step]) -> Job | None:
        """Claims the oldest queued job of these steps for the caller, or None.

        No two callers get the same one. Jobs of hidden entries wait, and so do those whose entry
        has an earlier job that has not ended.
        """
        with self._journal.transaction() as change:
            return change.claim(steps)
