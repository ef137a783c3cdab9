from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.inference.emotion.fewshot import Background, FewShot, distinct, unit

pytestmark = pytest.mark.slow

WIDTH = 16
RNG = np.random.default_rng(7)
MIX = RNG.normal(size=(WIDTH, WIDTH))


def texts(count: int, shift: float = 0.0, seed: int = 0) -> NDArray[np.float32]:
    """Embeddings of one kind; `shift` moves them along a direction of little variation."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, WIDTH)) @ MIX * 0.3
    rows[:, 3] += shift
    return unit(rows)


BACKGROUND = Background.measured(texts(600), rank=8, sample=200)
EXAMPLES = st.integers(1, 60).flatmap(
    lambda count: st.lists(
        st.lists(st.floats(-1.0, 1.0, width=32), min_size=WIDTH, max_size=WIDTH),
        min_size=count,
        max_size=count,
    )
)


def test_it_tells_the_feeling_from_the_rest() -> None:
    model = FewShot.fit(texts(10, 4.0, seed=1), BACKGROUND)
    there = model.probability(texts(200, 4.0, seed=2)) >= model.threshold
    elsewhere = model.probability(texts(200, seed=3)) >= model.threshold
    assert there.mean() > 0.6
    assert elsewhere.mean() < 0.08


def test_more_examples_find_more() -> None:
    def found(count: int) -> float:
        hits = []
        for seed in range(10):
            model = FewShot.fit(texts(count, 3.0, seed=10 + seed), BACKGROUND)
            hits.append((model.probability(texts(200, 3.0, seed=5)) >= model.threshold).mean())
        return float(np.mean(hits))

    assert found(20) > found(1)


@settings(max_examples=60, deadline=None)
@given(EXAMPLES)
def test_any_examples_give_sane_probabilities(rows: list[list[float]]) -> None:
    model = FewShot.fit(np.array(rows, np.float32), BACKGROUND)
    usual = model.probability(texts(300, seed=4))
    assert np.isfinite(usual).all()
    assert ((usual > 0.0) & (usual < 1.0)).all()
    assert 0.0 < model.threshold < 1.0
    # Whatever the examples: it never sees the feeling everywhere.
    assert (usual >= model.threshold).mean() < 0.15


@settings(max_examples=30, deadline=None)
@given(EXAMPLES, st.integers(2, 5))
def test_repeating_the_examples_teaches_nothing(rows: list[list[float]], times: int) -> None:
    examples = np.array(rows, np.float32)
    once, often = (FewShot.fit(np.tile(examples, (n, 1)), BACKGROUND) for n in (1, times))
    probe = texts(50, seed=6)
    assert often.probability(probe) == pytest.approx(once.probability(probe), abs=1e-5)
    assert often.threshold == pytest.approx(once.threshold, abs=1e-5)


def test_examples_all_alike_count_as_one() -> None:
    same = np.repeat(texts(1, 4.0), 10, axis=0)
    assert len(distinct(unit(same).astype(np.float64))) == 1
    assert FewShot.fit(same, BACKGROUND).threshold < 1.0


def test_examples_like_the_background_stay_modest() -> None:
    model = FewShot.fit(texts(40, seed=8), BACKGROUND)
    assert float(model.probability(texts(500, seed=9)).max()) < 0.9


def test_kindred_feelings_are_told_apart() -> None:
    both = texts(10, 4.0, seed=1)
    kindred = both.copy()
    kindred[:, 5] += 0.8
    alone, against = (FewShot.fit(both, BACKGROUND, rows) for rows in (None, unit(kindred)))
    probe = texts(200, 4.0, seed=11)
    probe[:, 5] += 0.8

    def mistaken(model: FewShot) -> float:
        return float((model.probability(unit(probe)) >= model.threshold).mean())

    assert mistaken(against) < mistaken(alone)


def test_the_mean_and_the_sample_are_of_the_texts_that_will_be_judged() -> None:
    judged = texts(50, 2.0, seed=12)
    found = Background.measured(texts(600), 8, 20, judged)
    assert found.mean == pytest.approx(judged.mean(axis=0), abs=1e-6)
    assert found.sample == pytest.approx(judged[:20], abs=1e-6)


def test_rows_do_not_depend_on_each_other() -> None:
    model = FewShot.fit(texts(10, 4.0, seed=1), BACKGROUND)
    probe = texts(20, seed=2)
    alone = np.concatenate([model.probability(probe[at : at + 1]) for at in range(20)])
    assert model.probability(probe) == pytest.approx(alone, abs=1e-6)
    assert model.probability(probe[:0]).shape == (0,)


def test_it_survives_json() -> None:
    model = FewShot.fit(texts(10, 4.0, seed=1), BACKGROUND)
    again = FewShot.from_json(json.loads(json.dumps(model.to_json())))
    probe = texts(20, seed=2)
    np.testing.assert_allclose(again.probability(probe), model.probability(probe), atol=1e-4)
    assert again.threshold == model.threshold


def test_the_background_survives_its_file() -> None:
    again = Background.from_bytes(BACKGROUND.to_bytes())
    first, second = (FewShot.fit(texts(10, 4.0, seed=1), b) for b in (BACKGROUND, again))
    probe = texts(50, 4.0, seed=2)
    assert second.probability(probe) == pytest.approx(first.probability(probe), abs=0.05)


@pytest.mark.parametrize("content", [b"", b"not a zip", BACKGROUND.to_bytes()[:100]])
def test_a_damaged_background_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="background"):
        Background.from_bytes(content)


@pytest.mark.parametrize(
    "examples",
    [
        np.zeros((0, WIDTH), np.float32),
        np.zeros((3, WIDTH + 1), np.float32),
        np.full((2, WIDTH), np.nan, np.float32),
        np.zeros(WIDTH, np.float32),
    ],
)
def test_examples_of_the_wrong_shape_are_refused(examples: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match="examples"):
        FewShot.fit(examples, BACKGROUND)


def test_a_background_of_one_text_is_refused() -> None:
    with pytest.raises(ValueError, match="two texts"):
        Background.measured(texts(1), 2, 1)
