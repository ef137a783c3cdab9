from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.inference.emotion.fewshot import Background, unit
from training.studies import few_shot

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(6)
GENERAL = unit(RNG.normal(size=(200, 12)))
JUDGED = unit(RNG.normal(size=(200, 12)) + 0.5)


def half() -> few_shot.Half:
    """60 entries; a third are "bored", and lie apart from the background."""
    entries = RNG.normal(size=(60, 12)) + 0.5
    entries[:20, 0] += 4.0
    kinds = [frozenset(["bored"] if row < 20 else ["calm"]) for row in range(60)]
    made = Background.measured(GENERAL, 6, 100, JUDGED)
    return few_shot.Half(few_shot.Negatives(GENERAL, JUDGED, made), unit(entries), kinds)


def test_draws_keep_examples_apart_from_what_is_judged() -> None:
    side = half()
    for examples, rest, truth in few_shot.draws(side, "bored", 5):
        assert (len(examples), len(rest), int(truth.sum())) == (5, 55, 15)
    assert list(few_shot.draws(side, "bored", 18)) == []


@pytest.mark.parametrize("way", few_shot.WAYS)
def test_every_way_finds_what_lies_apart(way: str) -> None:
    areas = few_shot.curve([half()], ["bored"], few_shot.WAYS[way])
    assert list(areas) == ["1", "3", "5", "10"]
    assert areas["10"] > 0.85


def test_chips_of_what_ships() -> None:
    rows = few_shot.at_threshold([half()], ["bored"])
    assert rows[-1]["shots"] == 10
    assert rows[-1]["recall"] > 0.5
    assert rows[-1]["false_alarms"] < 0.2
