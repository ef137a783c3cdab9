"""Texts through the app's own analysis, with the app's models or with one from any folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.pipeline.analysis import name_feelings

COLUMNS = (*LABELS, *JOURNAL_LABELS)
"""Every label that a feelings model may have; what follows has them in this order."""


class OneModel(Models):
    """The app's models with that of `folder` for its languages, and none for other languages.

    Raises ModelError for a folder that holds no feelings model.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tried = EncoderEmotion(folder)

    @overload
    def emotion(self) -> EmotionModel: ...

    @overload
    def emotion(self, language: str | None) -> EmotionModel | None: ...

    def emotion(self, language: str | None = None) -> EmotionModel | None:
        """See `Models`."""
        return self.tried if language is None or language in self.tried.languages else None


@dataclass(frozen=True)
class Reading:
    """What the app says of whole texts, after their sentences are put together.

    Both are [texts, labels], in the order of `COLUMNS`. A label that the model lacks, and a text
    that the app does not analyse, has zeros.
    """

    probability: NDArray[np.float64]
    shown: NDArray[np.bool_]
    """Which labels are at or over the thresholds of the model that read the text."""


def read(models: Models, texts: Sequence[str]) -> Reading:
    """Each text as an entry of its own, by the model that the app chooses. Raises ModelError."""
    analyses = result_of(name_feelings(texts, models))
    shape = (len(texts), len(COLUMNS))
    found = [[one.probabilities.get(label, 0.0) for label in COLUMNS] for one in analyses]
    seen = [{feeling.label for feeling in one.feelings} for one in analyses]
    shown = [[label in own for label in COLUMNS] for own in seen]
    return Reading(np.array(found, float).reshape(shape), np.array(shown, bool).reshape(shape))
