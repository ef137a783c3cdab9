"""The feelings model for German, Spanish, French and Portuguese: exported, calibrated and cut.

Calibration and thresholds are of GoEmotions' dev comments, translated: nobody has labelled 28
feelings in these languages. The journal's own labels are cut on translated entries, which the
model has learned from, so that their thresholds are guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from training import config
from training.calibrate import thresholds
from training.calibrate.calibrators import VectorScaling, vector_scaling
from training.data import datasets, sources, translation
from training.data.passages import log_odds
from training.data.teaching import FEELINGS
from training.ship.export import export, read_config, write_config

FOLDER = config.MODELS / "emotion-languages"
OUTPUTS = ("logits", "embedding", "middle")
DEV_ROWS = 1800
"""Comments of dev, in each language, that the fit is made on."""


def export_languages(ship: dict[str, Any], aggregation: dict[str, Any]) -> None:
    """Write models/emotion-languages/ from a finished run, uncalibrated: `finish` does that.

    Raises FileNotFoundError if the run is not finished.
    """
    from training.experiments import mixed_training

    mix = mixed_training.load(ship["mix"])
    encoder = sources.Encoder(mix.encoder, ship["max_length"])
    network = encoder.network(len(FEELINGS))
    network.load_state_dict(mixed_training.best_weights(mix))
    count = len(FEELINGS)
    values = {
        "name": ship["name"],
        "version": ship["version"],
        "kind": "emotion",
        "languages": ship["languages"],
        "labels": list(FEELINGS),
        "thresholds": dict.fromkeys(FEELINGS, 0.5),
        "calibration": {"scale": [1.0] * count, "bias": [0.0] * count},
        "max_length": ship["max_length"],
        "aggregation": aggregation,
        "base": ship["base"],
        "licence": ship["licence"],
        "training": {"mix": mix.name},
        "metrics": {},
    }
    export(network, encoder.tokenizer, OUTPUTS, values, mix.folder / "fp32", FOLDER)


def finish(ship: dict[str, Any], folder: Path = FOLDER) -> None:
    """Fit calibration and thresholds, with the runtime that the program uses."""
    model = EncoderEmotion(folder)
    own = len(LABELS)
    dev = datasets.read_split(config.data_folder(), "dev").at(np.arange(DEV_ROWS))
    raw = in_all_languages(model, dev.texts)[:, :own]
    truth = np.tile(dev.labels, (len(translation.WAYS), 1))
    scaling = vector_scaling(log_odds(raw), truth)
    limits = thresholds.choose(ship["threshold_rule"], scaling(log_odds(raw)), truth)
    more, flags = journal(model)
    limits = np.concatenate([limits, thresholds.bagged_thresholds(more, flags, bags=20)])
    nothing = np.ones(len(FEELINGS) - own), np.zeros(len(FEELINGS) - own)
    whole = VectorScaling(
        np.concatenate([scaling.scale, nothing[0]]), np.concatenate([scaling.bias, nothing[1]])
    )
    values = read_config(folder) | {
        "calibration": whole.as_dict(),
        "thresholds": {
            label: round(float(limit), 4) for label, limit in zip(FEELINGS, limits, strict=True)
        },
    }
    write_config(folder, values)


def in_all_languages(model: EncoderEmotion, texts: Sequence[str]) -> NDArray[np.float32]:
    """English texts, translated to each language of `WAYS` in turn: [languages x texts, labels]."""
    rows = []
    for language in translation.WAYS:
        made = [sources.restored(text) for text in translation.translated(texts, language)]
        rows.append(model.read(made).probabilities)
    return np.concatenate(rows)


def journal(model: EncoderEmotion) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The journal's own labels of translated entries, and whether their writers chose them."""
    rows = sources.journal_rows()
    own = slice(len(LABELS), len(FEELINGS))
    found = in_all_languages(model, rows.texts)[:, own]
    return found, np.tile(rows.targets[:, own], (len(translation.WAYS), 1))
