"""The project's older research log, redone: each of its claims beside what was measured here.

The figures and the verdicts come from training/report/results/; only the claims are written down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from training.report.experiment_tables import difference, verdict
from training.report.tables import table

Results = Mapping[str, Any]
"""Every file of training/report/results/ by its name."""
Finding = tuple[str, str]
"""What was measured, and what it says."""
NOT_RUN = ("not run yet", "")
EXPERIMENTS = "training/report/results/experiments.json"
FOUR_BITS = re.compile(r"\b(int4|u4|4[ -]bits?|four bits)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """One experiment of the log: its name, what the log says, what we found, and where."""

    experiment: str
    claim: str
    find: Callable[[Results], Finding | None]
    where: str = EXPERIMENTS

    def row(self, results: Results) -> list[str]:
        """The claim as a row; "not run yet" where the results lack it."""
        measured, concluded = self.find(results) or NOT_RUN
        return [self.experiment, self.claim, measured, concluded, self.where]


def experiment(results: Results, name: str) -> Mapping[str, Any] | None:
    """The row of that run in experiments.json."""
    rows = results.get("experiments") or []
    return next((row for row in rows if row["name"] == name), None)


def against(*names: str) -> Callable[[Results], Finding | None]:
    """The difference of each of these runs to its baseline, those that have been run."""

    def find(results: Results) -> Finding | None:
        rows = [row for name in names if (row := experiment(results, name)) is not None]
        rows = [row for row in rows if row.get("difference_interval") is not None]
        if not rows:
            return None
        measured = "; ".join(f"{row['what']}: macro F1 {difference(row)}" for row in rows)
        found = list(dict.fromkeys(verdict(row) for row in rows))
        if len(found) == 1:
            return measured, found[0]
        return measured, "; ".join(f"{row['what']}: {verdict(row)}" for row in rows)

    return find


def of_run(name: str, write: Callable[[Mapping[str, Any]], Finding]) -> Callable[..., Any]:
    """What `write` says of the dev figures of that run."""

    def find(results: Results) -> Finding | None:
        row = experiment(results, name)
        return None if row is None else write(row["dev"])

    return find


def of(name: str, write: Callable[[Any], Finding | None]) -> Callable[..., Any]:
    """What `write` says of training/report/results/<name>.json."""

    def find(results: Results) -> Finding | None:
        values = results.get(name)
        return None if values is None else write(values)

    return find


def said(measured: str, concluded: str) -> Callable[[Results], Finding]:
    """Words that hang on no measurement."""
    return lambda _: (measured, concluded)


def otherwise(
    find: Callable[[Results], Finding | None], measured: str, concluded: str
) -> Callable[[Results], Finding]:
    """What `find` says, or these words: why a row was struck."""
    return lambda results: find(results) or (measured, concluded)


def at_half(dev: Mapping[str, Any]) -> Finding:
    """The plain fine-tune at 0.5."""
    return (
        f"at 0.5: macro {dev['macro_f1_half']:.3f}, micro {dev['micro_f1_half']:.3f}; a threshold "
        f"a label: {dev['macro_f1_held_out']:.3f}, {dev['micro_f1_held_out']:.3f}",
        "F1 of nothing at 0.5 is a model that was not trained, not a threshold; a threshold a "
        f"label is worth {dev['macro_f1_held_out'] - dev['macro_f1_half']:+.3f} of macro F1, "
        f"{dev['micro_f1_held_out'] - dev['micro_f1_half']:+.3f} of micro",
    )


def one_threshold(dev: Mapping[str, Any]) -> Finding:
    """The best single threshold."""
    return (
        f"micro is best at {dev['threshold_micro']:.2f} ({dev['micro_f1_global']:.3f}), macro at "
        f"{dev['threshold_macro']:.2f} ({dev['macro_f1_global']:.3f})",
        "the best threshold depends on the measure; one for each label is fairer to rare ones",
    )


def ways(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Rows of calibration.json by their name."""
    return {row["way"]: row for row in values["ways"]}


def temperature(values: Mapping[str, Any]) -> Finding:
    """Temperature against none."""
    none, cool = ways(values)["none"], ways(values)["temperature"]
    return (
        f"calibration error {none['ece_classwise']:.4f} before, {cool['ece_classwise']:.4f} after; "
        f"macro F1 {none['macro_f1']:.3f} and {cool['macro_f1']:.3f}",
        "it cannot change F1 where thresholds are chosen after it: the log held the threshold "
        "still; a fine-tune with binary cross-entropy is nearly calibrated as it is",
    )


