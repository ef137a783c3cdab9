"""`make bench`: how fast, how small and how right this checkout is on this machine.

Speed comes as ratios where machines vary. Figures of accuracy need the data in $SAMO_DATA (by
default ../shared/data); without it they are left out, and that is said.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from samo_desktop import paths
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.inference.speech.whisper import Whisper
from tests.benchmarks import (
    accuracy,
    invented_words,
    large_journal,
    live,
    long_entry,
    long_file,
    memory,
    moonshine,
    names,
    spoken,
    whisper,
)

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7
PASSPHRASE = "measured on this computer"


@dataclass(frozen=True)
class Figure:
    """A measured value beside the most (or, if `at_least`, the least) it should be."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    def line(self) -> str:
        """The figure as a row of text."""
        goal = ""
        if self.goal is not None:
            good = self.value >= self.goal if self.at_least else self.value <= self.goal
            sign = "≥" if self.at_least else "≤"
            goal = f"{sign} {self.goal:g}  {'ok' if good else 'MISSED'}"
        return f"{self.name:<58} {self.value:>9.4g} {self.unit:<14} {goal}"


def samo(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "samo_desktop.cli.main", *arguments],
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )


def median_seconds(arguments: Sequence[str], env: dict[str, str]) -> float:
    """Median wall time of a command after one run to warm the disk's cache."""
    samo(*arguments, env=env)
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        samo(*arguments, env=env)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


_STEPS = """
import json
from samo_desktop.cli.figures import measure
from samo_desktop.settings import Settings
measure(Settings(), lambda _said: None, lambda figure: print(json.dumps(figure), flush=True))
"""


def steps() -> Iterator[Figure]:
    """What `samo bench` measures."""
    goals = {
        "voice note, all steps": 0.12,
        "feelings of a 20-token sentence, p50": 5.0,
        "a 500-word entry, p50": 0.3,
    }
    told = subprocess.Popen(
        [sys.executable, "-c", _STEPS], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert told.stdout is not None
    for line in told.stdout:
        found = json.loads(line)
        name = found["name"]
        yield Figure(name, found["value"], found["unit"], goals.get(name))
    if told.wait():
        raise subprocess.CalledProcessError(told.returncode, told.args)


def programs() -> Iterator[Figure]:
    """Whole programs: the list, the window's first paint, the demo's memory."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "SAMO_JOURNAL": str(Path(folder) / "journal"),
            "SAMO_PASSPHRASE": PASSPHRASE,
            "SAMO_SETTINGS": str(Path(folder) / "settings.toml"),
        }
        samo("init", env=env)
        for number in range(20):
            samo("write", f"Entry {number}: a calm walk by the sea.", env=env)
        listing = median_seconds(["list", "--limit", "50"], env)
        yield Figure("samo list, warm disk, encrypted", listing, "s", 0.4)
        paint = statistics.median(first_paint(env) for _ in range(RUNS))
        yield Figure("window's first paint", paint, "s", 1.5)
    samo("demo")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Figure("peak memory of samo demo (largest child so far)", children, "MB", 700)


def large() -> Iterator[Figure]:
    """A journal of 20,000 entries, and entries of 20,000 words."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "journal"
        large_journal.fill(folder, PASSPHRASE)
        env = {"SAMO_JOURNAL": str(folder), "SAMO_PASSPHRASE": PASSPHRASE}
        opening = [inside("opening", str(folder), env=env) for _ in range(3)]
        listed = min(found["list"] for found in opening)
        yield Figure("passphrase to the list of 20,000 entries", listed, "s", 1.0)
        charted = min(found["timeline"] for found in opening)
        yield Figure("  and from there to their timeline", charted, "s")
        whole = median_seconds(["timeline", "--by", "day"], env)
        start = median_seconds(["list", "--limit", "1"], env)
        yield Figure("samo timeline by days, over samo list of one", whole - start, "s", 0.5)
    yield Figure("an entry of 20,000 words", long_entry.seconds(), "s", 4.0)
    for kind, p95 in inside("typing").items():
        yield Figure(f"a key in 20,000 words, {kind}, p95", p95, "ms", 30)


def held() -> Iterator[Figure]:
    """What the window holds of the memory, with all that it started."""
    found = memory.figures()
    if found is None:
        print("No sound server (pulseaudio): the window's memory was not measured.", flush=True)
        return
    yield Figure("memory of the open window", found["open"], "MB")
    yield Figure("  two recordings and a 5-minute import, at most", found["peak"], "MB", 800)
    yield Figure("  three minutes after them", found["after"], "MB", 450)


def inside(part: str, *arguments: str, env: dict[str, str] | None = None) -> dict[str, float]:
    """What a benchmark with a window of its own prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{part}", *arguments],
        env={**os.environ, **(env or {}), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def whisper_ratios() -> Iterator[Figure]:
    """What the Whisper engine costs beside faster-whisper, and what it saves."""
    found = whisper.ratios()
    yield Figure("Whisper engine over faster-whisper, same sound", found["engine"], "times", 1.05)
    yield Figure("words with times over none", found["words"], "times", 1.15)
    yield Figure("short phrases heard together over each alone", found["together"], "times", 0.6)


def speech(long: bool) -> Iterator[Figure]:
    """The bundled speech model beside its library, live, and on a long file."""
    found = moonshine.ratios()
    yield Figure("10 s of speech", found["real time"], "of real time", 0.06)
    yield Figure("  the same over the network alone", found["direct"], "times", 1.15)
    hours = 2.0 if long else 0.1
    found = long_file.figures(hours, "moonshine")
    yield Figure(f"a file of {hours:g} h, Moonshine", found["real time"], "of real time", 0.06)
    yield Figure("  its peak memory over idle", found["MB over idle"], "MB", 500)
    yield Figure("  its longest standstill of progress", found["standstill"], "s", 3.0)
    found = long_file.figures(hours, "whisper-base")
    yield Figure(f"a file of {hours:g} h, Whisper base", found["real time"], "of real time", 0.2)
    yield Figure("  peak memory of the process (the window: 300 more)", found["MB"], "MB", 1000)
    yield Figure("  its longest standstill of progress", found["standstill"], "s")
    minutes = 10 if long else 1
    for engine, name, goal in (
        ("whisper-base", "Whisper base", 2.0),
        ("moonshine", "Moonshine", 1.0),
    ):
        after = live.figures(60.0 * minutes, engine)
        if after is None:
            print("No sound server (pulseaudio): live recording was not measured.", flush=True)
            return
        yield Figure(f"Stop to words, after {minutes} min live, {name}", after["words"], "s", goal)
        yield Figure("  the first word, after it was said", after["first"], "s", 1.5)
        yield Figure("  Stop to feelings and summary", after["feelings"], "s", goal + 0.5)
        yield Figure("  peak memory of the process", after["peak MB"], "MB", 1000)
        yield Figure("  listening, of one core", after["capture"], "", 0.05)
        yield Figure("  moments of sound that were missed", after["overflows"], "", 0)
    blocked = live.window_blocked()
    yield Figure("the window's thread blocked while recording, at most", blocked, "ms", 50)
    blocked = live.window_blocked(imported=8)
    yield Figure("  and importing and reading 8 entries each meanwhile", blocked, "ms", 50)


def invented() -> Iterator[Figure]:
    """Words that nobody said, in per cent of the notes of each kind."""
    goals = {
        "words after a cut in mid-word": (10, False),
        "spoilt notes with loops": (5, False),
        "repeated words that were said, kept": (100, True),
        "noise, music and hum with words": (2, False),
        "other languages with words": (20, False),
        "English notes without words": (1, False),
        "words of a voice far away, right": (60, True),
    }
    base = Whisper(paths.bundled_models_folder() / "speech" / "whisper-base")
    of_moonshine = chain.from_iterable(part(Moonshine()) for part in invented_words.ALL.values())
    of_whisper = chain.from_iterable(
        invented_words.ALL[part](base) for part in invented_words.FOR_MANY
    )
    for begin, rows in (("", of_moonshine), ("Whisper: ", of_whisper)):
        for name, found in rows:
            if isinstance(found, int):
                yield Figure(begin + name, found, "", 0)
                continue
            rate = 100 * found.hits / found.total
            yield Figure(begin + name, rate, f"% of {found.total}", *goals.get(name, ()))


def first_paint(env: dict[str, str]) -> float:
    """Seconds from the start of the program until its window has painted."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint"],
        env={**os.environ, **env, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
        cwd=ROOT,
    )
    return time.perf_counter() - begun


