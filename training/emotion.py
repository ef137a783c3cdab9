"""The emotion model that ships: export of a finished run, its fit on dev, and its test."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.text_model import TextModel
from training import calibration, config, data, thresholds
from training.aggregation import journal_areas
from training.entries import Parts, cut, sigmoid, whole
from training.evaluation import report, rounded
from training.export import export, read_config, write_config

FOLDER = config.MODELS / "emotion"


def fp32_folder(experiment: str) -> Path:
    """Where the unquantised twin of the shipped model is kept, to compare with."""
    return config.RUNS / experiment / "fp32"


def history(experiment: str) -> list[dict[str, Any]]:
    """What each epoch of a run measured on dev."""
    text = (config.RUNS / experiment / "history.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def compare_weights(experiment: str) -> list[dict[str, Any]]:
    """The history, with macro F1 on rows of dev that the thresholds were not chosen on."""
    truth = data.read_split(config.data_folder(), "dev").labels
    rows = history(experiment)
    for row in rows:
        name = f"dev-logits-{row['epoch']}-{row['weights']}.npy"
        probability = sigmoid(np.load(config.RUNS / experiment / name))
        scores = thresholds.held_out("bagged", probability, truth, repeats=2)
        row["held_out_macro_f1"] = rounded(np.mean(scores))
    return rows


def export_emotion(ship: dict[str, Any]) -> None:
    """Write models/emotion/ and its FP32 twin from a run, and fit temperature and thresholds."""
    import torch

    from training.model import emotion_tokenizer, empty_classifier

    compared = compare_weights(ship["experiment"])
    best = max(compared, key=lambda row: row["held_out_macro_f1"])
    epoch, kind = ship["epoch"] or best["epoch"], ship["weights"] or best["weights"]
    labels = data.label_names(config.data_folder())
    tokenizer = emotion_tokenizer(ship["max_length"])
    network = empty_classifier(tokenizer, len(labels))
    weights = config.RUNS / ship["experiment"] / f"weights-{epoch}-{kind}.pt"
    network.load_state_dict(torch.load(weights, weights_only=True))
    values = {
        "name": ship["name"],
        "version": ship["version"],
        "labels": labels,
        "thresholds": dict.fromkeys(labels, 0.5),  # until `fit` has chosen
        "temperature": 1.0,
        "max_length": ship["max_length"],
        "pad_token_id": network.encoder.config.pad_token_id,
        "aggregation": ship["aggregation"],
        "base": ship["base"],
        "licence": ship["licence"],
        "training": {"experiment": ship["experiment"], "epoch": epoch, "weights": kind},
    }
    export(network, tokenizer, "logits", values, fp32_folder(ship["experiment"]), FOLDER)
    save(
        "run",
        {
            "experiment": config.load(ship["experiment"]).as_dict(),
            "history": compared,
            "shipped": values["training"],
            "fp32_bytes": (fp32_folder(ship["experiment"]) / "model.onnx").stat().st_size,
        },
    )
    fit(ship)


class Pipeline:
    """A model folder with its aggregation: texts to parts, parts' logits to probabilities."""

    def __init__(self, folder: Path, aggregation: dict[str, Any]) -> None:
        self.model = TextModel(folder)
        self.aggregation = aggregation

    def parts(self, texts: list[str]) -> Parts:
        """The parts that the app would give to the model."""
        return cut(texts, self.aggregation["passage_characters"] or None)

    def probability(
        self, logits: NDArray[np.float32], parts: Parts, temperature: float
    ) -> NDArray[np.float32]:
        """Texts' calibrated probabilities [texts, labels]."""
        name = self.aggregation["reduce"]
        calibrated = sigmoid(logits / temperature)
        return whole(calibrated, parts, lambda rows, _: aggregate.combine(rows, name))


