"""The emotion model that ships: export of a finished run with its journal heads, fitted on dev."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.emotion.minilm import MiniLMEmotion
from training import config, data, fewshot, parity, thresholds
from training.calibrators import matrix_scaling, vector_scaling
from training.ensemble import log_odds
from training.entries import Parts, cut, whole
from training.evaluation import report, rounded
from training.export import EMOTION_OUTPUTS, export, read_config, write_config
from training.shipped import FOLDER, fp32_folder

if TYPE_CHECKING:
    from training.journal import LinearHeads
    from training.model import EmotionClassifier


def export_emotion(ship: dict[str, Any]) -> None:
    """Write models/emotion/ and its FP32 twin from the best weights of a run."""
    from training import journal, train
    from training.model import emotion_tokenizer, empty_classifier

    experiment = config.load(ship["experiment"])
    names = data.label_names(config.data_folder())
    tokenizer = emotion_tokenizer(ship["max_length"])
    network = empty_classifier(tokenizer, len(names))
    network.load_state_dict(train.best_weights(experiment.folder))
    calibrate_head(network, experiment.folder, ship["matrix_strength"])
    epoch, kind = train.best(experiment.folder)
    weights = experiment.folder / f"weights-{epoch}-{kind}.pt"
    heads = journal.shipped_heads(journal.read(weights))
    add_heads(network, heads)
    labels = [*names, *heads.labels]
    values = {
        "name": ship["name"],
        "version": ship["version"],
        "kind": "emotion",
        "languages": ["en"],
        "labels": labels,
        "thresholds": dict.fromkeys(names, 0.5) | heads.thresholds,
        "calibration": {"scale": [1.0] * len(labels), "bias": [0.0] * len(labels)},
        "max_length": ship["max_length"],
        "pad_token_id": network.encoder.config.pad_token_id,
        "aggregation": ship["aggregation"],
        "base": ship["base"],
        "licence": ship["licence"],
        "training": {"experiment": experiment.name, "epoch": epoch, "weights": kind},
    }
    twin = fp32_folder(experiment.name)
    export(network, tokenizer, EMOTION_OUTPUTS, values, twin, FOLDER)
    parity.write(network, tokenizer)
    save(
        "emotion-run",
        {
            "experiment": experiment.as_dict(),
            "history": json.loads((experiment.folder / "history.json").read_text("utf-8")),
            "shipped": values["training"],
            "fp32_bytes": (twin / "model.onnx").stat().st_size,
        },
    )
    fit(ship)
    fewshot.write_background(MiniLMEmotion(FOLDER), FOLDER)


def calibrate_head(network: EmotionClassifier, run: Path, strength: float) -> None:
    """Put matrix scaling, fitted on dev's whole comments, into the head: it costs nothing there."""
    import torch

    from training import train

    dev = data.read_split(config.data_folder(), "dev")
    scaling = matrix_scaling(train.best_logits(run), dev.labels, strength)
    old = (network.head.weight.detach().numpy(), network.head.bias.detach().numpy())
    weight, bias = scaling.folded(*old)
    with torch.no_grad():
        network.head.weight.copy_(torch.from_numpy(weight))
        network.head.bias.copy_(torch.from_numpy(bias))


def add_heads(network: EmotionClassifier, heads: LinearHeads) -> None:
    """Append the journal's linear heads to the network's own: more rows of one matrix."""
    import torch

    with torch.no_grad():
        old = network.head
        head = torch.nn.Linear(old.in_features, old.out_features + len(heads.labels))
        weight = torch.from_numpy(heads.weight.astype(np.float32))
        bias = torch.from_numpy(heads.bias.astype(np.float32))
        head.weight.copy_(torch.cat([old.weight, weight]))
        head.bias.copy_(torch.cat([old.bias, bias]))
    network.head = head


def fit(ship: dict[str, Any]) -> None:
    """Fit calibration and thresholds of models/emotion/ on dev, as the app runs it.

    The journal's heads come calibrated and with their thresholds: dev has no such labels.
    """
    dev = data.read_split(config.data_folder(), "dev")
    count = dev.labels.shape[1]
    for folder in (FOLDER, fp32_folder(ship["experiment"])):
        values = read_config(folder)
        neutral = {"scale": [1.0] * len(values["labels"]), "bias": [0.0] * len(values["labels"])}
        write_config(folder, values | {"calibration": neutral, "aggregation": ship["aggregation"]})
    parts = cut(dev.texts, ship["aggregation"]["passage_characters"] or None)
    raw = MiniLMEmotion(FOLDER).read(parts.texts).probabilities[:, :count]
    logits = log_odds(raw)
    alone = np.bincount(parts.owner, minlength=len(dev))[parts.owner] == 1
    scaling = vector_scaling(logits[alone], dev.labels[parts.owner[alone]])
    probability = entries(scaling(logits), parts, ship)
    chosen = np.round(thresholds.choose(ship["threshold_rule"], probability, dev.labels), 4)
    rules = {rule: thresholds.held_out(rule, probability, dev.labels) for rule in thresholds.RULES}
    found = scaling.as_dict()
    for folder in (FOLDER, fp32_folder(ship["experiment"])):
        values = read_config(folder)
        extra = len(values["labels"]) - count
        values["calibration"] = {
            "scale": found["scale"] + [1.0] * extra,
            "bias": found["bias"] + [0.0] * extra,
        }
        values["thresholds"] |= dict(zip(values["labels"][:count], chosen.tolist(), strict=True))
        values["version"] = ship["version"]
        values["metrics"] = {}
        write_config(folder, values)
    save(
        "emotion-dev",
        {
            "model": f"{ship['name']}@{ship['version']}",
            "threshold_rule": ship["threshold_rule"],
            "uncalibrated": report(
                entries(raw.astype(np.float64), parts, ship), chosen, dev.labels, LABELS
            ),
            "held_out_macro_f1": {
                rule: {"mean": rounded(np.mean(scores)), "spread": rounded(np.std(scores))}
                for rule, scores in rules.items()
            },
            "report": report(probability, chosen, dev.labels, LABELS),
        },
    )


def entries(rows: NDArray[np.float64], parts: Parts, ship: dict[str, Any]) -> NDArray[np.float32]:
    """Texts' probabilities [texts, labels] from those of their parts."""
    reduce = ship["aggregation"]["reduce"]
    return whole(rows.astype(np.float32), parts, lambda part, _: aggregate.combine(part, reduce))


def save(name: str, values: dict[str, Any]) -> None:
    """Keep measured values in training/results/<name>.json."""
    text = json.dumps(values, indent=1) + "\n"
    (config.RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
