"""The sentence encoder: all-MiniLM-L6-v2, INT8, ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.text_model import TextModel, damaged


class MiniLMEncoder:
    """Unit-length sentence embeddings. Loads on construction; raises ModelError if it cannot."""

    def __init__(self, folder: Path) -> None:
        self._model = TextModel(folder, ["embeddings"], "dimensions")
        self.name = self._model.name
        self.version = self._model.version
        self.dimensions = self._model.widths[0]
        if self.dimensions != self._model.config["dimensions"]:
            raise damaged(folder)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `SentenceEncoder`."""
        return self._model.run(texts)[0]

    def forget(self) -> None:
        """See `Remembers`."""
        self._model.cache.clear()
