"""Which features tell the journal's kinds of feeling: every way measured by the same folds.

The ways: the feelings model's own labels, sentences of ours that describe a kind ("anchors"), and
linear heads on frozen features.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import config
from training.data.datasets import LEMOTIF
from training.data.passages import sigmoid
from training.evaluate.metrics import area_under_roc
from training.models import features
from training.models.journal_heads import (
    FOLDS,
    REPEATS,
    SHIPPED_BLOCKS,
    Entries,
    LinearHeads,
    interval,
    out_of_fold,
    read,
    shipped_heads,
)

Array = NDArray[np.float64]


def mapped(entries: Entries) -> Array:
    """Each kind's score from GoEmotions' labels alone: the sum over its counterparts."""
    scores = np.zeros_like(entries.truth)
    for at, kind in enumerate(entries.kinds):
        members = [entries.labels.index(label) for label in LEMOTIF.get(kind, ())]
        scores[:, at] = sigmoid(entries.logits[:, members]).sum(axis=1)
    return scores


def ways(entries: Entries) -> dict[str, list[Array]]:
    """Scores of each way to tell the kinds, one array a repeat (one alone where nothing is fit)."""
    blocks = entries.blocks
    sets = (
        ("logits",),
        ("emotion",),
        ("middle",),
        ("sentences",),
        ("emotion", "logits"),
        SHIPPED_BLOCKS,
        ("emotion", "sentences"),
        ("emotion", "anchors"),
        ("emotion", "sentences", "anchors"),
        ("emotion", "middle", "sentences"),
    )
    found = {"zero-shot, labels": [mapped(entries)], "zero-shot, anchors": [blocks["anchors"]]}
    for names in sets:
        key = "heads on " + " + ".join(names)
        found[key] = out_of_fold([blocks[name] for name in names], entries.truth)
    return found


def measure(entries: Entries, heads: LinearHeads) -> dict[str, Any]:
    """Every way's mean area with its interval, and by kind; figures of the heads that ship."""
    columns = entries.counted()
    rows = []
    for name, repeats in ways(entries).items():
        areas = np.mean(
            [[area_under_roc(s[:, at], entries.truth[:, at]) for at in columns] for s in repeats],
            axis=0,
        )
        rows.append(
            {
                "way": name,
                "auroc": round(float(areas.mean()), 4),
                "auroc_interval": [round(value, 4) for value in interval(repeats, entries)],
                "kinds": {
                    entries.kinds[at]: round(float(area), 4)
                    for at, area in zip(columns, areas, strict=True)
                },
            }
        )
    return {
        "entries": len(entries.truth),
        "folds": FOLDS,
        "repeats": REPEATS,
        "ways": rows,
        "shipped": heads.figures,
    }


def run() -> dict[str, Any]:
    """Measure, and keep training/report/results/journal.json."""
    entries = read()
    values: dict[str, Any] = {"model": features.name()}
    values |= measure(entries, shipped_heads(entries))
    config.save_result("journal", values)
    return values
