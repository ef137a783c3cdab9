"""Installing and checking models behind the window, one after the other, with progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from samo_desktop.domain.models import InstallationPace, Installing
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations.changes import LongOperation, Outcome
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Running

Result = TypeVar("Result")
Moment = tuple[Installing, float | None]
"""How far it is, and the seconds left or None."""

EVERY = 0.15
"""Seconds between two points of progress that are told."""


class ModelWork(QObject):
    """One thing at a time is done with models."""

    moved = Signal(object, object)
    """Installing, and the seconds left or None."""
    ended = Signal()

    def __init__(self, runner: OperationRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._running: Running | None = None
        self.busy = False

    def run(
        self,
        operation: LongOperation[Installing, Result],
        done: Callable[[Result], None],
        failed: Callable[[SamoError], None],
        stopped: Callable[[], None],
    ) -> None:
        """Does it; then calls one of the others on the window's thread.

        A bug calls `failed` as well, and is raised again on that thread.
        """

        def answered(result: Result) -> None:
            self._end()
            done(result)

        def refused(error: SamoError) -> None:
            self._end()
            failed(error)

        def ended() -> None:
            self._end()
            stopped()

        self.busy = True
        running = self._runner.drive(
            LongOperation(lambda app: paced(operation.begin(app))),
            moved=lambda moment: self.moved.emit(*moment),
            asked_by=self,
            done=answered,
            stopped=ended,
            failed=refused,
        )
        self._running = running if self.busy else None

    def _end(self) -> None:
        self.busy = False
        self._running = None
        self.ended.emit()

    def stop(self) -> None:
        """Ends the work at its next point of progress; what was downloaded is kept."""
        if self._running is not None:
            self._running.cancel()


def paced(
    generator: Generator[Installing | None, None, Outcome[Result]],
) -> Generator[Moment | None, None, Outcome[Result]]:
    """What `generator` says, now and then, with the seconds left; None in between."""
    pace, told, phase = InstallationPace(), 0.0, ""
    try:
        while True:
            event = next(generator)
            if event is None:
                yield None
                continue
            now = time.monotonic()
            left = pace.seconds_left(event, now)
            if event.phase != phase or now - told >= EVERY:
                told, phase = now, event.phase
                yield event, left
            else:
                yield None
    except StopIteration as stop:
        outcome: Outcome[Result] = stop.value
        return outcome
    finally:
        generator.close()
