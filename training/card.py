"""The model cards, written from measured values: no figure in them is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.tables import classes, megabytes, table, with_interval

Values = Mapping[str, Any]

TEMPLATES = Path(__file__).resolve().parent / "cards"


def template(name: str) -> str:
    """A card's prose, with names in braces where values belong."""
    return (TEMPLATES / f"{name}.md").read_text(encoding="utf-8")


def aggregation_words(aggregation: Values) -> str:
    """The choice in config.json as a sentence."""
    if aggregation["passage_characters"]:
        unit = (
            f"neighbouring sentences are joined into passages of up to "
            f"{aggregation['passage_characters']} characters"
        )
    else:
        unit = "the model reads it sentence by sentence"
    return f"{unit}, and each label gets the {aggregation['reduce']} over them."


def epochs_words(run: Values) -> str:
    """How much of the schedule was run: a run that was stopped early must say so."""
    planned = run["experiment"]["epochs"]
    done = max(row["epoch"] for row in run["history"])
    if done == planned:
        return f"All {planned} epochs of the schedule were run, and the best on dev was taken."
    return (
        f"The run was stopped after {done} of its schedule's {planned} epochs, before the learning "
        f"rate had fallen to zero; the best on dev of those {done} was taken."
    )


def emotion_measures(config: Values, test: Values | None) -> str:
    """The section of figures; plain words where this version has not been tested yet."""
    if test is None or test["model"] != f"{config['name']}@{config['version']}":
        return "This version is provisional: it has not been measured on the test split."
    int8, fp32 = test["int8"], test["fp32"]
    rows = [
        ["macro F1 (95 % interval)"]
        + [with_interval(column["test"], "macro_f1") for column in (int8, fp32)],
        ["micro F1 (95 % interval)"]
        + [with_interval(column["test"], "micro_f1") for column in (int8, fp32)],
        [
            "macro F1 of Ekman's groups",
            int8["test"]["ekman"]["macro_f1"],
            fp32["test"]["ekman"]["macro_f1"],
        ],
        [
            "macro F1 of sentiment groups",
            int8["test"]["sentiment"]["macro_f1"],
            fp32["test"]["sentiment"]["macro_f1"],
        ],
        ["expected calibration error", int8["test"]["ece"], fp32["test"]["ece"]],
        [
            "journal entries: mean area under ROC",
            int8["journal"]["auroc"],
            fp32["journal"]["auroc"],
        ],
        ["size", megabytes(int8["bytes"]), megabytes(fp32["bytes"])],
    ]
    return "\n\n".join(
        [
            f"GoEmotions' test split, {int8['test']['rows']} comments, through the app's own path "
            "(language check, sentences, aggregation). "
            f"{int8['not_analysed']} of them hold no words or look like another language, and get "
            "no label. Intervals are bootstrap over comments, 2,000 samples.",
            table(["", "shipped (INT8)", "unquantised (FP32)"], rows),
            f"Journal: {int8['journal']['entries']} entries of Lemotif (Li and Parikh 2019), no "
            "adaptation; the writers' own kinds of feeling against the labels that match.",
            "### Each label (shipped, test)",
            classes(int8["test"]["labels"], config["thresholds"]),
            "### Groups (shipped, test): a group counts where any of its labels does",
            classes({**int8["test"]["ekman"]["classes"]}),
            classes({**int8["test"]["sentiment"]["classes"]}),
        ]
    )


def emotion_card(config: Values, run: Values, test: Values | None, fp32_bytes: int) -> str:
    """The text of models/emotion/README.md."""
    experiment = run["experiment"]
    return template("emotion").format(
        **{key: config[key] for key in ("name", "version", "max_length", "temperature")},
        base=config["base"],
        licence=config["licence"],
        aggregation=aggregation_words(config["aggregation"]),
        int8_size=megabytes(config["files"]["model.onnx"]["size"]),
        fp32_size=megabytes(fp32_bytes),
        experiment=experiment["name"],
        epochs=epochs_words(run),
        batch_size=experiment["batch_size"],
        learning_rate=experiment["learning_rate"],
        layer_decay=experiment["layer_decay"],
        epoch=run["shipped"]["epoch"],
        weights=run["shipped"]["weights"],
        measured=emotion_measures(config, test),
    )


def sentence_card(config: Values) -> str:
    """The text of models/sentence/README.md."""
    metrics = config["metrics"]
    rows = [
        ["cosine of a text's two embeddings, mean", metrics["cosine_mean"]],
        ["the same, first percentile", metrics["cosine_first_percentile"]],
        ["the same, least", metrics["cosine_least"]],
        ["correlation of all pairs' cosines", metrics["pairwise_correlation"]],
        ["same nearest text", metrics["same_nearest"]],
    ]
    return template("sentence").format(
        **{
            k: config[k] for k in ("name", "version", "max_length", "dimensions", "base", "licence")
        },
        int8_size=megabytes(metrics["int8_bytes"]),
        fp32_size=megabytes(metrics["fp32_bytes"]),
        texts=metrics["texts"],
        agreement=table(["", "value"], rows),
    )
