"""How well a feeling is learned from k examples: ways compared on journal kinds held back.

The kinds that GoEmotions has no label for were never seen by the feelings model; the sentence
encoder has seen none at all. The entries are dealt into halves: one gives the background, with
comments of GoEmotions' train split in the first person; in the other k entries of a kind are drawn
as examples, and the rest is judged. Then the halves change places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.emotion.fewshot import Background, FewShot, unit
from training import config
from training.calibrate.calibrators import logistic as newton
from training.data import datasets
from training.evaluate.metrics import area_under_roc
from training.models import features
from training.ship.few_shot import (
    RANK,
    SAMPLE,
    background_texts,
    judged_texts,
    prototype_texts,
)

Rows = NDArray[np.float32]
Marks = NDArray[np.bool_]
Numbers = NDArray[np.int64]

SHOTS = (1, 3, 5, 10, 20, 50)
DRAWS = 10
"""Draws of examples for each kind and number of examples, half of them in each half."""
UNSEEN = ("bored", "calm", "nostalgic", "satisfied")
"""Kinds without a label of GoEmotions, with entries enough to draw from."""
SEEN = ("anxious", "excited", "frustrated", "happy", "proud", "sad", "surprised")
"""Kinds with one: the feelings model learned something like them, the sentence encoder did not."""
RARE = ("bored", "nostalgic", "anxious", "frustrated", "sad", "surprised")
"""Kinds on less than an eighth of the entries, as a feeling of one's own would be: the threshold
is judged on these."""
LEAST_REST = 5
"""Positive entries that must be left to judge by."""
PROTOTYPE_FIGURES = ("left_out_found", "false_alarms", "others_examples_shown")
NEAR_PROTOTYPES = frozenset(["jealous", "anxious", "frustrated", "sad", "angry", "bored"])
"""Entries of these kinds may well be jealous, overwhelmed or tired: no false alarms there."""

Score = Callable[[Rows, "Negatives", Rows], NDArray[np.floating]]
"""(examples, background, texts) -> the texts' scores."""


@dataclass(frozen=True)
class Negatives:
    """What examples are told from: `general` comments and `judged` texts of a journal."""

    general: Rows
    judged: Rows
    shipped: Background


@dataclass(frozen=True)
class Half:
    """One half's background, and the other half's entries to draw from and to judge."""

    negatives: Negatives
    entries: Rows
    kinds: list[frozenset[str]]


Embed = Callable[[Sequence[str]], Rows]
"""Texts -> embeddings of unit length."""


def emotion(texts: Sequence[str]) -> Rows:
    """As the feelings model sees them."""
    return unit(features.emotion(texts).vectors)


def both(texts: Sequence[str]) -> Rows:
    """As the feelings model and the sentence encoder see them, side by side."""
    return unit(np.hstack([emotion(texts), features.sentence(texts)]))


EMBEDDINGS: Mapping[str, Embed] = {"emotion": emotion, "sentence": features.sentence, "both": both}


def negatives(embed: Embed, general: Sequence[str], journal: Sequence[str]) -> Negatives:
    """A background as it would ship, rounding included."""
    common, own = embed(general), embed(judged_texts(journal))
    made = Background.measured(common, RANK, SAMPLE, own)
    return Negatives(common, own, Background.from_bytes(made.to_bytes()))


