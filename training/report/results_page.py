"""RESULTS.md: what was run and what came out, written from training/report/results/*.json."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from training.evaluate import goals
from training.report import experiment_tables, research_log
from training.report.model_cards import epochs_words
from training.report.research_claims import CLAIMS
from training.report.tables import table, with_interval

Values = Mapping[str, Any]

HEAD = """# Results

Figures of the runs made with this folder, on the data that `python -m training` reads; written by
`python -m training cards` from training/report/results/. Dev served for every choice; test was
looked at to report. One seed a run: small differences may be chance."""


def page(results: Mapping[str, Any]) -> str:
    """The page from all files of report/results/ by their names; what is there is shown."""
    sections = [HEAD]
    if "experiments" in results:
        results = {**results, "experiments": experiment_tables.with_chance(results["experiments"])}
    for name, write in SECTIONS:
        values = results.get(name)
        if values is not None:
            sections.append(write(values))
    sections.append(research_log.section(results, CLAIMS))
    return "\n\n".join(sections) + "\n"


def goals_section(test: Values) -> str:
    """The goals and the figure beside each."""
    return "\n\n".join(
        [
            f"## Goals: {test['model']}",
            "Measured from the files that ship, through the app's own path; `make evaluate` "
            "measures them again. Journal entries: linear heads on the model's pooled vectors, "
            "fitted and read by folds. Speed is of the computer that it was measured on.",
            goals.markdown(test),
        ]
    )


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
    header = ["weights", "macro F1 (95 %)", "micro F1 (95 %)", "calibration error", "Brier"]
    return "\n\n".join(
        [
            f"## Test: {test['model']}",
            table(header, rows),
            "Each label is in models/emotion/README.md.",
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
            "![Macro F1 on dev over the epochs](report/results/curves.svg)",
            f"{epochs_words(run)} Shipped: epoch {shipped['epoch']}, {shipped['weights']} weights.",
        ]
    )


def dev_section(dev: Values) -> str:
    """The fit of what ships."""
    report, raw = dev["report"], dev["uncalibrated"]
    rows = [[rule, row["mean"], row["spread"]] for rule, row in dev["held_out_macro_f1"].items()]
    return "\n\n".join(
        [
            f"## Calibration and thresholds that ship: {dev['model']}, through the app's path",
            f"Fitted on dev. Log loss {raw['nll']} before, {report['nll']} after.",
            "Rules for thresholds, macro F1 on rows that they were not chosen on:",
            table(["rule", "macro F1", "spread over repeats"], rows),
            f"Used: {dev['threshold_rule']}. With its thresholds, macro F1 on dev itself is "
            f"{with_interval(report, 'macro_f1')}, micro F1 {with_interval(report, 'micro_f1')}.",
        ]
    )


def calibration_section(values: Values) -> str:
    """Ways of calibration, the plot, and the rules for thresholds."""
    return "\n\n".join(
        [
            experiment_tables.calibration_section(values),
            "![Share that is true over probability](../models/emotion/calibration.svg)",
            experiment_tables.rules_section(values),
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


def of_module(name: str) -> Callable[[Any], str]:
    """The section that `training/studies/<name>.py` writes of its own results."""

    def write(values: Any) -> str:
        section: str = importlib.import_module(f"training.studies.{name}").section(values)
        return section

    return write


SECTIONS: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("emotion-test", goals_section),
    ("emotion-test", test_section),
    ("emotion-run", training_section),
    ("experiments", experiment_tables.section),
    ("calibration", calibration_section),
    ("emotion-dev", dev_section),
    ("quantisation", experiment_tables.quantisation_section),
    ("aggregation", aggregation_section),
    ("arc", of_module("valence_change")),
    ("journal", of_module("journal")),
    ("few-shot", of_module("few_shot")),
    ("corrections", of_module("corrections")),
    ("challenge", experiment_tables.challenge_section),
)
"""The file of training/report/results/ that each section needs, in the order of the page."""
