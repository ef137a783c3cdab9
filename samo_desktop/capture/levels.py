"""How loud a sound is: scaled down where it goes beyond full scale, up where it is very quiet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SILENT = 2.0**-14
"""A peak up to this is silence: what 16 bits make of nothing, and what codecs add to it."""
ALMOST_SILENT = 0.001

_NO_SOUND = 1e10
"""Beyond what any sound stored as numbers reaches, even in units of 32-bit integers."""
_PEAK_SECONDS = 0.02
_WINDOW_SECONDS = 10.0
_STEP_SECONDS = 0.05
_QUIET = 10 ** (-45 / 20)
_WANTED = 10 ** (-26 / 20)
_MOST_GAIN = 1000.0
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


class _Levelled:
    def __init__(self, rate: int) -> None:
        self._step = max(1, round(rate * _STEP_SECONDS))
        self._top = 0.0
        self._gain = 1.0

    def take(self, window: Floats) -> Floats:
        gain = self._wanted(window)
        if gain == self._gain == 1.0:
            return window
        gains = np.full(len(window), gain, np.float32)
        count = min(len(window), self._step)
        gains[:count] = np.linspace(self._gain, gain, count)
        self._gain = gain
        louder: Floats = np.clip(window * gains, -1.0, 1.0)
        return louder

    def _wanted(self, window: Floats) -> float:
        steps = window[: len(window) // self._step * self._step].reshape(-1, self._step)
        if not len(steps):
            return self._gain
        powers = np.sqrt((steps.astype(np.float64) ** 2).mean(axis=1))
        loud, pauses = np.quantile(powers, [0.95, 0.1])
        self._top = max(float(loud), self._top / 2)
        if self._top >= _QUIET or self._top < SILENT / 2:
            return 1.0
        if loud < _CONTRAST * pauses:
            return self._gain
        return min(_MOST_GAIN, _WANTED / self._top)
