"""Speech as bad recordings hold it: noisy, distorted, far away, over a line, whispered.

Each takes mono speech at 16 kHz, -1 to 1, and a source of chance, and gives the same kind.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Callable

import av
import numpy as np

from samo_desktop.capture.blocks import framed, resampled
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from tests.benchmarks.noises import ALL, level, wind

Spoil = Callable[[Samples, np.random.Generator], Samples]

ORDER = 18
"""Coefficients of the filter that a mouth is."""
FRAME = 512
"""Samples over which it is taken to stand still."""


def noisy(kind: str, decibels: float) -> Spoil:
    """With a noise so many decibels under it."""

    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        made = ALL[kind](len(samples), random)
        mixed = samples + made * level(samples) / level(made) / 10 ** (decibels / 20)
        return np.asarray(mixed / max(1.0, np.abs(mixed).max()), np.float32)

    return spoil


def clipped(samples: Samples, _: np.random.Generator) -> Samples:
    """Thirty times too loud."""
    return np.clip(samples / np.abs(samples).max() * 30, -1, 1).astype(np.float32)


def reverberant(seconds: float) -> Spoil:
    """In a room whose echo takes so long to fall by 60 dB."""

    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        length = round(seconds * SAMPLE_RATE)
        room = random.normal(size=length) * np.exp(-6.9 * np.arange(length) / length)
        room *= 1.2 / np.linalg.norm(room)
        room[0] = 1
        size = len(samples) + length
        spectrum = np.fft.rfft(samples, size) * np.fft.rfft(room, size)
        made = np.fft.irfft(spectrum, size)[: len(samples)]
        return np.asarray(0.8 * made / np.abs(made).max(), np.float32)

    return spoil


def both(*kinds: Spoil) -> Spoil:
    """One after the other."""

    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        for kind in kinds:
            samples = kind(samples, random)
        return samples

    return spoil


def muffled(samples: Samples, _: np.random.Generator) -> Samples:
    """As through a wall: nothing over 600 Hz."""
    return _band(samples, 0, 600)


def torn(samples: Samples, random: np.random.Generator) -> Samples:
    """As over a bad line: a third of its pieces of 60 ms are missing."""
    pieces = random.random(len(samples) // 960 + 1) > 1 / 3
    return np.asarray(samples * np.repeat(pieces, 960)[: len(samples)], np.float32)


def quiet(decibels: float) -> Spoil:
    """With its loudest moment so far below full scale, in the steps of 16 bits."""

    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        scaled = samples / np.abs(samples).max() * 10 ** (decibels / 20)
        dithered = np.round(scaled * 32767 + random.uniform(-0.5, 0.5, len(samples)))
        return (dithered / 32768).astype(np.float32)

    return spoil


def windy(decibels: float) -> Spoil:
    """With the rumble of wind so many decibels under it (over it, if negative)."""

    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        gusts = _band(wind(len(samples), random), 3, 90)
        mixed = samples + gusts * level(samples) / level(gusts) / 10 ** (decibels / 20)
        return np.asarray(mixed / max(1.0, np.abs(mixed).max()), np.float32)

    return spoil


def telephone(samples: Samples, _: np.random.Generator) -> Samples:
    """300 to 3400 Hz, at 8 kHz in µ-law."""
    return _through("pcm_mulaw", "wav", _band(samples, 300, 3400))


def mobile(samples: Samples, _: np.random.Generator) -> Samples:
    """Over a mobile telephone of old: AMR at 4.75 kbit/s."""
    return _through("libopencore_amrnb", "amr", samples, 4750)


def whispered(samples: Samples, random: np.random.Generator) -> Samples:
    """With breath in place of the voice: its formants, excited by noise (linear prediction)."""
    window = np.hanning(FRAME)
    hop = FRAME // 4
    made = np.zeros(len(samples) + FRAME, np.float32)
    emphasised = np.append(samples[:1], samples[1:] - 0.95 * samples[:-1])
    for begin in range(0, len(samples) - FRAME, hop):
        frame = emphasised[begin : begin + FRAME] * window
        power = np.abs(np.fft.rfft(frame, 2 * FRAME)) ** 2
        likeness = np.fft.irfft(power)[: ORDER + 1]
        if likeness[0] < 1e-9:
            continue
        lags = np.abs(np.subtract.outer(np.arange(ORDER), np.arange(ORDER)))
        matrix = likeness[lags] + 1e-4 * likeness[0] * np.eye(ORDER)
        mouth = np.linalg.solve(matrix, likeness[1:])
        envelope = 1 / np.abs(np.fft.rfft(np.append(1, -mouth), FRAME))
        breath = np.fft.rfft(random.normal(size=FRAME) * window)
        sound = np.fft.irfft(breath * envelope, FRAME)
        made[begin : begin + FRAME] += sound * window * level(frame) / level(sound)
    spoken = made[: len(samples)]
    return np.asarray(0.1 * spoken / np.abs(spoken).max(), np.float32)


def offset(samples: Samples, _: np.random.Generator) -> Samples:
    """Not around zero."""
    return np.clip(samples * 0.5 + 0.3, -1, 1).astype(np.float32)


def whispers_later(samples: Samples, random: np.random.Generator) -> Samples:
    """Loud in its first half, then forty decibels quieter."""
    half = len(samples) // 2
    return np.concatenate([samples[:half], 0.01 * samples[half:]]).astype(np.float32)


def _band(samples: Samples, low: float, high: float) -> Samples:
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(frequencies < low) | (frequencies > high)] = 0
    return np.asarray(np.fft.irfft(spectrum, len(samples)), np.float32)


def _through(codec: str, container: str, samples: Samples, bits: int = 64_000) -> Samples:
    """What a codec at 8 kHz leaves of `samples`."""
    narrow = np.concatenate(list(resampled([(SAMPLE_RATE, samples)], 8000)))
    data = io.BytesIO()
    with av.open(data, "w", format=container) as file:
        stream = file.add_stream(codec, rate=8000, layout="mono")
        stream.bit_rate = bits
        words = (np.clip(narrow, -1, 1) * 32767).astype(np.int16)
        frame = framed(words, 8000)
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    data.seek(0)
    with av.open(data) as file:
        frames = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
    joined = np.concatenate(frames)
    whole = joined.astype(np.float32) / (32768 if joined.dtype.kind == "i" else 1)
    return np.concatenate(list(resampled([(8000, whole)], SAMPLE_RATE)))


def wav(channels: Samples, rate: int = SAMPLE_RATE) -> io.BytesIO:
    """`channels` [channels, n] as a file of 16 bits."""
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(channels, -1, 1) * 32767).astype("<i2").T.tobytes())
    data.seek(0)
    return data


MILD: dict[str, Spoil] = {
    "pink noise, 10 dB": noisy("pink", 10),
    "traffic, 5 dB": noisy("traffic", 5),
    "reverberant": reverberant(0.6),
}
SEVERE: dict[str, Spoil] = {
    "hiss, 0 dB": noisy("hiss", 0),
    "pink noise, -5 dB": noisy("pink", -5),
    "music, -5 dB": noisy("music", -5),
    "clipped": clipped,
    "very reverberant": reverberant(1.5),
    "a hall, and noise": both(reverberant(3.0), noisy("pink", 5)),
    "clipped hiss": both(noisy("hiss", 5), clipped),
    "muffled": both(muffled, noisy("pink", 10)),
    "torn": torn,
}
"""What makes speech hard to understand."""
ORDINARY: dict[str, Spoil] = {
    "as it is": lambda samples, _: samples,
    "telephone, µ-law": telephone,
    "mobile telephone": mobile,
    "clipped": clipped,
    "very quiet, -60 dB": quiet(-60),
    "quiet and noisy": both(noisy("pink", 10), quiet(-50)),
    "wind, 0 dB": windy(0),
    "wind, -10 dB": windy(-10),
    "wind, -20 dB": windy(-20),
    "offset": offset,
    "loud, then quiet": whispers_later,
    "whispered": whispered,
    "reverberant": reverberant(0.6),
    "over a band, 10 dB": noisy("band", 10),
    "over a band, 0 dB": noisy("band", 0),
    "others talking, 5 dB": noisy("murmur", 5),
}
"""What happens to recordings."""
