"""How loud a sound is: scaled down where it goes beyond full scale, up where it is very quiet."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Floats64 = NDArray[np.float64]

SILENT = 2.0**-14
"""A peak up to this is silence: what 16 bits make of nothing, and what codecs add to it."""
ALMOST_SILENT = 0.001

_NO_SOUND = 1e10
"""Beyond what any sound stored as numbers reaches, even in units of 32-bit integers."""
_PEAK_SECONDS = 0.02
_WINDOW_SECONDS = 10.0
_STEP_SECONDS = 0.05
_QUIET = 10 ** (-45 / 20)
_QUIET_STEPS = 50
"""More than these in a row without a louder one are no pause of who speaks aloud."""
_WANTED = 10 ** (-26 / 20)
_MOST_GAIN = 1000.0
_LOOK_AHEAD_SECONDS = 0.3
"""How much later sound is given while it is recorded: a gain rises before a word, not in it."""
_CEILING = 0.25
"""The level over which nothing is raised: what comes suddenly is never clipped."""
_CONTRAST = 2.0
"""How much louder the loud parts of speech are than its pauses: hiss is not made louder."""


def as_floats(data: NDArray[Any]) -> Floats:
    """Samples of any type, full scale at 1; what is not a number becomes 0."""
    if data.dtype.kind == "f":
        # Twice as fast as looking for each kind of number that is none.
        bad = ~(np.abs(data) < _NO_SOUND)
        if bad.any():
            data = np.where(bad, 0.0, data)
        return data.astype(np.float32, copy=False)
    half = 2.0 ** (8 * data.dtype.itemsize - 1)
    floats: Floats = (data / np.float32(half)).astype(np.float32, copy=False)
    if data.dtype.kind == "u":
        floats -= np.float32(1.0)
    return floats


def typical_peak(data: Floats, rate: int) -> float:
    """The greatest of `data` [channels, n], without the loudest 40 ms, which may be a click."""
    size = max(1, round(rate * _PEAK_SECONDS))
    loudest = np.abs(data).max(axis=0)
    if len(loudest) < 3 * size:
        return float(loudest.max(initial=0.0))
    peaks = np.maximum.reduceat(loudest, np.arange(0, len(loudest), size))
    return float(np.partition(peaks, -3)[-3])


class FullScale:
    """Keeps a sound of floats within full scale: 1 divided by the greatest peak until now.

    A gain never rises again, so that what is quieter stays quieter.
    """

    def __init__(self, expected: float = 1.0) -> None:
        self._peak = max(1.0, expected)

    def fit(self, data: Floats, rate: int) -> Floats:
        """`data` [channels, n], -1 to 1."""
        if np.abs(data).max(initial=0.0) <= 1.0 == self._peak:
            return data
        before, self._peak = self._peak, max(self._peak, typical_peak(data, rate))
        gains = np.full(data.shape[1], 1.0 / self._peak, np.float32)
        if before != self._peak:
            count = min(len(gains), max(1, round(rate * _PEAK_SECONDS)))
            gains[:count] = np.linspace(1.0 / before, 1.0 / self._peak, count)
        fitted: Floats = np.clip(data * gains, -1.0, 1.0)
        return fitted


def for_speech(blocks: Iterator[Floats], rate: int) -> Iterator[Floats]:
    """Mono blocks as a speech model takes them best: without an offset, never very quiet.

    Sound whose voice is louder than -45 dB of full scale keeps its level, and so does steady noise.
    A whisper after a loud voice is raised where nothing is louder for two and a half seconds.
    Gives blocks of a second, up to ten seconds later than it takes them.
    """
    levelled = _Levelled(rate)
    for window in _windows(blocks, round(rate * _WINDOW_SECONDS)):
        louder = levelled.take(_centred(window, rate))
        for at in range(0, len(louder), rate):
            yield louder[at : at + rate]


def _windows(blocks: Iterator[Floats], size: int) -> Iterator[Floats]:
    gathered: list[Floats] = []
    count = 0
    for block in blocks:
        gathered.append(block)
        count += len(block)
        if count >= size:
            yield np.concatenate(gathered)
            gathered, count = [], 0
    if count:
        yield np.concatenate(gathered)


def _centred(window: Floats, rate: int) -> Floats:
    """`window` around zero, where it is clearly not: some devices add a constant."""
    if abs(float(window.mean())) < ALMOST_SILENT / 4:
        return window
    count = max(1, len(window) // (rate // 4))
    parts = np.array_split(window, count)
    middles = np.cumsum([len(part) for part in parts]) - len(parts[0]) / 2
    offsets = np.interp(np.arange(len(window)), middles, [part.mean() for part in parts])
    centred: Floats = window - offsets.astype(np.float32)
    return centred


def for_speech_live(blocks: Iterable[Floats], rate: int) -> Iterator[Floats]:
    """As `for_speech`, for sound that is being recorded: given 0.3 s later than it is taken.

    What is loud is told from the last ten seconds, so a very quiet recording's first word may be.
    """
    live = _LiveLevels(rate)
    for block in blocks:
        yield live.take(block)
    yield live.rest()


class _Levelled:
    def __init__(self, rate: int) -> None:
        self._step = max(1, round(rate * _STEP_SECONDS))
        self._gain = _Gain()

    def take(self, window: Floats) -> Floats:
        steps = window[: len(window) // self._step * self._step].reshape(-1, self._step)
        powers = _powers(steps)
        borders = [*_stretches(powers), len(steps)] if len(steps) else [0]
        parts = []
        for first, last in pairwise(borders):
            before = self._gain.value
            gain = self._gain.after(powers[first:last], (last - first) / len(steps))
            end = len(window) if last == len(steps) else last * self._step
            parts.append(_ramped(window[first * self._step : end], before, gain, self._step))
        return np.concatenate(parts) if parts else window * np.float32(self._gain.value)


class _LiveLevels:
    def __init__(self, rate: int) -> None:
        self._step = max(1, round(rate * _STEP_SECONDS))
        self._ahead = round(_LOOK_AHEAD_SECONDS / _STEP_SECONDS)
        self._waiting = np.zeros(0, np.float32)
        self._measured = 0  # samples of it
        kept = round(_WINDOW_SECONDS / _STEP_SECONDS)
        self._powers: deque[float] = deque(maxlen=kept)
        self._offsets: deque[float] = deque(maxlen=kept)
        self._gain, self._offset = _Gain(), 0.0
        self._window = _WINDOW_SECONDS * rate

    def take(self, block: Floats) -> Floats:
        """What can be given once `block` has come."""
        self._waiting = np.concatenate([self._waiting, block])
        whole = len(self._waiting) // self._step * self._step
        steps = self._waiting[self._measured : whole].reshape(-1, self._step)
        self._measured = whole
        self._powers.extend(steps.std(axis=1, dtype=np.float64).tolist())
        self._offsets.extend(steps.mean(axis=1, dtype=np.float64).tolist())
        return self._give(max(0, whole - self._ahead * self._step))

    def rest(self) -> Floats:
        """What is left at the end."""
        return self._give(len(self._waiting))

    def _give(self, count: int) -> Floats:
        given, self._waiting = self._waiting[:count], self._waiting[count:]
        self._measured = max(0, self._measured - count)
        if not count or not self._powers:
            return given
        before, offset = self._gain.value, float(np.mean(self._offsets))
        share = count / self._window
        coming = max(list(self._powers)[-(self._ahead + -(-count // self._step)) :])
        gain = self._gain.after(_since_loud(np.array(self._powers)), share)
        self._gain.value = gain = min(gain, max(1.0, _CEILING / max(coming, SILENT)))
        if max(abs(offset), abs(self._offset)) >= ALMOST_SILENT / 4:
            given = given - np.linspace(self._offset, offset, count, dtype=np.float32)
        self._offset = offset
        return _ramped(given, before, gain, self._step)


class _Gain:
    """The gain that speech needs, from how loud it was; it knows what was loudest of late."""

    def __init__(self) -> None:
        self.value = 1.0
        self._top = 0.0

    def after(self, powers: Floats64, share: float) -> float:
        """The gain once steps of these `powers` were heard, a `share` of which is new."""
        loud, pauses = np.quantile(powers, [0.95, 0.1])
        if loud >= _QUIET:
            self.value = 1.0
            return self.value
        self._top = max(float(loud), self._top * 0.5**share)
        if self._top < SILENT / 2:
            self.value = 1.0
        elif loud >= _CONTRAST * pauses:
            self.value = min(_MOST_GAIN, _WANTED / self._top)
        return self.value


def _stretches(powers: Floats64) -> list[int]:
    """The steps at which a stretch begins: all, or long quiet ones and what lies between."""
    if np.quantile(powers, 0.95) < _QUIET:
        return [0]
    borders = [0]
    loud = [-1, *np.flatnonzero(powers >= _QUIET).tolist(), len(powers)]
    for before, after in pairwise(loud):
        if after - before > _QUIET_STEPS:
            borders += [before + 1, after]
    return sorted({border for border in borders if border < len(powers)})


def _since_loud(powers: Floats64) -> Floats64:
    """The steps after the last loud one if they are many; else all."""
    loud = np.flatnonzero(powers >= _QUIET)
    quiet = powers[loud[-1] + 1 :] if len(loud) else powers
    return quiet if len(quiet) > _QUIET_STEPS else powers


def _powers(steps: Floats) -> Floats64:
    powers: Floats64 = np.sqrt((steps.astype(np.float64) ** 2).mean(axis=1))
    return powers


def _ramped(window: Floats, before: float, gain: float, step: int) -> Floats:
    """`window` as loud as `gain` says, which it reaches within a `step` of samples."""
    if gain == before == 1.0:
        return window
    gains = np.full(len(window), gain, np.float32)
    count = min(len(window), step)
    gains[:count] = np.linspace(before, gain, count)
    louder: Floats = np.clip(window * gains, -1.0, 1.0)
    return louder
