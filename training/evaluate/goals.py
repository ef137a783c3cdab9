"""The goals, the figure beside each, and whether what was published is what is measured.

What is judged are the values of report/results/emotion-test.json, completed by other files there:
"journal" (journal-folds.json), "challenge", "languages" and "teachers" (experiments.json).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.report.tables import Values, table

MISSING = "not here"
NO_MODEL = "no model"
OTHER_COMPUTER = "another computer"


@dataclass(frozen=True)
class Goal:
    """One row: what is measured, where it stands in the measured values, and what is wanted."""

    name: str
    value: Callable[[Values], float | None]
    wanted: float | None
    """None where the figure is told beside the goals, without one of its own."""
    sign: str = ">="
    """">=" or "<=": how the figure must stand to `wanted`."""
    unit: str = ""
    interval: Callable[[Values], Sequence[float] | None] = lambda _: None
    tolerance: float | None = 0.005
    """How far a figure measured again may lie from the published one: another processor rounds
    INT8 otherwise. None where it depends on the machine."""
    missing: str = MISSING
    """What stands in place of a figure that was not measured."""

    def met(self, measured: Values) -> bool | None:
        """Whether the figure is good enough; None where it was not measured, or has no goal."""
        found = self.value(measured)
        if found is None or self.wanted is None:
            return None
        return found >= self.wanted if self.sign == ">=" else found <= self.wanted

    def row(self, measured: Values) -> list[str]:
        """Name, figure with its interval, goal, and whether it is met or why that is unknown."""
        wanted = "" if self.wanted is None else f"{self.sign} {self.wanted:g}{self.unit}"
        if self.value(measured) is None:
            return [self.name, self.missing, wanted, self.missing]
        met = self.met(measured)
        verdict = "" if met is None else "met" if met else "missed"
        return [self.name, self.written(measured), wanted, verdict]

    def written(self, measured: Values) -> str:
        """The figure as cards and results have it."""
        found = self.value(measured)
        if found is None:
            return self.missing
        if self.unit:
            return f"{found:.{0 if self.unit.startswith(' of') else 1}f}{self.unit}"
        digits = 4 if self.wanted is not None and self.wanted < 0.1 else 3
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


def megabytes(values: Values) -> float | None:
    """Size of the shipped folder's model files, or of its weights alone where that is all known."""
    size = at("bytes")(values) or at("int8", "bytes")(values)
    return None if size is None else size / 1e6


def with_ends(*path: str, ends: str = "{}_interval") -> dict[str, Any]:
    """A figure and its interval, which stands beside it."""
    return {"value": at(*path), "interval": at(*path[:-1], ends.format(path[-1]))}


def in_time(key: str, vnni: bool) -> Callable[[Values], float | None]:
    """Milliseconds, where the computer that measured them has VNNI, or has not."""
    return lambda values: at("speed", key)(values) if at("speed", "vnni")(values) is vnni else None


WITHOUT_VNNI = 2.2
"""How much longer a processor may take that has no VNNI."""
SPEED = (
    ("one_sentence", "one sentence of 20 tokens", 3.0),
    ("thirty_two", "32 sentences of 24 tokens", 40.0),
)
LANGUAGES = (("deu", "German", 0.6), ("esp", "Spanish", 0.75), ("ptbr", "Portuguese", 0.5))
TEST = ("int8", "test")

