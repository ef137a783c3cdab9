"""How an entry's feelings follow from its sentences: ways compared on journal entries.

Three questions, with the model, its thresholds and its calibration as they ship. Does a day look
mixed that is two entries written as one, a pleasant and an unpleasant one by their writers' own
choice? Does an entry of one kind, or a day of two of one kind, stay unmixed? And do the feelings
shown agree with what the writers chose? Constants were chosen on the part to tune on; the rest is
for the figures that are reported. The journal's own labels (calm, content, nostalgic, bored) were
learned from these entries, which favours every way alike.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS, NEGATIVE, POSITIVE, valence
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from training import config
from training.data import datasets
from training.data.datasets import LEMOTIF
from training.data.passages import cut
from training.evaluate import calibration_metrics
from training.evaluate.metrics import area_under_roc, counts
from training.models.journal_heads import SHIPPED
from training.studies.aggregation import LEAST_ENTRIES
from training.studies.entry_ways import FORMER, USED, Rows, Way, ways
from training.studies.valence_change import sign

Flags = NDArray[np.bool_]
HARD = config.ROOT / "training" / "data" / "hard_entries.toml"
KINDS: Mapping[str, tuple[str, ...]] = {
    **LEMOTIF,
    **{kind: (label,) for label, kind in SHIPPED.items()},
    "satisfied": ("content", *LEMOTIF["satisfied"]),
}
"""The labels of which one must be shown for a kind to count as shown."""
PLAIN = "At noon I had lunch. Then I answered letters and filed the rest. The bus came at five."
"""Stands between two joined entries in one of the tests."""
MANY = 20
"""So many entries of one sign make the long texts."""
ONE_SIDED = 0.5
"""Valence from which on a text looks like one of one kind."""
SAMPLES = 1000


@dataclass(frozen=True)
class Part:
    """One part of the journal: its entries, and what was joined from them.

    `rows` has of each text, by the name of the set, its rows of sentences and of passages.
    """

    kinds: list[frozenset[str]]
    signs: NDArray[np.int64]
    rows: Mapping[str, list[tuple[Rows, Rows]]]
    owner: NDArray[np.int64]
    """The unpleasant entry in each opposite join; those of one are resampled together."""


def read(model: EncoderEmotion, texts: Sequence[str]) -> list[tuple[Rows, Rows]]:
    """The rows of each text's sentences and of its passages; the app must analyse them all."""
    cuts = [cut(texts, None), cut(texts, model.aggregation["passage_characters"])]
    first, second = (model.read(parts.texts).probabilities for parts in cuts)
    ranges = zip(cuts[0].ranges(), cuts[1].ranges(), strict=True)
    return [(first[own], second[parts]) for own, parts in ranges]


def part(model: EncoderEmotion, held_out: bool, seed: int = 7) -> Part:
    """The journal's part, each unpleasant entry joined with two pleasant ones in both orders."""
    journal = datasets.read_journal(config.data_folder(), held_out)
    rng = np.random.default_rng(seed)
    signs = np.array([sign(kinds) for kinds in journal.kinds])
    pleasant, unpleasant = np.flatnonzero(signs == 1), np.flatnonzero(signs == -1)
    pairs = [
        (good, bad)
        for _ in range(2)
        for good, bad in zip(rng.permutation(pleasant), unpleasant, strict=False)
    ]
    opposite = [order for pair in pairs for order in (pair, pair[::-1])]
    orders = [rng.permutation(group) for group in (pleasant, unpleasant)]

    def joined(groups: Sequence[Sequence[int]], between: str = " ") -> list[tuple[Rows, Rows]]:
        texts = [between.join(journal.texts[row].strip() for row in group) for group in groups]
        return read(model, texts)

    rows = {
        "entries": read(model, journal.texts),
        "opposite": joined(opposite),
        "between": joined(opposite, f" {PLAIN} "),
        "alike": joined([two for own in orders for two in zip(own[::2], own[1::2], strict=False)]),
        "many": joined(
            [own[at : at + MANY] for own in orders for at in range(0, len(own) - MANY + 1, MANY)]
        ),
    }
    return Part(journal.kinds, signs, rows, np.array([bad for _, bad in pairs]).repeat(2))


