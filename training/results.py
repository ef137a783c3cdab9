"""RESULTS.md: what was run and what came out, written from training/results/*.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.card import epochs_words
from training.tables import table, with_interval

Values = Mapping[str, Any]

HEAD = """# Results

Figures of the runs made with this folder, on the data that `python -m training` reads; written by
`python -m training cards` from training/results/. Dev served for every choice; test was looked at
to report. One seed a run: small differences may be chance."""


def page(
    run: Values, dev: Values | None, ways: Sequence[Values] | None, test: Values | None
) -> str:
    """The whole page, with the sections that have been measured."""
    sections = [HEAD, training_section(run)]
    if dev is not None:
        sections.append(dev_section(dev))
    if ways is not None:
        sections.append(aggregation_section(ways))
    if test is not None:
        sections.append(test_section(test))
    return "\n\n".join(sections) + "\n"


def training_section(run: Values) -> str:
    """Each epoch on dev."""
    experiment = run["experiment"]
    rows = [
        [
            f"{row['epoch']}, {row['weights']}",
            row["loss"],
            row["macro_f1"],
            row["held_out_macro_f1"],
        ]
        for row in run["history"]
    ]
    shipped = run["shipped"]
    return "\n\n".join(
        [
            f"## Fine-tuning: {experiment['name']} (training/configs/{experiment['name']}.toml)",
            "Whole comments in FP32. Macro F1 with thresholds chosen on these same rows, which "
            "flatters, and on rows held out, which chose the epoch. "
            '"average" is the moving average of the weights.',
            table(["epoch, weights", "dev loss", "dev macro F1", "held out"], rows),
            f"{epochs_words(run)} Shipped: epoch {shipped['epoch']}, {shipped['weights']} weights.",
        ]
    )


def dev_section(dev: Values) -> str:
    """Calibration and the rules for thresholds."""
    report, raw = dev["report"], dev["uncalibrated"]
    rows = [[rule, row["mean"], row["spread"]] for rule, row in dev["held_out_macro_f1"].items()]
    return "\n\n".join(
        [
            f"## Temperature and thresholds on dev: {dev['model']}, INT8, through the app's path",
            f"Temperature {dev['temperature']}: expected calibration error {raw['ece']} before, "
            f"{report['ece']} after; log loss {raw['nll']} before, {report['nll']} after.",
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


def test_section(test: Values) -> str:
    """Test figures of the shipped weights and of their FP32 twin."""
    rows = [
        [
            name,
            with_interval(test[key]["test"], "macro_f1"),
            with_interval(test[key]["test"], "micro_f1"),
            test[key]["test"]["ece"],
            test[key]["journal"]["auroc"],
        ]
        for name, key in (("INT8, shipped", "int8"), ("FP32", "fp32"))
    ]
    return "\n\n".join(
        [
            f"## Test: {test['model']}",
            table(
                [
                    "weights",
                    "macro F1 (95 %)",
                    "micro F1 (95 %)",
                    "calibration error",
                    "journal held out: area under ROC",
                ],
                rows,
            ),
            "Each label is in models/emotion/README.md.",
        ]
    )
