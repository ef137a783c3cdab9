from __future__ import annotations

import numpy as np
import pytest

from training.studies import corrections

pytestmark = pytest.mark.slow

LABELS = ("joy", "calm", "content")
RNG = np.random.default_rng(4)


def said(entries: int = 300, odds: float = 0.0) -> corrections.ScoredEntries:
    """A model that is right on average, moved by `odds` for "calm"."""
    p = RNG.beta(0.6, 1.2, size=(entries, 3))
    truth = RNG.random((entries, 3)) < p
    p[:, 1] = 1 / (1 + np.exp(-(np.log(p[:, 1] / (1 - p[:, 1])) + odds)))
    return corrections.ScoredEntries(LABELS, p, truth, np.full(3, 0.4))


def test_an_entry_that_was_not_corrected_says_nothing() -> None:
    entries = said(1)
    right = entries.truth[0]
    assert corrections.reviewed(entries, 0, right, np.random.default_rng(0)) == []


def test_a_corrected_entry_speaks_of_every_label() -> None:
    entries = said(1)
    found = corrections.reviewed(entries, 0, ~entries.truth[0], np.random.default_rng(1))
    assert [c.label for c in found] == list(LABELS)
    assert any(c.explicit for c in found)
    for c, true in zip(found, entries.truth[0], strict=True):
        assert c.wanted == (bool(true) if c.explicit else not true)


def test_the_stream_starts_with_nothing_learned_and_counts_on() -> None:
    steps = list(corrections.stream(said(), np.random.default_rng(0), 30))
    assert steps[0] == (0, {})
    assert [count for count, _ in steps] == [0, 10, 20, 30]


def test_a_label_that_is_said_too_rarely_is_learned() -> None:
    entries = said(600, odds=-2.0)
    *_, (_, biases) = corrections.stream(entries, np.random.default_rng(0), 100)
    assert biases["calm"] > 0.4


def test_a_users_own_use_is_theirs_on_all_entries() -> None:
    truth = np.eye(3, dtype=bool)
    uses = [corrections.own_use(truth, LABELS, np.random.default_rng(9)) for _ in range(2)]
    assert (uses[0] == uses[1]).all()
    assert all(
        set(own) <= set(corrections.TWINS)
        for own in (corrections.NEIGHBOURS, corrections.NEIGHBOURS.values())
    )


def test_rows_count_users_that_lost() -> None:
    rows = corrections.rows_of(np.array([[0.5, 0.6, 0.4, 0.5], [0.5, 0.6, 0.6, 0.5]]))
    assert [row["users_worse"] for row in rows] == [0, 0, 1, 0]
    assert rows[1]["gain"] == 0.1