@dataclass(frozen=True)
class Said:
    """What a way says of a part: by set of texts, and of the entries by kind of feeling."""

    mixed: Mapping[str, Flags]
    valences: Mapping[str, NDArray[np.float64]]
    shown: Mapping[str, NDArray[np.int64]]
    """How many labels are shown."""
    kinds_shown: Flags
    kinds_chance: NDArray[np.float64]
    """That any label of a kind is meant, were they independent: [entries, kinds]."""
    kinds_score: NDArray[np.float64]


def say(part: Part, way: Way, labels: Sequence[str], thresholds: NDArray[np.float64]) -> Said:
    """Put each text of the part together by `way`; one sentence alone stands for itself."""
    whole = {
        name: np.stack([s[0] if len(s) == 1 else way(s, p) for s, p in own])
        for name, own in part.rows.items()
    }
    shown = {name: rows >= thresholds for name, rows in whole.items()}
    pleasant, unpleasant = ([label in side for label in labels] for side in (POSITIVE, NEGATIVE))
    columns = [[labels.index(label) for label in KINDS[kind]] for kind in KINDS]
    entries = whole["entries"]
    return Said(
        {n: f[:, pleasant].any(axis=1) & f[:, unpleasant].any(axis=1) for n, f in shown.items()},
        {
            name: np.array([valence(dict(zip(labels, row.tolist(), strict=True))) for row in rows])
            for name, rows in whole.items()
        },
        {name: flags.sum(axis=1) for name, flags in shown.items()},
        np.stack([shown["entries"][:, own].any(axis=1) for own in columns], axis=1),
        np.stack([1 - np.prod(1 - entries[:, own], axis=1) for own in columns], axis=1),
        np.stack([entries[:, own].sum(axis=1) for own in columns], axis=1),
    )


Picks = Mapping[str, NDArray[np.int64]]
"""Which texts count, by set; as often as they are named."""


def everything(part: Part) -> Picks:
    """Each text once."""
    return {name: np.arange(len(own)) for name, own in part.rows.items()}


def resampled(part: Part, rng: np.random.Generator) -> Picks:
    """As many texts drawn anew; joins with one unpleasant entry in common come together."""
    picks = {n: rng.integers(len(own), size=len(own)) for n, own in part.rows.items()}
    owners = rng.choice(np.unique(part.owner), len(np.unique(part.owner)))
    joins = np.concatenate([np.flatnonzero(part.owner == each) for each in owners])
    return picks | {"opposite": joins, "between": joins}


def figures(part: Part, said: Said, picks: Picks) -> dict[str, float]:
    """What is reported of one way on one part."""
    own = picks["entries"]
    several = np.array([len(sentences) > 1 for sentences, _ in part.rows["entries"]])
    one_kind = own[(part.signs[own] != 0) & several[own]]
    signed = own[part.signs[own] != 0]
    truth = np.array([[kind in part.kinds[row] for kind in KINDS] for row in own], np.float32)
    areas = [
        area_under_roc(said.kinds_score[own, at], truth[:, at])
        for at, kind in enumerate(KINDS)
        if kind in LEMOTIF and kind != "satisfied" and truth[:, at].sum() >= LEAST_ENTRIES
    ]
    mixed = said.mixed["opposite"][picks["opposite"]]
    one_sided = np.abs(said.valences["opposite"][picks["opposite"]]) >= ONE_SIDED
    return {
        "mixed": float(mixed.mean()),
        "mixed_with_plain_between": float(said.mixed["between"][picks["between"]].mean()),
        "opposite_one_sided": float(one_sided.mean()),
        "mixed_but_one_sided": float((mixed & one_sided).sum() / max(1, mixed.sum())),
        "two_alike_mixed": float(said.mixed["alike"][picks["alike"]].mean()),
        "one_kind_mixed": float(said.mixed["entries"][one_kind].mean()),
        "feelings_of_many": float(said.shown["many"][picks["many"]].mean()),
        "valence_auroc": area_under_roc(said.valences["entries"][signed], part.signs[signed] == 1),
        "micro_f1": float(counts(said.kinds_shown[own], truth).total().f1()[0]),
        "auroc": float(np.mean(areas)),
        "ece": calibration_metrics.expected_calibration_error(said.kinds_chance[own], truth),
        "brier": calibration_metrics.brier_score(said.kinds_chance[own], truth),
    }


