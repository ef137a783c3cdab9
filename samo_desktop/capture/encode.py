"""Storing speech compactly: Ogg Opus, mono, 32 kilobits a second."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from av.container import OutputContainer

OPUS_RATE = 48_000
BIT_RATE = 32_000


class Target(Protocol):
    """What the encoded bytes go to: a file, a buffer, or a `SealedFile`."""

    def write(self, data: bytes, /) -> int: ...


def encode_opus(blocks: Iterable[NDArray[np.int16]], sample_rate: int, target: Target) -> float:
    """Encodes mono blocks [n] of `sample_rate` into `target`; returns their length in seconds.

    Works block by block, and only ever appends: `target` needs no `seek` and is not closed. Errors
    of `blocks` and `target` are passed on; `target` then holds the beginning.
    """
    import av

    out = _Appending(target)
    try:
        with av.open(out, "w", format="ogg") as container:
            count = _encode(container, blocks, sample_rate)
    except av.FFmpegError as error:
        raise out.error or error from None
    if out.error:
        raise out.error
    return count / sample_rate


def _encode(
    container: OutputContainer, blocks: Iterable[NDArray[np.int16]], sample_rate: int
) -> int:
    from av import AudioFrame

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
    container.mux(stream.encode(None))
    return count


class _Appending:
    """Hides all but `write`, so that FFmpeg neither seeks nor closes; keeps what `write` raised."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.error: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except Exception as error:
            self.error = self.error or error
            raise
