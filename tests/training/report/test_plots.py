from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.report import plots

SVG = "{http://www.w3.org/2000/svg}"
CURVE = [
    {"probability": 0.1, "frequency": 0.2, "pairs": 40},
    {"probability": 0.9, "frequency": 0.7, "pairs": 5},
]


def test_the_calibration_plot_has_a_dot_a_bin_and_says_what_it_is() -> None:
    root = ElementTree.fromstring(plots.calibration({"before": CURVE, "after": CURVE[:1]}))
    dots = root.findall(f"{SVG}circle")
    assert len(dots) == 3
    assert "40 cases" in str(dots[0][0].text)
    assert root.find(f"{SVG}title") is not None


@pytest.mark.parametrize("epochs", [1, 4])
def test_training_curves_have_a_dot_an_epoch(epochs: int) -> None:
    history = [
        {"epoch": epoch, "weights": kind, "held_out_macro_f1": 0.5 + 0.01 * epoch}
        for epoch in range(1, epochs + 1)
        for kind in ("last", "average")
    ]
    root = ElementTree.fromstring(plots.training_curves(history, "a < b"))
    assert len(root.findall(f"{SVG}circle")) == 2 * epochs


@given(low=st.floats(0, 1), width=st.floats(0, 1))
def test_the_grid_covers_the_values(low: float, width: float) -> None:
    found = plots.steps(low, low + width)
    assert found[0] <= low + 1e-3
    assert found[-1] >= low + width - 1e-3
    assert 2 <= len(found) <= 11
