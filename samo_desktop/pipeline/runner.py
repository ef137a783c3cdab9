"""Runs one job after another: each is a generator of events that ends in exactly one result."""

from __future__ import annotations

import logging
from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from typing import Literal

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import EntryChanged, Event, JobEnded, JobState, Step
from samo_desktop.errors import SamoError, was_interrupted
from samo_desktop.inference.models import Models
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline import plan
from samo_desktop.pipeline.adaptation import AdaptationFor, no_adaptation
from samo_desktop.pipeline.live_transcription import LiveTranscriptions
from samo_desktop.pipeline.plan import Lane, Options
from samo_desktop.pipeline.step import SpeechOptionsFor, Spoken, StepContext, as_given, nobody_said
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal
from samo_desktop.store.transaction import Transaction

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Thrown into a running job to end it at its next point of progress."""


class PutBack(Cancelled):
    """Thrown into a running job to have it wait again, at its place: its entry was deleted."""


class Runner:
    """What is left to do in a journal, the models to do it with, and what the user taught them."""

    def __init__(
        self,
        journal: Journal,
        models: Models,
        adaptation: AdaptationFor = no_adaptation,
        speech_options: SpeechOptionsFor = as_given,
        spoken: Spoken = nobody_said,
    ) -> None:
        self.journal = journal
        self.models = models
        self.live = LiveTranscriptions()
        self._adaptation = adaptation
        self._speech_options = speech_options
        self._spoken = spoken

    def run_all(self) -> Iterator[Event]:
        """Does all that is queued, in this thread."""
        while job := self._claim(plan.ORDER):
            yield from self.run(job)

    def next(self, lane: Lane) -> Job | None:
        """Claims the next job of the steps in `lane`."""
        return self._claim(plan.LANES[lane])

    def _claim(self, steps: Collection[Step]) -> Job | None:
        with self.journal.transaction() as change:
            return change.claim(steps)

    def run(self, job: Job) -> Generator[Event, None, None]:
        """Does a claimed job. Every end is recorded; none raises but a failure of the store.

        Closing the generator, and Ctrl+C, leave the job to the next start; throwing `Cancelled`
        cancels it, and `PutBack` queues it again.
        """
        entry_id = job.entry_id
        context = StepContext(
            *(self.journal, self.models, self._adaptation, self.live),
            *(self._speech_options, self._spoken),
        )
        try:
            yield EntryChanged(entry_id)
            result = yield from plan.ROWS[job.step].run(context, job)
            with self.journal.transaction() as change:
                result.store(change)
                change.end_job(job.id, "done", result.loss)
        except PutBack:
            with self.journal.transaction() as change:
                if not _purged(change, entry_id):
                    change.put_back(job.id)
        except Cancelled:
            self._stop(job, "cancelled")
        except Exception as failure:  # a bug must cost the analysis, not the journal
            if was_interrupted(failure):
                raise KeyboardInterrupt from failure
            self._stop(job, "failed", _failed(job.step, failure))
        for event in (EntryChanged(entry_id), JobEnded(entry_id, job.step, self._state_of(job))):
            with suppress(Cancelled):  # it has ended: nothing is left to be cancelled
                yield event

    def queue_again(
        self, change: Transaction, entry_id: str, changed: Options | None = None
    ) -> None:
        """Queues the step that failed or was cancelled, and those that follow it.

        Each with the options that it had, and those `changed` for it in their place.
        """
        change.queue(entry_id, *plan.jobs_again(change.jobs(entry_id), changed or {}))

    def cancel_queued(self, *entry_ids: str) -> None:
        """Cancels the jobs of entries that have not begun, but for those that they are owed."""
        with self.journal.transaction() as change:
            stopped = [each for each in entry_ids if self.stop_waiting(change, each)]
        for entry_id in stopped:
            self.live.cancel(entry_id)

    def stop_waiting(self, change: Transaction, entry_id: str) -> bool:
        """What `cancel_queued` does to the journal, as a part of `change`; whether it did any."""
        kind = plan.kind_of(change.jobs(entry_id))
        return _drop(change, entry_id, plan.dropped_by_cancelling(kind))

    def _stop(
        self, job: Job, state: Literal["failed", "cancelled"], error: EntryError | None = None
    ) -> None:
        """Ends a job without a result, and drops what needs it, unless it was queued anew."""
        with self.journal.transaction() as change:
            if _purged(change, job.entry_id):
                return
            queued = {each.step for each in change.jobs(job.entry_id, ["queued"])}
            dropped = set() if job.step in queued else plan.dropped_by_failure(job.step)
            if state == "cancelled":
                kind = plan.kind_of(change.jobs(job.entry_id))
                dropped |= plan.dropped_by_cancelling(kind)
            change.end_job(job.id, state, error)
            _drop(change, job.entry_id, dropped)

    def _state_of(self, job: Job) -> JobState:
        if self.journal.state(job.entry_id) is None:
            return "cancelled"  # it was purged meanwhile
        states = {other.id: other.state for other in self.journal.jobs(job.entry_id)}
        return states.get(job.id, "cancelled")


def _purged(change: Transaction, entry_id: str) -> bool:
    """Whether an entry was purged while its job ran; what the job left then goes as well."""
    if change.state(entry_id) is not None:
        return False
    change.remove_sound(entry_id)
    return True


def _drop(change: Transaction, entry_id: str, dropped: Collection[Step]) -> bool:
    """Cancels the queued ones of these steps; whether there were any."""
    doomed = [job for job in change.jobs(entry_id, ["queued"]) if job.step in dropped]
    for job in doomed:
        change.end_job(job.id, "cancelled")
    return bool(doomed)


def _failed(step: Step, failure: Exception) -> EntryError:
    if isinstance(failure, SamoError):
        # Told in words; what a model or a disk said to it may be wanted by who looks into it.
        _log.warning("The step '%s' failed.", step, exc_info=failure)
        return EntryError(step, failure.message, failure.hint)
    _log.error("A bug ended the step '%s'.", step, exc_info=failure)
    return EntryError(
        step,
        _("Something went wrong at this step ({kind}).").format(kind=type(failure).__name__),
        _("Your words are safe. Try again, and report it if it happens again."),
    )
