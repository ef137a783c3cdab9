"""Linear heads for feelings of a journal that GoEmotions has no label for.

The journal entries (Lemotif) carry 18 kinds of feeling. Four heads ship: calm, content
("satisfied"), nostalgic, bored. All features are those of the models that ship.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training import config
from training.calibrate.calibrators import logistic
from training.calibrate.thresholds import bagged_thresholds
from training.data import datasets
from training.data.passages import cut, sigmoid
from training.evaluate.metrics import area_under_roc, counts
from training.models import features, ridge

Array = NDArray[np.float64]

FOLDS, REPEATS = 5, 3
LEAST_POSITIVES = 15
"""Kinds with fewer entries are left out of the mean."""
LEAST_IN_FOLD = 8
"""Kinds with fewer entries in a training fold have no say in the penalty."""
SAMPLES = 300
"""Bootstrap samples of entries for an interval."""
SHIPPED: Mapping[str, str] = {
    "calm": "calm",
    "content": "satisfied",
    "nostalgic": "nostalgic",
    "bored": "bored",
}
"""The label of each head that ships, and the kind that teaches it."""
SHIPPED_BLOCKS = ("emotion", "middle")
"""What they see: the pooled vectors of the last layer and of a middle one (`graph_heads`)."""
LEAST_LOGIT, MOST_LOGIT = -8.0, 5.0
"""Logits beyond say nothing more."""
ANCHORS = config.ROOT / "training" / "data" / "anchors.json"


@dataclass(frozen=True)
class Entries:
    """All journal entries as the encoders see them. `truth` is [entries, kinds] of 0 and 1."""

    kinds: tuple[str, ...]
    truth: Array
    logits: NDArray[np.float32]
    """GoEmotions' labels before calibration, [entries, labels]."""
    labels: tuple[str, ...]
    blocks: Mapping[str, Array]

    def counted(self) -> list[int]:
        """Columns of the kinds that the mean is taken over."""
        return [at for at, n in enumerate(self.truth.sum(axis=0)) if n >= LEAST_POSITIVES]


def read() -> Entries:
    """Every journal entry, whole, through the emotion model and the sentence encoder."""
    source = config.data_folder()
    parts = [datasets.read_journal(source, held_out) for held_out in (False, True)]
    texts = [text for part in parts for text in part.texts]
    chosen = [kinds for part in parts for kinds in part.kinds]
    anchors: dict[str, list[str]] = json.loads(ANCHORS.read_text(encoding="utf-8"))
    names = tuple(sorted(anchors))
    truth = np.array([[float(kind in own) for kind in names] for own in chosen])
    seen, said = features.emotion(texts), sentence_means(texts)
    labels = tuple(datasets.label_names(source))
    logits = seen.logits[:, : len(labels)]
    flat = [text for kind in names for text in anchors[kind]]
    owner = np.array([at for at, kind in enumerate(names) for _ in anchors[kind]])
    near = _nearness(seen.vectors, features.emotion(flat).vectors, owner)
    near = near + _nearness(said, features.sentence(flat), owner)
    blocks = {
        "emotion": np.asarray(seen.vectors, np.float64),
        "middle": np.asarray(seen.middle, np.float64),
        "logits": np.clip(logits.astype(np.float64), LEAST_LOGIT, MOST_LOGIT),
        "sentences": said,
        "anchors": near,
    }
    return Entries(names, truth, logits, labels, blocks)


def sentence_means(texts: Sequence[str]) -> Array:
    """The mean of each text's sentences as the sentence encoder sees them: [texts, width].

    The program has them for the summary already. A text without sentences is taken whole.
    """
    parts = cut(texts, None)
    rows = features.sentence(parts.texts)
    means = np.zeros((len(texts), rows.shape[1]))
    np.add.at(means, parts.owner, rows)
    count = np.bincount(parts.owner, minlength=len(texts))
    bare = np.flatnonzero(count == 0)
    if len(bare):
        means[bare] = features.sentence([texts[row] for row in bare])
    return means / np.maximum(count, 1)[:, None]


def _nearness(
    vectors: NDArray[np.floating], anchors: NDArray[np.floating], owner: NDArray[np.int64]
) -> Array:
    """How near each row lies to each kind's anchors, in standard deviations: [rows, kinds]."""
    means = np.stack([anchors[owner == at].mean(axis=0) for at in range(owner.max() + 1)])
    score = vectors @ (means - means.mean(axis=0)).T
    return np.asarray((score - score.mean(axis=0)) / score.std(axis=0), np.float64)


