"""Faster and slower: how long it is then, and that it sounds as high as before."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.capture.decode import decode
from samo_desktop.capture.tempo import Tempo
from samo_desktop.settings import PLAYBACK_SPEEDS
from tests.support.sound import encode_opus

from .sounds import int16

SPEEDS = [speed for speed in PLAYBACK_SPEEDS if speed != 1]


def sine(rate: int, seconds: float, hertz: float = 440.0) -> NDArray[np.float32]:
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)
    return wave.astype(np.float32)


def stretched(samples: NDArray[np.float32], rate: int, speed: float, step: int) -> NDArray:
    tempo = Tempo(rate, speed)
    out = [p for at in range(0, len(samples), step) for p in tempo.take(samples[at : at + step])]
    return np.concatenate([*out, *tempo.rest(), np.zeros(0, np.float32)])


def pitch(samples: NDArray[np.float32], rate: int) -> float:
    """Hertz of the strongest tone, to an eighth."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), rate * 8))
    return float(np.argmax(spectrum)) / 8


def test_the_filter_is_in_the_library() -> None:
    assert "atempo" in av.filter.filters_available


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_length_and_pitch(rate: int, speed: float) -> None:
    samples = sine(rate, 3.0)
    out = stretched(samples, rate, speed, rate // 20)
    assert len(out) == pytest.approx(len(samples) / speed, rel=0.02)
    assert pitch(out, rate) == pytest.approx(440, rel=0.01)
    assert np.abs(out).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_decoded_voice_note(speed: float) -> None:
    stored = io.BytesIO()
    encode_opus([int16(sine(48_000, 4.0))], 48_000, stored)
    tempo, out = Tempo(16_000, speed), []
    for block in decode(io.BytesIO(stored.getvalue()), 16_000):
        out += tempo.take(block)
    out += tempo.rest()
    heard = np.concatenate(out)
    assert len(heard) == pytest.approx(64_000 / speed, rel=0.02)
    assert pitch(heard, 16_000) == pytest.approx(440, rel=0.01)


@examples(max_examples=25)
@given(st.sampled_from(SPEEDS), st.integers(1, 5000), st.integers(0, 40_000))
def test_however_it_is_cut(speed: float, step: int, count: int) -> None:
    out = stretched(sine(8_000, 5.0)[:count], 8_000, speed, step)
    assert abs(len(out) - count / speed) <= 0.02 * count / speed + 400  # a window, 50 ms
    assert np.isfinite(out).all()


def test_it_streams_and_holds_little() -> None:
    tempo, given, got = Tempo(16_000, 2.0), 0, 0
    for _ in range(100):
        given += 800
        got += sum(len(part) for part in tempo.take(sine(16_000, 0.05)))
        assert given / 2 - got <= 16_000 / 8


@pytest.mark.parametrize("speed", [0.49, 2.01, 0.0, -1.0, float("nan")])
def test_a_speed_that_would_leave_out_sound_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="no speed"):
        Tempo(16_000, speed)