def beyond_temperature(values: Mapping[str, Any]) -> Finding:
    """Vector, matrix and isotonic against temperature: the best of each kind by log loss."""
    rows = ways(values)
    base = rows["temperature"]

    def best(kind: str) -> Mapping[str, Any]:
        return min((row for name, row in rows.items() if kind in name), key=lambda row: row["loss"])

    found = {kind: best(kind) for kind in ("vector", "matrix", "isotonic")}
    least = min(found, key=lambda kind: found[kind]["loss"])
    return (
        f"calibration error {base['ece_classwise']:.4f} with a temperature; "
        + ", ".join(f"{kind} {row['ece_classwise']:.4f}" for kind, row in found.items())
        + f"; log loss {base['loss']:.4f}; "
        + ", ".join(f"{kind} {row['loss']:.4f}" for kind, row in found.items()),
        f"{least} scaling has the least log loss; vector scaling ships, because it needs no more "
        "than two numbers a label",
    )


def full_run(values: Mapping[str, Any]) -> Finding:
    """The shipped model on test."""
    test = values["int8"]["test"]
    return (
        f"test: macro {test['macro_f1']:.3f}, micro {test['micro_f1']:.3f}",
        "not reproduced: no such figure on 28 labels is known to us, from any model",
    )


def int8(values: Mapping[str, Any]) -> Finding | None:
    """What INT8 costs."""
    if values.get("loss_of_int8") is None:
        return None
    twin = values["fp32"]
    against = f" against {twin['bytes'] / 1e6:.1f} MB" if twin else ""
    return (
        f"{values['int8']['bytes'] / 1e6:.1f} MB{against}; "
        f"macro F1 lost {values['loss_of_int8']:.4f}{'' if twin else ', on dev'}",
        "holds: small and nearly as good",
    )


def speed(values: Mapping[str, Any]) -> Finding | None:
    """Milliseconds for a sentence."""
    if values.get("speed") is None:
        return None
    return (
        f"one sentence {values['speed']['one_sentence']:.1f} ms, 32 sentences "
        f"{values['speed']['thirty_two']:.1f} ms",
        "holds, with a smaller encoder",
    )


def int4(values: Mapping[str, Any]) -> Finding | None:
    """The rows of four bits."""
    four = [row for row in values["rows"] if FOUR_BITS.search(row["name"])]
    if not four:
        return None
    figures = [
        f"{row['name']}: {row['bytes'] / 1e6:.1f} MB, macro F1 {row['macro_f1']:.3f}"
        for row in four
        if row.get("macro_f1") is not None
    ]
    return "; ".join(figures), "see the table of quantisation"


def other_languages(values: Mapping[str, Any]) -> Finding | None:
    """BRIGHTER's other languages beside its English; None where no model reads them."""
    rows = {part: row for part, row in values.items() if row is not None}
    others = [row["macro_f1"] for part, row in rows.items() if part != "eng"]
    if "eng" not in rows or not others:
        return None
    english = rows["eng"]["macro_f1"]
    share = sum(others) / len(others) / english
    return (
        f"macro F1 of families, BRIGHTER's dev: English {english:.3f}; "
        + ", ".join(f"{part} {row['macro_f1']:.3f}" for part, row in rows.items() if part != "eng"),
        f"{share:.0%} of the English figure; texts and readers differ by language, so that the "
        "share says little of the model",
    )


def distilled(results: Results) -> Finding | None:
    """The shipped student against its teachers."""
    student, teachers = experiment(results, "shipped"), experiment(results, "teachers")
    if student is None or teachers is None:
        return None
    own, theirs = (row["dev"]["macro_f1_held_out"] for row in (student, teachers))
    return (
        f"one model taught by two: {own:.3f}; the two together: {theirs:.3f}",
        f"the student keeps all but {theirs - own:.3f} at half the cost"
        if own < theirs
        else "the student is as good as its teachers",
    )


def pointer(section: str) -> Callable[[Results], Finding]:
    """What has a section of its own in the results."""
    return said(f"see {section}", "")


def reached(name: str, section: str) -> Callable[[Results], Finding | None]:
    """A pointer to a section that is there once training/report/results/<name>.json is."""
    return lambda results: (f"see {section}", "") if results.get(name) is not None else None


def section(results: Results, claims: Sequence[Claim]) -> str:
    """The table of all claims."""
    return "\n\n".join(
        [
            "An older log of this project reported experiments with larger models and other code. "
            "Each of them is here, with what it claimed and what we found with ours. Differences "
            "of macro F1 are on dev, each with its 95 % interval against the run named in the "
            "tables of GoEmotions.",
            table(
                ["experiment", "the log says", "measured here", "so", "where"],
                (claim.row(results) for claim in claims),
                words=range(5),
            ),
        ]
    )
