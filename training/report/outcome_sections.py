"""The tables on what the program shows: of journal entries, and of texts in other languages."""

from __future__ import annotations

from collections.abc import Mapping

from training.models.journal_heads import LEAST_POSITIVES
from training.report.tables import Values, table, with_interval

PARTS: Mapping[str, str] = {
    "eng": "English",
    "deu": "German",
    "esp": "Spanish",
    "ptbr": "Portuguese (Brazil)",
}
BASELINES: Mapping[str, float] = {"eng": 0.708}
"""The organisers' baseline on their test parts, where a figure could be found."""


def folds_section(values: Values) -> str:
    """Journal entries by the labels that are shown, read by models that had not seen them."""
    kinds = [[kind, row["positives"], row["auroc"]] for kind, row in values["by_kind"].items()]
    error = values["calibration"]
    labels = [
        [label, row["positives"], row["probability"], row["frequency"], f"{row['ece']:.4f}"]
        for label, row in error["labels"].items()
    ]
    bins = [[row["probability"], row["frequency"], row["pairs"]] for row in error["reliability"]]
    return "\n\n".join(
        [
            f"## By the labels that are shown: {values['model']}",
            f"{values['folds']} models, each made like the one that ships but without a fifth of "
            f"the {values['entries']} entries, and each read that fifth through the program's own "
            "analysis. A kind's score is the chance that any of its labels is there "
            "(training/evaluate/journal_folds.py). Over the kinds with at least "
            f"{LEAST_POSITIVES} entries the mean area under the ROC curve is "
            f"{with_interval(values, 'auroc')}; without nostalgic and bored, which GoEmotions has "
            f"no label near, {with_interval(values['with_counterpart'], 'auroc')}.",
            table(["kind", "entries", "area under ROC"], kinds),
            "Calibration: a label's mean probability beside how often writers chose a kind of that "
            f"name; class-wise adaptive error {error['ece_classwise']:.4f}, of which "
            f"{error['ece_of_truth']:.4f} would be there with true probabilities too.",
            table(["label", "entries", "probability", "frequency", "error"], labels),
            table(["probability, all labels", "frequency", "pairs"], bins),
        ]
    )


def languages_section(values: Values) -> str:
    """BRIGHTER's dev parts, and what is known of the organisers' baselines."""
    found = {part: row for part, row in values.items() if row is not None}
    rows = [
        [
            PARTS[part],
            row["model"],
            row["rows"],
            row["not_analysed"],
            with_interval(row, "macro_f1"),
            with_interval(row["as_shown"], "macro_f1"),
            BASELINES.get(part, "not found"),
        ]
        for part, row in found.items()
    ]
    families = list(dict.fromkeys(name for row in found.values() for name in row["classes"]))
    by_family = [
        [
            PARTS[part],
            *(row["classes"][name]["f1"] if name in row["classes"] else "" for name in families),
        ]
        for part, row in found.items()
    ]
    missing = [PARTS[part] for part, row in values.items() if row is None]
    parts = [
        "## Six families: BRIGHTER, dev",
        "BRIGHTER (Muhammad et al. 2025, arXiv 2502.11926; SemEval-2025, task 11), through the "
        "program's own analysis, by the model that it chooses for each text. A family's chance is "
        "that of any of its labels, and its threshold is chosen on a thousand rows of train; "
        '"as shown" counts a family where a label of it is shown. English texts have no disgust. '
        "The organisers tell a baseline of each language on their test parts, which are not "
        "here, in tables (arXiv 2503.07269) that could not be read; the figure for English is as "
        "a later course project quotes it.",
        table(
            [
                "language",
                "model",
                "texts",
                "not analysed",
                "macro F1 (95 %)",
                "as shown",
                "baseline, test",
            ],
            rows,
            words=(0, 1),
        ),
        table(["F1", *families], by_family),
    ]
    if missing:
        parts.append(f"No model: {', '.join(missing)}.")
    return "\n\n".join(parts)
