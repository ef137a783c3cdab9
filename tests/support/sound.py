"""Small sounds for tests."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.decode import decode
from samo_desktop.capture.encode import ByteSink, encoding
from samo_desktop.domain.generators import result_of


def write_wav(path: Path, samples: np.ndarray, rate: int = 16_000) -> Path:
    """Mono 16-bit sound of `samples` (-1..1) at `rate`; returns `path`."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def ogg_to_wav(source: Path, folder: Path) -> Path:
    """`source` as a WAV file in `folder`, for players that know nothing else."""
    return write_wav(folder / f"{source.stem}.wav", np.concatenate(list(decode(source))))


def encode_opus(blocks: Iterable[NDArray[np.int16]], sample_rate: int, target: ByteSink) -> float:
    """Encodes mono blocks [n] into `target` at one go; returns their length in seconds."""
    return result_of(encoding(blocks, sample_rate, target))


def words(text: str) -> str:
    """`text` as speech is compared: lower case, without punctuation."""
    return " ".join("".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split())
