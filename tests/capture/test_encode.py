"""Opus: small, and as long and as good as what was recorded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.capture.decode import decode, probe
from samo_desktop.capture.sealed import SealedFile, open_sealed
from samo_desktop.errors import AudioError, SamoError
from tests.support.sound import encode_opus

from .sounds import chirp, int16, likeness
from .test_sealed import KEY


def blocks(samples: NDArray[np.int16], size: int) -> Iterator[NDArray[np.int16]]:
    return (samples[at : at + size] for at in range(0, len(samples), size))


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize("seconds", [0.01, 0.5, 3.333])
def test_as_long_and_as_good_as_before(rate: int, seconds: float) -> None:
    samples, target = int16(chirp(rate, seconds)), io.BytesIO()
    assert encode_opus(blocks(samples, 777), rate, target) == len(samples) / rate
    assert probe(target).codec == "opus"
    out = np.concatenate(list(decode(target)))
    assert abs(len(out) / 16000 - seconds) < 0.005
    if seconds > 0.1:
        assert likeness(out, chirp(16000, seconds), 16000) > 0.95


def test_it_is_small() -> None:
    target = io.BytesIO()
    noise = np.random.default_rng(0).integers(-9000, 9000, 48000 * 10).astype(np.int16)
    encode_opus(blocks(noise, 4800), 48000, target)
    assert len(target.getvalue()) * 8 / 10 < 40_000


def test_it_goes_straight_into_a_sealed_file(tmp_path: Path) -> None:
    path = tmp_path / "a.samo"
    with SealedFile(path, KEY) as file:
        encode_opus(blocks(int16(chirp(44100, 2)), 4410), 44100, file)
    with open_sealed(path, KEY) as stored:
        out = np.concatenate(list(decode(stored)))
        assert not stored.closed
    assert likeness(out, chirp(16000, 2), 16000) > 0.95


def test_no_sound_at_all() -> None:
    target = io.BytesIO()
    assert encode_opus([], 44100, target) == 0
    assert encode_opus([np.zeros(0, np.int16)], 44100, target) == 0
    with pytest.raises(AudioError):
        next(decode(target))


@pytest.mark.parametrize("room", [0, 3, 20])
def test_a_full_disk_is_told(room: int) -> None:
    class Full(io.BytesIO):
        writes = 0

        def write(self, data: bytes, /) -> int:  # type: ignore[override]
            self.writes += 1
            if self.writes > room:
                raise SamoError("The disk is full.")
            return super().write(data)

    noise = np.random.default_rng(0).integers(-9000, 9000, 44100 * 60).astype(np.int16)
    with pytest.raises(SamoError, match="full"):
        encode_opus(blocks(noise, 4410), 44100, Full())


def test_errors_of_the_source_are_passed_on() -> None:
    def broken() -> Iterator[NDArray[np.int16]]:
        yield np.ones(4410, np.int16)
        raise SamoError("Damaged.")

    with pytest.raises(SamoError, match="Damaged"):
        encode_opus(broken(), 44100, io.BytesIO())
