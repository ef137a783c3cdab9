"""Storing speech compactly: Ogg Opus, mono, 32 kilobits a second."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av import AudioFrame, AudioResampler
    from av.container import OutputContainer

OPUS_RATE = 48_000
BIT_RATE = 32_000
TELL_SECONDS = 30.0
"""Sound between two tellings of progress."""


class ByteSink(Protocol):
    """What the encoded bytes go to: a file, a buffer, or a `SealedFile`."""

    def write(self, data: bytes, /) -> int: ...


def encoding(
    blocks: Iterable[NDArray[np.int16]], sample_rate: int, target: ByteSink
) -> Generator[float, None, float]:
    """Encodes mono blocks [n] of `sample_rate` into `target`; returns their length in seconds.

    Yields the seconds so far, every `TELL_SECONDS` of sound. Works block by block, and only ever
    appends: `target` needs no `seek` and is not closed. Errors of `blocks` and `target` are passed
    on; `target` then holds the beginning.
    """
    import av

    out = Appending(target)
    try:
        with av.open(out, "w", format="ogg") as container:
            count = yield from _encode(container, blocks, sample_rate)
    except av.FFmpegError as error:
        raise out.error or error from None
    if out.error:
        raise out.error
    return count / sample_rate


def at_rate(
    blocks: Iterable[tuple[int, NDArray[np.int16]]], sample_rate: int
) -> Iterator[NDArray[np.int16]]:
    """Mono blocks [n] of any samples per second, each told with them, brought to `sample_rate`."""
    from av import AudioFrame, AudioResampler

    resampler: AudioResampler | None = None
    current = sample_rate
    for rate, block in blocks:
        if rate != current:  # another part of a recording, from another device
            yield from _resampled(resampler, None)
            resampler = None
            if rate != sample_rate:
                resampler = AudioResampler("s16", "mono", sample_rate)
            current = rate
        if resampler is None:
            yield block
        elif len(block):
            samples = np.ascontiguousarray(block[None, :])
            frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = rate
            yield from _resampled(resampler, frame)
    yield from _resampled(resampler, None)


def _resampled(
    resampler: AudioResampler | None, frame: AudioFrame | None
) -> Iterator[NDArray[np.int16]]:
    if resampler is not None:
        for converted in resampler.resample(frame):
            yield converted.to_ndarray()[0]


def _encode(
    container: OutputContainer, blocks: Iterable[NDArray[np.int16]], sample_rate: int
) -> Generator[float, None, int]:
    from av import AudioFrame

    told = 0
    count = 0
    stream = container.add_stream("libopus", rate=OPUS_RATE, layout="mono")
    stream.bit_rate = BIT_RATE
    for block in blocks:
        if len(block):
            samples = np.ascontiguousarray(block[None, :])
            frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = sample_rate
            # Without times the length of short recordings would be some milliseconds off.
            frame.pts, frame.time_base = count, Fraction(1, sample_rate)
            container.mux(stream.encode(frame))  # resamples as well
            count += len(block)
            if count - told >= TELL_SECONDS * sample_rate:
                told = count
                yield count / sample_rate
    container.mux(stream.encode(None))
    return count


class Appending:
    """Hides all but `write`, so that FFmpeg neither seeks nor closes; keeps what `write` raised."""

    def __init__(self, target: ByteSink) -> None:
        self._target = target
        self.error: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except Exception as error:
            self.error = self.error or error
            raise
