"""How right the words are, by language and engine, through `samo add` with its defaults."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from samo_desktop.languages import language_name
from training.evaluate.word_errors import Clip, Rate, by_language, hear, rate, read_clips

GOALS = {"en": 0.078, "de": 0.167, "es": 0.061, "pt": 0.192, "fr": 0.344}
"""What the unquantised Whisper base made of the five clips of each, before this was built."""
CLEAN_GOAL = 0.03
ENOUGH = 30
"""Clips of a language, with fewer of which the interval is wider than most changes are large."""


def rates(data: Path) -> Iterator[tuple[str, Rate, float | None]]:
    """What was measured, the rate, and the most that it should be."""
    languages = data / "speech" / "languages"
    if languages.is_dir():
        clips = read_clips(languages)
        for code, found in by_language(hear(clips)).items():
            yield f"word error rate, {language_name(code)}", found, GOALS.get(code)
        english = [clip for clip in clips if clip.language == "en"]
        if english:
            yield "  Moonshine, English", rate(hear(english, "moonshine")), None
    clean = clean_clips(data)
    for engine, name in (("auto", "word error rate, clean English"), ("moonshine", "  Moonshine")):
        yield name, rate(hear(clean, engine)), CLEAN_GOAL if engine == "auto" else None


def clean_clips(data: Path) -> list[Clip]:
    """The clips in speech/ itself: English, read out in a quiet room."""
    speech = data / "speech"
    with (speech / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [Clip(speech / row["file"], "en", row["text"]) for row in rows]


def missing(data: Path) -> list[str]:
    """Which clips are not in `data`, or too few to tell versions of the program apart."""
    languages = data / "speech" / "languages"
    there = [clip.language for clip in read_clips(languages)] if languages.is_dir() else []
    said = []
    for code in dict.fromkeys((*GOALS, *there)):
        count = there.count(code)
        if count == 0:
            said.append(f"No clips in {language_name(code)}: its words were not measured.")
        elif count < ENOUGH:
            said.append(f"Few clips in {language_name(code)} ({count}): see the interval.")
    kinds = "spontaneous speech, children, heavy accents, and rooms with others talking"
    return [*said, f"No clips at all of {kinds}."]
