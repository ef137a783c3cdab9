from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain import arc as module
from samo_desktop.domain.arc import arc

VALENCES = st.lists(st.floats(-1.0, 1.0), max_size=40)
OPPOSITE = {"rising": "falling", "falling": "rising"}


@pytest.mark.parametrize(
    ("valences", "kind"),
    [
        ([-0.8, -0.7, 0.0, 0.7, 0.9], "rising"),
        ([0.8, 0.7, 0.0, -0.7, -0.9], "falling"),
        ([0.3] * 6, "steady"),
        ([0.8, 0.8, 0.8, -0.9, -0.9, -0.9, 0.8, 0.8, 0.8], "mixed"),
        ([-0.9], "too short"),
        ([], "too short"),
    ],
)
def test_kinds(valences: list[float], kind: str) -> None:
    assert arc(valences).kind == kind


def test_a_short_entry_has_one_level() -> None:
    found = arc([-0.5, 0.1])
    assert (found.begin, found.end) == pytest.approx((-0.2, -0.2))
    assert (arc([]).begin, arc([]).end) == (0.0, 0.0)


def test_the_least_number_of_sentences_is_enough() -> None:
    rising = [-1.0] * 2 + [1.0] * 2
    assert arc(rising[: module.LEAST_SENTENCES]).kind != "too short"
    assert arc([0.0] * (module.LEAST_SENTENCES - 1)).kind == "too short"


@given(VALENCES)
def test_read_backwards_it_is_the_opposite(valences: list[float]) -> None:
    there, back = arc(valences), arc(valences[::-1])
    assert back.kind == OPPOSITE.get(there.kind, there.kind)
    assert (back.begin, back.end) == pytest.approx((there.end, there.begin))


@given(VALENCES)
def test_ends_stay_in_range(valences: list[float]) -> None:
    found = arc(valences)
    assert -1.0 <= found.begin <= 1.0
    assert -1.0 <= found.end <= 1.0