def halves(embed: Embed) -> list[Half]:
    """Both ways to deal the journal entries."""
    parts = [datasets.read_journal(config.data_folder(), held_out) for held_out in (False, True)]
    texts = [text for part in parts for text in part.texts]
    kinds = [own for part in parts for own in part.kinds]
    order = np.random.default_rng(5).permutation(len(texts))
    sides = [order[: len(order) // 2], order[len(order) // 2 :]]
    general = background_texts()
    return [
        Half(
            negatives(embed, general, [texts[row] for row in first]),
            embed([texts[row] for row in second]),
            [kinds[row] for row in second],
        )
        for first, second in (sides, sides[::-1])
    ]


def nearest_prototype(examples: Rows, background: Negatives, texts: Rows) -> NDArray[np.floating]:
    """Cosine to the examples' mean, all seen from the journal's mean (Snell et al. 2017)."""
    middle = background.judged.mean(axis=0)
    return unit(texts - middle) @ unit((examples - middle).mean(axis=0, keepdims=True))[0]


def nearest_neighbours(examples: Rows, background: Negatives, texts: Rows) -> NDArray[np.floating]:
    """Mean cosine to the three nearest examples, less that to the three nearest of the rest."""
    middle = background.judged.mean(axis=0)
    seen, own, other = (unit(rows - middle) for rows in (texts, examples, background.judged))
    near = np.sort(seen @ own.T, axis=1)[:, -3:].mean(axis=1)
    return np.asarray(near - np.sort(seen @ other.T, axis=1)[:, -3:].mean(axis=1))


def logistic(examples: Rows, background: Negatives, texts: Rows) -> NDArray[np.floating]:
    """Ridge-penalised logistic regression of the examples against the background, balanced.

    In the span of the rows, where it has few unknowns; the offset is not penalised.
    """
    other = background.judged[:SAMPLE]
    rows = np.vstack([examples, other]).astype(np.float64)
    mean = other.mean(axis=0)
    scale = float(np.sqrt(((rows - mean) ** 2).sum(axis=1).mean()))
    turned, lengths, span = np.linalg.svd((rows - mean) / scale, full_matrices=False)
    inputs = np.column_stack([turned * lengths, np.ones(len(rows))])
    truth = np.r_[np.ones(len(examples)), np.zeros(len(other))]
    balance = np.where(truth > 0, 0.5 / len(examples), 0.5 / len(other))
    penalty = np.r_[np.full(len(span), 0.01), 0.0]
    weights = newton(inputs, truth, np.zeros(len(penalty)), penalty, balance)
    return np.asarray((texts - mean) / scale @ span.T @ weights[:-1])


def discriminant(examples: Rows, background: Negatives, texts: Rows) -> NDArray[np.floating]:
    """What ships."""
    return FewShot.fit(examples, background.shipped).probability(texts)


WAYS: Mapping[str, Score] = {
    "nearest prototype": nearest_prototype,
    "nearest neighbours": nearest_neighbours,
    "logistic": logistic,
    "discriminant, shared covariance": discriminant,
}


def draws(half: Half, kind: str, shots: int) -> Iterator[tuple[Rows, Rows, Marks]]:
    """Examples, the other entries and which of those are of the kind; none with too few left."""
    truth = np.array([kind in own for own in half.kinds])
    positive = np.flatnonzero(truth)
    if len(positive) < shots + LEAST_REST:
        return
    rng = np.random.default_rng(0)
    for _ in range(DRAWS // 2):
        rows = rng.choice(positive, shots, replace=False)
        rest = np.setdiff1d(np.arange(len(truth)), rows)
        yield half.entries[rows], half.entries[rest], truth[rest]


def curve(sides: Sequence[Half], kinds: Sequence[str], way: Score) -> dict[str, float]:
    """Area under the ROC curve by number of examples: mean over draws, then over the kinds.

    Numbers for which some kind has too few entries are left out, so that points are comparable.
    """
    areas = {}
    for shots in SHOTS:
        by_kind = []
        for kind in kinds:
            found = [
                area_under_roc(way(examples, half.negatives, rest), truth)
                for half in sides
                for examples, rest, truth in draws(half, kind, shots)
            ]
            by_kind.append(float(np.mean(found)) if found else float("nan"))
        if not np.isnan(by_kind).any():
            areas[str(shots)] = round(float(np.mean(by_kind)), 4)
    return areas


def at_threshold(sides: Sequence[Half], kinds: Sequence[str] = RARE) -> list[dict[str, Any]]:
    """What the program would say of rare kinds: F1, recall and false alarms, by examples."""
    rows = []
    for shots in SHOTS:
        found = []
        for kind in kinds:
            for half in sides:
                for examples, rest, wanted in draws(half, kind, shots):
                    model = FewShot.fit(examples, half.negatives.shipped)
                    p = model.probability(rest)
                    shown = p >= model.threshold
                    hits = float((shown & wanted).sum())
                    f1 = 2 * hits / max(1, shown.sum() + wanted.sum())
                    alarms = float(shown[~wanted].mean())
                    found.append((f1, hits / wanted.sum(), alarms, p.mean(), wanted.mean()))
        if found:
            keys = ("f1", "recall", "false_alarms", "mean_probability", "share")
            means = np.round(np.mean(found, axis=0), 4).tolist()
            rows.append({"shots": shots} | dict(zip(keys, means, strict=True)))
    return rows


def prototype_figures(embed: Embed) -> dict[str, dict[str, float]]:
    """The feelings that ship as prototypes: left-out examples found; false alarms on entries.

    The background is of the journal's part to tune on, the false alarms are on that held out.
    """
    source = config.data_folder()
    back = negatives(embed, background_texts(), datasets.read_journal(source, False).texts).shipped
    held = datasets.read_journal(source, held_out=True)
    entries = embed(
        [t for t, own in zip(held.texts, held.kinds, strict=True) if not own & NEAR_PROTOTYPES]
    )
    known = {label: embed(texts) for label, texts in prototype_texts().items()}
    figures = {}
    for label, examples in known.items():
        others = np.vstack([rows for name, rows in known.items() if name != label])
        without = [
            FewShot.fit(np.delete(examples, at, 0), back, others) for at in range(len(examples))
        ]
        found = [
            model.probability(examples[at : at + 1])[0] >= model.threshold
            for at, model in enumerate(without)
        ]
        model = FewShot.fit(examples, back, others)
        mixed = [
            FewShot.fit(examples, back, np.delete(others, at, 0)).probability(others[at : at + 1])
            for at in range(len(others))
        ]
        figures[label] = {
            "examples": len(examples),
            "threshold": round(model.threshold, 4),
            "left_out_found": round(float(np.mean(found)), 4),
            "false_alarms": round(float((model.probability(entries) >= model.threshold).mean()), 4),
            "others_examples_shown": round(
                float((np.concatenate(mixed) >= model.threshold).mean()), 4
            ),
        }
    return figures


def measure() -> dict[str, Any]:
    """The curves of every way on every embedding; the shipped one's chips; the prototypes."""
    curves = []
    for name, embed in EMBEDDINGS.items():
        sides = halves(embed)
        for way, score in WAYS.items():
            rows = {"unseen": curve(sides, UNSEEN, score), "seen": curve(sides, SEEN, score)}
            curves.append({"embedding": name, "way": way} | rows)
    return {
        "draws": DRAWS,
        "curves": curves,
        "chips": at_threshold(halves(emotion)),
        "prototypes": prototype_figures(emotion),
    }


def run() -> dict[str, Any]:
    """Measure and keep training/report/results/few-shot.json."""
    values = {"model": features.name()} | measure()
    config.save_result("few-shot", values)
    return values
