from __future__ import annotations

import re

import numpy as np
import pytest

from samo_desktop.domain.emotion import LABELS
from training.data.datasets import JournalTexts
from training.studies.aggregation import REDUCTIONS, joined, journal_areas


def test_rare_kinds_are_left_out() -> None:
    probability = np.random.default_rng(0).random((12, 28)).astype(np.float32)
    kinds = [frozenset({"happy"} if at < 6 else {"sad"} if at < 8 else set()) for at in range(12)]
    assert list(journal_areas(probability, kinds, LABELS)) == ["happy"]


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_of_a_single_part_keep_it(name: str) -> None:
    row = np.array([[0.2, 0.7]], np.float32)
    np.testing.assert_allclose(REDUCTIONS[name](row, np.ones(1)), row[0], atol=1e-6)


def test_noisy_or_by_hand() -> None:
    rows = np.array([[0.5], [0.5]], np.float32)
    assert REDUCTIONS["noisy-or"](rows, np.ones(2))[0] == pytest.approx(0.75)


def test_joined_entries_keep_every_kind() -> None:
    journal = JournalTexts([f"Day {n}." for n in range(9)], [frozenset({str(n)}) for n in range(9)])
    long = joined(journal, count=4)
    assert len(long.texts) == 2
    for text, kinds in zip(long.texts, long.kinds, strict=True):
        assert kinds == set(re.findall(r"\d", text))
        assert len(kinds) == 4
