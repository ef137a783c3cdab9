"""Channels as one sound: nothing cancels out, silence costs nothing, gains change unheard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.capture.downmix import Downmix, Floats

from .sounds import chirp

RATE = 16_000
VOICE = chirp(RATE, 4)
SILENCE = np.zeros_like(VOICE)
OTHER = np.random.default_rng(1).normal(0, 0.2, len(VOICE)).astype(np.float32)


def mixed(channels: list[Floats], rate: int = RATE) -> Floats:
    data = np.stack(channels)
    mix = Downmix(len(channels), rate)
    return np.concatenate([mix.mix(data[:, at : at + rate]) for at in range(0, len(VOICE), rate)])


def level(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


def delayed(samples: Floats, count: int) -> Floats:
    return np.concatenate([np.zeros(count, np.float32), samples])[: len(samples)]


def turned(samples: Floats, start: int, end: int) -> Floats:
    copy = samples.copy()
    copy[start:end] *= -1
    return copy


@pytest.mark.parametrize(
    "channels",
    [
        [VOICE, -VOICE],
        [VOICE, -0.7 * VOICE],
        [-0.4 * VOICE, VOICE],
        [VOICE, turned(VOICE, 20_000, 40_000)],
        [VOICE, turned(VOICE, 20_123, 24_567)],
        [VOICE, SILENCE],
        [SILENCE, VOICE],
        [SILENCE, SILENCE, SILENCE, VOICE, SILENCE, SILENCE],
        [VOICE, -VOICE, VOICE, -VOICE],
        [VOICE, -0.5 * VOICE, -0.5 * VOICE],
        [VOICE, VOICE],
        [VOICE, 0.001 * OTHER],
        [VOICE, delayed(-VOICE, 2)],
        [VOICE, delayed(-VOICE, 80)],
        [VOICE, delayed(VOICE, 160)],
        [0.5 * VOICE + 0.3, -0.5 * VOICE - 0.3],
    ],
)
def test_one_voice_is_heard_as_loud_as_it_is(channels: list[Floats]) -> None:
    out = mixed(channels)
    assert len(out) == len(VOICE)
    loudest = max(level(channel - channel.mean()) for channel in channels)
    for at in range(0, len(out) - RATE // 10, RATE // 10):  # no tenth of a second is lost
        assert level(out[at : at + RATE // 10]) > 0.5 * level(VOICE) * loudest / level(VOICE)
    assert np.abs(out).max() <= max(np.abs(channel).max() for channel in channels) + 1e-6


@pytest.mark.parametrize("sign", [1, -1])
def test_two_voices_are_both_heard(sign: int) -> None:
    out = mixed([VOICE, sign * OTHER])
    for voice in (VOICE, OTHER):
        assert abs(np.corrcoef(out, voice)[0, 1]) > 0.3


def test_voices_that_take_turns_keep_their_loudness() -> None:
    middle = len(VOICE) // 2
    first, second = VOICE.copy(), VOICE.copy()
    first[middle:] = 0
    second[:middle] = 0
    out = mixed([first, second])
    assert level(out) == pytest.approx(level(VOICE), rel=0.05)


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100])
def test_gains_change_without_clicks(rate: int) -> None:
    tone = (0.4 * np.sin(2 * np.pi * 200 * np.arange(len(VOICE)) / rate)).astype(np.float32)
    other = turned(tone, 20_000, 40_000)
    other[50_000:] = 0
    steps = np.abs(np.diff(mixed([tone, other], rate)))
    steps[[19_999, 39_999, 49_999]] = 0  # where the channel itself jumps
    assert steps.max() < 3 * np.abs(np.diff(tone)).max()


def test_alike_channels_come_out_as_they_went_in() -> None:
    assert (mixed([VOICE, VOICE.copy()]) == VOICE).all()


def test_how_much_would_have_been_lost_is_known() -> None:
    for channels, lost in (
        ([VOICE, -VOICE], 4),
        ([VOICE, turned(VOICE, 0, 32_000)], 2),
        ([VOICE, VOICE], 0),
        ([VOICE, SILENCE], 0),
        ([VOICE, OTHER], 0),
    ):
        mix = Downmix(2, RATE)
        mix.mix(np.stack(channels))
        assert mix.lost_seconds == pytest.approx(lost, abs=0.1)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 8),
    st.integers(0, 5000),
    st.sampled_from([8000, 44_100]),
    st.integers(0, 2**32 - 1),
)
def test_any_channels_give_as_many_samples_within_the_loudest(
    channels: int, count: int, rate: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.uniform(-8, 0, (channels, 1))
    data = (rng.uniform(-1, 1, (channels, count)) * scale).astype(np.float32)
    data[rng.random(channels) < 0.3] = 0
    mix = Downmix(channels, rate)
    for _ in range(2):
        out = mix.mix(data)
        assert out.shape == (count,)
        assert np.isfinite(out).all()
        if count:
            assert np.abs(out).max() <= np.abs(data).max() * 1.001
