"""What corrections are worth: users simulated on journal entries, corrected chip by chip.

A user's truth is what the entry's writer chose. Users of the second kind also have a use of words
of their own: some labels they never use, some they use for a neighbouring feeling as well. A stream
of entries passes; the user corrects some of the wrong chips; every tenth correction the biases are
fitted anew. F1 is taken on entries held out, with the same user's truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.personal import Verdict
from samo_desktop.insight.learning import adapted, fit_biases
from training import config
from training.data import datasets
from training.data.passages import sigmoid
from training.evaluate.metrics import macro_f1, micro_f1
from training.models import features, journal_heads
from training.ship.export import read_config

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

COUNTS = (0, 10, 50, 100)
"""Corrections after which F1 is measured."""
REFIT_EVERY = 10
DRAWS = 20
REMOVES, ADDS = 0.8, 0.5
"""How often a simulated user corrects a wrong chip, and one that is missing."""
OWN_USE = 0.3
"""Share of labels that a user of the second kind uses in their own way."""

TWINS: Mapping[str, str] = {
    "fear": "afraid",
    "anger": "angry",
    "nervousness": "anxious",
    "embarrassment": "ashamed",
    "confusion": "confused",
    "disgust": "disgusted",
    "excitement": "excited",
    "annoyance": "frustrated",
    "joy": "happy",
    "pride": "proud",
    "sadness": "sad",
    "surprise": "surprised",
} | dict(journal_heads.SHIPPED)
"""Labels of the program and the journal's kind that each stands for in the simulation."""

NEIGHBOURS: Mapping[str, str] = {
    "fear": "nervousness",
    "anger": "annoyance",
    "nervousness": "fear",
    "annoyance": "anger",
    "sadness": "nostalgic",
    "joy": "content",
    "excitement": "joy",
    "pride": "content",
    "calm": "content",
    "content": "calm",
    "nostalgic": "calm",
    "bored": "annoyance",
    "surprise": "excitement",
}
"""Where a label may be used for a second feeling as well."""


@dataclass(frozen=True)
class ScoredEntries:
    """Entries as the model sees them: `probability` and the writers' `truth`, [entries, labels]."""

    labels: tuple[str, ...]
    probability: Array
    truth: Flags
    thresholds: Array

    def some(self, rows: NDArray[np.int64]) -> ScoredEntries:
        """These entries alone."""
        return ScoredEntries(self.labels, self.probability[rows], self.truth[rows], self.thresholds)

    def shown(self, biases: Mapping[str, float]) -> Flags:
        """Which chips stand on each entry, with `biases` applied."""
        moved = self.probability.copy()
        for at, label in enumerate(self.labels):
            if label in biases:
                bias = biases[label]
                moved[:, at] = [adapted(p, bias) for p in self.probability[:, at]]
        return moved >= self.thresholds


def read(shipped: Mapping[str, Any]) -> tuple[ScoredEntries, ScoredEntries]:
    """The entries to learn from and those held out. Journal heads are fitted out of fold.

    `shipped` is the model's config.json: calibration and thresholds.
    """
    entries = journal_heads.read()
    scales, biases = (shipped["calibration"][key] for key in ("scale", "bias"))
    limits = shipped["thresholds"]
    blocks = [entries.blocks[name] for name in journal_heads.SHIPPED_BLOCKS]
    scores = journal_heads.out_of_fold(blocks, entries.truth)[0]
    columns = []
    for label, kind in TWINS.items():
        column = entries.kinds.index(kind)
        if label in entries.labels:
            at = entries.labels.index(label)
            columns.append(sigmoid(entries.logits[:, at] * scales[at] + biases[at]))
        else:
            scale, offset = journal_heads.platt(scores[:, column], entries.truth[:, column])
            columns.append(sigmoid(np.asarray(scale * scores[:, column] + offset, np.float32)))
    truth = np.stack([entries.truth[:, entries.kinds.index(k)] for k in TWINS.values()], axis=1) > 0
    said = ScoredEntries(
        tuple(TWINS),
        np.stack(columns, axis=1).astype(np.float64),
        truth,
        np.array([limits[label] for label in TWINS]),
    )
    tune = len(datasets.read_journal(config.data_folder(), held_out=False).texts)
    rows = np.arange(len(truth))
    return said.some(rows[:tune]), said.some(rows[tune:])


def own_use(truth: Flags, labels: Sequence[str], rng: np.random.Generator) -> Flags:
    """The truth of a user who never uses some labels and uses others for a neighbour as well.

    The same `rng` state gives the same use, whatever the entries.
    """
    meant = truth.copy()
    for at, label in enumerate(labels):
        how = rng.random()
        if how < OWN_USE / 2:
            meant[:, at] = False
        elif how < OWN_USE and label in NEIGHBOURS:
            meant[:, at] |= truth[:, labels.index(NEIGHBOURS[label])]
    return meant


