"""The ways from sentences and passages to an entry that `entry_feelings` compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.emotion import aggregate

Rows = NDArray[np.float32]
Way = Callable[[Rows, Rows], Rows]
"""From the rows of a text's sentences and of its passages to the text's own."""

FORMER = "mean over passages (before)"
USED = "used"


def ways(labels: Sequence[str], shipped: Mapping[str, Any]) -> dict[str, Way]:
    """Every way by its name; `shipped` is the aggregation of the model's config.json."""

    def changed(**change: float) -> Way:
        pulls = {key: shipped[key] | change for key in ("pull", "pull_of_other_labels")}
        return lambda s, p: aggregate.combine(s, p, labels, {**shipped, **pulls})

    return {
        FORMER: lambda s, p: aggregate.mean(p),
        "mean over sentences": lambda s, p: aggregate.mean(s),
        "strongest sentence alone": lambda s, p: aggregate.highest(s),
        "strongest passage alone": lambda s, p: aggregate.highest(p),
        "mean of the two strongest": lambda s, p: aggregate.two_highest(s),
        "noisy-or over sentences": lambda s, p: 1 - np.prod(1 - s, axis=0),
        "log-mean-exp over sentences, 10": lambda s, p: np.log(np.exp(10 * s).mean(axis=0)) / 10,
        "half way between mean and strongest": lambda s, p: (aggregate.mean(p) + s.max(0)) / 2,
        "as used, all labels alike": lambda s, p: aggregate.combine(
            s, p, labels, {**shipped, "pull_of_other_labels": shipped["pull"]}
        ),
        "as used, no limit": changed(limit=1e9, most=1e9),
        "as used, limit of 3.5 at most": changed(most=3.5),
        "as used, share 0.2": changed(share=0.2),
        "as used, share 0.6": changed(share=0.6),
        USED: lambda s, p: aggregate.combine(s, p, labels, shipped),
    }
