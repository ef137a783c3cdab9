"""The tables on studies of journal entries, and on sentences that are hard on purpose."""

from __future__ import annotations

from training.models.journal_heads import LEAST_POSITIVES
from training.report.tables import Values, table
from training.studies.corrections import ADDS, REMOVES
from training.studies.few_shot import PROTOTYPE_FIGURES, RARE, SHOTS, UNSEEN


def arc_section(values: Values) -> str:
    """The tables about the arc inside an entry."""
    best = sorted(values["tune"], key=lambda row: -row["accuracy"])[:8]
    held, ours = values["held_out"], values["shipped"]
    return "\n\n".join(
        [
            "## The arc inside an entry",
            "Joins of two journal entries whose writers chose pleasant kinds only, or unpleasant "
            "ones only: rising, falling, or of one sign (steady), in equal parts. Mean share told "
            "right, on the entries to tune on; and how many entries of one sign, alone, are "
            "called steady:",
            table(
                ["sentences at each end", "least difference", "told right", "alone steady"],
                [
                    [str(r["end"]), r["difference"], r["accuracy"], r["single_entries_steady"]]
                    for r in best
                ],
            ),
            f"Used: {ours['end']} sentences at each end, {ours['difference']} apart, from "
            f"{ours['least_sentences']} sentences on. On entries held out: "
            f"{held['accuracy']:.3f} told right "
            f"(rising {held['kinds']['rising']:.3f}, falling {held['kinds']['falling']:.3f}, "
            f"steady {held['kinds']['steady']:.3f}); of {held['single_entries']} entries of one "
            f"sign, alone, {held['single_entries_steady']:.3f} are called steady.",
        ]
    )


def journal_section(values: Values) -> str:
    """The tables about journal entries."""
    rows = [
        [row["way"], row["auroc"], "{:.3f} to {:.3f}".format(*row["auroc_interval"])]
        for row in values["ways"]
    ]
    shipped = [
        [label, row["positives"], row["auroc"], row["precision"], row["recall"], row["f1"]]
        for label, row in values["shipped"].items()
    ]
    return "\n\n".join(
        [
            f"## A study, not what ships: heads for every kind, on {values['model']}",
            "How much of the writers' kinds of feeling could be told from what the models see, if "
            "each kind had a head of its own. The program shows labels, not these heads: the "
            "figures are no measure of it. "
            f"{values['entries']} entries with the kinds of feeling that their writers chose; mean "
            f"area under the ROC curve over the kinds with at least {LEAST_POSITIVES} entries, "
            f"by {values['folds']}-fold cross-validation, {values['repeats']} times; the penalty "
            "is chosen inside each training fold. Anchors are sentences of ours that describe a "
            'kind; without heads nothing was learned from the entries. "Sentences" are the means '
            "of the sentence encoder's vectors, which the program has for the summary anyway.",
            table(["way", "area under ROC", "95 %"], rows),
            f"Four such heads shipped in {values['model']} (linear, on the pooled vectors of the "
            'last layer, "emotion", and of a middle one); on entries that they were not fitted '
            "on:",
            table(["label", "entries", "area under ROC", "precision", "recall", "F1"], shipped),
        ]
    )


def few_shot_section(values: Values) -> str:
    """The tables about feelings learned from a few examples."""
    shots = [str(number) for number in SHOTS]
    curves = [
        [f"{row['embedding']}, {row['way']}, {kinds}", *(row[kinds].get(k, "") for k in shots)]
        for row in values["curves"]
        for kinds in ("unseen", "seen")
    ]
    chips = [
        [str(row["shots"]), row["f1"], row["recall"], row["false_alarms"], row["share"]]
        for row in values["chips"]
    ]
    prototypes = [
        [label, *(row[k] for k in ("examples", *PROTOTYPE_FIGURES))]
        for label, row in values["prototypes"].items()
    ]
    return "\n\n".join(
        [
            "## Feelings from a few examples",
            f"Area under the ROC curve by number of examples, {values['draws']} draws a kind. "
            f"Unseen: journal kinds without a label of GoEmotions ({', '.join(UNSEEN)}); seen: "
            "kinds with one. The background comes from other entries and from GoEmotions' train "
            "split. Where a kind has too few entries, nothing stands.",
            table(["embedding, way, kinds", *shots], curves),
            "What ships, at its own threshold (discriminant on the feelings model's embedding), on "
            f"kinds that are rare ({', '.join(RARE)}):",
            table(["examples", "F1", "recall", "false alarms", "share of entries"], chips),
            "Feelings that ship as prototypes, from sentences of ours: left-out sentences found, "
            "false alarms on held-out entries without a kindred feeling, and the other prototypes' "
            "sentences taken for this feeling.",
            table(
                ["feeling", "examples", "left out found", "false alarms", "others taken for it"],
                prototypes,
            ),
        ]
    )


def corrections_section(values: Values) -> str:
    """The tables about corrections."""
    learn, held = values["entries"]
    rows = [
        [
            f"{name}, {key.replace('_f1', '')}",
            row["corrections"],
            row["f1"],
            row["gain"],
            "{:.3f} to {:.3f}".format(*row["gain_interval"]),
            row["users_worse"],
        ]
        for name in ("writers", "own use of words")
        for key in ("micro_f1", "macro_f1")
        for row in values[name][key]
    ]
    return "\n\n".join(
        [
            "## Learning from corrections",
            f"{values['users']} simulated users a row, over {len(values['labels'])} labels: each "
            f"corrects chips on a stream of {learn} journal entries, {REMOVES:.0%} of the wrong "
            f"ones and {ADDS:.0%} of the missing ones; F1 is on {held} entries held out. "
            '"Writers" want what the entry\'s writer chose; the others also never use some labels '
            "and use some for a neighbouring feeling too. Gains are against the same user with no "
            "correction, with a 95 % interval over users.",
            table(["users, F1", "corrections", "F1", "gain", "95 %", "users worse off"], rows),
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
