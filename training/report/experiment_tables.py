"""The experiments as tables, from report/results/experiments.json, one group after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.report.tables import megabytes, table

Values = Mapping[str, Any]

HEADER = (
    "run",
    "rows",
    "epochs",
    "seconds",
    "size",
    "at 0.5: macro",
    "micro",
    "one threshold: macro",
    "micro",
    "a threshold a label: macro (95 %)",
    "micro",
    "calibration error",
    "Brier",
    "against",
    "difference of macro (95 %)",
    "",
)
WORDS = (0, 13, 15)

INTRODUCTION = """## Experiments

All on dev. F1 at 0.5; with one threshold for all labels; and with a threshold a label. Thresholds
are applied to rows that they were not chosen on. "rows" is the part of train that was used: a run
on a part is for screening, and says which way a change goes, not what it is worth in full.
Calibration error is class-wise and adaptive, before any calibration. The difference is of macro F1
with a threshold a label, with a paired bootstrap interval over the rows of dev: "no difference
seen" where it holds zero. Another seed makes a difference too, of which the interval does not know:
on a part, what is no larger than that is not called better or worse.
Seconds are of 2 cores, with other work beside."""


def with_chance(rows: Sequence[Values]) -> list[Values]:
    """The rows, each run on a part with what another seed changed there as its "chance"."""
    seeds = [row for row in rows if row["name"] == "screen-seed" and "difference" in row]
    chance = max((abs(row["difference"]) for row in seeds), default=0.0)
    return [{**row, "chance": chance} if row.get("baseline") == "screen" else row for row in rows]


def verdict(row: Values) -> str:
    """Whether a run's difference to its baseline is beyond the noise."""
    ends = row.get("difference_interval")
    if ends is None:
        return ""
    if ends[0] <= 0 <= ends[1]:
        return "no difference seen"
    if abs(row["difference"]) <= row.get("chance", 0.0):
        return "no more than another seed does"
    if ends[0] > 0:
        return "better"
    return "worse" if ends[1] < 0 else "no difference seen"


def difference(row: Values) -> str:
    """Such as "+0.012 (0.003 to 0.021)"; empty without a baseline."""
    ends = row.get("difference_interval")
    if ends is None:
        return ""
    return f"{row['difference']:+.3f} ({ends[0]:+.3f} to {ends[1]:+.3f})"


def cells(row: Values) -> list[object]:
    """One run as the table has it; what a run does not know stays empty."""
    dev = row["dev"]
    low, high = dev["interval"]
    share = row.get("share")
    return [
        f"{row['name']}: {row['what']}",
        "" if share is None else f"{share:.0%}",
        row.get("epochs", ""),
        row.get("seconds", ""),
        megabytes(row["bytes"]) if row.get("bytes") else "",
        dev["macro_f1_half"],
        dev["micro_f1_half"],
        dev["macro_f1_global"],
        dev["micro_f1_global"],
        f"{dev['macro_f1_held_out']:.3f} ({low:.3f} to {high:.3f})",
        dev["micro_f1_held_out"],
        f"{dev['ece_classwise']:.4f}",
        f"{dev['brier']:.4f}",
        row.get("baseline", ""),
        difference(row),
        verdict(row) + (f"; {row['note']}" if row.get("note") else ""),
    ]


def grouped(rows: Sequence[Values]) -> dict[str, list[Values]]:
    """Rows by their group, groups in the order in which they first come."""
    groups: dict[str, list[Values]] = {}
    for row in rows:
        groups.setdefault(row.get("group", "other"), []).append(row)
    return groups


def section(rows: Sequence[Values]) -> str:
    """All experiments, a table a group."""
    parts = [INTRODUCTION]
    for group, members in grouped(rows).items():
        parts += [f"### {group[:1].upper()}{group[1:]}", table(HEADER, map(cells, members), WORDS)]
    return "\n\n".join(parts)


def calibration_section(values: Values) -> str:
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


def rules_section(values: Values) -> str:
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


def challenge_section(values: Values) -> str:
    """The challenge set by kind."""
    keys = ("sentences", "right", "missed", "unwanted", "sign")
    rows = [
        [kind, *(row[key] for key in keys)]
        for kind, row in [*values["kinds"].items(), ("all", values["all"])]
    ]
    return "\n\n".join(
        [
            "## Challenge set",
            "A hundred sentences of our own, written to be hard (training/data/challenge.tsv), "
            "through the whole analysis; nothing was tuned on them. Right: a wanted label is "
            "found, none that is not wanted, and the valence has the sign that a reader would give "
            "it. The last three columns count what was wrong; a sentence can be wrong in more ways "
            "than one.",
            table(["kind", "sentences", "right", "missed", "unwanted label", "wrong sign"], rows),
        ]
    )
