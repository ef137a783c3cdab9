"""What the encoders that ship see in texts: pooled vectors and logits, each text whole.

The emotion model's vectors are as they come; the sentence encoder's are of unit length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.text_model import TextModel
from training import config
from training.ship import sentence as sentence_model

EMOTION = config.MODELS / "emotion"
SENTENCE = config.MODELS / "sentence"
OUTPUTS = ("logits", "embedding", "middle")
"""What `graph_heads` has the emotion model's graph give."""


@dataclass(frozen=True)
class Seen:
    """Texts as the emotion model sees them, before calibration.

    `logits` [texts, labels]; the mean of the tokens' vectors after the last layer, `vectors`, and
    after a middle one, `middle`, both [texts, width].
    """

    logits: NDArray[np.float32]
    vectors: NDArray[np.float32]
    middle: NDArray[np.float32]


def emotion(texts: Sequence[str], folder: Path = EMOTION) -> Seen:
    """Texts through the emotion model in `folder`; tokens past its maximum are cut."""
    return Seen(*_loaded(folder, OUTPUTS).run(texts))


def sentence(texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts through the sentence encoder: [texts, width]."""
    return _loaded(SENTENCE, sentence_model.OUTPUTS).run(texts)[0]


@cache
def _loaded(folder: Path, outputs: tuple[str, ...]) -> TextModel:
    return TextModel(folder, outputs)


def name() -> str:
    """The emotion model's name and version, as "name@version"."""
    model = _loaded(EMOTION, OUTPUTS)
    return f"{model.name}@{model.version}"


def forget() -> None:
    """Load the models anew when they are asked next: their files have changed."""
    _loaded.cache_clear()
