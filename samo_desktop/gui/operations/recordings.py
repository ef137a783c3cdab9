"""What the user does with a microphone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.operations.changes import Changes, Operation, Outcome, changed

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.recordings import Recording

NOTHING = Changes()


def start() -> Operation[Recording]:
    """Records from now on. DeviceError if there is nothing to record with."""

    def work(app: App) -> Outcome[Recording]:
        recording = app.recordings.start()
        return Outcome(changed(recording.entry_id, listed=True), recording)

    return Operation(work, slow=True)


def stop(recording: Recording) -> Operation[Entry]:
    """Ends a recording and keeps it."""

    def work(_app: App) -> Outcome[Entry]:
        return Outcome(changed(recording.entry_id, listed=True), recording.stop())

    return Operation(work, slow=True)


def pause(recording: Recording) -> Operation[None]:
    """Listens no more until `resume`."""
    return _unkept(recording.pause)


def resume(recording: Recording) -> Operation[None]:
    """Goes on after a pause. DeviceError if it cannot."""
    return _unkept(recording.resume)


def _unkept(do: Callable[[], None]) -> Operation[None]:
    def work(_app: App) -> Outcome[None]:
        do()
        return Outcome(NOTHING, None)

    return Operation(work, slow=True)
