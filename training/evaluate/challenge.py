"""A hundred sentences of our own that are hard on purpose; reported, never tuned on.

training/data/challenge.tsv says of each what a reader would find. A sentence is read right if

- of each group in `wanted` (groups apart by spaces, labels in a group by bars) a label is found,
- no label in `unwanted` is found, and
- its valence has the `sign`, where one is given.

They run through the whole of the app's analysis, as an entry of one sentence each.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samo_desktop.domain.generators import result_of
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.analysis import analyse_texts
from training import config

FILE = config.ROOT / "training" / "data" / "challenge.tsv"
SIGNS: Mapping[str, int] = {"+": 1, "-": -1, "": 0}


@dataclass(frozen=True)
class Challenge:
    """One sentence; `wanted` are groups of which each must be met, `sign` is 1, -1 or 0 for any."""

    kind: str
    text: str
    wanted: tuple[frozenset[str], ...]
    unwanted: frozenset[str]
    sign: int

    def judge(self, found: Iterable[str], valence: float) -> list[str]:
        """What is wrong with a reading: any of "missed", "unwanted", "sign"; empty if right."""
        labels = frozenset(found)
        faults = []
        if not all(group & labels for group in self.wanted):
            faults.append("missed")
        if self.unwanted & labels:
            faults.append("unwanted")
        if self.sign * valence < 0 or (self.sign and valence == 0):
            faults.append("sign")
        return faults


def read(path: Path = FILE) -> list[Challenge]:
    """The sentences in the file's order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Challenge(
                row["kind"],
                row["text"],
                tuple(frozenset(group.split("|")) for group in row["wanted"].split()),
                frozenset(filter(None, row["unwanted"].split("|"))),
                SIGNS[row["sign"]],
            )
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def summary(judged: Iterable[tuple[Challenge, list[str]]]) -> dict[str, Any]:
    """How many were right, by kind and in all, and what was wrong with the others."""
    kinds: dict[str, dict[str, int]] = {}
    for challenge, faults in judged:
        row = kinds.setdefault(
            challenge.kind,
            {"sentences": 0, "right": 0, "missed": 0, "unwanted": 0, "sign": 0},
        )
        row["sentences"] += 1
        row["right"] += not faults
        for fault in faults:
            row[fault] += 1
    names = ("sentences", "right", "missed", "unwanted", "sign")
    return {"all": {n: sum(row[n] for row in kinds.values()) for n in names}, "kinds": kinds}


def run(models: Models | None = None) -> dict[str, Any]:
    """Read all sentences with the app's models, and judge each."""
    used = models or Models()
    challenges = read()
    analyses = result_of(analyse_texts([one.text for one in challenges], used))
    judged = [
        (one, one.judge([feeling.label for feeling in analysis.feelings], analysis.valence))
        for one, analysis in zip(challenges, analyses, strict=True)
    ]
    model = used.emotion()
    return {"model": f"{model.name}@{model.version}"} | summary(judged)
