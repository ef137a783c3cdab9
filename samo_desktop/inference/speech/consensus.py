"""The text that agrees best with all that a model thinks possible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from samo_desktop.inference.speech.whisper_decoder import Hypothesis

FAR = 0.5
"""A text whose mean log-probability is so much lower than the best one's does not count: two words
are more probable in all than forty, however little they have to do with the sound."""


def likeliest(readings: Sequence[Sequence[Hypothesis]]) -> Hypothesis:
    """The hypothesis that is expected to have the fewest wrong words (minimum Bayes risk).

    Each of the `readings` of a sound counts as much as the others; in each a hypothesis counts by
    its probability (Goel and Byrne 2000).
    """
    found: list[Hypothesis] = []
    weights: list[float] = []
    for every in readings:
        best = max(hypothesis.logprob for hypothesis in every)
        reading = [hypothesis for hypothesis in every if hypothesis.logprob >= best - FAR]
        totals = np.array([hypothesis.total for hypothesis in reading])
        likely = np.exp(totals - totals.max())
        found += reading
        weights += (likely / likely.sum()).tolist()
    words = [_plain(hypothesis.text) for hypothesis in found]
    risks = [0.0] * len(found)
    for (one, first), (other, then) in combinations(enumerate(words), 2):
        edits = _edits(first, then)
        risks[one] += weights[other] * edits
        risks[other] += weights[one] * edits
    return found[int(np.argmin(risks))]


def _edits(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words must be put in, left out or changed to make one of the other."""
    before = list(range(len(second) + 1))
    for row, word in enumerate(first, start=1):
        now = [row]
        for column, other in enumerate(second, start=1):
            changed = before[column - 1] + (word != other)
            now.append(min(changed, before[column] + 1, now[-1] + 1))
        before = now
    return before[-1]


def _plain(text: str) -> list[str]:
    return re.sub(r"[^\w\s']", " ", text.casefold()).split()