def right(data: Path) -> Iterator[Figure]:
    """How right the models are, by the data sets in `data`."""
    for name, rate, goal in spoken.rates(data):
        yield Figure(name, rate.rate, f"{rate.low:.3f} to {rate.high:.3f}", goal)
        if rate.languages_right < rate.clips:
            found = 100 * rate.languages_right / rate.clips
            yield Figure("  recordings whose language was found", found, "%", 100, True)
    for said in spoken.missing(data):
        print(said, flush=True)
    live_rate, doubled = accuracy.joined_live(data)
    yield Figure("clean English as one recording, Moonshine live", live_rate, "", 0.06)
    yield Figure("  words that came twice in it", doubled, "", 0)
    shipped, measured = accuracy.macro_f1(data)
    yield Figure("macro F1, GoEmotions test, samo analyse", measured, "", 0.52, True)
    yield Figure("  the same on the model's card", shipped, "")


def own_names() -> Iterator[Figure]:
    """Names of one's own, spoken by flite: heard right with and without the list, and invented."""
    with tempfile.TemporaryDirectory() as folder:
        sounds = names.spoken(Path(folder))
        if not sounds:
            print("flite is missing: names of one's own were not measured.", flush=True)
            return
        base = Whisper(paths.bundled_models_folder() / "speech" / "whisper-base")
        for model, least in ((Moonshine(), 2), (base, 6)):
            without = names.count(model, sounds, ())
            found = names.count(model, sounds, names.listed())
            told = f"{model.name}: names heard right of {found.names}"
            yield Figure(f"{told}, not listed", without.right, "")
            yield Figure(f"{told}, listed", found.right, "", least, at_least=True)
            yield Figure("  and names that nobody said", found.invented, "", 0)


def tell(figures: Iterable[Figure]) -> None:
    """Prints each figure as soon as it is measured, also into a file or a pipe."""
    for figure in figures:
        print(figure.line(), flush=True)


def main() -> None:
    """Prints every figure, a line each; `--long` takes two hours of sound, and ten minutes live."""
    print(f"{'figure':<58} {'value':>9} {'unit':<14} goal", flush=True)
    of_sound = (speech("--long" in sys.argv), held(), whisper_ratios())
    tell(chain(steps(), programs(), large(), *of_sound))
    tell(own_names())
    data = accuracy.data_folder()
    if data is None:
        print("\nNo data (set SAMO_DATA): words and feelings were not measured.", flush=True)
    else:
        tell(chain(invented(), right(data)))


if __name__ == "__main__":
    main()
