"""A summary made of the entry's own sentences: the central and the emotionally telling ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import Summary
from samo_desktop.inference.ports import SentenceEncoder

CENTRALITY_WEIGHT = 0.6
"""The rest weighs emotion: a journal's summary should say what happened before how it felt."""
REDUNDANCY_WEIGHT = 0.5
SAME_COSINE = 0.95
"""Sentences nearer to each other than this say the same, and only one of them is chosen."""


MOST = 256
"""So many sentences of an entry are compared: each takes a run of the encoder."""


class ExtractiveSummariser:
    """Picks one to three sentences, in their order; invents nothing.

    A sentence scores by its mean cosine similarity to all sentences (degree centrality without a
    threshold; Erkan and Radev 2004, "LexRank") and by its emotional intensity, each scaled to
    0..1 over the entry. Sentences like one already picked score less (maximal marginal
    relevance; Carbonell and Goldstein 1998), and one that repeats it is not picked at all. An
    entry of more than `MOST` sentences is cut into so many equal stretches, and the most emotional
    sentence of each stands for it.
    """

    method = "extractive"

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.version = encoder.version

    def summarise(self, sentences: Sequence[str], intensities: NDArray[np.float32]) -> Summary:
        """See `Summariser`. No sentences give an empty summary."""
        count = summary_length(len(sentences))
        if len(sentences) <= count:
            chosen = list(range(len(sentences)))
        else:
            compared = _compared(intensities)
            embeddings = self._encoder.encode([sentences[at] for at in compared])
            chosen = [compared[at] for at in self._choose(embeddings, intensities[compared], count)]
        text = " ".join(sentences[index] for index in chosen)
        return Summary(text, self.method, tuple(chosen))

    def _choose(
        self, embeddings: NDArray[np.float32], intensities: NDArray[np.float32], count: int
    ) -> list[int]:
        centrality = embeddings @ embeddings.mean(axis=0)
        scores = CENTRALITY_WEIGHT * _scaled(centrality)
        scores += (1 - CENTRALITY_WEIGHT) * _scaled(intensities)
        chosen: list[int] = []
        while len(chosen) < count and np.isfinite(scores).any():
            best = int(np.argmax(scores))
            chosen.append(best)
            likeness = np.clip(embeddings @ embeddings[best], 0, 1)
            scores = scores - REDUNDANCY_WEIGHT * likeness
            scores[likeness > SAME_COSINE] = -np.inf
            scores[best] = -np.inf
        return sorted(chosen)


def summary_length(sentences: int) -> int:
    """How many sentences stand for an entry of `sentences`: 1, from 4 on 2, from 9 on 3."""
    return 1 + (sentences >= 4) + (sentences >= 9)


def _compared(intensities: NDArray[np.float32]) -> list[int]:
    """The places of the sentences that are compared, in order: all of them, or `MOST`."""
    stretches = np.array_split(np.arange(len(intensities)), min(MOST, len(intensities)))
    return [int(stretch[np.argmax(intensities[stretch])]) for stretch in stretches]


def _scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = values.min(), values.max()
    if high - low < 1e-6:
        return np.zeros_like(values)
    return np.asarray((values - low) / (high - low), np.float32)
