"""The worker pool: the only place with threads that run models.

Two lanes, so that the feelings of one entry are named while the words of the next are heard.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from typing import Final

from samo_desktop.domain.events import Event, Spoken, Step
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.pipeline.work import Cancelled, Work
from samo_desktop.store.jobs import Job

_log = logging.getLogger(__name__)

LANES: Final[dict[str, tuple[Step, ...]]] = {
    "speech": ("keep", "transcribe"),
    "language": ("analyse",),
}


class Listening:
    """Writes down a recording while it is being spoken.

    `hear` gives what is heard, in a thread of its own; words are told to `publish`, there. What it
    fails on is done again from the recording, where a failure is shown; so it fails in silence.
    """

    def __init__(
        self,
        entry_id: str,
        hear: Callable[[], Generator[Heard, None, Transcript]],
        publish: Callable[[Event], None],
    ) -> None:
        self.transcript: Transcript | None = None
        """The words, once the recording has ended; None if they could not be heard."""
        self.seconds = 0.0
        """How far it is."""
        self._entry_id = entry_id
        self._hear = hear
        self._publish = publish
        self.cancelled = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="samo-listening", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits for its end; whether it has come."""
        return self._done.wait(seconds)

    def cancel(self) -> None:
        """Ends it at its next point of progress, and waits for that."""
        self.cancelled = True
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            hearing = self._hear()
            self.transcript = result_of(hearing, self._tell)
        except Exception as error:  # noqa: BLE001 - see the class
            _log.info("Live words ended: %s", type(error).__name__)
        finally:
            self._done.set()

    def _tell(self, heard: Heard) -> None:
        if self.cancelled:
            raise Cancelled
        self.seconds = heard.seconds
        words = heard.segment.text if heard.segment else ""
        if words or heard.draft is not None:
            self._publish(Spoken(self._entry_id, words, heard.draft))


class Pool:
    """Works through the journal's jobs behind the front end.

    `publish` is called on the lanes' threads with every event; it must not block. A failure of
    the journal itself (`failed`, called with the exception) ends a lane; the jobs stay rows.
    """

    def __init__(
        self,
        work: Work,
        publish: Callable[[Event], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._work = work
        self._publish = publish
        self._failed = failed
        self._changed = threading.Condition()
        self._tickets = dict.fromkeys(LANES, 0)
        self._cancelled: set[int] = set()
        self._running: dict[str, Job | None] = dict.fromkeys(LANES)
        self._closing = False
        self._threads = [
            threading.Thread(target=self._lane, args=(name,), name=f"samo-{name}", daemon=True)
            for name in LANES
        ]

    def start(self) -> None:
        """Starts both lanes."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Tells the lanes that there is something new to do."""
        with self._changed:
            for name in self._tickets:
                self._tickets[name] += 1
            self._changed.notify_all()

    def cancel(self, entry_id: str) -> bool:
        """Ends the running job of an entry at its next point of progress; False if none runs."""
        with self._changed:
            jobs = [j for j in self._running.values() if j and j.entry_id == entry_id]
            self._cancelled.update(job.id for job in jobs)
            return bool(jobs)

    def go_on(self, entry_id: str) -> bool:
        """Takes `cancel` back; False if no job of the entry runs that has not been ended yet."""
        with self._changed:
            jobs = {j.id for j in self._running.values() if j and j.entry_id == entry_id}
            undone = jobs & self._cancelled
            self._cancelled -= undone
            return bool(undone)

    def close(self) -> None:
        """Stops at the next point of progress and waits for it; what is left stays in rows."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _lane(self, name: str) -> None:
        try:
            while not self._closing:
                with self._changed:
                    ticket = self._tickets[name]
                job = self._work.next(LANES[name])
                if job:
                    self._run(name, job)
                    self.wake()  # the other lane may have waited for this entry
                    continue
                with self._changed:
                    while not self._closing and self._tickets[name] == ticket:
                        self._changed.wait()
        except Exception as error:  # noqa: BLE001 - told to the front end; never lost in a thread
            self._failed(error)

    def _run(self, name: str, job: Job) -> None:
        with self._changed:
            self._running[name] = job
        events = self._work.run(job)
        try:
            for event in events:
                self._publish(event)
                if self._closing:
                    return
                with self._changed:
                    ended = job.id in self._cancelled
                    self._cancelled.discard(job.id)
                if ended:
                    self._publish(events.throw(Cancelled()))
        finally:
            events.close()
            with self._changed:
                self._running[name] = None
                self._cancelled.discard(job.id)
