"""How many words are heard wrongly, by language and engine, through `samo add` with its defaults.

`python -m training.evaluate.word_errors FOLDER [ENGINE]` does it for other clips: FOLDER has a
transcripts.tsv of file, language (ISO 639-1) and words, without a head; ENGINE is auto (the
default), moonshine or whisper. It prints a row a language, or JSON with `--json`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import jiwer
import numpy as np
from numpy.typing import NDArray

from training.evaluate.word_normaliser import normalised

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = 2000
"""Of the bootstrap."""


@dataclass(frozen=True)
class Clip:
    """A recording and what is said in it. `language` is ISO 639-1."""

    file: Path
    language: str
    words: str


@dataclass(frozen=True)
class Heard:
    """What the program made of a clip; no words and no language where it failed."""

    clip: Clip
    words: str
    language: str


@dataclass(frozen=True)
class Rate:
    """Word error rate over several clips: all errors over all words that were said.

    `low` and `high` are the 95 % interval of a bootstrap over clips.
    """

    clips: int
    words: int
    rate: float
    low: float
    high: float
    languages_right: int
    """Clips whose language was found."""


def read_clips(folder: Path) -> list[Clip]:
    """The clips that `folder`'s transcripts.tsv names."""
    with (folder / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Clip(folder / name, language, words) for name, language, words in filter(None, rows)]


def hear(
    clips: Sequence[Clip], engine: str = "auto", env: dict[str, str] | None = None
) -> list[Heard]:
    """What `samo add` makes of `clips`, in a journal of its own with the settings as they ship."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            **(env or {}),
            "SAMO_JOURNAL": f"{folder}/journal",
            "SAMO_SETTINGS": f"{folder}/settings.toml",
            "SAMO_PASSPHRASE": "measured on this computer",
        }
        samo = [sys.executable, "-m", "samo_desktop.cli.main"]
        run = {"env": env, "cwd": ROOT, "check": True, "capture_output": True}
        subprocess.run([*samo, "init"], **run)  # type: ignore[call-overload]
        command = [*samo, "add", *(str(clip.file) for clip in clips), "--engine", engine, "--json"]
        done = subprocess.run(command, **run)  # type: ignore[call-overload]
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        Heard(clip, entry["text"], (entry["transcript"] or {}).get("language") or "")
        for clip, entry in zip(clips, entries, strict=True)
    ]


def errors(heard: Iterable[Heard]) -> NDArray[np.int64]:
    """[clips, 2]: words that are wrong, missing or too many, and words that were said."""
    counted = []
    for each in heard:
        said = normalised(each.clip.words, each.clip.language)
        found = jiwer.process_words(said, normalised(each.words, each.clip.language))
        wrong = found.substitutions + found.deletions + found.insertions
        counted.append((wrong, len(said.split())))
    return np.array(counted, np.int64)


def rate(heard: Sequence[Heard]) -> Rate:
    """The word error rate of `heard`, at least one clip."""
    counted = errors(heard)
    drawn = np.random.default_rng(0).integers(0, len(heard), (SAMPLES, len(heard)))
    wrong, said = counted[drawn].sum(1).T
    low, high = np.percentile(wrong / said, (2.5, 97.5))
    right = sum(each.language == each.clip.language for each in heard)
    whole = counted.sum(0)
    return Rate(len(heard), int(whole[1]), whole[0] / whole[1], float(low), float(high), right)


def by_language(heard: Iterable[Heard]) -> dict[str, Rate]:
    """The word error rate of each language, in the order in which they come."""
    groups: dict[str, list[Heard]] = {}
    for each in heard:
        groups.setdefault(each.clip.language, []).append(each)
    return {language: rate(group) for language, group in groups.items()}


def main(arguments: Sequence[str]) -> None:
    """Prints the rates of a folder of clips."""
    folder, *engine = [each for each in arguments if not each.startswith("--")]
    rates = by_language(hear(read_clips(Path(folder)), *engine))
    if "--json" in arguments:
        print(json.dumps({language: asdict(found) for language, found in rates.items()}, indent=1))
        return
    print("language  clips  words  error rate (95 % interval)  language right")
    for language, found in rates.items():
        interval = f"{found.rate:.3f} ({found.low:.3f} to {found.high:.3f})"
        right = f"{found.languages_right} of {found.clips}"
        print(f"{language:8}  {found.clips:5}  {found.words:5}  {interval:26}  {right}")


if __name__ == "__main__":
    main(sys.argv[1:])
