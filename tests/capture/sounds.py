"""Sounds that tests make for themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def wait_until(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Returns when `condition` holds; fails when it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.005)


def chirp(rate: int, seconds: float, peak: float = 0.5) -> NDArray[np.float32]:
    """A tone that rises from 100 to 1500 Hz, so that no part of it is like another."""
    count = round(rate * seconds)
    phase = 2 * np.pi * np.cumsum(np.linspace(100, 1500, count)) / rate
    return (peak * np.sin(phase)).astype(np.float32)


def int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return (samples * 32767).astype(np.int16)


def write(path: Path, samples: NDArray[np.float32], rate: int, codec: str, container: str) -> None:
    """Writes samples [channels, n] with PyAV."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(samples)]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.options = {"strict": "experimental"}  # for FFmpeg's own Vorbis
        if codec == "libopus":
            stream.bit_rate = 32000 * len(samples)
        for at in range(0, samples.shape[1], 4096):
            part = np.ascontiguousarray(samples[:, at : at + 4096])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate = rate
            frame.pts = at
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def likeness(left: NDArray[np.float32], right: NDArray[np.float32], rate: int) -> float:
    """The highest correlation of two sounds, one moved against the other by up to 125 ms."""
    count = min(len(left), len(right))
    left, right = left[:count], right[:count]
    size = 2 ** (2 * count).bit_length()
    product = np.fft.irfft(np.fft.rfft(left, size) * np.conj(np.fft.rfft(right, size)), size)
    shift = rate // 8  # more than any encoder's delay
    best = max(product[: shift + 1].max(), product[-shift:].max())
    return float(best / (np.linalg.norm(left) * np.linalg.norm(right) + 1e-12))
