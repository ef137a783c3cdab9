"""How often words are written down that nobody said: at cuts, in loops, in noise, from languages.

`python -m tests.benchmarks.invented_words [cuts|loops|noise|languages]...`. Speech is the sample's
voice note, flite's, and the clips of $SAMO_DATA. The thresholds were chosen on other noise than
is made here, on other synthetic voices, and on some of the clips (see docs/benchmarks.md).
"""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Transcript
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.ports import SAMPLE_RATE, Samples, SpeechModel
from samo_desktop.inference.speech.moonshine import Moonshine
from tests.benchmarks.accuracy import data_folder
from training.evaluate.word_normaliser import normalised

CUTS_A_CLIP = 8
FLITE_VOICES = ("slt", "rms", "awb", "kal16")
SENTENCES = (
    "We met at ten past four. It took me twenty five minutes to walk home.",
    "I could not sleep, so I got up and wrote down everything that worried me.",
    "My sister called this evening, and we laughed about the old garden for an hour.",
    "The meeting went better than I thought, and I am proud of what I said there.",
)
REPEATED = (
    ("no no no no I said no", "no", 5),
    ("breathe in, breathe out, " * 5, "breathe", 10),
    ("Let it go. Let it go. Let it go. Let it go. Let it go.", "let", 5),
    ("very very very very tired", "very", 4),
    ("go go go go go", "go", 5),
    ("I can do this. I can do this. I can do this. I can do this.", "can", 4),
)
"""What people do say again and again: words, one of them, and how often it is said."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`."""

    hits: int
    total: int

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.hits} of {self.total} ({low:.0%} to {high:.0%})"

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share, 0..1."""
        z, n = 1.96, max(1, self.total)
        share = self.hits / n
        middle = share + z * z / (2 * n)
        spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        low, high = ((middle + sign * spread) / (1 + z * z / n) for sign in (-1, 1))
        return max(0.0, low), min(1.0, high)


@dataclass(frozen=True, slots=True)
class Clip:
    """Speech and its words; `language` is an ISO 639-1 code."""

    name: str
    language: str
    words: str
    samples: Samples


Row = tuple[str, Share]


def cuts(model: SpeechModel) -> list[Row]:
    """Recordings that end while somebody speaks: whether words follow that were not said."""
    random = np.random.default_rng(8)
    invented = total = 0
    for clip in _english():
        seconds = len(clip.samples) / SAMPLE_RATE
        if seconds < 4:
            continue
        for at in random.uniform(1.5, seconds - 0.5, CUTS_A_CLIP):
            samples = clip.samples[: round(at * SAMPLE_RATE)]
            if _level(samples[-SAMPLE_RATE // 10 :]) < 0.3 * _level(clip.samples):
                continue  # in a pause
            heard = normalised(_hear(model, samples).text).split()
            invented += _after_the_last_right(heard, normalised(clip.words).split()) >= 2
            total += 1
    return [("words after a cut in mid-word", Share(invented, total))]


def loops(model: SpeechModel) -> list[Row]:
    """Speech that is hard to hear: whether words are said again and again; what people repeat."""
    looping = said = total = 0
    for number, clip in enumerate(_english()):
        for kind, spoil in SPOILT.items():
            samples = spoil(clip.samples, np.random.default_rng([number, len(kind)]))
            heard = normalised(_hear(model, samples).text).split()
            looping += repeats(heard) and not repeats(normalised(clip.words).split())
            said += bool(heard)
            total += 1
    kept = [_kept(model, *each) for each in REPEATED]
    return [
        ("spoilt notes with loops", Share(looping, total)),
        ("  of them, notes with any words", Share(said, total)),
        ("repeated words that were said, kept", Share(sum(kept), len(kept))),
    ]


def noise(model: SpeechModel) -> list[Row]:
    """Where nobody speaks: whether there are words."""
    invented = total = 0
    for number, make in enumerate(NOISES.values()):
        other = list(NOISES.values())[number - 3]
        for level in (0.003, 0.02, 0.1):
            for seconds in (5, 15):
                random = np.random.default_rng([number, seconds])
                length = seconds * SAMPLE_RATE
                at = np.arange(length) / SAMPLE_RATE
                steady = make(length, random)
                for samples in (
                    steady,
                    steady * (0.2 + np.abs(np.sin(2 * at)) ** 2),
                    steady * (at % 2.3 > 0.8),
                    steady + 0.5 * other(length, random),
                ):
                    invented += bool(_hear(model, (level * samples).astype(np.float32)).text)
                    total += 1
    return [("noise, music and hum with words", Share(invented, total))]


def languages(model: SpeechModel) -> list[Row]:
    """Other languages with words of invented English; English taken for another language."""
    spoken = [clip for clip in _clips() if clip.language != "en"]
    invented = [bool(_hear(model, clip.samples).text) for clip in spoken]
    kept = aside = 0
    english = [clip for clip in [*_english(), *_flite()] if clip.words]
    for number, clip in enumerate(english):
        for spoil in (lambda samples, _: samples, *MILD.values()):
            samples = spoil(clip.samples, np.random.default_rng(number))
            aside += not _hear(model, samples).text
            kept += 1
    return [
        ("other languages with words", Share(sum(invented), len(invented))),
        ("English notes without words", Share(aside, kept)),
    ]


ALL: dict[str, Callable[[SpeechModel], list[Row]]] = {
    "cuts": cuts,
    "loops": loops,
    "noise": noise,
    "languages": languages,
}


def repeats(words: Sequence[str]) -> bool:
    """Whether a part of up to 12 words comes three times in a row, or one of four words twice."""
    for length in range(1, 13):
        run = 0
        for at in range(length, len(words)):
            run = run + 1 if words[at] == words[at - length] else 0
            if run >= (length if length >= 4 else 2 * length):
                return True
    return False


def _hear(model: SpeechModel, samples: Samples) -> Transcript:
    blocks = (samples[at : at + SAMPLE_RATE] for at in range(0, len(samples), SAMPLE_RATE))
    return result_of(model.transcribe(blocks))


def _after_the_last_right(heard: Sequence[str], said: Sequence[str]) -> int:
    matched = SequenceMatcher(None, heard, said, autojunk=False).get_matching_blocks()
    return len(heard) - max((block.a + block.size for block in matched if block.size), default=0)


def _kept(model: SpeechModel, words: str, word: str, times: int) -> bool:
    samples = np.concatenate([_speak(words, "slt"), np.zeros(SAMPLE_RATE // 2, np.float32)])
    return normalised(_hear(model, samples).text).split().count(word) == times


def _english() -> list[Clip]:
    found = [clip for clip in _clips() if clip.language == "en"]
    words = Path(sample_voice_note()).with_name("voice.txt").read_text("utf-8")
    return [Clip("sample", "en", words, _sound(Path(sample_voice_note()))), *found]


def _clips() -> Iterator[Clip]:
    data = data_folder()
    if data is None:
        print("No data (set SAMO_DATA): clips of other speakers and languages are left out.")
        return
    with (data / "speech" / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            path = data / "speech" / row["file"]
            yield Clip(row["file"], "en", row["text"], _sound(path))
    folder = data / "speech" / "languages"
    with (folder / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        for name, language, words in csv.reader(file, delimiter="\t"):
            yield Clip(name, language, words, _sound(folder / name))


def _flite() -> Iterator[Clip]:
    for voice in FLITE_VOICES:
        for number, words in enumerate(SENTENCES):
            yield Clip(f"flite {voice} {number}", "en", words, _speak(words, voice))


def _speak(words: str, voice: str) -> Samples:
    flite = shutil.which("flite")
    if flite is None:
        raise SystemExit("flite, which speaks for this, is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        subprocess.run([flite, "-voice", voice, "-t", words, "-o", str(file)], check=True)
        return _sound(file)


def _sound(path: Path) -> Samples:
    return np.concatenate(list(decode(path)))


def _level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))) + 1e-9)


def _shaped(samples: int, random: np.random.Generator, power: float) -> Samples:
    """Noise whose spectrum falls with frequency to the `power`; its level is 1."""
    frequencies = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE)
    spectrum = random.normal(size=(2, len(frequencies))) / np.maximum(frequencies, 20) ** power
    made = np.fft.irfft(spectrum[0] + 1j * spectrum[1], samples)
    return np.asarray(made / _level(made), np.float32)


def _hum(samples: int, _: np.random.Generator) -> Samples:
    at = np.arange(samples) / SAMPLE_RATE
    return sum(np.sin(2 * np.pi * 50 * k * at + k) / k for k in range(1, 12))


def _fan(samples: int, random: np.random.Generator) -> Samples:
    at = np.arange(samples) / SAMPLE_RATE
    swell = 1 + 0.2 * np.sin(2 * np.pi * 3 * at)
    return _shaped(samples, random, 0.8) * swell + 0.3 * np.sin(2 * np.pi * 120 * at)


def _traffic(samples: int, random: np.random.Generator) -> Samples:
    points = max(4, samples // 24_000)
    swell = np.interp(np.arange(samples), np.linspace(0, samples, points), random.random(points))
    return _shaped(samples, random, 1.0) * (swell**2 + 0.1) * 2


def _rain(samples: int, random: np.random.Generator) -> Samples:
    drops = np.zeros(samples)
    drops[random.integers(0, samples, samples // 200)] = random.exponential(3, samples // 200)
    return 0.3 * _shaped(samples, random, 0.0) + np.convolve(drops, [1, -1.6, 0.9], "same")


def _keys(samples: int, random: np.random.Generator) -> Samples:
    made = 0.02 * random.normal(size=samples)
    for at in np.cumsum(random.exponential(2600, samples // 2600)).astype(int):
        if at < samples - 400:
            made[at : at + 400] += random.normal(size=400) * np.exp(-np.arange(400) / 60) * 4
    return made


def _music(samples: int, random: np.random.Generator) -> Samples:
    made = np.zeros(samples)
    for begin in range(0, samples, 8000):
        at = np.arange(min(8000, samples - begin)) / SAMPLE_RATE
        for key in random.choice([0, 3, 5, 7, 10, 12, 15], 2):
            tone = 220 * 2 ** (key / 12)
            for overtone in range(1, 6):
                wave = np.sin(2 * np.pi * tone * overtone * at) * np.exp(-2 * at)
                made[begin : begin + len(at)] += wave / overtone**1.3
    return made


NOISES: dict[str, Callable[[int, np.random.Generator], Samples]] = {
    "hiss": lambda samples, random: _shaped(samples, random, 0.0),
    "pink": lambda samples, random: _shaped(samples, random, 0.5),
    "brown": lambda samples, random: _shaped(samples, random, 1.0),
    "hum": _hum,
    "fan": _fan,
    "traffic": _traffic,
    "rain": _rain,
    "keys": _keys,
    "music": _music,
}


Spoil = Callable[[Samples, np.random.Generator], Samples]


def _noisy(kind: str, decibels: float) -> Spoil:
    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        made = NOISES[kind](len(samples), random)
        mixed = samples + made * _level(samples) / _level(made) / 10 ** (decibels / 20)
        return np.asarray(mixed / max(1.0, np.abs(mixed).max()), np.float32)

    return spoil


def _clipped(samples: Samples, _: np.random.Generator) -> Samples:
    return np.clip(samples / np.abs(samples).max() * 30, -1, 1).astype(np.float32)


def _reverberant(seconds: float) -> Spoil:
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


def _both(*kinds: Spoil) -> Spoil:
    def spoil(samples: Samples, random: np.random.Generator) -> Samples:
        for kind in kinds:
            samples = kind(samples, random)
        return samples

    return spoil


def _muffled(samples: Samples, _: np.random.Generator) -> Samples:
    """As through a wall: nothing over 600 Hz."""
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE) > 600] = 0
    return np.asarray(np.fft.irfft(spectrum, len(samples)), np.float32)


def _torn(samples: Samples, random: np.random.Generator) -> Samples:
    """As over a bad line: a third of its pieces of 60 ms are missing."""
    pieces = random.random(len(samples) // 960 + 1) > 1 / 3
    return np.asarray(samples * np.repeat(pieces, 960)[: len(samples)], np.float32)


MILD: dict[str, Spoil] = {
    "pink noise, 10 dB": _noisy("pink", 10),
    "traffic, 5 dB": _noisy("traffic", 5),
    "reverberant": _reverberant(0.6),
}
SPOILT: dict[str, Spoil] = {
    "hiss, 0 dB": _noisy("hiss", 0),
    "pink noise, -5 dB": _noisy("pink", -5),
    "music, -5 dB": _noisy("music", -5),
    "clipped": _clipped,
    "very reverberant": _reverberant(1.5),
    "a hall, and noise": _both(_reverberant(3.0), _noisy("pink", 5)),
    "clipped hiss": _both(_noisy("hiss", 5), _clipped),
    "muffled": _both(_muffled, _noisy("pink", 10)),
    "torn": _torn,
}


def main() -> None:
    """Prints the shares of the parts that are named, or of all."""
    model = Moonshine()
    for part in sys.argv[1:] or ALL:
        for name, share in ALL[part](model):
            print(f"{name:<58} {share}", flush=True)


if __name__ == "__main__":
    main()
