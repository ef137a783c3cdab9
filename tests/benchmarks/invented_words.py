"""How often words are written down that nobody said: at cuts, in loops, in noise, from languages.

`python -m tests.benchmarks.invented_words [--whisper FOLDER] [cuts|loops|noise|languages|hour]...`.
Speech is the sample's
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
from samo_desktop.capture.levels import for_speech
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Transcript
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.ports import SAMPLE_RATE, Samples, SpeechModel
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.inference.speech.whisper import Whisper
from tests.benchmarks.accuracy import data_folder
from tests.benchmarks.noises import ALL as NOISES
from tests.benchmarks.noises import STEADY, level
from tests.benchmarks.spoilt import MILD, SEVERE, both, noisy, quiet, reverberant, wav
from training.evaluate.word_normaliser import normalised

CUTS_A_CLIP = 8
LEVELS = (0.0003, 0.001, 0.003, 0.01, 0.05, 0.2)
"""Root mean squares of the noises of an hour."""
SPOKEN: tuple[tuple[str, ...], ...] = ((), ("en",), ("de", "en"))
"""Languages that may be spoken."""
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


Row = tuple[str, Share | int]
"""What was counted: of how many, or all."""


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
            if level(samples[-SAMPLE_RATE // 10 :]) < 0.3 * level(clip.samples):
                continue  # in a pause
            heard = normalised(_hear(model, samples).text).split()
            invented += _after_the_last_right(heard, normalised(clip.words).split()) >= 2
            total += 1
    return [("words after a cut in mid-word", Share(invented, total))]


def loops(model: SpeechModel) -> list[Row]:
    """Speech that is hard to hear: whether words are said again and again; what people repeat."""
    looping = said = total = 0
    for number, clip in enumerate(_english()):
        for kind, spoil in SEVERE.items():
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
    for number, make in enumerate(STEADY.values()):
        other = list(STEADY.values())[number - 3]
        for loud in (0.003, 0.02, 0.1):
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
                    invented += bool(_hear(model, (loud * samples).astype(np.float32)).text)
                    total += 1
    return [("noise, music and hum with words", Share(invented, total))]


def hour(model: SpeechModel) -> list[Row]:
    """An hour, as it is shipped: all `noises`, each two minutes, at levels from -70 to -14 dB.

    Also a voice far away, in a room and behind noise, and words beside a long noise.
    """
    rows: list[Row] = []
    for spoken in SPOKEN:
        invented = sum(_words_in(model, hour_part(number), spoken) for number in range(len(NOISES)))
        named = ", ".join(spoken) or "any language"
        rows.append((f"words in {len(NOISES) * 2} minutes without one, {named}", invented))
    return [*rows, *_beside_noise(model)]


def hour_part(number: int, seconds: int = 120) -> Samples:
    """The sounds of one of `noises`: steady, swelling, with gaps, and with another beside it."""
    makes = list(NOISES.values())
    random = np.random.default_rng([11, number])
    count = seconds * SAMPLE_RATE
    at = np.arange(count) / SAMPLE_RATE
    made, other = (
        make(count, random) for make in (makes[number], makes[(7 * number + 3) % len(makes)])
    )
    made, other = made / level(made), other / level(other)
    kinds = np.stack(
        [made, made * (0.2 + np.sin(2 * at) ** 2), made * (at % 2.3 > 0.8), made + 0.5 * other]
    )
    turn = (at / seconds * len(LEVELS) * len(kinds)).astype(int)
    loud = np.take(LEVELS, turn // len(kinds))
    return np.asarray(np.clip(loud * kinds[turn % len(kinds), np.arange(count)], -1, 1), np.float32)


def _beside_noise(model: SpeechModel) -> list[Row]:
    sample = _english()[0]
    random = np.random.default_rng(5)
    far = both(reverberant(0.8), noisy("pink", 12), quiet(-45))(sample.samples, random)
    heard = normalised(_hear_file(model, far, ()).text).split()
    said = normalised(sample.words).split()
    right = sum(
        b.size for b in SequenceMatcher(None, heard, said, autojunk=False).get_matching_blocks()
    )
    noise = 0.01 * NOISES["fan"](300 * SAMPLE_RATE, random)
    whole = np.concatenate([sample.samples, noise, sample.samples]).astype(np.float32)
    begin, end = len(sample.samples) / SAMPLE_RATE, (len(whole) - len(sample.samples)) / SAMPLE_RATE
    between = [
        segment
        for segment in _hear_file(model, whole, ()).segments
        if segment.end > begin + 1 and segment.start < end - 1
    ]
    return [
        ("words of a voice far away, right", Share(right, len(said))),
        ("segments in five minutes between two voices", len(between)),
    ]


def _words_in(model: SpeechModel, samples: Samples, spoken: Sequence[str]) -> int:
    return len(_hear_file(model, samples, spoken).text.split())


def _hear_file(model: SpeechModel, samples: Samples, spoken: Sequence[str]) -> Transcript:
    blocks = for_speech(decode(wav(samples[None]), SAMPLE_RATE), SAMPLE_RATE)
    return result_of(model.transcribe(blocks, languages=spoken))


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
    "hour": hour,
}
FOR_MANY = ("hour", "noise")
"""What is counted for Whisper, too."""


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


def main() -> None:
    """Prints the shares of the parts that are named, or of all."""
    arguments = sys.argv[1:]
    model: SpeechModel = Moonshine()
    parts: Sequence[str] = tuple(ALL)
    if "--whisper" in arguments:
        at = arguments.index("--whisper")
        _, folder = arguments[at : at + 2]
        del arguments[at : at + 2]
        model, parts = Whisper(Path(folder)), FOR_MANY
    for part in arguments or parts:
        for name, share in ALL[part](model):
            print(f"{name:<58} {share}", flush=True)


if __name__ == "__main__":
    main()
