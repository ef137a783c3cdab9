"""What models/emotion/ is worth, measured from the files that ship, through the app's own path.

Needs the app's environment only (no torch) and the data. Every figure is a plain value; the goals
beside them are in `goals`.
"""

from __future__ import annotations

import json
import shutil
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from training import config
from training.calibrate import thresholds
from training.data import datasets
from training.data.passages import through_app
from training.evaluate import journal_folds
from training.evaluate.classification_report import (
    GROUPS,
    f1_figures,
    group_probability,
    report,
    rounded,
)
from training.evaluate.metrics import merged
from training.ship.export import read_config, write_config

FOLDER = config.MODELS / "emotion"
SHIPPED = "INT8, 7-bit weights"
"""The scheme of `quantise` that ships."""
SENTENCE = "Day {}: I walked along the river before work and for once I was not worried."
"""20 tokens with both ends' marks."""
LONGER = "Day {}: we talked for hours about the old house, and in the end I was glad I came."
"""24 tokens with both ends' marks."""


def fp32_folder(experiment: str) -> Path:
    """Where the unquantised twin of the shipped model is kept, to compare with."""
    return config.RUNS / experiment / "fp32"


@dataclass(frozen=True)
class Limits:
    """Thresholds from dev that the program does not use: `one` for all labels, each group's own."""

    one: float
    groups: Mapping[str, NDArray[np.float64]]

    @classmethod
    def chosen(cls, folder: Path, source: Path) -> Limits:
        """For the model in `folder`."""
        dev = datasets.read_split(source, "dev")
        found = through_app(EncoderEmotion(folder), dev.texts)[:, : len(LABELS)]
        groups = {
            name: thresholds.bagged_thresholds(
                group_probability(found, LABELS, members), merged(dev.labels, LABELS, members)
            )
            for name, members in GROUPS.items()
        }
        return cls(thresholds.one_threshold(found, dev.labels), groups)


def accuracy(folder: Path, source: Path, limits: Limits) -> dict[str, Any]:
    """The report on test: with the labels' thresholds, with one for all, with each group's own."""
    model = EncoderEmotion(folder)
    test = datasets.read_split(source, "test")
    found = through_app(model, test.texts)[:, : len(LABELS)]
    own = np.array([model.thresholds[label] for label in LABELS])
    more = {"global": f1_figures(found >= limits.one, test.labels, LABELS)}
    for name, members in GROUPS.items():
        shown = group_probability(found, LABELS, members) >= limits.groups[name]
        truth = merged(test.labels, LABELS, members)
        more[f"{name}_own"] = f1_figures(shown, truth, list(members))
    for figures in more.values():
        del figures["classes"]
    more["global"]["threshold"] = round(limits.one, 2)
    return {
        "bytes": (folder / "model.onnx").stat().st_size,
        "not_analysed": int((found.sum(axis=1) == 0).sum()),
        "test": report(found, own, test.labels, LABELS) | more,
    }


def median_milliseconds(action: Callable[[int], object], runs: int) -> float:
    """The median time of `action(number)` over `runs` calls after a tenth as many to warm up."""
    times = []
    for number in range(-(runs // 10) - 1, runs):
        begun = time.perf_counter()
        action(number)
        if number >= 0:
            times.append(time.perf_counter() - begun)
    return round(1000.0 * statistics.median(times), 2)


def speed(folder: Path) -> dict[str, float]:
    """Median milliseconds for one sentence of 20 tokens and for 32 of 24, warm.

    No text comes twice, so that no cache answers.
    """
    model = EncoderEmotion(folder)
    return {
        "one_sentence": median_milliseconds(lambda n: model.read([SENTENCE.format(20 + n)]), 100),
        "thirty_two": median_milliseconds(
            lambda n: model.read([LONGER.format(100 + 32 * n + at) for at in range(32)]), 20
        ),
    }


def has_vnni() -> bool:
    """Whether this processor multiplies 8-bit integers in one step, as Linux tells it."""
    told = Path("/proc/cpuinfo")
    return told.exists() and "vnni" in told.read_text(encoding="utf-8", errors="replace")


def journal_seen() -> dict[str, Any]:
    """Journal entries as what ships reads them. It has learned from them: this is no result."""
    entries = journal_folds.journal()
    found = journal_folds.figures(journal_folds.read_entries(FOLDER, entries.texts), entries)
    return {key: found[key] for key in ("entries", "not_analysed", "auroc")}


def size(folder: Path) -> int | None:
    """Bytes of the files that a model's config.json names; None without a model."""
    if not (folder / "config.json").exists():
        return None
    return sum(file["size"] for file in read_config(folder)["files"].values())


def same_settings(twin: Path) -> None:
    """Give the FP32 twin all that ships but the weights, so that only these differ."""
    values = read_config(FOLDER)
    for name in values["files"]:
        if name != "model.onnx":
            shutil.copyfile(FOLDER / name, twin / name)
    write_config(twin, values)


def loss_on_dev() -> float | None:
    """Macro F1 that the scheme that ships lost on dev; None before it was measured."""
    path = config.RESULTS / "quantisation.json"
    if not path.exists():
        return None
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return float(next(row["loss"] for row in rows if row["name"] == SHIPPED))


def measure(source: Path) -> dict[str, Any]:
    """All figures of the shipped files; of the FP32 twin too if this machine has it.

    What INT8 loses is of test beside the twin, else what was lost on dev.
    """
    values = read_config(FOLDER)
    twin = fp32_folder(values["training"]["experiment"])
    limits = Limits.chosen(FOLDER, source)
    int8 = accuracy(FOLDER, source, limits)
    found: dict[str, Any] = {
        "model": f"{values['name']}@{values['version']}",
        "bytes": size(FOLDER),
        "languages_bytes": size(config.MODELS / "emotion-languages"),
        "speed": {**speed(FOLDER), "vnni": has_vnni()},
        "journal_seen": journal_seen(),
        "int8": int8,
        "fp32": None,
        "loss_of_int8": loss_on_dev(),
    }
    if (twin / "model.onnx").exists():
        same_settings(twin)
        found["fp32"] = accuracy(twin, source, limits)
        gap = found["fp32"]["test"]["macro_f1"] - int8["test"]["macro_f1"]
        found["loss_of_int8"] = rounded(gap)
    return found
