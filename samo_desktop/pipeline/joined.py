"""What one or several models read in the stretches of a text, made into the feelings of the whole.

Labels are joined by their names. A label is judged by the sentences of those models alone that know
it: what a model does not know, it does not deny. Whether it is shown, and what was learned of it,
goes by the model whose sentence shows it most clearly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import Feeling
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.emotion.aggregate import NEUTRAL
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.insight.learning import logit
from samo_desktop.pipeline.adaptation import Adaptation

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text as it was read, with token numbers if the model has any, and its row."""

    text: str
    row: Rows


@dataclass(frozen=True, slots=True)
class Reader:
    """A model, and what the user taught it: probabilities of its labels and of own feelings."""

    model: EmotionModel
    adaptation: Adaptation

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the model, then the user's own, in the order of a row."""
        return (*self.model.labels, *self.adaptation.own)

    @property
    def thresholds(self) -> Mapping[str, float]:
        """From which probability on each label is shown."""
        return self.adaptation.thresholds(self.model)

    def read(self, texts: Sequence[str]) -> list[Part]:
        """Each of `texts` with its probabilities [labels], before corrections are applied."""
        tokenised = self.model.tokenise(texts)
        reading = self.model.read(tokenised)
        own = self.adaptation.columns(reading.embeddings)
        rows = np.concatenate([reading.probabilities, own], axis=1)
        return [Part(text, row) for text, row in zip(tokenised, rows, strict=True)]

    def by_label(self, row: Rows) -> dict[str, float]:
        """A row's probabilities by label."""
        return dict(zip(self.labels, row.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Readings:
    """All that one reader read of a text: rows of sentences and of parts, [some, its labels]."""

    reader: Reader
    sentences: Rows
    parts: Rows

    def of(self, labels: Sequence[str]) -> tuple[Rows, Rows]:
        """The columns of `labels`, which the reader knows."""
        places = {label: at for at, label in enumerate(self.reader.labels)}
        columns = [places[label] for label in labels]
        return self.sentences[:, columns], self.parts[:, columns]


@dataclass(frozen=True, slots=True)
class Whole:
    """Label -> probability of a whole text: as `given`, and with what was learned (`adapted`)."""

    given: Mapping[str, float]
    adapted: Mapping[str, float]
    thresholds: Mapping[str, float]


def whole(readings: Sequence[Readings]) -> Whole:
    """What a text shows as a whole; it is put together as the first reader's model says.

    Every label that some reader knows is there, once. The order of the others has no say.
    """
    aggregation = readings[0].reader.model.aggregation
    knowing: dict[tuple[int, ...], list[str]] = {}
    labels = list(dict.fromkeys(label for each in readings for label in each.reader.labels))
    for label in labels:
        who = tuple(at for at, each in enumerate(readings) if label in each.reader.labels)
        knowing.setdefault(who, []).append(label)
    found: dict[str, float] = {}
    for who, names in knowing.items():
        wanted = names if NEUTRAL in names else [*names, NEUTRAL]
        columns = [readings[at].of(wanted) for at in who]
        sentences, parts = (np.concatenate(rows) for rows in zip(*columns, strict=True))
        row = aggregate.combine(sentences, parts, wanted, aggregation)
        named = dict(zip(wanted, row.tolist(), strict=True))
        found |= {label: named[label] for label in names}
    given = {label: found[label] for label in labels}
    decides = {label: _decides(label, readings) for label in labels}
    return Whole(
        given,
        {label: decides[label].adaptation.adapt({label: p})[label] for label, p in given.items()},
        {label: reader.thresholds[label] for label, reader in decides.items()},
    )


def _decides(label: str, readings: Sequence[Readings]) -> Reader:
    """Whose threshold holds: where a sentence lies the furthest over it, in log odds."""
    knowing = [each for each in readings if label in each.reader.labels]
    if len(knowing) == 1:
        return knowing[0].reader

    def clearness(each: Readings) -> float:
        rows, _parts = each.of([label])
        top = logit(np.array([rows.max(), each.reader.thresholds[label]], np.float64))
        return float(top[0] - top[1])

    return max(knowing, key=clearness).reader


def shown(
    probabilities: Mapping[str, float], thresholds: Mapping[str, float]
) -> tuple[Feeling, ...]:
    """The labels at or over their `thresholds`, strongest first."""
    found = [Feeling(k, p) for k, p in probabilities.items() if p >= thresholds[k]]
    return tuple(sorted(found, key=lambda feeling: -feeling.probability))
