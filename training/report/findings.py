"""What RESULTS.md says first: what ships, what it is worth, and what the experiments taught.

Each finding takes every figure and every verdict from `report/results/`; one that lacks a
measurement is left out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from training.evaluate import goals
from training.report.experiment_tables import verdict
from training.report.tables import Values, megabytes, with_interval

WIDTH = 100


def paragraph(text: str, number: str = "") -> str:
    """Wrapped, so that the page can be read as a text file too; an item of a list by `number`."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=number,
        subsequent_indent=" " * len(number),
        break_long_words=False,
        break_on_hyphens=False,
    )


def shipped_section(results: Values) -> str | None:
    """What ships and how good it is, by the test split and by the goals."""
    test = results.get("emotion-test")
    if test is None:
        return None
    figures = test["int8"]["test"]
    words = (
        f"{test['model']}, {megabytes(test['int8']['bytes'])} of INT8 weights, was measured from "
        f"the files that ship on {figures['rows']} comments of GoEmotions' test split, the way "
        f"that the program reads an entry. Over 28 labels its macro F1 is "
        f"{with_interval(figures, 'macro_f1')} and its micro F1 "
        f"{with_interval(figures, 'micro_f1')}; the brackets hold 95 % intervals. Its "
        f"probabilities differ from what is true by {figures['ece_classwise']:.4f} on average "
        f"(class-wise adaptive calibration error). A sentence takes "
        f"{test['speed']['one_sentence']:.1f} ms."
    )
    known = goals.complete(results)
    met = [goal.met(known) for goal in goals.GOALS]
    if known["journal"] is not None:
        words += (
            f" On {known['journal']['entries']} journal entries the labels that the program shows "
            "tell the writers' kinds of feeling with a mean area under the ROC curve of "
            f"{with_interval(known['journal'], 'auroc')}, out of fold."
        )
    if known["challenge"] is not None:
        right, every = (known["challenge"]["all"][key] for key in ("right", "sentences"))
        words += f" Of {every} sentences that are hard on purpose, {right} are read right."
    words += (
        f" It meets {met.count(True)} of {len(met) - met.count(None)} goals that were measured."
    )
    return "\n\n".join(["## What ships, and what it is worth", paragraph(words)])


def goals_section(results: Values) -> str | None:
    """The goals, the figure beside each, and what must be known to read them."""
    if results.get("emotion-test") is None:
        return None
    known = goals.complete(results)
    words = " ".join(
        [
            "Measured from the files that ship, through the program's own path; `make evaluate` "
            "measures them again. Speed is of the computer that it was measured on.",
            *goals.notes(known),
        ]
    )
    return "\n\n".join(["## Goals", goals.markdown(known), paragraph(words)])


def of_training(results: Values) -> str | None:
    """Which changes of the fine-tuning mattered, beyond what another seed does."""
    rows = [row for row in results.get("experiments") or () if row.get("baseline") == "screen"]
    seed = next((row for row in rows if row["name"] == "screen-seed"), None)
    if seed is None or "difference" not in seed:
        return None
    tried = [row for row in rows if row is not seed]
    better, worse = (
        sorted(
            (row for row in tried if verdict(row) == word), key=lambda row: -abs(row["difference"])
        )
        for word in ("better", "worse")
    )
    words = (
        f"**Of {len(tried)} changes of the fine-tune, {len(tried) - len(better) - len(worse)} do "
        "no more than chance.** They were tried on at most a tenth of the rows, where another seed "
        f"alone moves macro F1 by {abs(seed['difference']):.3f}. Better by more than that: "
        f"{listed(better)}. Worse by more than that: {listed(worse)}."
    )
    return words + distillation(results)


def distillation(results: Values) -> str:
    """The model that ships against its teachers and against the plain fine-tune."""
    rows = {row["name"]: row for row in results["experiments"]}
    if not {"shipped", "teachers"} <= rows.keys():
        return ""
    own, theirs = (rows[name]["dev"]["macro_f1_held_out"] for name in ("shipped", "teachers"))
    low, high = rows["shipped"]["difference_interval"]
    return (
        f" What ships learned from two teachers: {own:.3f} on dev, the teachers together "
        f"{theirs:.3f} at twice the cost; against the plain fine-tune it is "
        f"{rows['shipped']['difference']:+.3f} ({low:+.3f} to {high:+.3f})."
    )


def listed(rows: Sequence[Values]) -> str:
    """Such as "four epochs (+0.042), class weights (+0.032)"."""
    return ", ".join(f"{row['what']} ({row['difference']:+.3f})" for row in rows) or "none"


