"""The emotion tagger: MiniLM fine-tuned on GoEmotions, INT8, ONNX Runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.text_model import TextModel


class MiniLMEmotion:
    """Feelings of single sentences. Loads on construction; raises ModelError if it cannot."""

    def __init__(self, folder: Path) -> None:
        self._model = TextModel(folder, "labels", "thresholds", "temperature", "aggregation")
        config = self._model.config
        self.name = self._model.name
        self.version = self._model.version
        self.labels: Sequence[str] = tuple(config["labels"])
        self.thresholds: Mapping[str, float] = dict(config["thresholds"])
        self.aggregation: Mapping[str, Any] = dict(config["aggregation"])
        self._temperature = float(config["temperature"])

    def predict(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated probabilities [texts, labels]: sigmoid(logit / temperature).

        Temperature scaling after Guo et al. 2017, "On Calibration of Modern Neural Networks".
        """
        if not texts:
            return np.zeros((0, len(self.labels)), np.float32)
        logits = self._model.run(texts) / self._temperature
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
