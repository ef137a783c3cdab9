"""Sounds in which nobody says a word: steady ones, of a house, of a street, music, and voices.

Each takes how many samples to make (16 kHz) and a source of chance; levels are set by the caller.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from samo_desktop.capture.decode import decode
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.ports import SAMPLE_RATE, Samples

Noise = Callable[[int, np.random.Generator], Samples]

SCALE = (0, 2, 3, 5, 7, 8, 10, 12)
"""Semitones of a minor scale over its first note."""
VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))
"""The first three formants in Hz of a, i, u and e (Peterson and Barney 1952, men)."""


def level(samples: Samples) -> float:
    """The root mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) + 1e-9)


def shaped(
    count: int, random: np.random.Generator, power: float, low: float = 20, high: float = 8000
) -> Samples:
    """Noise of level 1 between two frequencies in Hz, whose amplitude falls with their `power`."""
    frequencies = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    spectrum = random.normal(size=(2, len(frequencies))) / np.maximum(frequencies, 20) ** power
    spectrum *= (frequencies >= low) & (frequencies <= high)
    made = np.fft.irfft(spectrum[0] + 1j * spectrum[1], count)
    return np.asarray(made / level(made), np.float32)


def silence(count: int, _: np.random.Generator) -> Samples:
    """Nothing at all."""
    return np.zeros(count, np.float32)


def hum(count: int, _: np.random.Generator, mains: float = 50.0) -> Samples:
    """A transformer or a bad cable: the mains and its harmonics."""
    at = np.arange(count) / SAMPLE_RATE
    return _floats(sum(np.sin(2 * np.pi * mains * k * at + k) / k for k in range(1, 12)))


def fan(count: int, random: np.random.Generator) -> Samples:
    """Air, a motor, and a slow beat."""
    at = np.arange(count) / SAMPLE_RATE
    swell = 1 + 0.2 * np.sin(2 * np.pi * 3 * at)
    return _floats(shaped(count, random, 0.8) * swell + 0.3 * np.sin(2 * np.pi * 120 * at))


def traffic(count: int, random: np.random.Generator) -> Samples:
    """Cars that come and go."""
    return _floats(shaped(count, random, 1.0) * (_swell(count, random, 1.5) ** 2 + 0.1) * 2)


