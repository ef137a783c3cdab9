"""The sentence encoder: all-MiniLM-L6-v2, INT8, ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.text_model import TextModel

BATCH = 8
"""Sentences of one entry go together: they are compared with each other only."""


class MiniLMEncoder:
    """Unit-length sentence embeddings. Loads on construction; raises ModelError if it cannot."""

    def __init__(self, folder: Path) -> None:
        self._model = TextModel(folder, "dimensions")
        self.name = self._model.name
        self.version = self._model.version
        self.dimensions = int(self._model.config["dimensions"])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `SentenceEncoder`."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return self._model.run(texts, batch=BATCH)