def with_intervals(part: Part, before: Said, used: Said) -> dict[str, Any]:
    """Figures of both ways and of their difference, each with its 95 % bootstrap interval."""
    rng = np.random.default_rng(0)
    drawn: dict[str, list[dict[str, float]]] = {"before": [], "used": [], "difference": []}
    for sample in range(SAMPLES + 1):
        picks = resampled(part, rng) if sample else everything(part)
        old, new = figures(part, before, picks), figures(part, used, picks)
        drawn["before"].append(old)
        drawn["used"].append(new)
        drawn["difference"].append({key: new[key] - old[key] for key in new})
    return {
        name: {
            key: [
                round(float(value), 4)
                for value in (
                    rows[0][key],
                    *np.percentile([row[key] for row in rows[1:]], [2.5, 97.5]),
                )
            ]
            for key in rows[0]
        }
        for name, rows in drawn.items()
    }


def on_dev(
    model: EncoderEmotion, dev: datasets.Split, rows: list[tuple[Rows, Rows]], way: Way
) -> dict[str, float]:
    """F1, log loss and calibration on GoEmotions' dev comments, at the thresholds that ship."""
    whole = np.stack([s[0] if len(s) == 1 else way(s, p) for s, p in rows])[:, : len(LABELS)]
    limits = np.array([model.thresholds[label] for label in LABELS])
    tally = counts(whole >= limits, dev.labels)
    return {
        "dev_macro_f1": float(tally.f1().mean()),
        "dev_micro_f1": float(tally.total().f1()[0]),
        "dev_nll": calibration_metrics.negative_log_likelihood(whole, dev.labels),
        "dev_ece": calibration_metrics.expected_calibration_error(whole, dev.labels),
        "dev_brier": calibration_metrics.brier_score(whole, dev.labels),
    }


def hard_right(
    rows: list[tuple[Rows, Rows]], way: Way, labels: Sequence[str], limits: NDArray[np.float64]
) -> int:
    """How many of the hard entries show what a reader expects, and of which sides."""
    right = 0
    for entry, (sentences, passages) in zip(hard_entries(), rows, strict=True):
        shown = {
            label
            for label, yes in zip(labels, way(sentences, passages) >= limits, strict=True)
            if yes
        }
        right += (
            all(shown & set(group) for group in entry["shows"]) and side(shown) == entry["side"]
        )
    return right


def hard_entries() -> list[dict[str, Any]]:
    """training/data/hard_entries.toml, whose head says what each value means."""
    entries: list[dict[str, Any]] = tomllib.loads(HARD.read_text("utf-8"))["entry"]
    return entries


def side(shown: set[str]) -> str:
    """Which signs these labels have: "both", "pleasant", "unpleasant" or "neither"."""
    if shown & POSITIVE:
        return "both" if shown & NEGATIVE else "pleasant"
    return "unpleasant" if shown & NEGATIVE else "neither"


def run() -> dict[str, Any]:
    """Compare all ways on the part to tune on; report the one used on the rest."""
    model = EncoderEmotion(config.MODELS / "emotion")
    labels, limits = model.labels, np.array(list(model.thresholds.values()))
    tune, held = part(model, held_out=False), part(model, held_out=True)
    dev = datasets.read_split(config.data_folder(), "dev")
    comments, hard = read(model, dev.texts), read(model, [e["text"] for e in hard_entries()])
    rows, known = [], ways(labels, model.aggregation)
    for name, way in known.items():
        values = figures(tune, say(tune, way, labels, limits), everything(tune))
        values |= on_dev(model, dev, comments, way)
        row = {key: round(value, 4) for key, value in values.items()}
        rows.append({"way": name, **row, "hard": hard_right(hard, way, labels, limits)})
        print(rows[-1], flush=True)
    before, used = (say(held, known[name], labels, limits) for name in (FORMER, USED))
    values = {
        "model": f"{model.name}@{model.version}",
        "joins": {"tune": len(tune.owner), "held out": len(held.owner)},
        "ways": rows,
        "held_out": with_intervals(held, before, used),
    }
    config.save_result("entry-feelings", values)
    return values