def rain(count: int, random: np.random.Generator) -> Samples:
    """Drops on a window."""
    drops = np.zeros(count)
    drops[random.integers(0, count, count // 200)] = random.exponential(3, count // 200)
    return _floats(0.3 * shaped(count, random, 0.0) + np.convolve(drops, [1, -1.6, 0.9], "same"))


def wind(count: int, random: np.random.Generator) -> Samples:
    """Gusts over a microphone: mostly under 200 Hz, whistling when they are strong."""
    gusts = _swell(count, random, 0.8) ** 2
    whistle = shaped(count, random, 0.0, 350, 700) * gusts**2
    return _floats(shaped(count, random, 1.5) * (0.05 + gusts) + 0.1 * whistle)


def keys(count: int, random: np.random.Generator) -> Samples:
    """Typing."""
    thump = random.normal(size=400) * np.exp(-np.arange(400) / 60) * 4
    times = np.cumsum(random.exponential(2600, count // 2600)).astype(int)
    return _floats(0.02 * random.normal(size=count) + _strewn(count, times, thump, random))


def clicks(count: int, random: np.random.Generator) -> Samples:
    """A mouse, a pen, a switch: single clicks."""
    click = np.exp(-np.arange(160) / 12) * np.sin(np.arange(160) * 1.4)
    return _strewn(count, random.integers(0, count, count // 12_000), click, random)


def clock(count: int, random: np.random.Generator) -> Samples:
    """A clock that ticks twice a second."""
    tick = np.exp(-np.arange(300) / 30) * np.sin(np.arange(300) * 0.9)
    return _strewn(count, np.arange(0, count, SAMPLE_RATE // 2), tick, random)


def steps(count: int, random: np.random.Generator) -> Samples:
    """Somebody walks about."""
    size = 1600
    step = shaped(size, random, 1.0, 60, 1500) * np.exp(-np.arange(size) / 250)
    times = np.cumsum(random.normal(9000, 700, count // 9000)).astype(int)
    return _strewn(count, times, step, random)


def dishes(count: int, random: np.random.Generator) -> Samples:
    """Plates and glasses: rows of ringing tones."""
    at = np.arange(8000) / SAMPLE_RATE
    made = np.zeros(count, np.float32)
    for tone in random.uniform(900, 6000, 8):
        ring = np.exp(-at * 14) * (np.sin(2 * np.pi * tone * at) + np.sin(5.2 * np.pi * tone * at))
        made += _strewn(count, random.integers(0, count, max(1, count // 60_000)), ring, random)
    return made


def telephone(count: int, _: np.random.Generator) -> Samples:
    """A telephone that rings: two tones, a second of four."""
    at = np.arange(count) / SAMPLE_RATE
    tones = np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at)
    return _floats(tones * (at % 4 < 1) * (1 + np.sign(np.sin(2 * np.pi * 20 * at))))


def breathing(count: int, random: np.random.Generator) -> Samples:
    """In and out through the mouth, close to the microphone."""
    at = np.arange(count) / SAMPLE_RATE
    phase = at % 3.8
    into = np.sin(np.pi * np.clip(phase / 1.3, 0, 1)) ** 2
    out = np.sin(np.pi * np.clip((phase - 1.6) / 1.7, 0, 1)) ** 2
    return _floats(
        into * shaped(count, random, 0.3, 700, 6000) + out * shaped(count, random, 0.7, 200, 4000)
    )


def snoring(count: int, random: np.random.Generator) -> Samples:
    """Rough breath in, soft breath out."""
    at = np.arange(count) / SAMPLE_RATE
    phase = at % 4.2
    rough = np.sin(np.pi * np.clip(phase / 1.6, 0, 1)) ** 2 * np.abs(np.sin(2 * np.pi * 32 * at))
    soft = np.sin(np.pi * np.clip((phase - 2) / 1.8, 0, 1)) ** 2
    return _floats(
        rough * shaped(count, random, 0.8, 80, 1200)
        + 0.2 * soft * shaped(count, random, 0.5, 300, 3000)
    )


def coughs(count: int, random: np.random.Generator) -> Samples:
    """A cough now and then."""
    size = 5600
    at = np.arange(size) / SAMPLE_RATE
    puff = np.exp(-at * 9) + 0.6 * np.exp(-(((at - 0.22) / 0.05) ** 2))
    cough = shaped(size, random, 0.5, 250, 4500) * puff
    times = np.cumsum(random.exponential(2.5 * SAMPLE_RATE, count // 40_000 + 1)).astype(int)
    return _strewn(count, times, cough, random)


def applause(count: int, random: np.random.Generator) -> Samples:
    """A hall that claps."""
    made = np.zeros(count, np.float32)
    for _ in range(24):
        centre = random.uniform(700, 2000)
        clap = shaped(480, random, 0.2, centre / 2, 2 * centre) * np.exp(-np.arange(480) / 70)
        gap = random.uniform(0.2, 0.32) * SAMPLE_RATE
        times = np.cumsum(random.normal(gap, 500, int(count / gap))).astype(int)
        made += _strewn(count, times, clap, random)
    return made


def dog(count: int, random: np.random.Generator) -> Samples:
    """Barks: a falling, rough tone of a quarter of a second, two or three in a row."""
    at = np.arange(4000) / SAMPLE_RATE
    pitch = 2 * np.pi * np.cumsum(480 - 700 * at) / SAMPLE_RATE
    rough = 1 + 0.5 * np.sin(2 * np.pi * 70 * at)
    voice = sum(np.sin(k * pitch) / k**0.7 for k in range(1, 12)) * rough
    bark = (voice + random.normal(size=len(at))) * np.sin(np.pi * at / at[-1]) ** 0.5
    first = random.integers(0, count, max(1, count // 60_000))
    return _strewn(count, np.concatenate([first, first + 6500, first + 13_500]), bark, random)


def birds(count: int, random: np.random.Generator) -> Samples:
    """Chirps that rise and fall."""
    at = np.arange(2400) / SAMPLE_RATE
    made = np.zeros(count, np.float32)
    for _ in range(6):
        sweep = random.uniform(2500, 5500) + random.uniform(-8000, 8000) * at
        tone = np.sin(2 * np.pi * np.cumsum(sweep) / SAMPLE_RATE) * np.sin(np.pi * at / at[-1])
        made += _strewn(count, random.integers(0, count, max(1, count // 50_000)), tone, random)
    return made


def plucked(count: int, random: np.random.Generator) -> Samples:
    """Pairs of plucked strings, two a second."""
    made = np.zeros(count, np.float32)
    for begin in range(0, count, 8000):
        at = np.arange(min(8000, count - begin)) / SAMPLE_RATE
        for key in random.choice([0, 3, 5, 7, 10, 12, 15], 2):
            tone = 220 * 2 ** (key / 12)
            for overtone in range(1, 6):
                wave = np.sin(2 * np.pi * tone * overtone * at) * np.exp(-2 * at)
                made[begin : begin + len(at)] += wave / overtone**1.3
    return made


def band(count: int, random: np.random.Generator) -> Samples:
    """Chords, drums, and a melody with vibrato."""
    beat = SAMPLE_RATE * 6 // 10
    kick = np.sin(2 * np.pi * np.cumsum(np.linspace(120, 40, 3000)) / SAMPLE_RATE)
    snare = random.normal(size=2000) * np.exp(-np.arange(2000) / 400)
    drums = _strewn(count, np.arange(0, count, beat), kick * np.linspace(1, 0, 3000), random)
    drums += 0.4 * _strewn(count, np.arange(beat // 2, count, beat), snare, random)
    low = _notes(count, random, 4 * beat, 110)
    chords = sum(_tone(low * ratio, 0, 4) for ratio in (1, 1.189, 1.498))
    return _floats(drums + 0.3 * chords + 0.5 * melody(count, random))


def melody(count: int, random: np.random.Generator) -> Samples:
    """A violin, or a flute, alone: notes with vibrato."""
    return _floats(_tone(_notes(count, random, SAMPLE_RATE // 3, 330), 0.012, 8))


def singing(count: int, random: np.random.Generator) -> Samples:
    """A voice that sings vowels: no words."""
    size = SAMPLE_RATE * 3 // 5
    tone = _tone(_notes(count, random, size, 165), 0.015, 24)
    made = np.zeros(count, np.float32)
    spectrum = np.fft.rfft(tone)
    frequencies = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    which = np.repeat(random.integers(0, len(VOWELS), count // size + 1), size)[:count]
    smooth = np.ones(1600) / 1600
    for number, formants in enumerate(VOWELS):
        shape = sum(1 / (1 + ((frequencies - f) / 90) ** 2) for f in formants)
        part = np.convolve(which == number, smooth, "same")
        made += (np.fft.irfft(spectrum * shape, count) * part).astype(np.float32)
    return made


def humming(count: int, random: np.random.Generator) -> Samples:
    """Somebody hums a tune with the mouth closed."""
    size = SAMPLE_RATE // 2
    tone = _tone(_notes(count, random, size, 130), 0.004, 12)
    spectrum = np.fft.rfft(tone)
    frequencies = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    return _floats(np.fft.irfft(spectrum / (1 + (frequencies / 300) ** 2), count))


def crying(count: int, random: np.random.Generator) -> Samples:
    """A baby: wails of a second, whose pitch rises and falls."""
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    pitch = 420 + 130 * np.sin(np.pi * at)
    voice = _tone(pitch, 0.01, 14) * np.sin(np.pi * at) ** 0.4
    voice += 0.2 * random.normal(size=len(at)) * np.sin(np.pi * at)
    times = np.cumsum(random.normal(1.5, 0.2, count // SAMPLE_RATE) * SAMPLE_RATE).astype(int)
    return _strewn(count, times, voice, random)


def laughter(count: int, random: np.random.Generator) -> Samples:
    """Bursts of ha, ha, ha."""
    at = np.arange(2200) / SAMPLE_RATE
    voice = _tone(230 - 250 * at, 0.0, 18) + 0.8 * random.normal(size=len(at))
    spectrum = np.fft.rfft(voice * np.sin(np.pi * at / at[-1]))
    frequencies = np.fft.rfftfreq(len(at), 1 / SAMPLE_RATE)
    shape = sum(1 / (1 + ((frequencies - f) / 120) ** 2) for f in VOWELS[0])
    burst = np.fft.irfft(spectrum * shape, len(at))
    first = random.integers(0, count, max(1, count // 70_000))
    return _strewn(count, (first[:, None] + 3300 * np.arange(6)).ravel(), burst, random)


def murmur(count: int, random: np.random.Generator, voices: int = 16) -> Samples:
    """A restaurant, or a television next door: voices backwards, each at its own pitch."""
    voice = np.concatenate(list(decode(sample_voice_note())))[::-1]
    made = np.zeros(count, np.float32)
    for _ in range(voices):
        speed = random.uniform(0.75, 1.3)
        places = np.arange(0, len(voice) - 1, speed)
        other = np.interp(places, np.arange(len(voice)), voice).astype(np.float32)
        whole = np.resize(np.roll(other, random.integers(len(other))), count)
        made += whole * random.uniform(0.5, 1.0)
    return made


def muffled(count: int, random: np.random.Generator) -> Samples:
    """The same through a wall: nothing over 500 Hz."""
    spectrum = np.fft.rfft(murmur(count, random))
    spectrum[np.fft.rfftfreq(count, 1 / SAMPLE_RATE) > 500] = 0
    return _floats(np.fft.irfft(spectrum, count))


def _floats(samples: Samples) -> Samples:
    return np.asarray(samples, np.float32)


def _swell(count: int, random: np.random.Generator, seconds: float) -> Samples:
    """A loudness, 0..1, that changes every so many seconds."""
    points = max(4, round(count / SAMPLE_RATE / seconds))
    return np.interp(np.arange(count), np.linspace(0, count, points), random.random(points))


def _strewn(count: int, times: Samples, sound: Samples, random: np.random.Generator) -> Samples:
    """`sound` at these times (samples), each as loud as chance will have it."""
    size = count + len(sound)
    pulses = np.zeros(size)
    at = times[times < count]
    pulses[at] += random.uniform(0.3, 1.0, len(at))
    made = np.zeros(size)
    for begin in np.flatnonzero(pulses):
        made[begin : begin + len(sound)] += pulses[begin] * sound[: size - begin]
    return _floats(made[:count])


def _notes(count: int, random: np.random.Generator, size: int, lowest: float) -> Samples:
    """The pitch in Hz of each sample: a note of the scale for `size` samples, then another."""
    notes = lowest * 2 ** (random.choice(SCALE, count // size + 1) / 12)
    return np.convolve(np.repeat(notes, size)[:count], np.ones(400) / 400, "same")


def _tone(pitch: Samples, vibrato: float, overtones: int) -> Samples:
    at = np.arange(len(pitch)) / SAMPLE_RATE
    bent = pitch * (1 + vibrato * np.sin(2 * np.pi * 5.5 * at))
    phase = 2 * np.pi * np.cumsum(bent) / SAMPLE_RATE
    return sum(np.sin(k * phase) / k for k in range(1, overtones + 1))


STEADY: dict[str, Noise] = {
    "hiss": lambda count, random: shaped(count, random, 0.0),
    "pink": lambda count, random: shaped(count, random, 0.5),
    "brown": lambda count, random: shaped(count, random, 1.0),
    "hum": hum,
    "fan": fan,
    "traffic": traffic,
    "rain": rain,
    "keys": keys,
    "music": plucked,
}
"""What the limits against invented words were first chosen beside."""
ALL: dict[str, Noise] = {
    "silence": silence,
    **STEADY,
    "hum of 60 Hz": lambda count, random: hum(count, random, 60.0),
    "wind": wind,
    "clicks": clicks,
    "clock": clock,
    "steps": steps,
    "dishes": dishes,
    "telephone": telephone,
    "breathing": breathing,
    "snoring": snoring,
    "coughs": coughs,
    "applause": applause,
    "dog": dog,
    "birds": birds,
    "band": band,
    "melody": melody,
    "singing": singing,
    "humming": humming,
    "crying": crying,
    "laughter": laughter,
    "murmur": murmur,
    "murmur of few": lambda count, random: murmur(count, random, 4),
    "murmur behind a wall": muffled,
}
"""Everything."""
