"""Runs one job after another: each is a generator of events that ends in exactly one result."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from typing import Literal

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import EntryChanged, Event, JobEnded, JobState, Step
from samo_desktop.errors import SamoError, was_interrupted
from samo_desktop.inference.models import Models
from samo_desktop.pipeline import plan
from samo_desktop.pipeline.live_transcription import LiveTranscriptions
from samo_desktop.pipeline.personal import PersonalFor, nobody
from samo_desktop.pipeline.plan import Kind, Lane, Options
from samo_desktop.pipeline.step import StepContext, StepResult
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Thrown into a running job to end it at its next point of progress."""


class Runner:
    """What is left to do in a journal, the models to do it with, and what the user taught them."""

    def __init__(self, journal: Journal, models: Models, personal: PersonalFor = nobody) -> None:
        self.journal = journal
        self.models = models
        self.live = LiveTranscriptions()
        self._personal = personal

    def run_all(self) -> Iterator[Event]:
        """Does all that is queued, in this thread."""
        while job := self.journal.next_job(plan.ORDER):
            yield from self.run(job)

    def next(self, lane: Lane) -> Job | None:
        """Claims the next job of the steps in `lane`."""
        return self.journal.next_job(plan.LANES[lane])

    def run(self, job: Job) -> Generator[Event, None, None]:
        """Does a claimed job. Every end is recorded; none raises but a failure of the store.

        Closing the generator, and Ctrl+C, leave the job to the next start; throwing `Cancelled`
        cancels it.
        """
        journal, entry_id = self.journal, job.entry_id
        context = StepContext(journal, self.models, self._personal, self.live)
        try:
            journal.set_state(entry_id, "analysing")
            yield EntryChanged(entry_id)
            result = yield from plan.ROWS[job.step].run(context, job)
        except Cancelled:
            self._stop(job, "cancelled", _cancelled(job.step))
        except Exception as failure:  # a bug must cost the analysis, not the journal
            if was_interrupted(failure):
                raise KeyboardInterrupt from failure
            self._stop(job, "failed", _failed(job.step, failure))
        else:
            self._finish(job, result)
        yield EntryChanged(entry_id)
        yield JobEnded(entry_id, job.step, self._state_of(job))

    def retry(self, entry_id: str, changed: Options | None = None) -> None:
        """Queues the step that failed or was cancelled, and those that follow it.

        Each with the options that it had, and those `changed` for it in their place.
        """
        self.journal.set_state(entry_id, "waiting")
        for new in plan.jobs_again(self.journal.jobs(entry_id), changed or {}):
            self.journal.enqueue(entry_id, new)

    def cancel_queued(self, entry_id: str) -> None:
        """Cancels the jobs of an entry that have not begun, but for those that it is owed."""
        dropped = plan.dropped_by_cancelling(self._kind(entry_id))
        waiting = self.journal.jobs(entry_id, states=["queued"])
        doomed = [job for job in waiting if job.step in dropped]
        if doomed:
            self.live.cancel(entry_id)
            for job in doomed:
                self.journal.end_job(job.id, "cancelled")
            self.journal.set_state(entry_id, "failed", _cancelled(doomed[0].step))

    def _finish(self, job: Job, result: StepResult) -> None:
        """Keeps what a step found, and ends its job."""
        result.store(self.journal)
        self.journal.end_job(job.id, "done", result.loss)
        jobs = self.journal.jobs(job.entry_id)
        if not any(other.state in ("queued", "running") for other in jobs):
            failed = plan.unmended(jobs, self._kind(job.entry_id))
            missing = (failed[0].error or _cancelled(failed[0].step)) if failed else None
            told = missing or plan.loss(jobs)
            self.journal.set_state(job.entry_id, "failed" if missing else "done", told)

    def _stop(self, job: Job, state: Literal["failed", "cancelled"], error: EntryError) -> None:
        """Ends a job without a result, and drops what needs it."""
        dropped = plan.dropped_by_failure(job.step)
        if state == "cancelled":
            dropped |= plan.dropped_by_cancelling(self._kind(job.entry_id))
        self.journal.end_job(job.id, state, error)
        for other in self.journal.jobs(job.entry_id, states=["queued"]):
            if other.step in dropped:
                self.journal.end_job(other.id, "cancelled")
        self.journal.set_state(job.entry_id, "failed", error)

    def _kind(self, entry_id: str) -> Kind:
        if self.journal.is_spooled(entry_id):
            return "recorded"
        return "text" if self.journal.entry(entry_id).source == "text" else "file"

    def _state_of(self, job: Job) -> JobState:
        states = {other.id: other.state for other in self.journal.jobs(job.entry_id)}
        return states.get(job.id, "cancelled")


def _failed(step: Step, failure: Exception) -> EntryError:
    if isinstance(failure, SamoError):
        return EntryError(step, failure.message, failure.hint)
    _log.error("A bug ended the step '%s'.", step, exc_info=failure)
    return EntryError(
        step,
        f"SAMO made a mistake at this step ({type(failure).__name__}).",
        "What you said or wrote is kept. Try again, and report it if it happens again.",
    )


def _cancelled(step: Step) -> EntryError:
    return EntryError(step, "This was cancelled.", "Choose Try again to go on.")
