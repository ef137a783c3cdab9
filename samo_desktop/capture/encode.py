"""Storing speech compactly: Ogg Opus, mono, 32 kilobits a second."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.blocks import framed

if TYPE_CHECKING:
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


def _encode(
    container: OutputContainer, blocks: Iterable[NDArray[np.int16]], sample_rate: int
) -> Generator[float, None, int]:
    told = 0
    count = 0
    stream = container.add_stream("libopus", rate=OPUS_RATE, layout="mono")
    stream.bit_rate = BIT_RATE
    for block in blocks:
        if len(block):
            # Without times the length of short recordings would be some milliseconds off.
            frame = framed(block, sample_rate, at=count)
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