def fit(ship: dict[str, Any]) -> None:
    """Fit temperature and thresholds of models/emotion/ on dev, as the app runs it."""
    dev = data.read_split(config.data_folder(), "dev")
    pipeline = Pipeline(FOLDER, ship["aggregation"])
    parts = pipeline.parts(dev.texts)
    logits = pipeline.model.run(parts.texts)
    temperature = round(
        calibration.fit_temperature(
            lambda value: pipeline.probability(logits, parts, value), dev.labels
        ),
        4,
    )
    probability = pipeline.probability(logits, parts, temperature)
    rules = {rule: thresholds.held_out(rule, probability, dev.labels) for rule in thresholds.RULES}
    chosen = np.round(thresholds.choose(ship["threshold_rule"], probability, dev.labels), 4)
    values = read_config(FOLDER)
    labels = values["labels"]
    values |= {
        "temperature": temperature,
        "thresholds": dict(zip(labels, chosen.tolist(), strict=True)),
        "aggregation": ship["aggregation"],
        "version": ship["version"],
        "metrics": {},
    }
    write_config(FOLDER, values)
    raw = pipeline.probability(logits, parts, 1.0)
    save(
        "dev",
        {
            "model": f"{ship['name']}@{ship['version']}",
            "temperature": temperature,
            "uncalibrated": {
                "nll": rounded(calibration.negative_log_likelihood(raw, dev.labels)),
                "ece": rounded(calibration.expected_calibration_error(raw, dev.labels)),
            },
            "threshold_rule": ship["threshold_rule"],
            "held_out_macro_f1": {
                rule: {"mean": rounded(np.mean(scores)), "spread": rounded(np.std(scores))}
                for rule, scores in rules.items()
            },
            "report": report(probability, chosen, dev.labels, labels),
        },
    )


def evaluate(ship: dict[str, Any]) -> None:
    """Measure models/emotion/ on GoEmotions' test split and on the journal entries held out.

    The FP32 twin runs with the same temperature and thresholds, so that only the weights differ.
    """
    source = config.data_folder()
    test, journal = data.read_split(source, "test"), data.read_journal(source, held_out=True)
    values = read_config(FOLDER)
    labels = values["labels"]
    limits = np.array([values["thresholds"][label] for label in labels])
    measured: dict[str, Any] = {"model": f"{values['name']}@{values['version']}"}
    for precision, folder in (("int8", FOLDER), ("fp32", fp32_folder(ship["experiment"]))):
        pipeline = Pipeline(folder, values["aggregation"])
        parts = pipeline.parts(test.texts)
        started = time.perf_counter()
        logits = pipeline.model.run(parts.texts)
        seconds = time.perf_counter() - started
        found = pipeline.probability(logits, parts, values["temperature"])
        entries = pipeline.parts(journal.texts)
        felt = pipeline.probability(
            pipeline.model.run(entries.texts), entries, values["temperature"]
        )
        areas = journal_areas(felt, journal.kinds, labels)
        measured[precision] = {
            "bytes": (folder / "model.onnx").stat().st_size,
            "parts_a_second": rounded(len(parts.texts) / seconds),
            "not_analysed": len(test) - len(set(parts.owner.tolist())),
            "test": report(found, limits, test.labels, labels),
            "journal": {
                "entries": len(journal.texts),
                "auroc": rounded(np.mean(list(areas.values()))),
                "kinds": {kind: rounded(area) for kind, area in areas.items()},
            },
        }
    save("test", measured)
    summary = measured["int8"]["test"]
    keys = ("macro_f1", "macro_f1_interval", "micro_f1", "micro_f1_interval", "ece", "rows")
    values["metrics"] = {
        "split": "GoEmotions test",
        **{key: summary[key] for key in keys},
        "fp32_macro_f1": measured["fp32"]["test"]["macro_f1"],
    }
    write_config(FOLDER, values)


def save(name: str, values: dict[str, Any]) -> None:
    """Keep measured values in training/results/emotion-<name>.json."""
    text = json.dumps(values, indent=1) + "\n"
    (config.RESULTS / f"emotion-{name}.json").write_text(text, encoding="utf-8")
