"""Journal entries (Lemotif) by the labels that are shown, read by models that never saw them.

What ships learns from every entry, so its own reading of them is no result. Instead five models
are made like it, each without a fifth of the entries, and each reads, through the app's own
analysis, the entries that it has not seen. Their writers' own choices are the truth.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import config
from training.data import datasets
from training.data.datasets import LEMOTIF
from training.evaluate.app_path import COLUMNS, OneModel, read
from training.evaluate.calibration_metrics import classwise_adaptive_ece, reliability
from training.evaluate.classification_report import rounded
from training.evaluate.metrics import area_under_roc, interval
from training.models.journal_heads import ANCHORS, FOLDS, LEAST_POSITIVES, SHIPPED, stratified

Array = NDArray[np.float64]

RESULT = "journal-folds"
"""The file of training/report/results/ that the figures are kept in."""
SEED = 0
SHOWN: Mapping[str, tuple[str, ...]] = {
    **LEMOTIF,
    **{kind: (label,) for label, kind in SHIPPED.items()},
}
"""The labels of which one must be there for a kind of feeling; "jealous" has none."""
NAMED: Mapping[str, tuple[str, ...]] = {
    "fear": ("afraid",),
    "anger": ("angry",),
    "nervousness": ("anxious",),
    "embarrassment": ("ashamed", "awkward"),
    "confusion": ("confused",),
    "disgust": ("disgusted",),
    "excitement": ("excited",),
    "annoyance": ("frustrated",),
    "joy": ("happy",),
    "pride": ("proud",),
    "sadness": ("sad",),
    "surprise": ("surprised",),
    **{label: (kind,) for label, kind in SHIPPED.items()},
}
"""The kinds that are a label by another name: what its probability is calibrated against."""
NO_COUNTERPART = frozenset({"nostalgic", "bored"})
"""Kinds that no label of GoEmotions comes near; the mean is told without them too."""
SAMPLES = 1000


@dataclass(frozen=True)
class Journal:
    """All entries, those to tune on first. `truth` is [entries, kinds], `fold` [entries]."""

    texts: list[str]
    kinds: tuple[str, ...]
    truth: Array
    fold: NDArray[np.int64]

    def chosen(self, kinds: Sequence[str]) -> NDArray[np.bool_]:
        """Whether a writer chose any of these kinds: [entries]."""
        columns = [self.kinds.index(kind) for kind in kinds]
        return np.asarray(self.truth[:, columns].any(axis=1))


def journal() -> Journal:
    """The entries and the fold of each, as every one of the five models must have them."""
    parts = [datasets.read_journal(config.data_folder(), held_out) for held_out in (False, True)]
    names = tuple(sorted(json.loads(ANCHORS.read_text(encoding="utf-8"))))
    own = [kinds for part in parts for kinds in part.kinds]
    truth = np.array([[float(kind in kinds) for kind in names] for kinds in own])
    texts = [text for part in parts for text in part.texts]
    return Journal(texts, names, truth, stratified(truth, FOLDS, SEED))


def read_entries(folder: Path, texts: Sequence[str]) -> Array:
    """Whole texts through the app's analysis with the model in `folder`: [texts, labels].

    Columns are `app_path.COLUMNS`. Raises ModelError if the folder holds no feelings model.
    """
    return read(OneModel(folder), texts).probability


def chance(probability: Array, labels: Sequence[str]) -> Array:
    """That any of these labels is there, as if they were independent: [entries]."""
    columns = [COLUMNS.index(label) for label in labels]
    return np.asarray(1.0 - np.prod(1.0 - probability[:, columns], axis=1))


def areas(scores: Mapping[str, Array], truth: Mapping[str, NDArray[np.bool_]]) -> dict[str, float]:
    """Area under the ROC curve of each kind, NaN where all entries or none have it."""
    return {kind: area_under_roc(score, truth[kind]) for kind, score in scores.items()}


def mean_with_interval(
    scores: Mapping[str, Array], truth: Mapping[str, NDArray[np.bool_]]
) -> dict[str, Any]:
    """The kinds' mean area, and its 95 % percentile interval under resampling of entries."""
    rng = np.random.default_rng(0)
    count = len(next(iter(truth.values())))
    drawn = []
    for _ in range(SAMPLES):
        rows = rng.integers(count, size=count)
        found = areas(
            {kind: score[rows] for kind, score in scores.items()},
            {kind: truth[kind][rows] for kind in scores},
        )
        drawn.append(np.nanmean(list(found.values())))
    return {
        "auroc": rounded(np.mean(list(areas(scores, truth).values()))),
        "auroc_interval": [rounded(end) for end in interval(np.array(drawn))],
        "kinds": list(scores),
    }


