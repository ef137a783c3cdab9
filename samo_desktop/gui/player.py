"""Play, pause and seek in a voice note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui import icons, words
from samo_desktop.gui.theme import GRID

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.capture.playback import Player

TICK_MS = 80
STEPS_A_SECOND = 10


class PlayerBar(QWidget):
    """The player of one entry; opens the sound only when it is asked to play."""

    heard = Signal(float)
    """Seconds into the sound while it plays; -1 when it stops."""
    problem = Signal(object)

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._entry_id = ""
        self._seconds = 0.0
        self._player: Player | None = None
        self.button = QToolButton()
        self.button.setObjectName("player_button")
        self.button.setIconSize(QSize(20, 20))
        self.button.clicked.connect(self.toggle)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Place in the recording"))
        self.slider.setMinimumWidth(6 * GRID)
        self.slider.setMaximumWidth(20 * GRID)
        self.slider.setPageStep(5 * STEPS_A_SECOND)
        self.slider.actionTriggered.connect(self._seek)
        self.time = QLabel()
        self.time.setProperty("role", "small")
        self.time.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (self.button, self.slider, self.time):
            row.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._show_state()

    def load(self, entry_id: str, seconds: float) -> None:
        """Stands ready to play an entry's sound."""
        if entry_id == self._entry_id and seconds == self._seconds:
            return
        self.stop()
        self._entry_id, self._seconds = entry_id, seconds
        self.slider.setRange(0, max(1, round(seconds * STEPS_A_SECOND)))
        self._show_position(0.0)

    @property
    def playing(self) -> bool:
        """Whether sound is being played now."""
        return self._player is not None and self._player.playing

    def toggle(self) -> None:
        """Plays, or pauses what plays."""
        try:
            if self._player is None:
                self._player = self._app.player(self._entry_id)
                if self.slider.value():
                    self._player.seek(self.slider.value() / STEPS_A_SECOND)
            if self._player.playing:
                self._player.pause()
            else:
                self._player.play()
                self._timer.start()
        except SamoError as error:
            self._player = None
            self.problem.emit(error)
        self._show_state()

    def seek(self, seconds: float) -> None:
        """Goes to a place in the sound."""
        if self._player is not None:
            self._player.seek(seconds)
        self._show_position(seconds)

    def stop(self) -> None:
        """Ends playing and lets go of the sound."""
        self._timer.stop()
        if self._player is not None:
            self._player.stop()
            self._player = None
            self.heard.emit(-1.0)
        self._show_position(0.0)
        self._show_state()

    def _seek(self) -> None:
        self.seek(self.slider.sliderPosition() / STEPS_A_SECOND)

    def _tick(self) -> None:
        if self._player is None:
            return
        if self._player.playing:
            self._show_position(self._player.position)
            self.heard.emit(self._player.position)
            return
        self._timer.stop()
        if self._player.problem is not None:
            self.problem.emit(self._player.problem)
            self.stop()
        elif self._player.position >= self._seconds - 0.3:
            self.stop()
        self._show_state()

    def _show_position(self, seconds: float) -> None:
        if not self.slider.isSliderDown():
            self.slider.setValue(round(seconds * STEPS_A_SECOND))
        self.time.setText(f"{words.length(seconds)} / {words.length(self._seconds)}")

    def _show_state(self) -> None:
        icons.wear(self.button, "pause" if self.playing else "play", "accent")
        name = self.tr("Pause the recording") if self.playing else self.tr("Play the recording")
        self.button.setAccessibleName(name)
        self.button.setToolTip(f"{name} (Ctrl+P)")
