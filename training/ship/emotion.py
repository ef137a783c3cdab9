"""The emotion model that ships: a finished run exported, journal heads put on, fitted on dev."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from training import config
from training.calibrate import thresholds
from training.calibrate.calibrators import VectorScaling, matrix_scaling, vector_scaling
from training.data import datasets
from training.data.passages import Parts, cut, log_odds, whole
from training.evaluate.classification_report import report, rounded
from training.evaluate.shipped_model import FOLDER, fp32_folder
from training.models import features, journal_heads
from training.ship import few_shot, graph_heads, parity
from training.ship.export import EMOTION_OUTPUTS, export, read_config, write_config

if TYPE_CHECKING:
    from training.models.classifier import EmotionClassifier


def export_emotion(ship: dict[str, Any]) -> None:
    """Write models/emotion/ and its FP32 twin from the best weights of a run, and `finish` them."""
    from training.experiments import checkpoints
    from training.models.classifier import emotion_tokenizer, empty_classifier

    experiment = config.load(ship["experiment"])
    names = datasets.label_names(config.data_folder())
    tokenizer = emotion_tokenizer(ship["max_length"])
    network = empty_classifier(tokenizer, len(names))
    network.load_state_dict(checkpoints.best_weights(experiment.folder))
    calibrate_head(network, experiment.folder, ship["matrix_strength"])
    epoch, kind = checkpoints.best(experiment.folder)
    values = {
        "name": ship["name"],
        "version": ship["version"],
        "kind": "emotion",
        "languages": ["en"],
        "labels": names,
        "thresholds": dict.fromkeys(names, 0.5),
        "calibration": {"scale": [1.0] * len(names), "bias": [0.0] * len(names)},
        "max_length": ship["max_length"],
        "aggregation": ship["aggregation"],
        "base": ship["base"],
        "licence": ship["licence"],
        "training": {"experiment": experiment.name, "epoch": epoch, "weights": kind},
    }
    twin = fp32_folder(experiment.name)
    export(network, tokenizer, EMOTION_OUTPUTS, values, twin, FOLDER)
    parity.write(network, tokenizer)
    config.save_result(
        "emotion-run",
        {
            "experiment": experiment.as_dict(),
            "history": json.loads((experiment.folder / "history.json").read_text("utf-8")),
            "shipped": values["training"],
            "fp32_bytes": (twin / "model.onnx").stat().st_size,
        },
    )
    finish(ship)


def finish(ship: dict[str, Any]) -> None:
    """All that needs no training: journal heads, calibration and thresholds, learned examples."""
    for folder in exported(ship):
        few_shot.remove(folder)
    add_heads(ship)
    fit(ship)
    few_shot.write(FOLDER)


def exported(ship: dict[str, Any]) -> list[Path]:
    """models/emotion/, and its FP32 twin if it is here."""
    twin = fp32_folder(ship["experiment"])
    return [FOLDER, twin] if twin.exists() else [FOLDER]


def calibrate_head(network: EmotionClassifier, run: Path, strength: float) -> None:
    """Put matrix scaling, fitted on dev's whole comments, into the head: it costs nothing there."""
    import torch

    from training.experiments import checkpoints

    dev = datasets.read_split(config.data_folder(), "dev")
    scaling = matrix_scaling(checkpoints.best_logits(run), dev.labels, strength)
    old = (network.head.weight.detach().numpy(), network.head.bias.detach().numpy())
    weight, bias = scaling.folded(*old)
    with torch.no_grad():
        network.head.weight.copy_(torch.from_numpy(weight))
        network.head.bias.copy_(torch.from_numpy(bias))


def add_heads(ship: dict[str, Any]) -> None:
    """Put the journal's heads, fitted on what the INT8 model sees, onto it and its twin."""
    for folder in exported(ship):
        change_graph(folder, graph_heads.widen)
    features.forget()
    found = journal_heads.shipped_heads(journal_heads.read())
    for folder in exported(ship):
        change_graph(folder, partial(graph_heads.attach, labels=len(LABELS), found=found))
        values = read_config(folder)
        values["labels"] = [*values["labels"][: len(LABELS)], *found.labels]
        values["thresholds"] |= found.thresholds
        write_config(folder, values)
    features.forget()


def change_graph(folder: Path, change: Callable[[onnx.ModelProto], None]) -> None:
    """Let `change` work on the model in `folder`, and name its new fingerprint there."""
    model = onnx.load(str(folder / "model.onnx"))
    change(model)
    onnx.save(model, str(folder / "model.onnx"))
    write_config(folder, read_config(folder))


def fit(ship: dict[str, Any]) -> None:
    """Fit calibration and thresholds of models/emotion/ on dev, on whole comments as passages.

    How an entry is put together has no say in it. The journal's heads come calibrated and with
    their thresholds: dev has no such labels.
    """
    dev = datasets.read_split(config.data_folder(), "dev")
    for folder in exported(ship):
        calibrate(folder, VectorScaling(np.ones(len(LABELS)), np.zeros(len(LABELS))))
        write_config(folder, read_config(folder) | {"aggregation": ship["aggregation"]})
    parts = cut(dev.texts, ship["aggregation"]["passage_characters"] or None)
    raw = EncoderEmotion(FOLDER).read(parts.texts).probabilities[:, : len(LABELS)]
    logits = log_odds(raw)
    alone = np.bincount(parts.owner, minlength=len(dev))[parts.owner] == 1
    scaling = vector_scaling(logits[alone], dev.labels[parts.owner[alone]])
    probability = comments(scaling(logits), parts)
    chosen = np.round(thresholds.choose(ship["threshold_rule"], probability, dev.labels), 4)
    for folder in exported(ship):
        calibrate(folder, scaling)
        values = read_config(folder)
        values["thresholds"] |= dict(zip(LABELS, chosen.tolist(), strict=True))
        write_config(folder, values | {"version": ship["version"], "metrics": {}})
    uncalibrated = comments(raw.astype(np.float64), parts)
    save_fit(ship, uncalibrated, probability, chosen, dev.labels)


def calibrate(folder: Path, scaling: VectorScaling) -> None:
    """Write a calibration of GoEmotions' labels to config.json; the journal's need none."""
    values = read_config(folder)
    found, extra = scaling.as_dict(), len(values["labels"]) - len(LABELS)
    calibration = {
        "scale": found["scale"] + [1.0] * extra,
        "bias": found["bias"] + [0.0] * extra,
    }
    write_config(folder, values | {"calibration": calibration})


def save_fit(
    ship: dict[str, Any],
    uncalibrated: NDArray[np.float32],
    probability: NDArray[np.float32],
    chosen: NDArray[np.float64],
    truth: NDArray[np.float32],
) -> None:
    """Keep what the fit is worth on dev, and how each rule for thresholds carries over."""
    rules = {rule: thresholds.held_out(rule, probability, truth) for rule in thresholds.RULES}
    config.save_result(
        "emotion-dev",
        {
            "model": f"{ship['name']}@{ship['version']}",
            "threshold_rule": ship["threshold_rule"],
            "uncalibrated": report(uncalibrated, chosen, truth, LABELS),
            "held_out_macro_f1": {
                rule: {"mean": rounded(np.mean(scores)), "spread": rounded(np.std(scores))}
                for rule, scores in rules.items()
            },
            "report": report(probability, chosen, truth, LABELS),
        },
    )


def comments(rows: NDArray[np.float64], parts: Parts) -> NDArray[np.float32]:
    """Comments' probabilities [comments, labels]: of the few longer than a passage, the mean."""
    return whole(rows.astype(np.float32), parts, lambda part, _: aggregate.mean(part))
