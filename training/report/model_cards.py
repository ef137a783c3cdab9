"""The model cards, written from measured values: no figure in them is typed by hand."""

from __future__ import annotations

from pathlib import Path

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.emotion.aggregate import STRONGEST
from training.evaluate import goals
from training.report.tables import Values, classes, megabytes, table, with_interval

TEMPLATES = Path(__file__).resolve().parent / "cards"
LOSSES = {
    "bce": "binary cross-entropy",
    "focal": "focal loss",
    "asymmetric": "asymmetric loss",
}
LANGUAGES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "pt": "Portuguese",
    "*": "any",
}


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
    if aggregation["reduce"] == STRONGEST:
        return (
            "each label gets its strongest sentence's probability, pulled towards the mean over "
            f"passages ({unit}); see docs/feelings.md."
        )
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


def recipe_words(experiment: Values) -> str:
    """Loss, teachers, batches and rates."""
    words = [LOSSES[experiment["loss"]]]
    if experiment["ensemble"]:
        words.append(
            f"targets of which {experiment['teacher_weight']:.0%} are the probabilities of an "
            f"ensemble (training/experiments/configs/{experiment['ensemble']}.toml)"
        )
    words.append(f"batch size {experiment['batch_size']}")
    words.append(
        f"learning rate {experiment['learning_rate']:g} falling by {experiment['layer_decay']:g} "
        "a layer"
    )
    return ", ".join(words)


def probability_words(config: Values) -> str:
    """How a logit becomes a probability."""
    scale, bias = config["calibration"]["scale"], config["calibration"]["bias"]
    if len(set(scale)) == 1 and not any(bias):
        return f"The probability of a label is sigmoid({scale[0]:.3f} logit)."
    return (
        "The probability of a label is sigmoid(scale * logit + bias), with a scale and a bias a "
        "label in config.json."
    )


def comparison(int8: Values, fp32: Values | None) -> str:
    """INT8 beside FP32, where the latter was measured."""
    columns = [column for column in (int8, fp32) if column is not None]
    rows: list[list[object]] = [
        ["macro F1 (95 % interval)", *(with_interval(c["test"], "macro_f1") for c in columns)],
        ["micro F1 (95 % interval)", *(with_interval(c["test"], "micro_f1") for c in columns)],
        ["macro F1 of Ekman's groups", *(c["test"]["ekman"]["macro_f1"] for c in columns)],
        ["macro F1 of sentiment groups", *(c["test"]["sentiment"]["macro_f1"] for c in columns)],
        [
            "class-wise adaptive calibration error",
            *(f"{c['test']['ece_classwise']:.4f}" for c in columns),
        ],
        ["Brier score", *(f"{c['test']['brier']:.4f}" for c in columns)],
        ["weights", *(megabytes(c["bytes"]) for c in columns)],
    ]
    return table(["", "shipped (INT8)", "unquantised (FP32)"][: len(columns) + 1], rows)


def journal_words(journal: Values | None) -> list[str]:
    """Journal entries by their writers' kinds of feeling, where models like it were measured."""
    if journal is None:
        return []
    rows = [[kind, row["positives"], row["auroc"]] for kind, row in journal["by_kind"].items()]
    return [
        "### Journal entries",
        f"{journal['entries']} entries, each read by a model that was made like this one without "
        "it; a kind of feeling counts by the labels that are shown for it:",
        table(["kind", "entries", "area under ROC"], rows),
    ]


def challenge_words(challenge: Values | None) -> list[str]:
    """How the challenge set went, by kind."""
    if challenge is None:
        return []
    rows = [
        [kind, row["right"], row["sentences"]]
        for kind, row in [*challenge["kinds"].items(), ("all", challenge["all"])]
    ]
    return [
        "### Challenge set",
        "Sentences of ours that are hard on purpose (training/data/challenge.tsv); nothing was "
        "tuned on them.",
        table(["kind", "read right", "of"], rows),
    ]


