"""How loud a sound is as it goes: a small file beside it, for drawing its wave."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samo_desktop.capture.blocks import Samples
from samo_desktop.capture.frames import damaged
from samo_desktop.capture.sealed import SealedFile, open_sealed

BINS_A_SECOND = 20
MOST_BINS = 4000

_HEAD = struct.Struct("<8sII")
_MARK = b"SAMOwav1"


@dataclass(frozen=True, slots=True)
class Peaks:
    """The loudest of each stretch of a sound: 0 to 255 for 0 to 1, rounded up.

    A stretch is `samples` long at `rate` samples a second; the last one may be shorter.
    """

    rate: int
    samples: int
    levels: bytes

    def to_bytes(self) -> bytes:
        """As it is stored."""
        return _HEAD.pack(_MARK, self.rate, self.samples) + self.levels

    @classmethod
    def from_bytes(cls, data: bytes) -> Peaks:
        """The inverse of `to_bytes`. Raises ValueError for anything else."""
        if len(data) < _HEAD.size:
            raise ValueError("too short")
        mark, rate, samples = _HEAD.unpack_from(data)
        levels = data[_HEAD.size :]
        if mark != _MARK or not rate or not samples or len(levels) > MOST_BINS:
            raise ValueError("of another kind")
        return cls(rate, samples, levels)


class PeakMeter:
    """Gathers `Peaks` of a sound of any length in at most `MOST_BINS` numbers.

    When they are used up, each two of them become one and stretches are twice as long from there.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._samples = max(1, rate // BINS_A_SECOND)
        self._bins = np.zeros(MOST_BINS, np.float32)
        self._count = 0  # samples until now

    def take(self, samples: Samples) -> None:
        """Goes on with `samples` [n], -1 to 1."""
        at = 0
        while at < len(samples):
            place, within = divmod(self._count, self._samples)
            if place == MOST_BINS:
                self._double()
                continue
            # At once as far as the bins reach: the begun one, then whole ones.
            part = np.abs(samples[at : at + (MOST_BINS - place) * self._samples - within])
            starts = np.arange(-within, len(part), self._samples)
            loudest = np.maximum.reduceat(part, np.maximum(starts, 0))
            bins = self._bins[place : place + len(loudest)]
            np.maximum(bins, loudest, out=bins)
            at += len(part)
            self._count += len(part)

    def peaks(self) -> Peaks:
        """What was gathered until now."""
        used = self._bins[: math.ceil(self._count / self._samples)]
        levels = np.ceil(np.clip(used.astype(np.float64), 0.0, 1.0) * 255).astype(np.uint8)
        return Peaks(self._rate, self._samples, levels.tobytes())

    def _double(self) -> None:
        halved = self._bins.reshape(-1, 2).max(axis=1)
        self._bins[: len(halved)] = halved
        self._bins[len(halved) :] = 0.0
        self._samples *= 2


def write_peaks(peaks: Peaks, path: Path, key: bytes | None) -> None:
    """Stores `peaks` at `path`, sealed, whole or not at all. Raises SamoError."""
    with SealedFile(path, key) as file:
        file.write(peaks.to_bytes())


def read_peaks(path: Path, key: bytes | None) -> Peaks:
    """What `write_peaks` stored. Raises NotFoundError, DamagedError."""
    with open_sealed(path, key) as file:
        data = file.read(_HEAD.size + MOST_BINS + 1)
    try:
        return Peaks.from_bytes(data)
    except ValueError as error:
        raise damaged(path) from error
