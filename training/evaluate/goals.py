"""The goals, the figure beside each, and whether what was published is what is measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.report.tables import Values, table

MISSING = "not here"


@dataclass(frozen=True)
class Goal:
    """One row: what is measured, where it stands in the measured values, and what is wanted."""

    name: str
    value: Callable[[Values], float | None]
    wanted: float
    sign: str
    """">=", "<=" or ">": how the figure must stand to `wanted`."""
    unit: str = ""
    interval: Callable[[Values], Sequence[float] | None] = lambda _: None
    tolerance: float | None = 0.005
    """How far a figure measured again may lie from the published one: another processor rounds
    INT8 otherwise. None where it depends on the machine."""

    def met(self, measured: Values) -> bool | None:
        """Whether the figure is good enough; None where it has not been measured."""
        found = self.value(measured)
        if found is None:
            return None
        return {
            ">=": found >= self.wanted,
            "<=": found <= self.wanted,
            ">": found > self.wanted,
        }[self.sign]

    def row(self, measured: Values) -> list[str]:
        """Name, figure with its interval, goal, and "met", "missed" or "not here"."""
        met = self.met(measured)
        if met is None:
            return [self.name, MISSING, f"{self.sign} {self.wanted:g}{self.unit}", MISSING]
        figure = self.written(measured)
        return [
            self.name,
            figure,
            f"{self.sign} {self.wanted:g}{self.unit}",
            "met" if met else "missed",
        ]

    def written(self, measured: Values) -> str:
        """The figure as cards and results have it."""
        found = self.value(measured)
        if found is None:
            return MISSING
        if self.unit:
            return f"{found:.1f}{self.unit}"
        digits = 4 if abs(self.wanted) < 0.1 else 3
        ends = self.interval(measured)
        text = f"{found:.{digits}f}"
        return text if ends is None else f"{text} ({ends[0]:.3f} to {ends[1]:.3f})"


def at(*path: str) -> Callable[[Values], Any]:
    """The value under these keys, or None where one of them is not there."""

    def find(values: Values) -> Any:
        found: Any = values
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    return find


def least_f1(values: Values) -> float | None:
    """F1 of the label that is read worst."""
    labels = at("int8", "test", "labels")(values)
    return None if labels is None else min(row["f1"] for row in labels.values())


def megabytes(values: Values) -> float | None:
    """Size of the shipped folder's model files, or of its weights alone where that is all known."""
    size = at("bytes")(values) or at("int8", "bytes")(values)
    return None if size is None else size / 1e6


def with_ends(*path: str) -> dict[str, Any]:
    """A figure of the test split and its interval."""
    return {
        "value": at("int8", "test", *path),
        "interval": at("int8", "test", *path[:-1], f"{path[-1]}_interval"),
    }


GOALS: tuple[Goal, ...] = (
    Goal("macro F1, 28 labels", wanted=0.56, sign=">=", **with_ends("macro_f1")),
    Goal("least F1 of a label", least_f1, 0.0, ">", tolerance=0.02),
    Goal("micro F1, thresholds as shipped", wanted=0.62, sign=">=", **with_ends("micro_f1")),
    Goal(
        "micro F1, one threshold from dev",
        wanted=0.62,
        sign=">=",
        **with_ends("global", "micro_f1"),
    ),
    Goal(
        "macro F1, Ekman's groups, by labels as shown",
        wanted=0.65,
        sign=">=",
        **with_ends("ekman", "macro_f1"),
    ),
    Goal(
        "macro F1, Ekman's groups, a threshold each from dev",
        wanted=0.65,
        sign=">=",
        **with_ends("ekman_own", "macro_f1"),
    ),
    Goal(
        "macro F1, sentiment groups, by labels as shown",
        wanted=0.71,
        sign=">=",
        **with_ends("sentiment", "macro_f1"),
    ),
    Goal(
        "macro F1, sentiment groups, a threshold each from dev",
        wanted=0.71,
        sign=">=",
        **with_ends("sentiment_own", "macro_f1"),
    ),
    Goal("class-wise adaptive calibration error", at("int8", "test", "ece_classwise"), 0.02, "<="),
    Goal("macro F1 lost by INT8", at("loss_of_int8"), 0.003, "<=", tolerance=0.002),
    Goal(
        "journal entries, 5-fold, mean area under ROC",
        at("journal", "auroc"),
        0.83,
        ">=",
        interval=at("journal", "interval"),
    ),
    Goal("size of the emotion model", megabytes, 25.0, "<=", " MB", tolerance=0.0),
    Goal(
        "one sentence of 20 tokens", at("speed", "one_sentence"), 3.0, "<=", " ms", tolerance=None
    ),
    Goal("32 sentences of 24 tokens", at("speed", "thirty_two"), 40.0, "<=", " ms", tolerance=None),
)


def markdown(measured: Values) -> str:
    """The goals as a Markdown table."""
    return table(["", "figure", "goal", ""], (goal.row(measured) for goal in GOALS))


def plain(measured: Values) -> str:
    """The goals in columns, for a terminal."""
    rows = [["", "figure (95 % interval)", "goal", ""], *(goal.row(measured) for goal in GOALS)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def disagreements(measured: Values, published: Values) -> list[str]:
    """Sentences on every figure that was measured and published, and is not the same."""
    found = []
    if measured["model"] != published["model"]:
        found.append(f"published for {published['model']}, but {measured['model']} is here")
    for goal in GOALS:
        here, there = goal.value(measured), goal.value(published)
        if here is None or goal.tolerance is None:
            continue
        if there is None or abs(here - there) > goal.tolerance:
            found.append(f"{goal.name}: {here:.4g} here, published {json.dumps(there)}")
    return found