def stratified(truth: Array, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row, with each column's positives spread evenly; rare columns first.

    Greedy, after Sechidis et al. 2011, "On the Stratification of Multi-Label Data".
    """
    rng = np.random.default_rng(seed)
    fold = np.full(len(truth), -1)
    for column in np.argsort(truth.sum(axis=0), kind="stable"):
        for row in rng.permutation(np.flatnonzero((truth[:, column] > 0) & (fold < 0))):
            held = np.array([truth[fold == at, column].sum() for at in range(folds)])
            size = np.array([(fold == at).sum() for at in range(folds)])
            fold[row] = np.lexsort((rng.random(folds), size, held))[0]
    for row in rng.permutation(np.flatnonzero(fold < 0)):
        fold[row] = np.argmin(np.bincount(fold[fold >= 0], minlength=folds))
    return fold


def mean_area(score: Array, truth: Array, columns: Sequence[int]) -> float:
    """The mean area under the ROC curve over these columns that have both kinds of rows."""
    areas = [area_under_roc(score[:, at], truth[:, at]) for at in columns]
    return float(np.nanmean(areas))


def _quality(score: Array, truth: Array) -> float:
    columns = np.flatnonzero(truth.sum(axis=0) >= LEAST_IN_FOLD)
    return mean_area(score, truth, columns.tolist())


def out_of_fold(blocks: Sequence[Array], truth: Array) -> list[Array]:
    """Each repeat's scores [rows, kinds] of rows that the heads were not fitted on.

    The penalty is chosen inside each training fold, by its left-out scores.
    """
    repeats = []
    for seed in range(REPEATS):
        fold = stratified(truth, FOLDS, seed)
        scores = np.zeros_like(truth)
        for at in range(FOLDS):
            inside = fold == at
            heads = ridge.fit([b[~inside] for b in blocks], truth[~inside], _quality)
            scores[inside] = heads.score([block[inside] for block in blocks])
        repeats.append(scores)
    return repeats


def interval(scores: Sequence[Array], entries: Entries) -> tuple[float, float]:
    """95 % percentile interval of the mean area under resampling of entries, heads as they are."""
    rng = np.random.default_rng(0)
    columns = entries.counted()
    means = []
    for _ in range(SAMPLES):
        rows = rng.integers(len(entries.truth), size=len(entries.truth))
        score = scores[rng.integers(len(scores))]
        means.append(mean_area(score[rows], entries.truth[rows], columns))
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def platt(score: Array, truth: Array) -> tuple[float, float]:
    """Scale and offset that make a score's log odds (Platt 1999)."""
    columns = np.stack([score, np.ones_like(score)], axis=1)
    scale, offset = logistic(columns, truth, np.zeros(2), precision=1e-3)
    return float(scale), float(offset)


@dataclass(frozen=True)
class LinearHeads:
    """Heads to put onto the feelings model: logit = vectors @ weight + bias, calibrated."""

    labels: tuple[str, ...]
    weight: Array
    """[labels, both widths], on the pooled vectors of `SHIPPED_BLOCKS`, side by side, as they come,
    not of unit length."""
    bias: Array
    thresholds: dict[str, float]
    figures: dict[str, dict[str, float]]


def shipped_heads(entries: Entries) -> LinearHeads:
    """The heads on `SHIPPED_BLOCKS`, calibrated and cut by out-of-fold scores."""
    blocks = [entries.blocks[name] for name in SHIPPED_BLOCKS]
    columns = [entries.kinds.index(kind) for kind in SHIPPED.values()]
    repeats = out_of_fold(blocks, entries.truth)
    heads = ridge.fit(blocks, entries.truth, _quality)
    weight, constant = heads.unscaled()
    weights, biases, limits, figures = [], [], {}, {}
    for label, column in zip(SHIPPED, columns, strict=True):
        truth = entries.truth[:, column]
        scores = np.concatenate([scores[:, column] for scores in repeats])
        all_truth = np.tile(truth, len(repeats))
        scale, offset = platt(scores, all_truth)
        probability = sigmoid(np.asarray(scale * scores + offset, np.float32))
        limit = float(bagged_thresholds(probability[:, None], all_truth[:, None], bags=20)[0])
        limits[label] = round(limit, 4)
        weights.append(scale * weight[:, column])
        biases.append(scale * (constant[column] + heads.offset[column]) + offset)
        figures[label] = _figures(probability, all_truth, limit) | {"positives": int(truth.sum())}
    return LinearHeads(tuple(SHIPPED), np.stack(weights), np.array(biases), limits, figures)


def _figures(probability: NDArray[np.floating], truth: Array, threshold: float) -> dict[str, float]:
    """Area, precision, recall and F1 at a threshold of rows that the head was not fitted on."""
    tally = counts((probability >= threshold)[:, None], truth[:, None])
    return {
        "auroc": round(area_under_roc(probability, truth), 4),
        "threshold": round(threshold, 4),
        "precision": round(float(tally.precision()[0]), 4),
        "recall": round(float(tally.recall()[0]), 4),
        "f1": round(float(tally.f1()[0]), 4),
    }