GOALS: tuple[Goal, ...] = (
    Goal("GoEmotions test, macro F1 of 28 labels", wanted=0.56, **with_ends(*TEST, "macro_f1")),
    Goal("the same, micro F1 of labels as shown", wanted=0.63, **with_ends(*TEST, "micro_f1")),
    Goal(
        "the same, one threshold for all labels",
        wanted=0.63,
        **with_ends(*TEST, "global", "micro_f1"),
    ),
    Goal(
        "the teachers together, macro F1 on dev",
        at("teachers", "macro_f1_held_out"),
        0.58,
        interval=at("teachers", "interval"),
    ),
    Goal(
        "journal entries, area under ROC, out of fold", wanted=0.83, **with_ends("journal", "auroc")
    ),
    Goal(
        "the same, without nostalgic and bored",
        wanted=None,
        **with_ends("journal", "with_counterpart", "auroc"),
    ),
    Goal(
        "challenge set, read right",
        at("challenge", "all", "right"),
        75,
        unit=" of 100",
        tolerance=1,
    ),
    *(
        Goal(
            f"BRIGHTER dev, {name}, macro F1 of six families",
            wanted=wanted,
            tolerance=0.02,
            missing=NO_MODEL,
            **with_ends("languages", part, "macro_f1"),
        )
        for part, name, wanted in LANGUAGES
    ),
    Goal(
        "BRIGHTER dev, English, macro F1 of five families",
        wanted=None,
        tolerance=0.02,
        **with_ends("languages", "eng", "macro_f1"),
    ),
    Goal(
        "class-wise adaptive calibration error, GoEmotions test",
        at(*TEST, "ece_classwise"),
        0.01,
        "<=",
    ),
    Goal(
        "the same, journal entries, out of fold",
        at("journal", "calibration", "ece_classwise"),
        0.03,
        "<=",
    ),
    Goal("macro F1 lost by INT8", at("loss_of_int8"), 0.003, "<=", tolerance=0.002),
    Goal("size of the model for English", megabytes, 25.0, "<=", " MB", tolerance=0.0),
    Goal(
        "size of the model for other languages",
        lambda values: (
            None if not values.get("languages_bytes") else values["languages_bytes"] / 1e6
        ),
        60.0,
        "<=",
        " MB",
        tolerance=0.0,
        missing=NO_MODEL,
    ),
    *(
        Goal(
            f"{name}, {'with' if vnni else 'without'} VNNI",
            in_time(key, vnni),
            wanted if vnni else round(WITHOUT_VNNI * wanted, 1),
            "<=",
            " ms",
            tolerance=None,
            missing=OTHER_COMPUTER,
        )
        for key, name, wanted in SPEED
        for vnni in (True, False)
    ),
)


def complete(results: Values) -> dict[str, Any]:
    """What goals are judged by, from all files of report/results/ by their names.

    A file on another version than emotion-test.json's counts as not there.
    """
    test = results["emotion-test"]

    def of_this(name: str) -> Any:
        values = results.get(name)
        return values if values is not None and values["model"] == test["model"] else None

    return {
        **test,
        "journal": of_this("journal-folds"),
        "challenge": of_this("challenge"),
        "languages": results.get("languages"),
        "teachers": best_ensemble(results.get("experiments") or ()),
    }


def best_ensemble(experiments: Sequence[Values]) -> Values | None:
    """The figures on dev of the best ensemble, its thresholds from other rows; None without one."""
    rows = [row["dev"] for row in experiments if row.get("group") == "ensembles"]
    return max(rows, key=lambda dev: float(dev["macro_f1_held_out"]), default=None)


def notes(measured: Values) -> list[str]:
    """What must be known of the figures to read them."""
    found = [
        "Journal entries (Lemotif): what ships has learned from all of them, so the figures are of "
        "five models made like it, each of which read only entries that it had not seen; they were "
        "kept when the models were trained. A kind of feeling counts by the labels that the "
        "program shows for it."
    ]
    if error := at("journal", "calibration", "ece_of_truth")(measured):
        found.append(
            f"With so few entries even true probabilities would have an error of {error:.3f}."
        )
    if seen := at("journal_seen", "auroc")(measured):
        found.append(
            f"What ships reads the entries that it learned from with an area of {seen:.3f}, which "
            "is no result."
        )
    found.append(
        "BRIGHTER: each family's threshold is from train, and the model is the one that the "
        "program chooses for the text."
    )
    return found


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
