"""The tables on GoEmotions: test, the run that ships and how it was fitted."""

from __future__ import annotations

from collections.abc import Sequence

from training.report.model_cards import epochs_words
from training.report.tables import Values, megabytes, table, with_interval


def test_section(test: Values) -> str:
    """Test figures of the shipped weights and of their FP32 twin."""
    columns = [("INT8, shipped", test["int8"]), ("FP32", test.get("fp32"))]
    rows = [
        [
            name,
            with_interval(column["test"], "macro_f1"),
            with_interval(column["test"], "micro_f1"),
            f"{column['test']['ece_classwise']:.4f}",
            f"{column['test']['brier']:.4f}",
        ]
        for name, column in columns
        if column is not None
    ]
    shipped = test["int8"]["test"]
    groups = [
        [name, *(with_interval(shipped[key], "macro_f1") for key in keys if key in shipped)]
        for name, keys in (
            ("Ekman's", ("ekman", "ekman_own")),
            ("sentiment", ("sentiment", "sentiment_own")),
        )
    ]
    header = ["weights", "macro F1 (95 %)", "micro F1 (95 %)", "calibration error", "Brier"]
    return "\n\n".join(
        [
            f"## Test: {test['model']}",
            table(header, rows),
            "Each label is in models/emotion/README.md. Groups of labels, where a group counts "
            "where any of its labels does, by labels as shown and by a threshold of the group's "
            "own from dev:",
            table(["groups", "as shown: macro F1 (95 %)", "own thresholds"], groups),
        ]
    )


def training_section(run: Values) -> str:
    """Each epoch of the shipped model's run on dev."""
    experiment = run["experiment"]
    rows = [
        [f"{row['epoch']}, {row['weights']}", row["loss"], row["held_out_macro_f1"]]
        for row in run["history"]
    ]
    shipped = run["shipped"]
    return "\n\n".join(
        [
            f"## The shipped model's run: {experiment['name']} "
            f"(training/experiments/configs/{experiment['name']}.toml)",
            "Whole comments in FP32; macro F1 on rows of dev that the thresholds were not chosen "
            'on. "average" is the moving average of the weights.',
            table(["epoch, weights", "dev loss", "dev macro F1, held out"], rows),
            "![Macro F1 on dev over the epochs](../results/curves.svg)",
            f"{epochs_words(run)} Shipped: epoch {shipped['epoch']}, {shipped['weights']} weights.",
        ]
    )


def calibration_section(values: Values) -> str:
    """Ways of calibration, the plot, and the rules for thresholds."""
    return "\n\n".join(
        [
            calibration_table(values),
            "![Share that is true over probability](../../../models/emotion/calibration.svg)",
            threshold_rules_table(values),
        ]
    )


def calibration_table(values: Values) -> str:
    """The ways of calibration, cross-fitted on dev."""
    keys = ("ece_classwise", "ece_pooled", "brier", "loss")
    f1 = ("macro_f1", "micro_f1", "macro_f1_global", "micro_f1_global")
    rows = [
        [row["way"], *(f"{row[key]:.4f}" for key in keys), *(row[key] for key in f1)]
        for row in values["ways"]
    ]
    return "\n\n".join(
        [
            "## Calibration",
            f"Logits of {values['run']} on dev; each way is fitted on four fifths and measured on "
            f"the fifth left out. Calibration error: class-wise adaptive, {values['bins']} bins of "
            "equal mass a label, mean over labels (Nixon et al. 2019); pooled: 15 bins of equal "
            "width over all pairs. The number after vector and matrix is the precision of the "
            "prior that holds them to the temperature. F1 with a threshold a label and with one "
            "threshold for all, chosen on the same four fifths. Ships: a scale and a bias a label.",
            table(
                [
                    "way",
                    "calibration error",
                    "pooled",
                    "Brier",
                    "log loss",
                    "macro F1",
                    "micro F1",
                    "one threshold: macro",
                    "micro",
                ],
                rows,
            ),
        ]
    )


def threshold_rules_table(values: Values) -> str:
    """The rules for thresholds, on calibrated logits of dev."""
    rows = [
        [row["rule"], row["macro_f1"], row["micro_f1"], f"{row['spread']:.4f}"]
        for row in values["rules"]
    ]
    return "\n\n".join(
        [
            "### Rules for thresholds",
            "After vector scaling; F1 on rows that neither calibration nor thresholds have seen, "
            "mean over repeats of five folds, and the spread of macro F1 over the repeats.",
            table(["rule", "macro F1", "micro F1", "spread"], rows),
        ]
    )


def quantisation_section(values: Values) -> str:
    """Ways to make the weights small, against FP32, and how far what ships strays in each layer."""
    rows = values["rows"]
    keys = [key for key in rows[0] if key not in ("name", "bytes")]
    body = [
        [row["name"], megabytes(row["bytes"]), *(row.get(key, "") for key in keys)] for row in rows
    ]
    names = [key.replace("_", " ").replace("macro f1", "macro F1") for key in keys]
    layers = [
        [row["out_of"], f"{row['largest_input']:.2f}", f"{row['difference']:.3f}", row["range"]]
        for row in values["layers"]
    ]
    return "\n\n".join(
        [
            "## Quantisation",
            f"The network of {values['run']} on {values['texts']} comments of dev, whole, each a "
            "run of its own; loss is of macro F1 "
            f"against FP32, with a threshold a label chosen on other rows. Milliseconds are "
            f"medians, {values['threads']} threads: one text of 20 tokens, and 32 of 24.",
            table(["weights", "size", *names], body),
            "What ships, layer by layer, on the comments that drive each layer's input furthest: "
            "the largest difference from FP32 after it, beside the largest value there.",
            table(["after", "largest input", "largest difference", "largest value"], layers),
        ]
    )


def dev_section(dev: Values) -> str:
    """The fit of what ships."""
    report, raw = dev["report"], dev["uncalibrated"]
    rows = [[rule, row["mean"], row["spread"]] for rule, row in dev["held_out_macro_f1"].items()]
    return "\n\n".join(
        [
            f"## Calibration and thresholds that ship: {dev['model']}, on whole comments",
            f"Fitted on dev. Log loss {raw['nll']} before, {report['nll']} after.",
            "Rules for thresholds, macro F1 on rows that they were not chosen on:",
            table(["rule", "macro F1", "spread over repeats"], rows),
            f"Used: {dev['threshold_rule']}. With its thresholds, macro F1 on dev itself is "
            f"{with_interval(report, 'macro_f1')}, micro F1 {with_interval(report, 'micro_f1')}.",
        ]
    )


def aggregation_section(ways: Sequence[Values]) -> str:
    """The table of ways from parts to the whole."""
    keys = (
        "dev_macro_f1",
        "dev_macro_f1_several_sentences",
        "dev_nll",
        "dev_nll_several_sentences",
        "dev_ece",
        "journal_auroc",
        "long_journal_auroc",
    )
    names = [
        "macro F1",
        "macro F1, several sentences",
        "log loss",
        "log loss, several sentences",
        "calibration error",
        "journal: area under ROC",
        "long journal: area under ROC",
    ]
    rows = [[f"{row['unit']}, {row['reduce']}", *(row[key] for key in keys)] for row in ways]
    return "\n\n".join(
        [
            "## From parts to the whole text",
            "Lengths of passages are in characters. Each way has its own temperature; macro F1 "
            "is on rows of dev that the thresholds were not chosen on; "
            '"several sentences" are the comments of dev with more than one. '
            "Journal: the part of Lemotif's entries for tuning, mean over kinds of feeling; long: "
            "four of them joined to one.",
            table(["way", *names], rows),
        ]
    )
