"""The third step of the first run: one sentence into the microphone, read back and played back."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.executors import alive
from samo_desktop.gui.settings.microphone import MicrophoneSection
from samo_desktop.gui.settings.section import beside
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.services.microphones import Meter, Player, Sound, Trial

LONGEST_SECONDS = 8.0
"""How long a test lasts unless it is ended before."""

LOOK_MS = 200
"""How often it is looked whether the test can be played."""


class SpokenTest(MicrophoneSection):
    """The microphone of the settings, with a test that says what was heard."""

    title = invitation = ""
    ended = Signal()
    """The test has an outcome."""

    def __init__(self, context: PageContext) -> None:
        self._sound: Sound | None = None
        self._player: Player | None = None
        self._had_keyboard = False
        self._test_number = 0
        """Which test it is; that of a former one is not told any more."""
        super().__init__(context)
        self._looks = QTimer(self, interval=LOOK_MS)
        self._looks.timeout.connect(self._look)

    def _lay_out(self) -> None:
        self.silence.setParent(self)
        self.silence.hide()
        self.test.setText(_("Start the test"))
        self.says = label(_("Say: “I went for a walk, and the sun came out.”"), wrap=True)
        self.hears.setProperty("role", "")
        self.heard = label(role="heading", wrap=True)
        self.heard.setObjectName("heard_words")
        self.play = button(_("Play"), "plain", "play_test_button", "play")
        self.play.setAccessibleName(_("Play the recording"))
        self.play.clicked.connect(self._play)
        self.play.hide()
        self.again = button(_("Look again"), "plain", "look_again_button", "again")
        self.again.setAccessibleName(_("Look for microphones again"))
        self.again.clicked.connect(self.load)
        self.again.hide()
        for each in (self.test, self.play, self.again):
            each.setAutoDefault(True)  # Enter presses it where it has the keyboard
        self.column.addWidget(self.microphone)
        self.column.addSpacing(GRID)
        self.column.addWidget(self.says)
        self.column.addLayout(beside(self.test, self.again, self.play))
        self.column.addWidget(self.level)
        outcome = QVBoxLayout()
        outcome.setSpacing(GRID)
        outcome.addWidget(self.hears)
        outcome.addWidget(self.heard)
        self.column.addLayout(outcome)
        lines = 4 * self.hears.fontMetrics().lineSpacing()
        self.hears.setMinimumHeight(lines // 2)
        self.heard.setMinimumHeight(lines // 2)

    def _found(self, names: list[str]) -> None:
        self._had_keyboard = self.test.hasFocus()
        said = "" if self.says.isHidden() else self.hears.text()
        super()._found(names)
        self.hears.setText(said)
        self.again.setVisible(not names)
        self.says.setVisible(bool(names))
        if not names:
            self._lead_to_again()
            self.hears.setText(
                _(
                    "No microphone was found. Connect one and look again, or continue without "
                    "one. You can still write and import recordings."
                )
            )

    def _lead_to_again(self) -> None:
        """Gives the keyboard to what may help, where the button that had it cannot be pressed."""
        if self._had_keyboard:
            self.again.setFocus()

    def _none_found(self, error: SamoError) -> None:
        self._had_keyboard = self.test.hasFocus()
        super()._none_found(error)
        self.again.show()
        self._lead_to_again()
        self.says.hide()

    # ---- the test

    def _test(self) -> None:
        if not self.test.isChecked():
            self.end_test()
            return
        self._forget()
        self.heard.clear()
        device, begin = self.context.settings.microphone, self.context.tools.try_microphone
        self.test.setText(_("Stop"))
        self.hears.setText(_("Starting…"))
        self.context.executors.background.run(
            lambda: begin(device), self._listening, self._not_listening
        )

    def _listening(self, meter: Meter) -> None:
        if alive(self):
            super()._listening(meter)
        else:  # the page was left while the microphone was being opened
            meter.stop()

    def _not_listening(self, error: SamoError) -> None:
        super()._not_listening(error)
        self.test.setText(_("Try again"))
        self.again.show()
        self.ended.emit()

    def _measure(self) -> None:
        super()._measure()
        trial = self._trial
        if trial is None:
            return
        problem = trial.problem()
        self.hears.setText(
            formats.problem(problem.message, problem.hint)
            if problem
            else _("Listening. Nothing of this test is kept.")
        )
        if trial.seconds() >= LONGEST_SECONDS:
            self.end_test()

    @property
    def _trial(self) -> Trial | None:
        return cast("Trial | None", self._meter)

    def end_test(self) -> None:
        """Lets go of the microphone, and has what it heard read."""
        trial = self._let_go()
        if trial is None:
            return
        problem = trial.problem()
        self.test.setText(_("Try again"))
        self.test.setEnabled(False)
        self.hears.setText(_("Transcribing…"))

        def work() -> tuple[Sound, str]:
            trial.stop()
            sound = trial.sound()
            words = "" if sound.silent else self.context.app.microphone_test.words(sound)
            return sound, words

        self._test_number += 1
        number = self._test_number

        def read(heard: tuple[Sound, str]) -> None:
            if number == self._test_number:
                self._read(*heard, problem)

        self.context.executors.background.run(work, read, self._not_read, owner=self)

    def _let_go(self) -> Trial | None:
        """Hears nothing more; what is still to be stopped."""
        self.timer.stop()
        self.test.setChecked(False)
        self.level.setValue(0)
        trial, self._meter = self._trial, None
        return trial

    def _read(self, sound: Sound, words: str, problem: SamoError | None) -> None:
        self.test.setEnabled(True)
        self._sound = sound
        self.play.setVisible(sound.seconds > 0)
        if words:
            self.hears.setText(_("We heard:"))
            self.heard.setText(f"“{words}”")
        elif problem is not None:
            self.hears.setText(formats.problem(problem.message, problem.hint))
        elif sound.silent:
            self.hears.setText(
                _(
                    "No sound came from the microphone. Check that it is not muted and that SAMO "
                    "may use it, or choose another one."
                )
            )
        else:
            self.hears.setText(
                _(
                    "There was sound, but no words. Speak a little closer to the microphone, or "
                    "choose another one."
                )
            )
        self.ended.emit()

    def _not_read(self, error: SamoError) -> None:
        self.test.setEnabled(True)
        self.hears.setText(formats.problem(error.message, error.hint))
        self.ended.emit()

    def _play(self) -> None:
        if self._sound is None:
            return
        self._stop_playing()
        player = self._player = self.context.app.microphone_test.player(self._sound)
        player.play()
        self._looks.start()

    def _look(self) -> None:
        """Says why nothing can be played, if that is so."""
        player = self._player
        if player is None or not player.playing:
            self._looks.stop()
        if player is not None and player.problem is not None:
            self.hears.setText(formats.problem(player.problem.message, player.problem.hint))

    def _stop_playing(self) -> None:
        self._looks.stop()
        player, self._player = self._player, None
        if player is not None:
            player.stop()

    def _forget(self) -> None:
        """Nothing of the former test is kept."""
        self._test_number += 1
        self._stop_playing()
        self._sound = None
        self.play.hide()

    def shut(self) -> None:
        """Lets go of the microphone; what it heard is not read."""
        trial = self._let_go()
        if trial is not None:
            background = self.context.executors.background
            background.run(trial.stop, lambda _seconds: None, self.context.tell_problem)
        self.test.setText(_("Start the test"))
        self.hears.clear()
        self.heard.clear()
        self._forget()
