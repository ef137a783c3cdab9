"""The workers: the only place with threads that run jobs, one for each lane of the plan."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from samo_desktop.domain.events import Event
from samo_desktop.pipeline.memory_release import MemoryRelease
from samo_desktop.pipeline.plan import LANES, Lane
from samo_desktop.pipeline.runner import Cancelled, PutBack, Runner
from samo_desktop.store.jobs import Job


class Workers:
    """Works through the journal's jobs behind the front end.

    `publish` is called on the lanes' threads with every event; it must not block. A failure of
    the journal itself (`failed`, called with the exception) ends a lane; the jobs stay rows.
    `cancel`, `put_back` and `go_on` wait for a job that is being claimed, so none of them may be
    called within a transaction.
    """

    def __init__(
        self,
        runner: Runner,
        publish: Callable[[Event], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._runner = runner
        self._publish = publish
        self._failed = failed
        self._changed = threading.Condition()
        self._claiming = threading.Lock()
        """Held while a job is claimed: what is cancelled then is not missed."""
        self._tickets = dict.fromkeys(LANES, 0)
        self._cancelled: dict[int, Cancelled] = {}
        self._running: dict[Lane, Job | None] = dict.fromkeys(LANES)
        self._closing = False
        self._memory = MemoryRelease(runner.models, self._busy)
        self._threads = [
            threading.Thread(target=self._lane, args=(name,), name=f"samo-{name}", daemon=True)
            for name in LANES
        ]

    def start(self) -> None:
        """Starts the lanes."""
        for thread in self._threads:
            thread.start()
        self._memory.start()

    def _busy(self) -> bool:
        return any(self._running.values()) or self._runner.live.active

    def wake(self) -> None:
        """Tells the lanes that there is something new to do."""
        with self._changed:
            for name in self._tickets:
                self._tickets[name] += 1
            self._changed.notify_all()
        self._memory.look()

    def cancel(self, entry_id: str) -> bool:
        """Ends the running job of an entry at its next point of progress; False if none runs."""
        return self._end(entry_id, Cancelled())

    def put_back(self, entry_id: str) -> bool:
        """As `cancel`, but the job waits again, at its place."""
        return self._end(entry_id, PutBack())

    def go_on(self, entry_id: str) -> None:
        """Takes `cancel` and `put_back` back, where the job has not been ended yet."""
        with self._claiming, self._changed:
            for job in self._running_for(entry_id):
                self._cancelled.pop(job.id, None)

    def _end(self, entry_id: str, reason: Cancelled) -> bool:
        with self._claiming, self._changed:
            jobs = self._running_for(entry_id)
            self._cancelled.update((job.id, reason) for job in jobs)
            return bool(jobs)

    def _running_for(self, entry_id: str) -> list[Job]:
        return [job for job in self._running.values() if job and job.entry_id == entry_id]

    def close(self) -> None:
        """Stops at the next point of progress and waits for it; what is left stays in rows."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        self._memory.close()

    def _lane(self, name: Lane) -> None:
        try:
            while not self._closing:
                with self._changed:
                    ticket = self._tickets[name]
                job = self._claim(name)
                if job:
                    self._run(name, job)
                    self.wake()  # another lane may have waited for this entry
                    continue
                with self._changed:
                    while not self._closing and self._tickets[name] == ticket:
                        self._changed.wait()
        except Exception as error:  # noqa: BLE001 - told to the front end; never lost in a thread
            self._failed(error)

    def _claim(self, name: Lane) -> Job | None:
        with self._claiming:
            job = self._runner.next(name)
            with self._changed:
                self._running[name] = job
        return job

    def _run(self, name: Lane, job: Job) -> None:
        events = self._runner.run(job)
        try:
            for event in events:
                self._publish(event)
                if self._closing:
                    return
                with self._changed:
                    reason = self._cancelled.pop(job.id, None)
                if reason:
                    with suppress(StopIteration):  # it had told its last
                        self._publish(events.throw(reason))
        finally:
            events.close()
            with self._changed:
                self._running[name] = None
                self._cancelled.pop(job.id, None)
