"""The tables on how an entry's feelings follow from its sentences."""

from __future__ import annotations

from collections.abc import Mapping

from training.report.tables import Values, table

SHARES: Mapping[str, str] = {
    "mixed": "a pleasant and an unpleasant entry, joined: shown as mixed",
    "mixed_with_plain_between": "the same, with three sentences of no feeling between",
    "opposite_one_sided": "the same two joined: a valence beyond 0.5 on one side",
    "mixed_but_one_sided": "those shown as mixed: a valence beyond 0.5 on one side",
    "two_alike_mixed": "two entries of one sign, joined: shown as mixed",
    "one_kind_mixed": "one entry of one sign, of several sentences: shown as mixed",
}
VALUES: Mapping[str, str] = {
    "feelings_of_many": "feelings shown of twenty entries of one sign in one text",
    "micro_f1": "micro F1 against the writers' kinds",
    "auroc": "area under ROC, mean over kinds",
    "valence_auroc": "area under ROC of valence: pleasant against unpleasant",
    "ece": "calibration error",
    "brier": "Brier score",
}
WAYS: Mapping[str, str] = {
    "mixed": "opposite: mixed",
    "two_alike_mixed": "alike: mixed",
    "one_kind_mixed": "one: mixed",
    "feelings_of_many": "shown of twenty",
    "micro_f1": "micro F1",
    "auroc": "area under ROC",
    "ece": "calibration error",
    "dev_macro_f1": "dev macro F1",
    "dev_micro_f1": "dev micro F1",
    "dev_nll": "dev log loss",
    "hard": "hard entries, of 12",
}


def entry_feelings_section(values: Values) -> str:
    """The table of ways on the part to tune on, and of what is used on the part held out."""
    ways = [
        [row["way"], *(str(row[k]) if k == "hard" else row[k] for k in WAYS)]
        for row in values["ways"]
    ]
    held = values["held_out"]
    rows = [
        [words, *(interval(held[name][key]) for name in ("before", "used", "difference"))]
        for key, words in (SHARES | VALUES).items()
    ]
    return "\n\n".join(
        [
            "## An entry's feelings",
            f"{values['model']}, with its thresholds. Entries of the journal (Lemotif), alone and "
            f"joined: {values['joins']['tune']} joins of a pleasant and an unpleasant entry in the "
            f"part to tune on, {values['joins']['held out']} in the part held out. Dev: "
            "GoEmotions. The hard entries are ours (training/data/hard_entries.toml) and were "
            "looked at while choosing. On the part to tune on:",
            table(["way", *WAYS.values()], ways),
            "On the part held out, with 95 % bootstrap intervals over entries (joins by their "
            "unpleasant entry):",
            table(["", "mean over passages, before", "used", "difference"], rows),
            "docs/feelings.md says in words what is used.",
        ]
    )


def interval(found: list[float]) -> str:
    """A figure and its interval."""
    value, low, high = found
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
