from __future__ import annotations

import numpy as np

from training.studies import valence_change


def test_signs() -> None:
    assert valence_change.sign(frozenset(["happy", "calm"])) == 1
    assert valence_change.sign(frozenset(["sad"])) == -1
    assert valence_change.sign(frozenset(["happy", "sad"])) == 0
    assert valence_change.sign(frozenset(["nostalgic"])) == 0


def test_joins_are_of_entries_with_the_signs_of_their_kind() -> None:
    made = valence_change.known([1, -1, 0], [[0.5, 0.6], [-0.5], [0.0]], seed=0, count=5)
    kinds = {kind: [k.valences for k in made if k.kind == kind] for kind in valence_change.KINDS}
    assert kinds["rising"] == [[-0.5, 0.5, 0.6]] * 5
    assert kinds["falling"] == [[0.5, 0.6, -0.5]] * 5
    assert all(np.prod(np.sign(v)) != 0 and len(set(np.sign(v))) == 1 for v in kinds["steady"])


def test_a_rule_that_is_always_right_scores_one() -> None:
    made = valence_change.known([1, -1], [[0.9, 0.9], [-0.9, -0.9]], seed=0, count=8)
    assert valence_change.accuracy(made, lambda v: valence_change.told(v, 2, 0.5)) == 1.0
    assert valence_change.accuracy(made, valence_change.by_app) == 1.0
