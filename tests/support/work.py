"""Work on an entry that came to an end, without having been done."""

from __future__ import annotations

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import Step
from samo_desktop.store.jobs import EndState, NewJob
from samo_desktop.store.journal import Journal


def ended(
    journal: Journal,
    entry_id: str,
    state: EndState,
    error: EntryError | None = None,
    step: Step | None = None,
) -> None:
    """Ends a job of an entry, at the step that `error` names or at `step`, in place of another."""
    at: Step = step or (error.step if error else "analyse")  # type: ignore[assignment]
    with journal.transaction() as change:
        change.cancel_jobs(entry_id)
        (job,) = change.queue(entry_id, NewJob(at))
        change.end_job(job.id, state, error)
