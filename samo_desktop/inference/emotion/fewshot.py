"""A feeling of the user's own, from a few example sentences. Pure NumPy; no training run.

Linear discriminant analysis with the covariance of a background: the direction in which the
examples differ from texts of no particular feeling, with the background's own variation taken out
(Fisher 1936; for few-shot classes as in Snell et al. 2017, "Prototypical Networks", with a shared
metric instead of the plain one).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

PRIOR = 0.05
"""Share of texts that show a feeling, before anything is known of it."""
FALSE_ALARMS = 0.025
"""Share of the background's texts above the threshold, at most."""
SHRINK = 0.8
"""Share of a round covariance mixed into the background's."""
TYPICAL = 1.8
"""How far a feeling's texts lie from the background, in its standard deviations, before its
examples are heard: the mean over six kinds of the journal, from 5 and 9 examples each."""
TYPICAL_WEIGHT = 2.0
"""How many examples that expectation counts as."""
NEAREST, FURTHEST = 1.0, 4.0
"""No feeling's texts are believed to lie nearer to the background, or further from it: examples
are written to be clear."""
LEAST_WIDTH = 1.3
"""Nor are they believed to lie closer together, in the same units: the mean of the same kinds."""
LEAST_LOG_ODDS, MOST_LOG_ODDS = -7.0, 4.0
"""No probability leaves sigmoid(-7) to sigmoid(4), .001 to .982: few examples never make sure."""
LEAST_THRESHOLD = 0.15
"""No threshold lies below."""
ALIKE = 0.995
"""Examples whose cosine is above this count as one."""


