"""The sentence encoder that ships: all-MiniLM-L6-v2 as published, in INT8."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.text_model import TextModel
from training import config
from training.data import datasets
from training.ship.export import export, read_config, write_config

SAMPLE = 1500
OUTPUTS = ("embeddings",)


def export_sentence(ship: dict[str, Any]) -> None:
    """Export, compare INT8 with FP32 on real sentences and write models/sentence/config.json."""
    import torch
    from torch import Tensor, nn

    from training.models.classifier import base_encoder, emotion_tokenizer, mean_pool, resize

    # The emotion model's tokenizer, so that a text's token numbers fit both models.
    tokenizer = emotion_tokenizer(ship["max_length"])

    class SentenceEncoder(nn.Module):
        """Token numbers and mask, both [batch, tokens], to unit vectors [batch, 384]."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = base_encoder()
            resize(self.encoder, tokenizer)

        def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
            return torch.nn.functional.normalize(mean_pool(hidden, attention_mask), dim=1)

    values = {
        "name": ship["name"],
        "version": ship["version"],
        "dimensions": 384,
        "max_length": ship["max_length"],
        "base": ship["base"],
        "licence": ship["licence"],
    }
    fp32, int8 = config.RUNS / "sentence" / "fp32", config.MODELS / "sentence"
    export(SentenceEncoder(), tokenizer, OUTPUTS, values, fp32, int8)
    texts = datasets.read_split(config.data_folder(), "dev").texts[:SAMPLE]
    ours, theirs = (TextModel(folder, OUTPUTS).run(texts)[0] for folder in (int8, fp32))
    metrics = agreement(ours, theirs)
    sizes = {
        "int8_bytes": (int8 / "model.onnx").stat().st_size,
        "fp32_bytes": (fp32 / "model.onnx").stat().st_size,
    }
    write_config(int8, {**read_config(int8), "metrics": {**metrics, **sizes}})


def agreement(quantised: NDArray[np.float32], exact: NDArray[np.float32]) -> dict[str, float | int]:
    """How near quantised embeddings are to exact ones, both [texts, width] and of unit length.

    Cosine of each text's two vectors; Pearson correlation of all pairwise cosines; and how often a
    text's nearest other text is the same.
    """
    cosine = (quantised * exact).sum(1)
    ours, theirs = quantised @ quantised.T, exact @ exact.T
    above = np.triu_indices(len(exact), 1)
    correlation = float(np.corrcoef(ours[above], theirs[above])[0, 1])
    np.fill_diagonal(ours, -2.0)
    np.fill_diagonal(theirs, -2.0)
    return {
        "texts": len(exact),
        "cosine_mean": round(float(cosine.mean()), 5),
        "cosine_first_percentile": round(float(np.percentile(cosine, 1)), 5),
        "cosine_least": round(float(cosine.min()), 5),
        "pairwise_correlation": round(correlation, 5),
        "same_nearest": round(float((ours.argmax(1) == theirs.argmax(1)).mean()), 4),
    }
