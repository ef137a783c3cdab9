"""Play, pause and seek in a voice note, at the speed of one's choice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui.entry.waveform import Waveform
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executor
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.settings import PLAYBACK_SPEEDS

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.recordings import Peaks, Player

TICK_MS = 80


def _times(speed: float) -> str:
    """1.25 as "1.25×", in the user's own way to write numbers."""
    return f"{QLocale().toString(speed, 'g', 3)}×"


class SpeedButton(QToolButton):
    """Shows the speed of playing, and offers the others."""

    chosen = Signal(float)

    def __init__(self, speed: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("speed_button")
        self.setProperty("role", "quiet")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(_("Playback speed (voices keep their pitch)"))
        menu = QMenu(self)
        group = QActionGroup(menu)
        self.choices: dict[float, QAction] = {}
        for each in PLAYBACK_SPEEDS:
            choice = menu.addAction(_times(each))
            choice.setCheckable(True)
            group.addAction(choice)
            choice.triggered.connect(partial(self._choose, each))
            self.choices[each] = choice
        self.setMenu(menu)
        self.show_speed(speed)
        self._fit()
        look().changed.connect(self._fit)

    def show_speed(self, speed: float) -> None:
        """Marks `speed`, one of `PLAYBACK_SPEEDS`, as the one in use."""
        self.choices[speed].setChecked(True)
        self.setText(_times(speed))
        self.setAccessibleName(_("Speed: {times}").format(times=_times(speed)))

    def _choose(self, speed: float, _checked: bool = True) -> None:
        self.show_speed(speed)
        self.chosen.emit(speed)

    def _fit(self) -> None:
        self.ensurePolished()
        widest = max(self.fontMetrics().horizontalAdvance(_times(s)) for s in PLAYBACK_SPEEDS)
        self.setFixedWidth(widest + 3 * GRID)


class PlayerBar(QWidget):
    """The player of one entry; opens the sound only to play it, or to draw its wave for once."""

    heard = Signal(float)
    """Seconds into the sound while it plays or is moved in; -1 when it stops."""
    problem = Signal(object)
    speed_chosen = Signal(float)
    wave_shown = Signal()
    """The wave of the entry's sound is drawn."""

    def __init__(
        self, app: App, runner: OperationRunner, background: Executor, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._app, self._runner, self._background = app, runner, background
        self._entry_id = ""
        self._seconds = 0.0
        self._narrow = False
        self._player: Player | None = None
        self._begin_at: float | None = None
        """Where playing is to begin, while what plays is being made."""
        self._until: float | None = None
        """Where it pauses by itself; None for the end of the sound."""
        self._wanted: list[str] = []  # the entry whose wave is being read; shared with that work
        self.button = QToolButton()
        self.button.setObjectName("player_button")
        self.button.clicked.connect(self.toggle)
        self.waveform = Waveform()
        self.waveform.wanted.connect(self.seek)
        self.time = label(role="small")
        self.speed = SpeedButton(app.settings.playback_speed)
        self.speed.chosen.connect(self._change_speed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.button)
        row.addWidget(self.waveform, 1)
        row.addSpacing(GRID // 2)
        row.addWidget(self.time)
        row.addWidget(self.speed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._wear()
        look().changed.connect(self._wear)
        self._show_state()

    def _wear(self) -> None:
        side = look().icon_size + 4
        self.button.setIconSize(QSize(side, side))

    def load(self, entry_id: str, seconds: float) -> None:
        """Stands ready to play an entry's sound."""
        if entry_id == self._entry_id and seconds == self._seconds:
            return
        self.stop()
        self._entry_id, self._seconds = entry_id, seconds
        self.waveform.set_length(seconds)
        self._fit()
        self._read_wave()

    @property
    def playing(self) -> bool:
        """Whether sound is being played now, or is about to be."""
        return self._begin_at is not None or (self._player is not None and self._player.playing)

    def toggle(self) -> None:
        """Plays, or pauses what plays."""
        self._until = None
        if self._begin_at is not None:
            self._begin_at = None
        elif self._player is None:
            self.play_from(self.waveform.seconds)
        elif self._player.playing:
            self._player.pause()
        else:
            self._player.play()
            self._timer.start()
        self._show_state()

    def pause(self) -> None:
        """Pauses what plays, if anything does."""
        if self.playing:
            self.toggle()

    def play_from(self, seconds: float, until: float | None = None) -> None:
        """Plays from a place in the sound on, as far as `until` if that is given.

        From the beginning if the place is the end.
        """
        self._until = until
        if self._player is not None:
            self._player.seek(seconds)
            self._play(self._player)
            return
        entry_id, self._begin_at = self._entry_id, seconds

        def opened(player: Player) -> None:
            if entry_id == self._entry_id and self._begin_at is not None:
                player.seek(self._begin_at)
                self._play(player)

        def failed(error: SamoError) -> None:
            if entry_id == self._entry_id:
                self._let_go()
            self.problem.emit(error)

        open_ = partial(self._app.recordings.player, entry_id)
        self._show_state()
        self._runner.read(open_, opened, failed, owner=self)

    def _play(self, player: Player) -> None:
        self._player, self._begin_at = player, None
        player.play()
        self._timer.start()
        self._show_state()

    def seek(self, seconds: float) -> None:
        """Goes to a place in the sound; what plays goes on there."""
        self._until = None
        if self._begin_at is not None:
            self._begin_at = seconds
        elif self._player is not None:
            self._player.seek(seconds)
        self._show_position(seconds)
        self.heard.emit(seconds)

    def stop(self) -> None:
        """Ends playing, lets go of the sound, and goes back to the beginning."""
        self._let_go()
        self._show_position(0.0)

    def close_sound(self) -> None:
        """Stops for good, and wants no wave any more."""
        self.stop()
        self._wanted.clear()

    def _let_go(self) -> None:
        self._timer.stop()
        self._begin_at = self._until = None
        if self._player is not None:
            self._player.stop()
            self._player = None
        self.heard.emit(-1.0)
        self._show_state()

    def _change_speed(self, speed: float) -> None:
        if self._player is not None:
            self._player.speed = speed
        self.speed_chosen.emit(speed)

    def _tick(self) -> None:
        if self._player is None:
            return
        if self._player.playing:
            self._show_position(self._player.position)
            self.heard.emit(self._player.position)
            if self._until is None or self._player.position < self._until:
                return
            self._until = None
            self._player.pause()
        self._timer.stop()
        if self._player.problem is not None:
            self.problem.emit(self._player.problem)
            self._let_go()  # the place is kept: another try goes on from there
        elif self._player.position >= self._seconds - 0.3:
            self.stop()
        self._show_state()

    # ---- the wave

    def _read_wave(self) -> None:
        self._wanted.clear()
        wanted = self._wanted = [self._entry_id]
        entry_id = self._entry_id

        def done(wave: Peaks | None) -> None:
            if wanted and wave is not None:
                self.waveform.show_wave(wave)
                self.wave_shown.emit()

        def failed(error: SamoError) -> None:
            """The dots stay; playing tells what is wrong with the sound."""

        work = partial(self._app.recordings.wave, entry_id, lambda: bool(wanted))
        self._background.run(work, done, failed, owner=self)

    # ---- what is shown

    def _show_position(self, seconds: float) -> None:
        self.waveform.show_position(seconds)
        at, whole = formats.length(seconds), formats.length(self._seconds)
        self.time.setText(at if self._narrow else f"{at} / {whole}")
        self.time.setToolTip(self.waveform.accessibleDescription())

    def _fit(self) -> None:
        """Keeps room for the longest time there is, so that nothing moves while it runs."""
        whole = formats.length(self._seconds)
        both = self.time.fontMetrics().horizontalAdvance(f"{whole} / {whole}")
        least = self.minimumSizeHint().width() - self.time.minimumWidth()
        self._narrow = least + both + 8 * GRID > self.width()
        alone = self.time.fontMetrics().horizontalAdvance(whole)
        self.time.setMinimumWidth(alone if self._narrow else both)
        self._show_position(self.waveform.seconds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_state(self) -> None:
        icons.wear(self.button, "pause" if self.playing else "play", "accent")
        name = _("Pause the recording") if self.playing else _("Play the recording")
        self.button.setAccessibleName(name)
        self.button.setToolTip(f"{name} (Ctrl+P)")
