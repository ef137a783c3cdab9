"""A voice note drawn as its wave: how loud it goes, how much was played, and where to go."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSlider, QWidget

from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.services.recordings import Peaks

STEPS_A_SECOND = 10
KEY_SECONDS, PAGE_SECONDS = 5, 15
BAR, GAP = 2, 2
CURVE = 0.8
"""Exponent that lifts what is soft a little."""
MOST_LEVELS = 100_000
"""A file may claim any length; no more than this is ever drawn of it."""
QUIETEST = 8
"""Of 255: a sound whose loudest is below this is drawn as the silence that it is."""
EDGE = 4
"""Pixels left and right of the bars, for the ring of the focus."""


class Waveform(QSlider):
    """A slider over the seconds of a sound; left and right go 5 s, page up and down 15 s."""

    wanted = Signal(float)
    """The user wants to hear from these seconds on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("waveform")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs so, as on any player
        self.setAccessibleName(_("Position in the recording"))
        self.setSingleStep(KEY_SECONDS * STEPS_A_SECOND)
        self.setPageStep(PAGE_SECONDS * STEPS_A_SECOND)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self._seconds = 0.0
        self._levels: list[float] = []
        self._bars: list[float] = []
        self.actionTriggered.connect(self._key)
        look().changed.connect(self.update)
        self.set_length(0.0)

    # ---- what it shows

    def set_length(self, seconds: float) -> None:
        """Stands for a sound of `seconds`, at its beginning, whose wave is not known yet."""
        self._seconds = seconds
        self.show_wave(None)
        self.setRange(0, max(1, round(seconds * STEPS_A_SECOND)))
        self.show_position(0.0)

    def show_wave(self, wave: Peaks | None) -> None:
        """Draws `wave`; a line of dots while there is none."""
        self._levels = []
        if wave is not None:
            # As loud as the loudest of it, so that a soft voice has a wave as well.
            loudest = max(QUIETEST, *wave.levels) if wave.levels else QUIETEST
            heights = [(level / loudest) ** CURVE for level in range(loudest + 1)]
            # The wave may be a moment longer or shorter than what the file says of itself.
            share = wave.samples / wave.rate
            count = max(1, round(self._seconds / share)) if self._seconds else len(wave.levels)
            count = min(count, MOST_LEVELS)
            self._levels = [heights[level] for level in wave.levels[:count]]
            self._levels += [0.0] * (count - len(self._levels))
        self._bars = []
        self.update()

    def show_position(self, seconds: float) -> None:
        """Marks what was played, unless the user is dragging."""
        if not self.isSliderDown():
            self.setValue(round(seconds * STEPS_A_SECOND))
        at, whole = formats.length(self.seconds), formats.length(self._seconds)
        self.setAccessibleDescription(_("{at} of {whole}").format(at=at, whole=whole))

    @property
    def seconds(self) -> float:
        """The marked place."""
        return min(self._seconds, self.sliderPosition() / STEPS_A_SECOND)

    @property
    def bars(self) -> list[float]:
        """Heights (0..1) of the bars that fit into this width."""
        count = max(1, (self.width() - 2 * EDGE + GAP) // (BAR + GAP))
        if len(self._bars) != count:
            levels = self._levels or [0.0]
            edges = [n * len(levels) // count for n in range(count + 1)]
            pairs = pairwise(edges)
            self._bars = [max(levels[first : max(last, first + 1)]) for first, last in pairs]
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, 5 * GRID)

    def minimumSizeHint(self) -> QSize:
        return QSize(8 * GRID, 4 * GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, room = self.height() / 2, self.height() - 2.0 * EDGE
        bars = self.bars
        played = self.sliderPosition() / self.maximum() * len(bars)
        painter.setPen(Qt.PenStyle.NoPen)
        ahead, behind = look().colour("muted", 0.7), look().colour("accent")
        for number, level in enumerate(bars):
            height = max(float(BAR), level * room)
            bar = QRectF(EDGE + number * (BAR + GAP), middle - height / 2, BAR, height)
            painter.setBrush(behind if number < played else ahead)
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        painter.setBrush(behind)
        at = EDGE + min(played, len(bars) - 0.5) * (BAR + GAP) - GAP / 2
        painter.drawRoundedRect(QRectF(at - 1, 1, 2, self.height() - 2), 1, 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(behind, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), GRID, GRID)
        painter.end()

    # ---- what the user does

    def _key(self, action: int) -> None:
        if action != QAbstractSlider.SliderAction.SliderMove.value:
            self.wanted.emit(self.seconds)

    def _place(self, event: QMouseEvent) -> int:
        share = (event.position().x() - EDGE) / max(1, self.width() - 2 * EDGE)
        return round(min(1.0, max(0.0, share)) * self.maximum())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # turning over the page must not move what is heard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self.setSliderPosition(self._place(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event)
        if self.isSliderDown():
            self.setSliderPosition(place)
        self.setToolTip(formats.length(min(self._seconds, place / STEPS_A_SECOND)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderPosition(self._place(event))
            self.setSliderDown(False)
            self.wanted.emit(self.seconds)