def reviewed(
    said: ScoredEntries, row: int, shown: Flags, rng: np.random.Generator
) -> list[Verdict]:
    """What the user says about one entry: corrections, and what is left standing beside them.

    An entry on which nothing was corrected says nothing: it may not have been looked at.
    """
    wrong = shown != said.truth[row]
    noticed = rng.random(len(wrong)) < np.where(shown, REMOVES, ADDS)
    corrected = wrong & noticed
    if not corrected.any():
        return []
    return [
        Verdict(label, float(p), bool(was != fixed), explicit=bool(fixed))
        for label, p, was, fixed in zip(
            said.labels, said.probability[row], shown, corrected, strict=True
        )
    ]


def stream(
    learn: ScoredEntries, rng: np.random.Generator, most: int
) -> Iterator[tuple[int, dict[str, float]]]:
    """(explicit corrections so far, biases) at the start, then each time they were fitted anew.

    Counts are multiples of `REFIT_EVERY`; an entry's corrections are given one by one, and only so
    many count as were given when a multiple is reached.
    """
    evidence: list[Verdict] = []
    biases: dict[str, float] = {}
    given = 0
    yield 0, biases
    for row in rng.permutation(len(learn.truth)):
        shown = learn.some(np.array([row])).shown(biases)[0]
        for correction in reviewed(learn, int(row), shown, rng):
            evidence.append(correction)
            given += correction.explicit
            if correction.explicit and given % REFIT_EVERY == 0:
                biases = fit_biases(evidence)
                yield given, biases
        if given >= most:
            return


def users(
    learn: ScoredEntries, held: ScoredEntries, personal: bool
) -> Iterator[tuple[int, ScoredEntries, ScoredEntries]]:
    """Each simulated user: their number, and both parts with their truth."""
    for user in range(DRAWS):
        if personal:
            meant = [
                own_use(part.truth, part.labels, np.random.default_rng(1000 + user))
                for part in (learn, held)
            ]
            pair = [
                ScoredEntries(part.labels, part.probability, truth, part.thresholds)
                for part, truth in zip((learn, held), meant, strict=True)
            ]
            yield user, pair[0], pair[1]
        else:
            yield user, learn, held


def simulate(learn: ScoredEntries, held: ScoredEntries, personal: bool) -> dict[str, Array]:
    """Micro and macro F1 on `held`, each [users, counts]."""
    micro, macro = [], []
    for user, own_learn, own_held in users(learn, held, personal):
        rng = np.random.default_rng(user)
        at = {count: b for count, b in stream(own_learn, rng, max(COUNTS)) if count in COUNTS}
        chips = [own_held.shown(at[count]) for count in COUNTS]
        used = own_held.truth.any(axis=0)
        micro.append([micro_f1(each, own_held.truth) for each in chips])
        macro.append([macro_f1(each[:, used], own_held.truth[:, used]) for each in chips])
    return {"micro_f1": np.array(micro), "macro_f1": np.array(macro)}


def rows_of(scores: Array, seed: int = 0) -> list[dict[str, Any]]:
    """Mean, and mean difference to no corrections with a 95 % interval over users, each count."""
    rng = np.random.default_rng(seed)
    picks = rng.integers(len(scores), size=(2000, len(scores)))
    rows = []
    for at, count in enumerate(COUNTS):
        gain = scores[:, at] - scores[:, 0]
        low, high = np.percentile(gain[picks].mean(axis=1), [2.5, 97.5])
        rows.append(
            {
                "corrections": count,
                "f1": round(float(scores[:, at].mean()), 4),
                "gain": round(float(gain.mean()), 4),
                "gain_interval": [round(float(low), 4), round(float(high), 4)],
                "users_worse": int((gain < -1e-9).sum()),
            }
        )
    return rows


def run() -> dict[str, Any]:
    """Simulate both kinds of users and keep training/report/results/corrections.json."""
    learn, held = read(read_config(features.EMOTION))
    values: dict[str, Any] = {
        "model": features.name(),
        "users": DRAWS,
        "labels": list(learn.labels),
        "entries": [len(learn.truth), len(held.truth)],
    }
    for name, personal in (("writers", False), ("own use of words", True)):
        scores = simulate(learn, held, personal)
        values[name] = {key: rows_of(each) for key, each in scores.items()}
    config.save_result("corrections", values)
    return values
