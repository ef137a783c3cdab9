"""What the program asks of a model. Engines implement these; the pipeline knows nothing else."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import Summary
from samo_desktop.domain.transcript import Heard, Transcript

SAMPLE_RATE = 16_000
"""Samples per second of all sound that goes into a speech model (mono, float32, -1..1)."""

Samples = NDArray[np.float32]


class SpeechModel(Protocol):
    """Writes down what is said."""

    engine: str
    name: str
    version: str

    def transcribe(
        self, blocks: Iterable[Samples], *, language: str = ""
    ) -> Generator[Heard, None, Transcript]:
        """Yields what is heard, in order, at least every few seconds; returns the transcript.

        `blocks` are consecutive stretches of one recording at `SAMPLE_RATE`; memory does not grow
        with their number. No speech gives no segments. Raises ModelError.
        """
        ...


class EmotionModel(Protocol):
    """Tells which feelings a text expresses."""

    name: str
    version: str
    labels: Sequence[str]
    thresholds: Mapping[str, float]
    aggregation: Mapping[str, Any]
    """How parts make a whole: "unit" ("sentence" or "passage"), "passage_characters", "reduce"."""

    def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated probabilities [texts, labels], 0..1, rows in the order of `texts`."""
        ...


class SentenceEncoder(Protocol):
    """Places sentences in a space where near means alike."""

    name: str
    version: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit-length embeddings [texts, dimensions], rows in the order of `texts`."""
        ...


class Summariser(Protocol):
    """Shortens an entry."""

    name: str
    version: str

    def summarise(self, sentences: Sequence[str], intensities: NDArray[np.float32]) -> Summary:
        """A summary of `sentences`, whose emotional `intensities` [sentences] lie in 0..1."""
        ...
