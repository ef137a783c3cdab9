"""Mono sound in blocks: of one length, later, and at another rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler

Samples = NDArray[np.float32]
Sample = TypeVar("Sample", np.float32, np.int16)

_FORMATS = {"float32": "flt", "int16": "s16"}
"""What FFmpeg calls them."""

_LATEST = 3600.0
"""How much later (seconds) than the others a track may begin."""


def in_blocks(parts: Iterator[Samples], size: int) -> Iterator[Samples]:
    """`parts` as blocks of `size`; the last one may be shorter."""
    waiting: list[Samples] = []
    count = 0
    for part in parts:
        waiting.append(part)
        count += len(part)
        if count < size:
            continue
        joined = np.concatenate(waiting) if len(waiting) > 1 else part
        whole = count - count % size
        for at in range(0, whole, size):
            yield joined[at : at + size]
        waiting, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(waiting)


def later(blocks: Iterator[Samples], seconds: float, rate: int) -> Iterator[Samples]:
    """`blocks` behind some silence."""
    silence = np.zeros(round(min(seconds, _LATEST) * rate), np.float32)
    return in_blocks(chain([silence], blocks), rate)


def as_speech(
    blocks: Iterable[tuple[int, NDArray[np.int16]]], sample_rate: int = 16_000
) -> Iterator[Samples]:
    """Recorded mono blocks with their samples per second, as `decode` gives sound."""
    floats = ((rate, block.astype(np.float32) / 32768.0) for rate, block in blocks)
    return resampled(floats, sample_rate)


def resampled(
    batches: Iterable[tuple[int, NDArray[Sample]]], sample_rate: int
) -> Iterator[NDArray[Sample]]:
    """Mono batches [n] with their samples per second, float32 or int16, all at `sample_rate`."""
    from av import AudioResampler

    resampler: AudioResampler | None = None
    current = sample_rate
    for rate, samples in batches:
        if rate != current:  # at the start, or where a sound changes its rate midway
            yield from _converted(resampler, None)
            resampler = None
            if rate != sample_rate:
                resampler = AudioResampler(_FORMATS[samples.dtype.name], "mono", sample_rate)
            current = rate
        if resampler is None:
            yield samples
        elif len(samples):
            yield from _converted(resampler, framed(samples, rate))
    yield from _converted(resampler, None)


def framed(samples: NDArray[Any], rate: int, at: int | None = None) -> AudioFrame:
    """Mono samples [n], float32 or int16, as FFmpeg takes them; `at` counts those before."""
    from av import AudioFrame

    frame = AudioFrame.from_ndarray(
        np.ascontiguousarray(samples[None, :]), format=_FORMATS[samples.dtype.name], layout="mono"
    )
    frame.sample_rate = rate
    if at is not None:
        frame.pts, frame.time_base = at, Fraction(1, rate)
    return frame


def _converted(resampler: AudioResampler | None, frame: AudioFrame | None) -> Iterator[Any]:
    if resampler is not None:
        for converted in resampler.resample(frame):
            yield converted.to_ndarray()[0]
