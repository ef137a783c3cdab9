"""Linear heads on frozen features: ridge regression in its dual form, in NumPy.

Hoerl and Kennard 1970; Saunders et al. 1998 for the dual form. Few rows and many columns: one
eigendecomposition of the rows' inner products serves every penalty, with each row's prediction when
it is left out in closed form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PENALTIES = (0.003, 0.006, 0.01, 0.02, 0.04, 0.08, 0.16)
"""Tried ones, relative to the mean squared length of the rows (which is 1 a block)."""


@dataclass(frozen=True)
class BlockScaling:
    """Brings each block of columns to mean 0 and a mean squared row length of 1."""

    means: tuple[Array, ...]
    sizes: tuple[float, ...]

    @classmethod
    def fitted(cls, blocks: Sequence[NDArray[np.floating]]) -> BlockScaling:
        """From rows of `blocks`, each [rows, its columns]."""
        means = tuple(np.asarray(block, np.float64).mean(axis=0) for block in blocks)
        sizes = tuple(
            float(np.sqrt(((block - mean) ** 2).sum(axis=1).mean())) or 1.0
            for block, mean in zip(blocks, means, strict=True)
        )
        return cls(means, sizes)

    def apply(self, blocks: Sequence[NDArray[np.floating]]) -> Array:
        """[rows, all columns]."""
        parts = zip(blocks, self.means, self.sizes, strict=True)
        return np.hstack([(block - mean) / size for block, mean, size in parts])


@dataclass(frozen=True)
class RidgeHeads:
    """Fitted heads: score = scaled row @ `weight` + `offset`; [columns, heads] and [heads]."""

    scaling: BlockScaling
    weight: Array
    offset: Array
    penalty: float
    left_out: Array
    """Each training row's scores by heads fitted without it: [rows, heads]."""

    def score(self, blocks: Sequence[NDArray[np.floating]]) -> Array:
        """[rows, heads]: about 0 for absent, 1 for present; not a probability."""
        return np.asarray(self.scaling.apply(blocks) @ self.weight + self.offset)

    def unscaled(self) -> tuple[Array, Array]:
        """Weights on the blocks side by side as they come [all columns, heads], and a constant.

        score = row @ weight + constant + offset; the constant is [heads].
        """
        mean = np.concatenate(self.scaling.means)
        widths = [len(part) for part in self.scaling.means]
        weight = self.weight / np.repeat(self.scaling.sizes, widths)[:, None]
        return weight, -mean @ weight


def fit(
    blocks: Sequence[NDArray[np.floating]],
    truth: Array,
    quality: Callable[[Array, Array], float],
) -> RidgeHeads:
    """Heads for `truth` [rows, heads] of 0 and 1, with the penalty of the best left-out scores.

    `quality(scores, truth)`, both [rows, heads], is higher for better scores.
    """
    scaling = BlockScaling.fitted(blocks)
    rows = scaling.apply(blocks)
    offset = truth.mean(axis=0)
    rest = truth - offset
    values, vectors = np.linalg.eigh(rows @ rows.T)
    turned = vectors.T @ rest
    best: tuple[float, float, Array, Array] | None = None
    for penalty in PENALTIES:
        gain = 1.0 / (np.maximum(values, 0.0) + penalty * len(rows))
        dual = (vectors * gain) @ turned
        left_out = truth - dual / ((vectors**2) @ gain)[:, None]
        found = quality(left_out, truth)
        if best is None or found > best[0]:
            best = (found, penalty, dual, left_out)
    assert best is not None
    _, penalty, dual, left_out = best
    return RidgeHeads(scaling, rows.T @ dual, offset, penalty, left_out)
