"""The recording under way: starts it, stops it, and says how it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from samo_desktop.domain.entry import Entry
from samo_desktop.domain.standing import Standing
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations import recordings
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.recordings import Recording

TICK_MS = 50
PREPARE_MS = 1500
"""After the window has opened."""


def _kept(_entry: Entry) -> None:
    """Nobody waits for it any more."""


def _back() -> str:
    return _("The microphone is back. Recording has resumed.")


class RecordingControl(QObject):
    """One recording at a time. Opening and closing the microphone happens in the background."""

    started = Signal(str)
    """The id of the entry that is being recorded."""
    told = Signal(float, float, object, object)
    """Seconds, level of 0..1, the Standing, and the problem or None."""
    stopped = Signal(str)
    problem = Signal(object)
    message = Signal(str)
    """Something good to know."""
    outdated = Signal(str)
    """What `message` said is true no more."""
    unavailable = Signal(str)
    """Why there can be no recording; "" when there can."""

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        executors: Executors,
        actions: Actions,
        check: Callable[[str], None],
    ) -> None:
        super().__init__(actions)
        self._app, self._runner, self._actions = app, runner, actions
        self._executors, self._check = executors, check
        self._recording: Recording | None = None
        self._busy = self._stopping = False
        self._standing = Standing.STARTING
        self._was_away = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        QTimer.singleShot(PREPARE_MS, self, self._prepare)
        actions.on("record", self.toggle)
        actions.on("pause", self.pause_or_resume)
        actions["pause"].setEnabled(False)

    @property
    def entry_id(self) -> str:
        """The entry that is being recorded, or ""."""
        return self._recording.entry_id if self._recording else ""

    def look_for_microphone(self) -> None:
        """Finds out whether there is anything to record with; not while something is recorded."""
        if self._recording or self._busy:
            return
        if not self._app.journal.writable:
            self._actions["record"].setEnabled(False)
            return
        device = self._app.settings.microphone
        self._executors.background.run(
            lambda: self._check(device), lambda _none: self._available(""), self._no_microphone
        )

    def _prepare(self) -> None:
        """Begins what will listen, while nobody waits for it."""
        if self._actions["record"].isEnabled() and not self._recording:
            self._executors.background.run(
                self._app.recordings.prepare, lambda _none: None, lambda _error: None
            )

    def _no_microphone(self, error: SamoError) -> None:
        self._available(formats.problem(error.message, error.hint))

    def _available(self, why_not: str) -> None:
        if not self._recording:
            self._actions["record"].setEnabled(not why_not)
            tip = why_not or _("Record your voice. You can also press the space bar.")
            self._actions.describe("record", tip)
        self.unavailable.emit(why_not)

    def toggle(self) -> None:
        """Starts a recording, or stops the one that runs."""
        if self._busy:
            return
        self._busy = True
        if self._recording is None:
            self._runner.run(
                recordings.start(), asked_by=self, done=self._started, failed=self._not_started
            )
        else:
            self._timer.stop()
            self._stopping = True
            self._runner.run(
                recordings.stop(self._recording),
                asked_by=self,
                done=self._stopped,
                failed=self._not_stopped,
            )

    def _started(self, recording: Recording) -> None:
        self._busy = False
        self._recording, self._standing, self._was_away = recording, Standing.STARTING, False
        self._actions["record"].setText(_("Stop"))
        self._actions.describe("record", _("Stop and keep the recording"))
        self._actions["pause"].setEnabled(True)
        self._timer.start()
        self.started.emit(recording.entry_id)
        self._tick()

    def _not_started(self, error: SamoError) -> None:
        self._busy = False
        self.problem.emit(error)
        self.look_for_microphone()

    def _stopped(self, entry: Entry) -> None:
        failure = self._recording.recorder.failure if self._recording else None
        self._end()
        if failure:
            self.problem.emit(failure)
        self.stopped.emit(entry.id)

    def _not_stopped(self, error: SamoError) -> None:
        entry_id = self.entry_id
        self._end()
        self.problem.emit(error)
        self.stopped.emit(entry_id)

    def _end(self) -> None:
        self._busy = self._stopping = False
        self._recording = None
        self._timer.stop()
        self.outdated.emit(_back())
        self._actions["pause"].setEnabled(False)
        self._actions["pause"].setText(_("Pause"))
        self._actions["record"].setText(_("Record"))
        self._available("")

    def pause_or_resume(self) -> None:
        """Pauses, or resumes."""
        recording = self._recording
        if recording is None or self._busy:
            return
        self._busy = True
        do = recordings.resume if recording.recorder.paused else recordings.pause
        self._runner.run(
            do(recording),
            asked_by=self,
            done=lambda _none: self._paused_or_not(),
            failed=self._not_paused,
        )

    def _paused_or_not(self) -> None:
        self._busy = False
        if self._recording is not None:
            paused = self._recording.recorder.paused
            self._actions["pause"].setText(_("Resume") if paused else _("Pause"))
        self._tick()

    def _not_paused(self, error: SamoError) -> None:
        self.problem.emit(error)
        self._paused_or_not()

    def _tick(self) -> None:
        if self._recording is not None:
            recorder = self._recording.recorder
            minutes = self._app.settings.stop_after_silence
            silent = bool(minutes) and recorder.quiet_seconds >= 60 * minutes
            if (silent or recorder.stopped) and not self._busy:
                self._end_by_itself(recorder.problem, minutes if silent else 0)
            self._take(recorder.standing)
            self.told.emit(recorder.seconds, recorder.level, self._standing, recorder.problem)

    def _take(self, standing: Standing) -> None:
        self._standing = standing
        if standing is Standing.INTERRUPTED and not self._was_away:
            self._was_away = True
            self.outdated.emit(_back())
        elif standing is Standing.RECORDING and self._was_away:
            self._was_away = False
            self.message.emit(_back())

    def _end_by_itself(self, problem: SamoError | None, minutes: int) -> None:
        """Stops, and says why: so long a silence, or what the recording ended of."""
        self.toggle()
        if minutes:
            text = ngettext(
                "The recording stopped after 1 minute of silence. Everything was saved.",
                "The recording stopped after {n} minutes of silence. Everything was saved.",
                minutes,
            )
            self.message.emit(formats.count(minutes, text))
        elif problem:
            self.problem.emit(problem)

    def finish(self) -> None:
        """Keeps what was said; called when the window closes, which then waits for it."""
        recording, self._recording = self._recording, None
        self._timer.stop()
        if recording is not None and not self._stopping:
            self._executors.journal.run(recording.stop, _kept, self.problem.emit)
