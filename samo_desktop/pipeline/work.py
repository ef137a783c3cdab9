"""Runs one job after another: each is a generator of events that ends in exactly one result."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import EntryChanged, Event, JobEnded, JobState, Progress, Step
from samo_desktop.errors import SamoError, was_interrupted
from samo_desktop.inference.models import Models
from samo_desktop.pipeline import steps
from samo_desktop.pipeline.personal import PersonalFor, nobody
from samo_desktop.store.jobs import Job, NewJob
from samo_desktop.store.journal import Journal
from samo_desktop.store.transaction import Transaction

if TYPE_CHECKING:
    from samo_desktop.pipeline.pool import Listening

_LOOK_SECONDS = 0.05
ORDER: tuple[Step, ...] = ("keep", "transcribe", "analyse")

Run = Callable[[Journal, Models, Job], Generator[Event, None, EntryError | None]]
"""A step; what it returns is lost for good, though the step itself is done."""


class Cancelled(Exception):
    """Thrown into a running job to end it at its next point of progress."""


def jobs_from(step: Step, **options: str) -> list[NewJob]:
    """The job of `step` with `options`, and those that follow it."""
    later = ORDER[ORDER.index(step) + 1 :]
    return [NewJob(step, dict(options)), *(NewJob(s) for s in later)]


class Work:
    """What is left to do in a journal, the models to do it with, and what the user taught them."""

    def __init__(self, journal: Journal, models: Models, personal: PersonalFor = nobody) -> None:
        self.journal = journal
        self.models = models
        self.listening: dict[str, Listening] = {}
        """What is written down while it is spoken, by entry."""
        self._steps: Mapping[Step, Run] = {
            "keep": steps.keep,
            "transcribe": self._transcribe,
            "analyse": partial(steps.analyse, personal=personal),
        }

    def run_all(self) -> Iterator[Event]:
        """Does all that is queued, in this thread."""
        while job := self.journal.next_job(ORDER):
            yield from self.run(job)

    def next(self, lane: Collection[Step]) -> Job | None:
        """Claims the next job of the steps in `lane`."""
        return self.journal.next_job(lane)

    def run(self, job: Job) -> Generator[Event, None, None]:
        """Does a claimed job. Every end is recorded; none raises but a failure of the store.

        Closing the generator, and Ctrl+C, leave the job to the next start; throwing `Cancelled`
        cancels it.
        """
        journal, entry_id = self.journal, job.entry_id
        try:
            yield EntryChanged(entry_id)
            loss = yield from self._steps[job.step](journal, self.models, job)
        except Cancelled:
            self._stop(job, "cancelled")
        except Exception as failure:  # a bug must cost the analysis, not the journal
            if was_interrupted(failure):
                raise KeyboardInterrupt from failure
            self._stop(job, "failed", _failed(job.step, failure))
        else:
            journal.end_job(job.id, "done", loss)
        yield EntryChanged(entry_id)
        yield JobEnded(entry_id, job.step, self._state_of(job))

    def retry(self, entry_id: str, given: Mapping[Step, dict[str, str]] | None = None) -> None:
        """Queues the step that failed or was cancelled, and those after it.

        Each with the options that it had, and those `given` for it in their place.
        """
        with self.journal.transaction() as change:
            self.queue_again(change, entry_id, given)

    def queue_again(
        self,
        change: Transaction,
        entry_id: str,
        given: Mapping[Step, dict[str, str]] | None = None,
    ) -> None:
        """What `retry` does, as a part of `change`."""
        latest = {job.step: job for job in change.jobs(entry_id)}
        stopped = [step for step in ORDER if step in latest and _to_do_again(latest[step])]
        first = stopped[0] if stopped else "analyse"
        for step in ORDER[ORDER.index(first) :]:
            options = latest[step].options if step in latest else {}
            changed = (given or {}).get(step, {})
            change.queue(entry_id, NewJob(step, {**options, **changed}))

    def cancel_queued(self, *entry_ids: str) -> None:
        """Cancels the jobs of entries that have not begun."""
        with self.journal.transaction() as change:
            stopped = [each for each in entry_ids if self.stop_waiting(change, each)]
        for entry_id in stopped:
            if listening := self.listening.pop(entry_id, None):
                listening.cancel()

    def stop_waiting(self, change: Transaction, entry_id: str) -> bool:
        """Cancels the queued jobs of an entry, but for storing its sound; whether there were any.

        Whatever becomes of the words of a recording, its sound is to be stored.
        """
        waiting = {job.step: job for job in change.jobs(entry_id, states=["queued"])}
        change.cancel_jobs(entry_id)
        if "keep" in waiting and self.journal.is_spooled(entry_id):
            change.queue(entry_id, NewJob("keep", waiting["keep"].options))
        return bool(waiting)

    def _transcribe(
        self, journal: Journal, models: Models, job: Job
    ) -> Generator[Event, None, None]:
        """Takes the words that were heard live; without them, hears the recording."""
        listening = self.listening.pop(job.entry_id, None)
        try:
            while listening and not listening.wait(_LOOK_SECONDS):
                yield Progress(job.entry_id, "transcribe")
        finally:
            if listening:
                listening.cancel()
        if listening and listening.transcript:
            yield from steps.take_words(journal, job.entry_id, listening.transcript)
        else:
            yield from steps.transcribe(journal, models, job)

    def _stop(
        self, job: Job, state: Literal["failed", "cancelled"], error: EntryError | None = None
    ) -> None:
        with self.journal.transaction() as change:
            if change.state(job.entry_id) is None:
                return  # it was purged meanwhile
            if state == "cancelled" and change.is_deleted(job.entry_id):
                change.put_back(job.id)  # it goes on if the entry comes back
                return
            change.end_job(job.id, state, error)
            self.stop_waiting(change, job.entry_id)

    def _state_of(self, job: Job) -> JobState:
        if self.journal.state(job.entry_id) is None:
            return "cancelled"  # it was purged meanwhile
        states = {j.id: j.state for j in self.journal.jobs(job.entry_id)}
        return states.get(job.id, "cancelled")


def _to_do_again(job: Job) -> bool:
    """Whether a step is not done, or what it found may be better now."""
    return job.state != "done" or job.error is not None


def _failed(step: Step, failure: Exception) -> EntryError:
    if isinstance(failure, SamoError):
        return EntryError(step, failure.message, failure.hint)
    return EntryError(
        step,
        f"SAMO made a mistake at this step ({type(failure).__name__}).",
        "What you said or wrote is kept. Try again, and report it if it happens again.",
    )
