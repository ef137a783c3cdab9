"""The one file with threads of the window: what may take long runs here, and answers there.

`Executors` has two. `journal` is one thread: everything that touches the database goes through it,
in the order in which it was asked for, so that what is read was written before. `background` is a
few threads for the rest: microphones, models, waves, reading files, charts.

    executors.journal.run(lambda: app.entries.get(entry_id), self._show, self._refused, owner=self)

`work` runs on a thread and touches no widget; `done` or `failed` is called on the window's thread,
later. Write the call last in a function, and expect nothing of what was asked before it: tests
hand in executors that answer at once (`tests/gui/inline.py`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from weakref import WeakSet

import shiboken6
from PySide6.QtCore import QObject, QThreadPool

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.post import Post
from samo_desktop.messages import gettext as _

_log = logging.getLogger(__name__)
Result = TypeVar("Result")
Moment = TypeVar("Moment")

BACKGROUND_THREADS = 4


class Running:
    """Long work under way."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ends the work at its next point of progress; it is told as stopped."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it is to end."""
        return self._cancelled.is_set()


class Executor(Protocol):
    """Runs work elsewhere and answers on the window's thread.

    An answer is dropped if its `owner` is deleted by then, or was forgotten. An exception other
    than SamoError is a bug: it is raised again on the window's thread, and `failed` is called with
    a SamoError that says so, that nothing may wait for ever.
    """

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        owner: QObject | None = None,
    ) -> None:
        """Calls `work` on a thread, then `done` or `failed` on the window's."""

    def drive(
        self,
        begin: Callable[[], Generator[Moment | None, None, Result]],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        moved: Callable[[Moment], object],
        stopped: Callable[[], object],
        owner: QObject | None = None,
    ) -> Running:
        """Runs the generator that `begin` makes to its end, as `run` does.

        `moved` is called on the window's thread with each thing that it yields (None is a point
        of cancellation, and no news), and `stopped` instead of `done` if it was cancelled.
        """

    def forget(self, owner: QObject) -> None:
        """Drops the answers to `owner` from now on; what was asked is done all the same."""

    def settle(self) -> None:
        """Waits until all that was asked for is done and answered. Only for the window's end."""

    def close(self) -> None:
        """Waits, and answers no more. Generators end at their next point of progress."""


@dataclass(frozen=True, slots=True)
class Executors:
    """Where the window has its work done."""

    journal: Executor
    background: Executor

    def close(self) -> None:
        """Waits for both; all that was to be written is, what only waited in the background not."""
        self.background.close()
        self.journal.close()


def threads(parent: QObject) -> Executors:
    """Those of a real window."""
    return Executors(
        journal=ThreadExecutor(1, finishes=True, parent=parent),
        background=ThreadExecutor(BACKGROUND_THREADS, finishes=False, parent=parent),
    )


@dataclass(slots=True)
class _Asked:
    """What was asked for. Held here alone: callbacks and owners die on the window's thread."""

    work: Callable[[], Any]
    done: Callable[[Any], object]
    failed: Callable[[SamoError], object]
    owner: QObject | None


class ThreadExecutor(QObject):
    """An Executor with threads of its own."""

    def __init__(self, most: int, *, finishes: bool, parent: QObject | None = None) -> None:
        """`most` threads; `finishes` says whether what still waits is done when it is closed."""
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(most)
        self._post = Post(self)
        self._finishes = finishes
        self._closed = False
        self._asked: dict[int, _Asked] = {}
        self._number = 0
        self._under_way: WeakSet[Running] = WeakSet()
        self._forgotten: WeakSet[QObject] = WeakSet()

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        owner: QObject | None = None,
    ) -> None:
        """See `Executor`. What is asked for after `close` is not done."""
        if self._closed:
            return
        number = self._number = self._number + 1
        self._asked[number] = _Asked(work, done, failed, owner)

        def job() -> None:
            try:
                value = self._asked[number].work()
            except BaseException as error:  # noqa: BLE001 - told on the window's thread
                if self._closed and not isinstance(error, SamoError):
                    _log.exception("A bug while the window closed.")
                self._post(lambda error=error: self._failed(number, error))  # type: ignore[misc]
            else:
                self._post(lambda: self._done(number, value))

        self._pool.start(job)

    def drive(
        self,
        begin: Callable[[], Generator[Moment | None, None, Result]],
        done: Callable[[Result], object],
        failed: Callable[[SamoError], object],
        *,
        moved: Callable[[Moment], object],
        stopped: Callable[[], object],
        owner: QObject | None = None,
    ) -> Running:
        """See `Executor`."""
        running = Running()
        self._under_way.add(running)

        def tell(moment: Moment) -> None:
            if not running.cancelled and self._hears(owner):
                moved(moment)

        def work() -> list[Result]:
            return driven(begin(), running, lambda moment: self._post(lambda: tell(moment)))

        def answered(results: list[Result]) -> None:
            if results:
                done(results[0])
            else:
                stopped()

        self.run(work, answered, failed, owner=owner)
        return running

    def forget(self, owner: QObject) -> None:
        """See `Executor`."""
        self._forgotten.add(owner)

    def settle(self) -> None:
        """See `Executor`."""
        while self._asked:
            self._pool.waitForDone()
            self._post.deliver()

    def close(self) -> None:
        """See `Executor`. Twice is no error."""
        self._closed = True
        for running in self._under_way:
            running.cancel()
        if not self._finishes:
            self._pool.clear()
        self._pool.waitForDone()
        self._asked.clear()

    # ---- on the window's thread

    def _hears(self, owner: QObject | None) -> bool:
        if self._closed:
            return False
        return owner is None or (alive(owner) and owner not in self._forgotten)

    def _done(self, number: int, value: Any) -> None:
        asked = self._asked.pop(number, None)
        if asked is not None and self._hears(asked.owner):
            asked.done(value)

    def _failed(self, number: int, error: BaseException) -> None:
        asked = self._asked.pop(number, None)
        if asked is None:
            return
        try:
            if self._hears(asked.owner):
                asked.failed(in_words(error))
        finally:
            if not isinstance(error, SamoError):
                raise error


class Newest:
    """For a page that asks in the background: of its answers, which may come in any order, only
    the one to its last question counts."""

    def __init__(self) -> None:
        self._asked = 0

    def only(self, done: Callable[[Result], object]) -> Callable[[Result], None]:
        """`done` for a question that is asked now, to be called unless another one follows."""
        self._asked = asked = self._asked + 1

        def answered(value: Result) -> None:
            if asked == self._asked:
                done(value)

        return answered


def alive(owner: QObject) -> bool:
    """Whether Qt has not deleted `owner` yet."""
    return bool(shiboken6.isValid(owner))


def driven(
    generator: Generator[Moment | None, None, Result],
    running: Running,
    tell: Callable[[Moment], object],
) -> list[Result]:
    """Runs `generator` to its end; its result, or nothing if it was cancelled."""
    try:
        while not running.cancelled:
            moment = next(generator)
            if moment is not None:
                tell(moment)
    except StopIteration as stop:
        return [stop.value]
    finally:
        generator.close()
    return []


def in_words(error: BaseException) -> SamoError:
    """What is told of a failure: a SamoError as it is, of anything else that it was a bug."""
    if isinstance(error, SamoError):
        return error
    return SamoError(
        _("Something went wrong, and this was not finished."),
        _("Try again, or restart SAMO."),
    )
