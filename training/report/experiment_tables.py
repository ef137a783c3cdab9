"""The experiments as tables, from report/results/experiments.json, one group after the other."""

from __future__ import annotations

from collections.abc import Sequence

from training.report.tables import Values, megabytes, table

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
