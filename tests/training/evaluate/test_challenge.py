from __future__ import annotations

from collections import Counter

import pytest

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from training.evaluate import challenge
from training.evaluate.challenge import Challenge

KNOWN = frozenset(LABELS) | frozenset(JOURNAL_LABELS)


def test_there_are_a_hundred_sentences_ten_of_a_kind() -> None:
    found = challenge.read()
    assert len({one.text for one in found}) == 100
    assert set(Counter(one.kind for one in found).values()) == {10}


def test_every_sentence_asks_for_something_that_can_be_found() -> None:
    for one in challenge.read():
        assert one.wanted or one.unwanted or one.sign, one.text
        for group in (*one.wanted, one.unwanted):
            assert group <= KNOWN, one.text
            assert not any(group and group <= one.unwanted for group in one.wanted), one.text


MIXED = Challenge(
    "mixed", "", (frozenset({"joy", "love"}), frozenset({"fear"})), frozenset({"anger"}), 1
)


@pytest.mark.parametrize(
    ("found", "valence", "faults"),
    [
        (["joy", "fear"], 0.2, []),
        (["love", "fear", "surprise"], 0.2, []),
        (["joy"], 0.2, ["missed"]),
        ([], 0.2, ["missed"]),
        (["joy", "fear", "anger"], 0.2, ["unwanted"]),
        (["joy", "fear"], -0.1, ["sign"]),
        (["joy", "fear"], 0.0, ["sign"]),
        (["anger"], -0.5, ["missed", "unwanted", "sign"]),
    ],
)
def test_what_counts_as_right(found: list[str], valence: float, faults: list[str]) -> None:
    assert MIXED.judge(found, valence) == faults


def test_without_a_sign_any_valence_will_do() -> None:
    any_sign = Challenge("", "", (), frozenset({"joy"}), 0)
    assert any_sign.judge([], -1.0) == []
    assert any_sign.judge(["joy"], 0.0) == ["unwanted"]


def test_the_summary_counts_sentences_and_faults() -> None:
    one = Challenge("a", "", (), frozenset(), 0)
    other = Challenge("b", "", (), frozenset(), 0)
    found = challenge.summary([(one, []), (one, ["missed", "sign"]), (other, ["sign"])])
    assert found["all"] == {"sentences": 3, "right": 1, "missed": 1, "unwanted": 0, "sign": 2}
    assert found["kinds"]["a"]["right"] == 1
