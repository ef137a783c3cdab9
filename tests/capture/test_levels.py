"""Sound beyond full scale, very quiet sound, and sound that does not lie around zero."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.capture.decode import decode
from samo_desktop.capture.levels import as_floats, for_speech, for_speech_live, typical_peak
from samo_desktop.capture.report import DecodeReport

from .sounds import chirp, likeness

pytestmark = pytest.mark.slow

RATE = 16_000


def float_wav(path: Path, channels: NDArray[np.float32]) -> Path:
    count = len(channels)
    data = channels.astype("<f4").T.tobytes()
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, count, RATE, 4 * count * RATE, 4 * count, 32)
    body = b"WAVE" + head + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def speech(seconds: float, level: float) -> NDArray[np.float32]:
    """Syllables of a tone with pauses, as loud as `level`."""
    tone = chirp(RATE, seconds, 1.0)
    loud = np.sin(2 * np.pi * 3 * np.arange(len(tone)) / RATE).clip(0, None)
    return (level * tone * loud).astype(np.float32)


@pytest.mark.parametrize("scale", [1.5, 3.0, 8.0, 32768.0, 2.0**31])
def test_sound_beyond_full_scale_stays_clean(tmp_path: Path, scale: float) -> None:
    voice = speech(90, 1.0)
    voice[: 5 * RATE] *= 0.001  # a quiet beginning
    for channels in ([voice], [voice, -voice]):
        path = float_wav(tmp_path / "a.wav", np.stack(channels) * np.float32(scale))
        out = np.concatenate(list(decode(path)))
        assert likeness(out, voice, RATE) > 0.99
        assert np.abs(out).max() <= 1
        assert np.abs(out[: 5 * RATE]).max() < 0.01


def test_a_click_does_not_make_the_rest_quiet(tmp_path: Path) -> None:
    voice = speech(3, 0.5)
    voice[20_000:20_100] = 500
    out = np.concatenate(list(decode(float_wav(tmp_path / "a.wav", voice[None]))))
    assert np.abs(out[RATE * 2 :]).max() == pytest.approx(0.5, abs=0.02)


def blocks(samples: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [samples[at : at + RATE] for at in range(0, len(samples), RATE)]


def level(samples: NDArray[np.float32]) -> float:
    return float(20 * np.log10(np.sqrt((samples.astype(np.float64) ** 2).mean())))


@pytest.mark.parametrize("decibels", [-50, -60, -70, -80])
def test_very_quiet_speech_is_made_louder(decibels: int) -> None:
    voice = speech(25, 10 ** (decibels / 20))
    out = list(for_speech(iter(blocks(voice)), RATE))
    assert all(0 < len(block) <= RATE for block in out)
    whole = np.concatenate(out)
    assert len(whole) == len(voice)
    assert -40 < level(whole) < -20
    assert likeness(whole, voice, RATE) > 0.99


@pytest.mark.parametrize("loud", [0.5, 0.05, 0.01])
def test_speech_of_ordinary_loudness_stays_as_it_is(loud: float) -> None:
    voice = speech(12, loud)
    assert (np.concatenate(list(for_speech(iter(blocks(voice)), RATE))) == voice).all()


def test_hiss_and_silence_are_not_made_louder() -> None:
    hiss = np.random.default_rng(3).normal(0, 0.0005, 12 * RATE).astype(np.float32)
    for sound in (hiss, np.zeros(12 * RATE, np.float32), np.full(12 * RATE, 2**-15, np.float32)):
        out = np.concatenate(list(for_speech(iter(blocks(sound)), RATE)))
        assert np.abs(out).max() <= np.abs(sound).max() * 1.1


@pytest.mark.parametrize("offset", [0.3, -0.5, 0.01])
def test_an_offset_is_taken_out(offset: float) -> None:
    voice = speech(12, 0.1)
    out = np.concatenate(list(for_speech(iter(blocks(voice + np.float32(offset))), RATE)))
    assert abs(float(out.mean())) < 0.002
    assert likeness(out, voice, RATE) > 0.98


def test_nothing_gives_nothing() -> None:
    assert list(for_speech(iter([]), RATE)) == []
    assert typical_peak(np.zeros((1, 0), np.float32), RATE) == 0


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (np.array([[0, 128, 255]], np.uint8), [-1, 0, 127 / 128]),
        (np.array([[-32768, 0, 16384]], np.int16), [-1, 0, 0.5]),
        (np.array([[-(2**31), 2**30]], np.int32), [-1, 0.5]),
        (np.array([[np.nan, np.inf, -np.inf, 1e38, 0.25]], np.float64), [0, 0, 0, 0, 0.25]),
    ],
)
def test_samples_of_any_type_mean_the_same(
    data: NDArray[np.generic], expected: list[float]
) -> None:
    out = as_floats(data)
    assert out.dtype == np.float32
    assert out[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("peak", "note"),
    [(0.0, "The recording is silent."), (0.0005, "The recording is almost silent."), (0.1, None)],
)
def test_silence_is_told(tmp_path: Path, peak: float, note: str | None) -> None:
    report = DecodeReport()
    list(decode(float_wav(tmp_path / "a.wav", speech(2, peak)[None]), report=report))
    assert report.notes() == ((note,) if note else ())


def in_tenths(samples: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [samples[at : at + RATE // 5] for at in range(0, len(samples), RATE // 5)]


def live(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate(list(for_speech_live(in_tenths(samples), RATE)))


@pytest.mark.parametrize("decibels", [-50, -60, -70, -80])
def test_very_quiet_speech_is_made_louder_while_it_is_recorded(decibels: int) -> None:
    hiss = np.random.default_rng(4).normal(0, 10 ** ((decibels - 25) / 20), 2 * RATE)
    voice = np.concatenate([hiss.astype(np.float32), speech(12, 10 ** (decibels / 20))])
    whole = live(voice)
    assert len(whole) == len(voice)
    assert -40 < level(whole[3 * RATE :]) < -20
    assert likeness(whole[3 * RATE :], voice[3 * RATE :], RATE) > 0.99
    assert np.abs(whole).max() < 1.0


def test_ordinary_speech_hiss_and_silence_stay_as_they_are_while_recorded() -> None:
    hiss = np.random.default_rng(3).normal(0, 0.0005, 12 * RATE).astype(np.float32)
    for sound in (speech(6, 0.05), np.zeros(RATE, np.float32), hiss):
        assert (live(sound) == sound).all()


def test_what_is_suddenly_loud_is_not_clipped_while_recorded() -> None:
    voice = np.concatenate([speech(8, 0.001), speech(4, 0.6)])
    whole = live(voice)
    assert np.abs(whole).max() < 0.9
    assert likeness(whole[9 * RATE :], voice[9 * RATE :], RATE) > 0.99


@pytest.mark.parametrize("offset", [0.3, -0.01])
def test_an_offset_is_taken_out_while_recorded(offset: float) -> None:
    voice = speech(6, 0.1)
    out = live(voice + np.float32(offset))
    assert abs(float(out[RATE:].mean())) < 0.003
    assert likeness(out[RATE:], voice[RATE:], RATE) > 0.98


def test_sound_is_given_three_tenths_of_a_second_later_while_recorded() -> None:
    taken = given = 0
    blocks_ = in_tenths(speech(3, 0.001))

    def counted() -> Iterator[NDArray[np.float32]]:
        nonlocal taken
        for block in blocks_:
            taken += len(block)
            yield block

    for block in for_speech_live(counted(), RATE):
        given += len(block)
        assert taken - given <= 0.35 * RATE
    assert given == taken


def test_a_whisper_after_a_loud_voice_is_made_louder() -> None:
    voice = np.concatenate([speech(13, 0.3), speech(17, 0.001)])
    for out, late in (
        (np.concatenate(list(for_speech(iter(blocks(voice)), RATE))), 0),
        (live(voice), 3),
    ):
        loud = slice(round(12.6 * RATE))  # a pause follows, which is no longer the loud voice's
        assert np.allclose(out[loud], voice[loud], atol=0.002)
        whisper = slice((13 + late) * RATE, None)
        assert -40 < level(out[whisper]) < -20
        assert likeness(out[whisper], voice[whisper], RATE) > 0.98


def test_pauses_of_a_loud_voice_stay_as_they_are() -> None:
    room = np.random.default_rng(6).normal(0, 0.001, 2 * RATE).astype(np.float32)
    voice = np.concatenate([speech(4, 0.3), room, speech(5, 0.3), room])
    assert (np.concatenate(list(for_speech(iter(blocks(voice)), RATE))) == voice).all()
    assert np.allclose(live(voice), voice, atol=0.002)
