"""How an entry began and how it ended, from the valence of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Literal

from samo_desktop.domain.emotion import CLEAR

Kind = Literal["steady", "rising", "falling", "mixed", "too short"]

LEAST_SENTENCES = 4
"""Of fewer sentences, two at each end would overlap."""
LEAST_DIFFERENCE = 0.6
"""Ends nearer to each other than this, in units of valence (-1 to 1), count as the same. Measured
with two sentences averaged at each end, on joined journal entries
(training/studies/valence_change.py): .4 told most joins right, .6 nearly as many, and it calls
fewer entries of one mood uneven."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Valence (-1 to 1) at the beginning and at the end of an entry, and what lies between.

    "mixed" ends about where it began but was elsewhere in between. Of an entry "too short" for an
    arc, `begin` and `end` are the mean of all its sentences (0 of none).
    """

    begin: float
    end: float
    kind: Kind

    @property
    def began_clearly(self) -> bool:
        """Whether it rose from plainly unpleasant, or fell from plainly pleasant."""
        return self.begin <= -CLEAR if self.kind == "rising" else self.begin >= CLEAR


def arc(valences: Sequence[float]) -> Arc:
    """The arc of an entry whose sentences, in order, have `valences` (-1 to 1, finite)."""
    if len(valences) < LEAST_SENTENCES:
        mean = fmean(valences) if valences else 0.0
        return Arc(mean, mean, "too short")
    # Means of neighbours: the first two, ..., the last two.
    levels = [fmean(pair) for pair in pairwise(valences)]
    return Arc(levels[0], levels[-1], _kind(levels))


def _kind(levels: Sequence[float]) -> Kind:
    begin, end = levels[0], levels[-1]
    if end - begin >= LEAST_DIFFERENCE:
        return "rising"
    if begin - end >= LEAST_DIFFERENCE:
        return "falling"
    middle = (begin + end) / 2.0
    # Neither end's sentences count as what lies between.
    away = any(abs(level - middle) >= LEAST_DIFFERENCE for level in levels[2:-2])
    return "mixed" if away else "steady"
