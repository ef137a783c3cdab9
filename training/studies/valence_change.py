"""How an entry begins and ends: the constants of `domain.arc`, chosen and measured.

Known arcs are joins of two journal entries, one pleasant and one unpleasant by their writers' own
choice: falling or rising by which comes first. Two of one sign, joined, are steady.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from samo_desktop.domain import arc as shipped
from samo_desktop.domain.emotion import valence
from samo_desktop.inference import sentences
from training import config
from training.data import datasets
from training.data.passages import sigmoid
from training.models import features

PLEASANT = frozenset(["happy", "satisfied", "calm", "proud", "excited"])
UNPLEASANT = frozenset(
    ["afraid", "angry", "anxious", "ashamed", "awkward", "bored", "disgusted", "frustrated", "sad"]
)
ENDS = (1, 2, 3)
DIFFERENCES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
JOINS = 400
"""Known arcs of each kind."""
KINDS = ("rising", "falling", "steady")


@dataclass(frozen=True)
class JoinedEntry:
    """Sentence valences of a made entry, and the arc that it was made with."""

    valences: list[float]
    kind: str


def sign(kinds: frozenset[str]) -> int:
    """1 for an entry of pleasant kinds only, -1 of unpleasant only, 0 for any other."""
    if kinds <= PLEASANT:
        return 1
    return -1 if kinds <= UNPLEASANT else 0


def valences(texts: Sequence[str], labels: Sequence[str]) -> list[list[float]]:
    """The valence of each sentence of each text."""
    cut = [[text[start:end] for start, end in sentences.split(text)] for text in texts]
    flat = [sentence for own in cut for sentence in own]
    rows = sigmoid(features.emotion(flat).logits[:, : len(labels)])
    said = iter([valence(dict(zip(labels, row.tolist(), strict=True))) for row in rows])
    return [list(itertools.islice(said, len(own))) for own in cut]


def known(
    signs: Sequence[int], own: Sequence[Sequence[float]], seed: int, count: int = JOINS
) -> list[JoinedEntry]:
    """`count` joins of each kind, of entries that have a sentence at least."""
    rng = np.random.default_rng(seed)
    with_sign = {s: [at for at, each in enumerate(signs) if each == s and own[at]] for s in (1, -1)}
    made = []
    for kind in KINDS:
        for _ in range(count):
            first = -1 if kind == "rising" else 1
            if kind == "steady":
                first = int(rng.choice([1, -1]))
            second = first if kind == "steady" else -first
            pair = [int(rng.choice(with_sign[each])) for each in (first, second)]
            made.append(JoinedEntry([*own[pair[0]], *own[pair[1]]], kind))
    return made


def told(valences: Sequence[float], end: int, difference: float) -> str:
    """The kind by that rule, "mixed" counting as steady: only the ends are known here."""
    size = min(end, max(1, len(valences) // 2))
    rise = float(np.mean(valences[-size:]) - np.mean(valences[:size]))
    return "rising" if rise >= difference else "falling" if rise <= -difference else "steady"


def accuracy(made: Sequence[JoinedEntry], rule: Callable[[Sequence[float]], str]) -> float:
    """Mean share of right answers over the three kinds."""
    right = {kind: [rule(k.valences) == kind for k in made if k.kind == kind] for kind in KINDS}
    return float(np.mean([np.mean(each) for each in right.values()]))


def by_app(valences: Sequence[float]) -> str:
    """What the program says, with neither "mixed" nor "too short" counting as a change."""
    kind = shipped.arc(valences).kind
    return kind if kind in ("rising", "falling") else "steady"


def right(answers: Iterable[bool]) -> float:
    """The share that is true, to four decimals."""
    return round(float(np.mean(list(answers))), 4)


def entries(held_out: bool) -> tuple[list[JoinedEntry], list[list[float]]]:
    """Joined entries of one part, and the sentence valences of its single ones of one sign.

    Both are long enough for the program to speak of an arc.
    """
    source = config.data_folder()
    journal = datasets.read_journal(source, held_out)
    own = valences(journal.texts, datasets.label_names(source))
    signs = [sign(kinds) for kinds in journal.kinds]
    long = shipped.LEAST_SENTENCES
    joined = [k for k in known(signs, own, 0) if len(k.valences) >= long]
    return joined, [each for s, each in zip(signs, own, strict=True) if s and len(each) >= long]


def rules(
    joined: Sequence[JoinedEntry], singles: Sequence[Sequence[float]]
) -> list[dict[str, float]]:
    """Each rule's mean share told right, and how many single entries it calls steady."""
    return [
        {
            "end": end,
            "difference": difference,
            "accuracy": round(accuracy(joined, rule), 4),
            "single_entries_steady": right(rule(each) == "steady" for each in singles),
        }
        for end in ENDS
        for difference in DIFFERENCES
        for rule in [partial(told, end=end, difference=difference)]
    ]


def run() -> dict[str, Any]:
    """Choose on the tune part, measure on the held-out part; report/results/arc.json."""
    tune, tune_singles = entries(held_out=False)
    held, singles = entries(held_out=True)
    values = {
        "joins": {"tune": len(tune), "held out": len(held)},
        "tune": rules(tune, tune_singles),
        "shipped": {
            "end": 2,  # as `domain.arc` takes neighbours by pairs
            "difference": shipped.LEAST_DIFFERENCE,
            "least_sentences": shipped.LEAST_SENTENCES,
        },
        "held_out": {
            "accuracy": round(accuracy(held, by_app), 4),
            "kinds": {
                kind: right(by_app(k.valences) == kind for k in held if k.kind == kind)
                for kind in KINDS
            },
            "single_entries": len(singles),
            "single_entries_steady": right(by_app(v) == "steady" for v in singles),
        },
    }
    config.save_result("arc", values)
    return values