def calibration(probability: Array, entries: Journal) -> dict[str, Any]:
    """How well the labels' probabilities match how often writers chose a kind of that name.

    Over labels whose kinds at least `LEAST_POSITIVES` entries have. With so few entries in a bin
    even true probabilities miss their frequencies: "ece_of_truth" is the error that they would
    have, on average over truths drawn by them.
    """
    truth = {label: entries.chosen(kinds) for label, kinds in NAMED.items()}
    labels = [label for label, flags in truth.items() if flags.sum() >= LEAST_POSITIVES]
    said = probability[:, [COLUMNS.index(label) for label in labels]]
    true = np.stack([truth[label] for label in labels], axis=1).astype(np.float64)
    rng = np.random.default_rng(0)
    drawn = [classwise_adaptive_ece(said, rng.random(said.shape) < said) for _ in range(200)]
    return {
        "ece_classwise": rounded(classwise_adaptive_ece(said, true)),
        "ece_of_truth": rounded(np.mean(drawn)),
        "labels": {
            label: {
                "positives": int(true[:, at].sum()),
                "probability": rounded(said[:, at].mean()),
                "frequency": rounded(true[:, at].mean()),
                "ece": rounded(classwise_adaptive_ece(said[:, [at]], true[:, [at]])),
            }
            for at, label in enumerate(labels)
        },
        "reliability": reliability(said, true),
    }


def figures(probability: Array, entries: Journal) -> dict[str, Any]:
    """All that is reported of a reading of the journal, [entries, labels]."""
    scores = {kind: chance(probability, labels) for kind, labels in SHOWN.items()}
    truth = {kind: entries.chosen([kind]) for kind in SHOWN}
    counted = [kind for kind in SHOWN if truth[kind].sum() >= LEAST_POSITIVES]
    with_counterpart = [kind for kind in counted if kind not in NO_COUNTERPART]
    return {
        "entries": len(entries.texts),
        "not_analysed": int((probability.sum(axis=1) == 0).sum()),
        **mean_with_interval({kind: scores[kind] for kind in counted}, truth),
        "with_counterpart": mean_with_interval(
            {kind: scores[kind] for kind in with_counterpart}, truth
        ),
        "by_kind": {
            kind: {"positives": int(truth[kind].sum()), "auroc": rounded(area)}
            for kind, area in areas(scores, truth).items()
        },
        "calibration": calibration(probability, entries),
    }


def out_of_fold(folders: Sequence[Path], entries: Journal) -> Array:
    """Each entry read by the model that was made without its fold: [entries, labels].

    `folders` are in the order of the folds. Raises ModelError, or ValueError for too few or many.
    """
    if len(folders) != FOLDS:
        raise ValueError(f"{FOLDS} folders are needed, one a fold in their order")
    probability = np.zeros((len(entries.texts), len(COLUMNS)))
    for fold, folder in enumerate(folders):
        rows = np.flatnonzero(entries.fold == fold)
        probability[rows] = read_entries(folder, [entries.texts[row] for row in rows])
        print(f"fold {fold}: {len(rows)} entries by {folder}", flush=True)
    return probability


def run(folders: Sequence[Path]) -> dict[str, Any]:
    """Measure the five models, and keep training/report/results/journal-folds.json.

    "model" is the name that they have in common with what ships.
    """
    entries = journal()
    named = {f"{one.name}@{one.version}" for one in (OneModel(f).tried for f in folders)}
    values: dict[str, Any] = {"model": ", ".join(sorted(named)), "folds": len(folders)}
    values |= figures(out_of_fold(folders, entries), entries)
    config.save_result(RESULT, values)
    return values