def of_thresholds(results: Values) -> str | None:
    """What thresholds and calibration are worth."""
    values = results.get("calibration")
    runs = {row["name"]: row for row in results.get("experiments") or ()}
    if values is None or values["run"] not in runs:
        return None
    dev = runs[values["run"]]["dev"]
    ways = {row["way"]: row for row in values["ways"]}
    least = min((row for name, row in ways.items() if "vector" in name), key=lambda r: r["loss"])
    return (
        "**Each label needs a threshold of its own, and calibration takes two numbers a label.** "
        "With thresholds of their own instead of 0.5 for all, the labels of the plain fine-tune "
        f"reach a macro F1 of {dev['macro_f1_held_out']:.3f} on dev instead of "
        f"{dev['macro_f1_half']:.3f}. A scale and a bias a label bring the calibration error from "
        f"{ways['none']['ece_classwise']:.4f} to {least['ece_classwise']:.4f}; one temperature for "
        f"all labels leaves it at {ways['temperature']['ece_classwise']:.4f}."
    )


def of_integers(results: Values) -> str | None:
    """What INT8 costs."""
    values = results.get("quantisation")
    if values is None:
        return None
    exact, *others = values["rows"]
    shipped = next((row for row in others if "7-bit" in row["name"]), None)
    whole = next((row for row in others if "8-bit weights" in row["name"]), None)
    if shipped is None or whole is None:
        return None
    return (
        f"**Integers cost {shipped['loss']:.3f} of macro F1.** Weights in 7 bits take "
        f"{megabytes(shipped['bytes'])} instead of {megabytes(exact['bytes'])}, read a sentence in "
        f"{shipped['one_ms']:.1f} ms instead of {exact['one_ms']:.1f} ms, and lose "
        f"that much on dev. In 8 bits they lose {whole['loss']:.3f}, and on processors without "
        "VNNI their sums saturate."
    )


def of_journals(results: Values) -> str | None:
    """What a journal needs beyond GoEmotions, and what stays hard."""
    journal, challenge = results.get("journal"), results.get("challenge")
    if journal is None or challenge is None:
        return None
    ways = {row["way"]: row["auroc"] for row in journal["ways"]}
    kinds = sorted(challenge["kinds"].items(), key=lambda item: item[1]["right"])
    worst = ", ".join(f"{kind} {row['right']} of {row['sentences']}" for kind, row in kinds[:3])
    words = (
        "**A journal is another kind of text.** Labels that learned from GoEmotions alone "
        f"({journal['model']}) tell the kinds of feeling in journal entries with an area under the "
        f"ROC curve of {ways['zero-shot, labels']:.3f}."
    )
    if (folds := results.get("journal-folds")) is not None:
        by_kind = sorted(folds["by_kind"].items(), key=lambda item: item[1]["auroc"])
        hardest = ", ".join(f"{kind} {row['auroc']:.2f}" for kind, row in by_kind[:3])
        words += (
            f" Labels that learned from journals too ({folds['model']}) reach {folds['auroc']:.3f} "
            f"on entries that they had not seen; hardest: {hardest}."
        )
    words += f" Of the sentences that are hard on purpose, the worst: {worst}."
    return words + corrections(results)


def of_languages(results: Values) -> str | None:
    """How other languages are read, beside English."""
    found = {k: row for k, row in (results.get("languages") or {}).items() if row is not None}
    if "eng" not in found or len(found) == 1:
        return None
    names = {part: name for part, name, _ in goals.LANGUAGES}
    others = ", ".join(
        f"{names[part]} {with_interval(row, 'macro_f1')}"
        for part, row in found.items()
        if part in names
    )
    return (
        "**Other languages have a model of their own.** Macro F1 of BRIGHTER's families on dev: "
        f"{others}; English {with_interval(found['eng'], 'macro_f1')}."
    )


def corrections(results: Values) -> str:
    """What a user's own corrections add."""
    values = results.get("corrections")
    if values is None:
        return ""
    own, common = (values[name]["micro_f1"][-1] for name in ("own use of words", "writers"))
    return (
        f" {own['corrections']} corrections add {own['gain']:.3f} of micro F1 for simulated users "
        f"who have a use of words of their own, and {common['gain']:.3f} for the others."
    )


FINDINGS: Sequence[Callable[[Values], str | None]] = (
    of_training,
    of_thresholds,
    of_integers,
    of_journals,
    of_languages,
)


def findings_section(results: Values) -> str | None:
    """The findings in the order of their weight, numbered."""
    found = [words for finding in FINDINGS if (words := finding(results)) is not None]
    if not found:
        return None
    numbered = [paragraph(words, f"{number}. ") for number, words in enumerate(found, 1)]
    return "\n\n".join(["## Findings", *numbered])
