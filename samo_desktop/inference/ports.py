"""What the program asks of a model. Engines implement these; the pipeline knows nothing else."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import Summary
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.inference.emotion.fewshot import Background

SAMPLE_RATE = 16_000
"""Samples per second of all sound that goes into a speech model (mono, float32, -1..1)."""

Samples = NDArray[np.float32]


class SpeechModel(Protocol):
    """Writes down what is said."""

    engine: str
    name: str
    version: str

    def transcribe(
        self,
        blocks: Iterable[Samples],
        *,
        languages: Collection[str] = (),
        words: Sequence[str] = (),
        live: bool = False,
    ) -> Generator[Heard, None, Transcript]:
        """Yields what is heard, in order, at least every few seconds; returns the transcript.

        `blocks` are consecutive stretches of one recording at `SAMPLE_RATE`; memory does not grow
        with their number. `languages` (ISO 639-1) may be spoken: none for any; `words` are the
        speaker's own, and may be spoken. No speech gives no segments. With `live` the blocks come
        as they are spoken, and drafts may be told beside; the words are those of a file, or as
        good as they.
        Raises ModelError.
        """
        ...


@dataclass(frozen=True, slots=True)
class EmotionOutput:
    """What a model read in texts, a row each: `probabilities` [texts, labels], calibrated, 0..1,
    and `embeddings` [texts, D] of unit length."""

    probabilities: NDArray[np.float32]
    embeddings: NDArray[np.float32]


class EmotionModel(Protocol):
    """Tells which feelings a text expresses."""

    name: str
    version: str
    labels: Sequence[str]
    thresholds: Mapping[str, float]
    aggregation: Mapping[str, Any]
    """How parts make a whole: "unit" ("sentence" or "passage"), "passage_characters", "reduce", and
    what else that way needs; see `emotion.aggregate`."""
    languages: frozenset[str]
    """ISO 639-1 codes of the languages that it knows; "*" among them stands for all."""
    background: Background | None
    """What feelings are learned from examples with; None: this model cannot learn any."""

    @property
    def prototypes(self) -> Mapping[str, int]:
        """Labels that it knows from examples alone, and from how many."""
        ...

    def tokenise(self, texts: Sequence[str]) -> Sequence[str]:
        """The same `texts`, carrying token numbers if the model has any.

        Handed on to this model, or to any other with the same tokenizer, they are not tokenised
        again. Results are the same as without.
        """
        ...

    def read(self, texts: Sequence[str]) -> EmotionOutput:
        """Rows in the order of `texts`; a text's numbers do not hang on the others. ModelError."""
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


@runtime_checkable
class Remembers(Protocol):
    """A model that remembers results, so that a text is not read twice."""

    def forget(self) -> None:
        """Drop what is remembered."""
        ...
