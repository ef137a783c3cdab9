from __future__ import annotations

import json

import numpy as np
import pytest

from training.data.datasets import LEMOTIF
from training.models import journal_heads

pytestmark = pytest.mark.slow


@pytest.fixture
def rng() -> np.random.Generator:
    """The same numbers for each test, whichever came before it."""
    return np.random.default_rng(2)


def made(rng: np.random.Generator, entries: int = 160) -> journal_heads.Entries:
    """Entries whose kinds are written in their vectors, more or less."""
    kinds = tuple(sorted(json.loads(journal_heads.ANCHORS.read_text(encoding="utf-8"))))
    truth = (rng.random((entries, len(kinds))) < 0.2).astype(float)
    vectors = np.hstack([1.5 * truth + rng.normal(size=truth.shape), rng.normal(size=(entries, 6))])
    labels = tuple(sorted({label for members in LEMOTIF.values() for label in members}))
    return journal_heads.Entries(
        kinds,
        truth,
        rng.normal(size=(entries, len(labels))).astype(np.float32),
        labels,
        {"emotion": vectors, "middle": vectors[:, ::-1] ** 2},
    )


def test_every_kind_of_the_journal_has_anchors_in_the_first_person() -> None:
    anchors = json.loads(journal_heads.ANCHORS.read_text(encoding="utf-8"))
    assert set(anchors) >= set(LEMOTIF) | set(journal_heads.SHIPPED.values())
    assert all(len(set(texts)) >= 4 for texts in anchors.values())


def test_folds_hold_their_share_of_rare_kinds() -> None:
    truth = np.zeros((100, 2))
    truth[:10, 0] = 1.0
    truth[5:60, 1] = 1.0
    fold = journal_heads.stratified(truth, 5, seed=0)
    assert np.bincount(fold).tolist() == pytest.approx([20] * 5, abs=2)
    assert [truth[fold == at, 0].sum() for at in range(5)] == [2] * 5
    assert [truth[fold == at, 1].sum() for at in range(5)] == pytest.approx([11] * 5, abs=1)


def test_folds_follow_the_seed(rng: np.random.Generator) -> None:
    truth = (rng.random((60, 3)) < 0.3).astype(float)
    first, again, other = (journal_heads.stratified(truth, 5, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_out_of_fold_scores_tell_what_is_there_and_not_what_is_not(
    rng: np.random.Generator,
) -> None:
    entries = made(rng)
    columns = entries.counted()
    good = journal_heads.out_of_fold([entries.blocks["emotion"]], entries.truth)[0]
    noise = journal_heads.out_of_fold([rng.normal(size=(160, 20))], entries.truth)[0]
    assert journal_heads.mean_area(good, entries.truth, columns) > 0.65
    assert journal_heads.mean_area(noise, entries.truth, columns) == pytest.approx(0.5, abs=0.06)


def test_platt_scaling_finds_the_line(rng: np.random.Generator) -> None:
    score = rng.normal(size=4000)
    truth = (rng.random(4000) < 1 / (1 + np.exp(-(2.0 * score - 1.0)))).astype(float)
    assert journal_heads.platt(score, truth) == pytest.approx((2.0, -1.0), abs=0.2)


def test_the_heads_that_ship_are_linear_and_calibrated(rng: np.random.Generator) -> None:
    entries = made(rng, 240)
    heads = journal_heads.shipped_heads(entries)
    vectors = np.hstack([entries.blocks[name] for name in journal_heads.SHIPPED_BLOCKS])
    p = 1 / (1 + np.exp(-(vectors @ heads.weight.T + heads.bias)))
    assert heads.weight.shape == (4, vectors.shape[1])
    assert p.mean(axis=0) == pytest.approx([0.2] * 4, abs=0.08)
    assert all(0.0 < heads.thresholds[label] < 1.0 for label in journal_heads.SHIPPED)
    assert all(json.dumps(figures) for figures in heads.figures.values())
