"""Measured values as the exports and `python -m training test` leave them."""

from __future__ import annotations

from typing import Any

import numpy as np

from samo_desktop.domain.emotion import LABELS
from training import config
from training.evaluate.classification_report import report


def split_report() -> dict[str, Any]:
    """A report on made-up probabilities."""
    rng = np.random.default_rng(0)
    truth = (rng.random((60, 28)) < 0.2).astype(np.float32)
    probability = np.clip(truth * 0.4 + rng.random(truth.shape) * 0.5, 0, 1)
    return report(probability, np.full(28, 0.45), truth, LABELS)


def emotion_config() -> dict[str, Any]:
    file = {"size": 22_900_000, "sha256": "0" * 64}
    return {
        "name": "tagger",
        "version": "1.0.0",
        "labels": [*LABELS, "calm"],
        "thresholds": dict.fromkeys([*LABELS, "calm"], 0.3),
        "calibration": {"scale": [0.9] * 29, "bias": [0.1] * 29},
        "languages": ["en"],
        "max_length": 256,
        "aggregation": {"unit": "sentence", "passage_characters": 0, "reduce": "max"},
        "base": "encoder",
        "licence": "Apache-2.0",
        "files": {"model.onnx": file, "tokenizer.json": file, "prototypes.json": file},
    }


def run_values() -> dict[str, Any]:
    return {
        "experiment": config.load("minilm").as_dict(),
        "history": [
            {"epoch": 1, "weights": "last", "loss": 0.1, "macro_f1": 0.4, "held_out_macro_f1": 0.38}
        ],
        "shipped": {"epoch": 1, "weights": "last"},
        "fp32_bytes": 90_400_000,
    }


def split_values(measured: dict[str, Any]) -> dict[str, Any]:
    one = {key: measured[key] for key in ("micro_f1", "micro_f1_interval")}
    column = {
        "bytes": 22_900_000,
        "not_analysed": 2,
        "test": measured | {"global": {"threshold": 0.3, **one}},
    }
    return {
        "model": "tagger@1.0.0",
        "bytes": 23_400_000,
        "int8": column,
        "fp32": column,
        "loss_of_int8": 0.0,
        "languages_bytes": None,
        "speed": {"one_sentence": 2.5, "thirty_two": 30.0, "vnni": True},
        "journal_seen": {"entries": 12, "not_analysed": 0, "auroc": 0.9},
    }