def emotion_measures(config: Values, results: Values) -> str:
    """The section of figures; plain words where this version has not been tested yet."""
    test = results.get("emotion-test")
    if test is None or test["model"] != f"{config['name']}@{config['version']}":
        return "This version is provisional: it has not been measured on the test split."
    int8, known = test["int8"], goals.complete(results)
    parts = [
        goals.markdown(known),
        " ".join(goals.notes(known)),
        f"GoEmotions' test split, {int8['test']['rows']} comments, through the app's own path "
        "(language check, sentences, aggregation). "
        f"{int8['not_analysed']} of them hold no words or look like another language, and get "
        "no label. Intervals are bootstrap over comments, 2,000 samples. Speed is on 2 threads of "
        "the computer that made this card.",
        comparison(int8, test["fp32"]),
        "### Each label (shipped, test)",
        classes(int8["test"]["labels"], config["thresholds"]),
        "### Groups (shipped, test): a group counts where any of its labels does",
        classes({**int8["test"]["ekman"]["classes"]}),
        classes({**int8["test"]["sentiment"]["classes"]}),
        *journal_words(known["journal"]),
        *challenge_words(known["challenge"]),
    ]
    if results.get("calibration") is not None:
        parts += [
            "### Calibration",
            "Dev, all labels together; each probability calibrated by rows other than its own.",
            "![Share that is true over probability, before and after](calibration.svg)",
        ]
    return "\n\n".join(parts)


def journal_label_words(labels: list[str]) -> str:
    """The labels beyond GoEmotions', as an end to a sentence."""
    more = [label for label in labels if label not in LABELS]
    return f", and of a journal {', '.join(more)}" if more else ""


def emotion_card(config: Values, run: Values, results: Values) -> str:
    """The text of models/emotion/README.md."""
    experiment = run["experiment"]
    return template("emotion").format(
        **{key: config[key] for key in ("name", "version", "max_length", "base", "licence")},
        journal_labels=journal_label_words(config["labels"]),
        label_count=len(config["labels"]),
        probability=probability_words(config),
        languages=", ".join(LANGUAGES.get(code, code) for code in config["languages"]),
        aggregation=aggregation_words(config["aggregation"]),
        int8_size=megabytes(config["files"]["model.onnx"]["size"]),
        fp32_size=megabytes(run["fp32_bytes"]),
        experiment=experiment["name"],
        recipe=recipe_words(experiment),
        epochs=epochs_words(run),
        epoch=run["shipped"]["epoch"],
        weights=run["shipped"]["weights"],
        measured=emotion_measures(config, results),
    )


def languages_card(config: Values, results: Values, pieces: int) -> str:
    """The text of models/emotion-languages/README.md."""
    return template("languages").format(
        **{key: config[key] for key in ("name", "version", "max_length", "base", "licence")},
        label_count=len(config["labels"]),
        languages=", ".join(LANGUAGES.get(code, code) for code in config["languages"]),
        int8_size=megabytes(config["files"]["model.onnx"]["size"]),
        pieces=f"{pieces:,}",
        measured=languages_measures(config, results),
    )


def languages_measures(config: Values, results: Values) -> str:
    """Families of feelings in each language that has judged texts."""
    found = results.get("languages") or {}
    name = f"{config['name']}@{config['version']}"
    rows = [
        [part, row["rows"], f1_words(row), f1_words(row["as_shown"])]
        for part, row in found.items()
        if row is not None and row["model"] == name
    ]
    if not rows:
        return "This version is provisional: it has not been measured."
    head = ["BRIGHTER, dev", "texts", "macro F1 of the families", "by the labels as shown"]
    return "\n\n".join(
        [
            "Through the program's own analysis; the families' thresholds are chosen on rows of "
            "train that were not learned from. Brackets hold 95 % intervals.",
            table(head, rows),
        ]
    )


def f1_words(row: Values) -> str:
    """A macro F1 with its interval."""
    low, high = row["macro_f1_interval"]
    return f"{row['macro_f1']:.3f} ({low:.3f} to {high:.3f})"


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
