from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.inference.emotion.fewshot import Background, unit
from training import fewshot

pytestmark = pytest.mark.slow

RNG = np.random.default_rng(6)
GENERAL = unit(RNG.normal(size=(200, 12)))
JUDGED = unit(RNG.normal(size=(200, 12)) + 0.5)


def half() -> fewshot.Half:
    """60 entries; a third are "bored", and lie apart from the background."""
    entries = RNG.normal(size=(60, 12)) + 0.5
    entries[:20, 0] += 4.0
    kinds = [frozenset(["bored"] if row < 20 else ["calm"]) for row in range(60)]
    made = Background.measured(GENERAL, 6, 100, JUDGED)
    return fewshot.Half(fewshot.Ground(GENERAL, JUDGED, made), unit(entries), kinds)


def test_draws_keep_examples_apart_from_what_is_judged() -> None:
    side = half()
    for examples, rest, truth in fewshot.draws(side, "bored", 5):
        assert (len(examples), len(rest), int(truth.sum())) == (5, 55, 15)
    assert list(fewshot.draws(side, "bored", 18)) == []


@pytest.mark.parametrize("way", fewshot.WAYS)
def test_every_way_finds_what_lies_apart(way: str) -> None:
    areas = fewshot.curve([half()], ["bored"], fewshot.WAYS[way])
    assert list(areas) == ["1", "3", "5", "10"]
    assert areas["10"] > 0.85


def test_chips_of_what_ships() -> None:
    rows = fewshot.at_threshold([half()], ["bored"])
    assert rows[-1]["shots"] == 10
    assert rows[-1]["recall"] > 0.5
    assert rows[-1]["false_alarms"] < 0.2


def test_the_section_has_a_row_for_every_way() -> None:
    text = fewshot.section(
        {
            "draws": 4,
            "curves": [{"embedding": "both", "way": "logistic", "unseen": {"1": 0.6}, "seen": {}}],
            "chips": [{"shots": 5, "f1": 0.3, "recall": 0.4, "false_alarms": 0.02, "share": 0.1}],
            "prototypes": {
                "tired": {
                    "examples": 12,
                    "left_out_found": 0.8,
                    "false_alarms": 0.01,
                    "others_examples_shown": 0.2,
                }
            },
        }
    )
    assert "| both, logistic, unseen | 0.600 |" in text
    assert "| tired | 12 | 0.800 | 0.010 | 0.200 |" in text
