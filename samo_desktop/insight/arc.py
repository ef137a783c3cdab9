"""How an entry began and how it ended, from the valence of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["steady", "rising", "falling", "mixed", "too short"]

LEAST_SENTENCES = 4
"""Of fewer sentences, two at each end would overlap."""
END = 2
"""Sentences averaged at each end, at most."""
LEAST_DIFFERENCE = 0.6
"""Ends nearer to each other than this, in units of valence (-1 to 1), count as the same. Measured
with `END` on joined journal entries (training/arc.py): .4 told most joins right, .6 nearly as many,
and it calls fewer entries of one mood uneven."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Valence (-1 to 1) at the beginning and at the end of an entry, and what lies between.

    "mixed" ends about where it began but was elsewhere in between. Of an entry "too short" for an
    arc, `begin` and `end` are the mean of all its sentences (0 of none).
    """

    begin: float
    end: float
    kind: Kind


def arc(valences: Sequence[float]) -> Arc:
    """The arc of an entry whose sentences, in order, have `valences` (-1 to 1, finite)."""
    values = np.asarray(valences, dtype=np.float64)
    if len(values) < LEAST_SENTENCES:
        mean = float(values.mean()) if len(values) else 0.0
        return Arc(mean, mean, "too short")
    begin, end = float(values[:END].mean()), float(values[-END:].mean())
    return Arc(begin, end, _kind(values, begin, end))


def _kind(values: np.ndarray[tuple[int], np.dtype[np.float64]], begin: float, end: float) -> Kind:
    if end - begin >= LEAST_DIFFERENCE:
        return "rising"
    if begin - end >= LEAST_DIFFERENCE:
        return "falling"
    inner = np.convolve(values, np.full(END, 1.0 / END), "valid")[END:-END]
    away = np.abs(inner - (begin + end) / 2.0)
    return "mixed" if len(away) and float(away.max()) >= LEAST_DIFFERENCE else "steady"
