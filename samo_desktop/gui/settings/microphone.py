"""What is recorded with, a test of it, and when a recording stops automatically."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from samo_desktop.errors import SamoError
from samo_desktop.gui.recording.page import loudness
from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.services.microphones import Meter

METER_MS = 60
MINUTES = (2, 5, 10, 30)


class MicrophoneSection(Section):
    """The microphone, with its level while it is tried."""

    title = N_("Microphone")
    invitation = N_("Press Test and say something, to see whether you are heard.")
    """What stands there while nothing is tested."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._meter: Meter | None = None
        self.timer = QTimer(self, interval=METER_MS)
        self.timer.timeout.connect(self._measure)
        default = [(_("System default"), "")]
        self.microphone = self.choice("microphone", _("Microphone"), default)
        self.microphone.opened.connect(self.load)
        self.test = button(_("Test"), "plain", "test_microphone_button", "microphone")
        self.test.setCheckable(True)
        self.test.setAccessibleName(_("Test the microphone"))
        self.test.clicked.connect(self._test)
        self.level = QProgressBar()
        self.level.setObjectName("microphone_level")
        self.level.setRange(0, 100)
        self.level.setTextVisible(False)
        self.level.setAccessibleName(_("Level of the microphone"))
        self.hears = label(role="small", wrap=True)
        self.hears.setAlignment(Qt.AlignmentFlag.AlignTop)
        after = _("After {n} minutes of silence")
        silences = [(_("Never"), 0), *((after.format(n=n), n) for n in MINUTES)]
        self.silence = self.choice(
            "stop_after_silence",
            _("Stop automatically"),
            silences,
            lambda minutes: after.format(n=minutes),
        )
        self._lay_out()

    def _lay_out(self) -> None:
        tried = QHBoxLayout()
        tried.setSpacing(GRID)
        tried.addWidget(self.microphone, 1)
        tried.addWidget(self.test)
        tested = QVBoxLayout()
        tested.setSpacing(GRID)
        tested.addLayout(tried)
        tested.addWidget(self.level)
        tested.addWidget(self.hears)
        self.row(_("Record with"), tested, at_top=True, of=self.microphone)
        self.row(_("Stop automatically"), self.silence)
        look().changed.connect(self._reserve)
        self._reserve()
        self.hears.setText(_(self.invitation))

    def _reserve(self) -> None:
        """Room for what a test says, so that nothing below moves when it does."""
        self.hears.setMinimumHeight(2 * QFontMetrics(look().font("small")).lineSpacing())

    def load(self) -> None:
        """Asks, in the background, for microphones."""
        tools = self.context.tools
        self.context.executors.background.run(
            tools.microphones, self._found, self._none_found, owner=self
        )

    def _found(self, names: list[str]) -> None:
        chosen = self.context.settings.microphone
        wanted = [(name, name) for name in names]
        if chosen and chosen not in names:
            wanted.append((_("{name} (not connected)").format(name=chosen), chosen))
        box = self.microphone
        shown = range(1, box.count())
        if wanted != [(box.itemText(n), box.itemData(n)) for n in shown]:
            while box.count() > 1:
                box.removeItem(1)
            for text, name in wanted:
                box.addItem(text, name)
        self.test.setEnabled(bool(names))
        if self._meter is None:
            self.hears.setText(_(self.invitation) if names else _("No microphone was found."))
        self.show_settings()

    def _none_found(self, error: SamoError) -> None:
        self.test.setEnabled(False)
        self.hears.setText(formats.problem(error.message, error.hint))

    # ---- the test

    def _test(self) -> None:
        if not self.test.isChecked():
            self.end_test()
            return
        device, listen = self.context.settings.microphone, self.context.tools.listen
        self.context.executors.background.run(
            lambda: listen(device), self._listening, self._not_listening
        )

    def _listening(self, meter: Meter) -> None:
        self._meter = meter
        if not self.test.isChecked():
            self.end_test()
            return
        self.hears.setText(_("Say something: the bar should move. Nothing is recorded."))
        self.timer.start()

    def _not_listening(self, error: SamoError) -> None:
        self.test.setChecked(False)
        self.hears.setText(formats.problem(error.message, error.hint))

    def _measure(self) -> None:
        if self._meter is not None:
            self.level.setValue(round(loudness(self._meter.level()) * 100))

    def leave(self, *, closing: bool) -> bool:
        self.end_test()
        return super().leave(closing=closing)

    def end_test(self) -> None:
        """Lets go of the microphone."""
        self.timer.stop()
        self.test.setChecked(False)
        self.level.setValue(0)
        meter, self._meter = self._meter, None
        if meter is not None:
            self.hears.setText(_(self.invitation))
            background = self.context.executors.background
            background.run(meter.stop, lambda _none: None, self.context.tell_problem)

    def shut(self) -> None:
        self.end_test()
