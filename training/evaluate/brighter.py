"""Six families of feelings in four languages, as the app reads them: BRIGHTER's dev parts.

Muhammad et al. 2025, "BRIGHTER: BRIdging the Gap in Human-Annotated Textual Emotion Recognition
Datasets for 28 Languages", which SemEval-2025's task 11 used. English texts have no disgust.

A family's probability is that of any of the labels that make a text one of it (`teaching.SIX`), as
if they were independent; it counts where it reaches the family's threshold for that language, which
is chosen on rows of train that the models did not learn from.
The program itself shows labels: "as_shown" counts a family where a label of it is shown.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import FAMILIES, LABELS
from samo_desktop.inference.models import Models
from training import config
from training.calibrate.thresholds import bagged_thresholds
from training.data.teaching import SIX, held_out
from training.evaluate.app_path import COLUMNS, read
from training.evaluate.classification_report import f1_figures, group_probability
from training.evaluate.metrics import merged

RESULT = "languages"
"""The file of training/report/results/ that the figures are kept in."""
PARTS: Mapping[str, str] = {"eng": "en", "deu": "de", "esp": "es", "ptbr": "pt"}
"""BRIGHTER's name of a part, and its language's code."""


@dataclass(frozen=True)
class Part:
    """Texts, and which families their readers found: [texts, families] of 0 and 1."""

    texts: list[str]
    families: tuple[str, ...]
    truth: NDArray[np.float32]

    def at(self, rows: NDArray[np.int64]) -> Part:
        """Only these rows."""
        return Part([self.texts[row] for row in rows], self.families, self.truth[rows])


def file_of(source: Path, part: str, split: str) -> Path:
    """Where a part's `train` or `dev` lies."""
    return source / "emotion-languages" / f"brighter-{part}-{split}.csv"


def read_part(source: Path, part: str, split: str) -> Part:
    """The texts of `train` or `dev`, with the families that this part has labels for."""
    with file_of(source, part, split).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    families = tuple(name for name in FAMILIES if name in rows[0])
    truth = np.array([[float(row[name]) for name in families] for row in rows], np.float32)
    return Part([row["text"] for row in rows], families, truth)


def chances(probability: NDArray[np.float64], families: Sequence[str]) -> NDArray[np.float64]:
    """That any of a family's labels of GoEmotions is there: [texts, labels] to [.., families]."""
    groups = {name: SIX[name] for name in families}
    return group_probability(probability[:, : len(LABELS)], LABELS, groups)


def figures(models: Models, source: Path, part: str) -> dict[str, Any] | None:
    """F1 of a part's families on dev, with 95 % intervals; None if no model knows the language."""
    model = models.emotion(PARTS[part])
    if model is None:
        return None
    dev, train = (read_part(source, part, split) for split in ("dev", "train"))
    some = train.at(np.flatnonzero([held_out(text) for text in train.texts]))
    limits = bagged_thresholds(
        chances(read(models, some.texts).probability, dev.families), some.truth
    )
    found = read(models, dev.texts)
    groups = {name: FAMILIES[name] for name in dev.families}
    return {
        "model": f"{model.name}@{model.version}",
        "rows": len(dev.texts),
        "not_analysed": int((found.probability.sum(axis=1) == 0).sum()),
        "thresholds": {
            name: round(float(limit), 4) for name, limit in zip(dev.families, limits, strict=True)
        },
        **f1_figures(
            chances(found.probability, dev.families) >= limits, dev.truth, list(dev.families)
        ),
        "as_shown": f1_figures(merged(found.shown, COLUMNS, groups), dev.truth, list(dev.families)),
    }


def measure(source: Path, models: Models | None = None) -> dict[str, Any]:
    """Every part, read by the app's models; None for a part without a model or without data."""
    used = models or Models()
    return {
        part: figures(used, source, part) if file_of(source, part, "dev").is_file() else None
        for part in PARTS
    }


def run() -> dict[str, Any]:
    """Measure, and keep training/report/results/languages.json."""
    values = measure(config.data_folder())
    config.save_result(RESULT, values)
    return values
