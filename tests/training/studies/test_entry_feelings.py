from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from samo_desktop.domain.emotion import LABELS
from training.studies import entry_feelings
from training.studies.entry_feelings import Part, everything, figures, resampled, say
from training.studies.entry_ways import FORMER, USED, Rows, ways

PULL = {"share": 0.4, "share_growth": 0.03, "limit": 0.8, "limit_growth": 0.6, "most": 2.3}
SHIPPED: dict[str, Any] = {
    "reduce": "strongest sentence",
    "pull": PULL,
    "pull_of_other_labels": PULL | {"share": 0.6},
}
NAMES = (*LABELS, "calm", "content", "nostalgic", "bored")
LIMITS = np.full(len(NAMES), 0.3)


def _row(**feelings: float) -> Rows:
    row = np.full(len(NAMES), 0.01, np.float32)
    for label, probability in feelings.items():
        row[NAMES.index(label)] = probability
    return row


def _text(*sentences: Rows) -> tuple[Rows, Rows]:
    return np.stack(sentences), np.mean(sentences, axis=0, dtype=np.float32)[None]


GLAD, SAD, PLAIN = _row(joy=0.9), _row(sadness=0.9), _row(neutral=0.9)


def _part() -> Part:
    """Ten glad and ten sad entries, and joins of them whose mean hides what is in them."""
    entries = [_text(row, PLAIN) for row in (GLAD, SAD) for _ in range(10)]
    rows = {
        "entries": entries,
        "opposite": [_text(GLAD, SAD, *[PLAIN] * 4)] * 20,
        "between": [_text(GLAD, *[PLAIN] * 4, SAD)] * 20,
        "alike": [_text(GLAD, GLAD)] * 5 + [_text(SAD, SAD)] * 5,
        "many": [_text(*[GLAD] * 20)],
    }
    kinds = [frozenset({"happy" if at < 10 else "sad"}) for at in range(20)]
    return Part(kinds, np.repeat([1, -1], 10), rows, np.arange(10, 20).repeat(2))


@pytest.mark.parametrize("way", [FORMER, USED])
def test_a_way_that_sees_opposite_feelings_shows_them_as_mixed(way: str) -> None:
    part = _part()
    said = say(part, ways(NAMES, SHIPPED)[way], NAMES, LIMITS)
    found = figures(part, said, everything(part))
    assert found["mixed"] == found["mixed_with_plain_between"] == (way == USED)
    assert found["two_alike_mixed"] == found["one_kind_mixed"] == 0
    assert found["valence_auroc"] == found["auroc"] == 1
    assert found["opposite_one_sided"] == 0


def test_one_sentence_stands_for_itself_in_every_way() -> None:
    part = _part()
    alone = Part(part.kinds, part.signs, {n: [_text(GLAD)] for n in part.rows}, part.owner)
    for way in ways(NAMES, SHIPPED).values():
        said = say(alone, way, NAMES, LIMITS)
        assert said.shown["entries"].tolist() == [1]
        assert said.kinds_chance.max() == pytest.approx(0.9, abs=0.01)


def test_joins_of_one_unpleasant_entry_are_drawn_together() -> None:
    picks = resampled(_part(), np.random.default_rng(0))
    drawn = np.bincount(picks["opposite"], minlength=20)
    assert len(picks["opposite"]) == 20
    assert (drawn[::2] == drawn[1::2]).all()
    assert (picks["opposite"] == picks["between"]).all()


def test_intervals_hold_what_they_are_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_feelings, "SAMPLES", 20)
    part = _part()
    before, used = (say(part, ways(NAMES, SHIPPED)[w], NAMES, LIMITS) for w in (FORMER, USED))
    found = entry_feelings.with_intervals(part, before, used)
    assert found["difference"]["mixed"] == [1.0, 1.0, 1.0]
    for figure in found["used"].values():
        assert figure[1] - 1e-9 <= figure[0] <= figure[2] + 1e-9


def test_hard_entries_are_judged_by_labels_and_sides() -> None:
    assert entry_feelings.side({"joy", "anger"}) == "both"
    assert entry_feelings.side({"neutral", "surprise"}) == "neither"
    entries = entry_feelings.hard_entries()
    quiet = [_text(PLAIN)] * len(entries)
    right = entry_feelings.hard_right(quiet, ways(NAMES, SHIPPED)[USED], NAMES, LIMITS)
    assert right == sum(entry["side"] == "neither" for entry in entries)
