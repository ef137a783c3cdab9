"""Which way from parts to the whole text is best: measured on dev and on journal entries.

Every way is a unit (sentences, passages of some length, the whole text) and a reduction. Each gets
a temperature of its own on dev; thresholds are judged on rows that they were not chosen on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference import sentences
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.text_model import TextModel
from training import config
from training.calibrate.calibrators import fit_temperature
from training.calibrate.thresholds import held_out
from training.data import datasets
from training.data.datasets import LEMOTIF
from training.data.passages import Parts, Reduce, cut, sigmoid, whole
from training.evaluate import calibration_metrics
from training.evaluate.metrics import area_under_roc
from training.ship.export import EMOTION_OUTPUTS

WHOLE = 1_000_000
LEAST_ENTRIES = 5
"""An area over fewer entries of a kind says nothing."""
UNITS: Mapping[str, int | None] = {
    "sentence": None,
    "passage of 120": 120,
    "passage of 200": 200,
    "passage of 300": 300,
    "whole text": WHOLE,
}


def _length_mean(rows: NDArray[np.float32], lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.average(rows, axis=0, weights=lengths), np.float32)


REDUCTIONS: Mapping[str, Reduce] = {
    "mean": lambda rows, _: aggregate.mean(rows),
    "max": lambda rows, _: aggregate.highest(rows),
    "length-weighted mean": _length_mean,
    "noisy-or": lambda rows, _: 1.0 - np.prod(1.0 - rows, axis=0),
    "mean of top 2": lambda rows, _: aggregate.two_highest(rows),
}


def journal_areas(
    probability: NDArray[np.float32], kinds: Sequence[frozenset[str]], labels: Sequence[str]
) -> dict[str, float]:
    """Area under the ROC curve of each kind chosen at least `LEAST_ENTRIES` times.

    `probability` is [entries, labels]; a kind's score is the sum over its labels.
    """
    areas = {}
    for kind, members in LEMOTIF.items():
        score = probability[:, [labels.index(member) for member in members]].sum(axis=1)
        truth = np.array([kind in chosen for chosen in kinds])
        if truth.sum() >= LEAST_ENTRIES:
            areas[kind] = area_under_roc(score, truth)
    return areas


def joined(journal: datasets.JournalTexts, count: int = 4, seed: int = 0) -> datasets.JournalTexts:
    """Long entries, as speech makes them: `count` short ones in a row, with all their kinds."""
    order = np.random.default_rng(seed).permutation(len(journal.texts))
    groups = [order[at : at + count] for at in range(0, len(order) - count + 1, count)]
    return datasets.JournalTexts(
        [" ".join(journal.texts[row].strip() for row in group) for group in groups],
        [frozenset().union(*(journal.kinds[row] for row in group)) for group in groups],
    )


class Scorer:
    """Logits of GoEmotions' labels in parts, each distinct text run once."""

    def __init__(self, folder: Path) -> None:
        self.model = TextModel(folder, EMOTION_OUTPUTS)
        self.labels: list[str] = self.model.config["labels"][: len(LABELS)]
        self._known: dict[str, NDArray[np.float32]] = {}

    def logits(self, parts: Parts) -> NDArray[np.float32]:
        """[parts, labels]."""
        new = sorted({text for text in parts.texts if text not in self._known})
        if new:
            self._known.update(zip(new, self.model.run(new)[0], strict=True))
        return np.stack([self._known[text] for text in parts.texts])[:, : len(LABELS)]


@dataclass(frozen=True)
class Texts:
    """What every way is measured on."""

    dev: datasets.Split
    several: NDArray[np.bool_]
    """Which of dev's comments have more than one sentence."""
    journals: Mapping[str, datasets.JournalTexts]

    @classmethod
    def read(cls) -> Texts:
        """Dev, and the part of the journal entries to tune on, alone and joined."""
        source = config.data_folder()
        dev = datasets.read_split(source, "dev")
        journal = datasets.read_journal(source, held_out=False)
        several = np.array([len(sentences.split(text)) > 1 for text in dev.texts])
        return cls(dev, several, {"journal": journal, "long_journal": joined(journal)})


def compare(folder: Path) -> list[dict[str, Any]]:
    """One row a way: the model is the one in `folder`."""
    texts, scorer = Texts.read(), Scorer(folder)
    rows = []
    for unit, characters in UNITS.items():
        cuts = {"dev": cut(texts.dev.texts, characters)}
        cuts |= {name: cut(each.texts, characters) for name, each in texts.journals.items()}
        scored = {name: (scorer.logits(parts), parts) for name, parts in cuts.items()}
        for name, reduce in REDUCTIONS.items():
            if characters == WHOLE and name != "mean":
                continue
            row = {"unit": unit, "reduce": name, **measure(scored, reduce, texts, scorer.labels)}
            rows.append(row)
            print({key: row[key] for key in list(row)[:-1]}, flush=True)
    return rows


def measure(
    scored: Mapping[str, tuple[NDArray[np.float32], Parts]],
    reduce: Reduce,
    texts: Texts,
    labels: Sequence[str],
) -> dict[str, Any]:
    """One way's figures; `scored` has logits [parts, labels] and parts of dev and the journals."""

    def probability(name: str, temperature: float) -> NDArray[np.float32]:
        logits, parts = scored[name]
        return whole(sigmoid(logits / temperature), parts, reduce)

    truth, several = texts.dev.labels, texts.several
    temperature = fit_temperature(lambda value: probability("dev", value), truth)
    found = probability("dev", temperature)
    areas = {
        name: journal_areas(probability(name, temperature), each.kinds, labels)
        for name, each in texts.journals.items()
    }
    return {
        "temperature": temperature,
        "dev_macro_f1": float(np.mean(held_out("bagged", found, truth, repeats=1))),
        "dev_macro_f1_several_sentences": float(
            np.mean(held_out("best", found[several], truth[several]))
        ),
        "dev_nll": calibration_metrics.negative_log_likelihood(found, truth),
        "dev_nll_several_sentences": calibration_metrics.negative_log_likelihood(
            found[several], truth[several]
        ),
        "dev_ece": calibration_metrics.expected_calibration_error(found, truth),
        **{f"{name}_auroc": float(np.mean(list(each.values()))) for name, each in areas.items()},
        "journal_auroc_by_kind": areas["journal"],
    }


def run(folder: Path) -> None:
    """Compare and keep the table in training/report/results/aggregation.json."""
    config.save_result("aggregation", compare(folder))