@dataclass(frozen=True)
class Background:
    """Statistics of embeddings of texts of no particular feeling, for one encoder.

    `mean` [D]; `basis` [r, D], orthonormal rows, the main directions of variation, with their
    `variances` [r]; `rest`, the mean variance in all other directions; `sample` [n, D], a spread of
    typical embeddings, to set thresholds on. All embeddings are of unit length.
    """

    mean: Rows
    basis: Rows
    variances: Rows
    rest: float
    sample: Rows

    @classmethod
    def measured(
        cls, general: Rows, rank: int, sample: int, judged: Rows | None = None
    ) -> Background:
        """The statistics of embeddings `general` [many, D] and `judged` [some, D].

        `judged` are texts of the kind that will be judged (without them: `general` again). They
        give the mean and, by their first rows, the sample; in the covariance both kinds count
        alike, so that what tells the kinds of text apart is taken for variation, not for a feeling.
        Raises ValueError with fewer than two rows of a kind.
        """
        kinds = [unit(general), unit(general if judged is None else judged)]
        if min(len(rows) for rows in kinds) < 2:
            raise ValueError("a background needs at least two texts")
        middle = np.mean([rows.mean(axis=0) for rows in kinds], axis=0)
        scatter = [(rows - middle) / np.sqrt(2.0 * len(rows)) for rows in kinds]
        rows = np.concatenate(scatter).astype(np.float64)
        values, vectors = np.linalg.eigh(rows.T @ rows)
        rank = min(rank, len(values))
        rest = float(values[:-rank].mean()) if rank < len(values) else float(values[0])
        return cls(
            kinds[1].mean(axis=0),
            np.asarray(vectors[:, ::-1][:, :rank].T, np.float32),
            np.asarray(values[::-1][:rank], np.float32),
            max(rest, 1e-9),
            kinds[1][:sample],
        )

    def to_bytes(self) -> bytes:
        """An .npz: half precision, the sample in 8 bits (its numbers lie within -1 to 1)."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            mean=self.mean.astype(np.float16),
            basis=self.basis.astype(np.float16),
            variances=self.variances.astype(np.float32),
            rest=np.float32(self.rest),
            sample=np.round(self.sample * 254.0).clip(-127, 127).astype(np.int8),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Background:
        """The inverse of `to_bytes`, up to its rounding. Raises ValueError if it is not one."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                return cls(
                    arrays["mean"].astype(np.float32),
                    arrays["basis"].astype(np.float32),
                    arrays["variances"].astype(np.float32),
                    float(arrays["rest"]),
                    unit(arrays["sample"].astype(np.float32)),
                )
        except (KeyError, OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError("not a background's statistics") from error

    def direction(self, difference: NDArray[np.float64]) -> NDArray[np.float64]:
        """(shrunk covariance)^-1 applied to each row of `difference` [n, D]."""
        round_part = SHRINK * self._mean_variance()
        along = difference @ self.basis.T
        rest = 1.0 / ((1.0 - SHRINK) * self.rest + round_part)
        gain = 1.0 / ((1.0 - SHRINK) * self.variances + round_part) - rest
        return np.asarray(difference * rest + (along * gain) @ self.basis, np.float64)

    def _mean_variance(self) -> float:
        size, rank = len(self.mean), len(self.variances)
        return float((self.variances.sum() + (size - rank) * self.rest) / size)


@dataclass(frozen=True)
class FewShot:
    """Tells whether texts show a feeling: sigmoid(weight · embedding + bias).

    A text shows it from a probability of `threshold` on.
    """

    weight: NDArray[np.float64]
    bias: float
    threshold: float

    @classmethod
    def fit(cls, examples: Rows, background: Background, against: Rows | None = None) -> FewShot:
        """Learn from `examples` [k, D], embeddings of texts that show the feeling; k >= 1.

        Equal or nearly equal examples count as one. `against` [n, D] are examples of kindred
        feelings: the feeling is then told from texts halfway between the background and them, which
        halves how often one is taken for another. Raises ValueError without an example, and for
        numbers that are not finite or of another width than the background's.
        """
        rows = np.asarray(examples, np.float64)
        if rows.ndim != 2 or not len(rows) or rows.shape[1] != len(background.mean):
            raise ValueError("examples must be [k, D] with the background's D, and one at least")
        if not np.isfinite(rows).all():
            raise ValueError("examples must be finite")
        rows = distinct(unit(rows).astype(np.float64))
        if against is not None and len(against):
            halfway = (background.mean + unit(against).mean(axis=0)) / 2.0
            background = replace(background, mean=np.asarray(halfway, np.float32))
        sample = background.sample.astype(np.float64)
        weight, centre, spread = _axis(rows.mean(axis=0, keepdims=True), background, sample)
        level, width = _typical_height(rows, background, sample)
        # Two normals of one width: log odds are a line through the middle between their means.
        slope = level / width**2
        prior = np.log(PRIOR / (1.0 - PRIOR))
        height = np.quantile((sample @ weight[0] - centre[0]) / spread[0], 1.0 - FALSE_ALARMS)
        cut = float(np.minimum(slope * (height - level / 2.0) + prior, MOST_LOG_ODDS))
        return cls(
            slope * weight[0] / spread[0],
            float(prior - slope * (centre[0] / spread[0] + level / 2.0)),
            max(LEAST_THRESHOLD, float(sigmoid(cut))),
        )

    def probability(self, embeddings: Rows) -> Rows:
        """How probable the feeling is in each text, from its embedding: [m, D] -> [m]."""
        odds = unit(embeddings).astype(np.float64) @ self.weight + self.bias
        return np.asarray(sigmoid(np.clip(odds, LEAST_LOG_ODDS, MOST_LOG_ODDS)), np.float32)

    def to_json(self) -> dict[str, Any]:
        """The fitted numbers as JSON-ready values, to five decimals."""
        return {
            "weight": self.weight.round(5).tolist(),
            "bias": round(self.bias, 5),
            "threshold": round(self.threshold, 5),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> FewShot:
        """The inverse of `to_json`, up to its rounding."""
        weight = np.asarray(values["weight"], np.float64)
        return cls(weight, float(values["bias"]), float(values["threshold"]))


def unit(rows: NDArray[np.floating]) -> Rows:
    """Rows at unit length; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-12), np.float32)


def distinct(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit (or zero) `rows` without those that are nearly equal to an earlier one."""
    kept: list[int] = []
    size = (rows * rows).sum(axis=1)
    near = size[:, None] + size - 2.0 * (rows @ rows.T) < 2.0 * (1.0 - ALIKE)
    for at in range(len(rows)):
        if not near[at, kept].any():
            kept.append(at)
    return rows[kept]


def _axis(
    prototypes: NDArray[np.float64], background: Background, sample: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For each prototype [n, D] its direction, and the background's mean and spread along it."""
    weights = background.direction(prototypes - background.mean)
    weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-12)
    scores = sample @ weights.T
    return weights, scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-6)


def _typical_height(
    rows: NDArray[np.float64], background: Background, sample: NDArray[np.float64]
) -> tuple[float, float]:
    """Where texts of the feeling lie, in the background's standard deviations, and how widely.

    Each example is judged by the others, since an example always looks like itself.
    """
    count = len(rows)
    heights = np.zeros(0)
    if count > 1:
        others = (rows.sum(axis=0) - rows) / (count - 1)
        weights, centre, spread = _axis(others, background, sample)
        heights = ((rows * weights).sum(axis=1) - centre) / spread
    level = (heights.sum() + TYPICAL_WEIGHT * TYPICAL) / (len(heights) + TYPICAL_WEIGHT)
    level = float(np.clip(level, NEAREST, FURTHEST))
    squares = ((heights - level) ** 2).sum() + TYPICAL_WEIGHT
    width = float(np.sqrt(squares / (len(heights) + TYPICAL_WEIGHT)))
    return level, max(width, LEAST_WIDTH)


def sigmoid(odds: Any) -> Any:
    """1 / (1 + exp(-odds)), without overflow, of a number or an array."""
    return 0.5 * (1.0 + np.tanh(0.5 * odds))
