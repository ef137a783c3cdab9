from __future__ import annotations

from xml.etree import ElementTree

import matplotlib
import pytest

from training.report import plots

SVG = "{http://www.w3.org/2000/svg}"
CURVE = [
    {"probability": 0.1, "frequency": 0.2, "pairs": 40},
    {"probability": 0.9, "frequency": 0.7, "pairs": 5},
]


def history(epochs: int) -> list[dict[str, object]]:
    return [
        {"epoch": epoch, "weights": kind, "held_out_macro_f1": 0.5 + 0.01 * epoch}
        for epoch in range(1, epochs + 1)
        for kind in ("last", "average")
    ]


def dots(text: str, colour: str) -> int:
    """How many marks of that outline are drawn in the plot itself, not in its legend."""
    axes = ElementTree.fromstring(text).find(f".//{SVG}g[@id='axes_1']")
    assert axes is not None
    return sum(
        f"stroke: {colour}" in str(mark.get("style"))
        for line in axes.findall(f"{SVG}g")
        if not str(line.get("id")).startswith("legend")
        for mark in line.iter(f"{SVG}use")
    )


def test_the_calibration_plot_has_a_dot_a_bin_and_says_what_it_is() -> None:
    text = plots.calibration({"before": CURVE, "after": CURVE[:1]})
    assert dots(text, plots.COLOURS[1]) == 2
    assert dots(text, plots.COLOURS[0]) == 1
    assert "<dc:title>Does a probability mean what it says?</dc:title>" in text
    assert ">before calibration<" in text


@pytest.mark.parametrize("epochs", [1, 4])
def test_training_curves_have_a_dot_an_epoch(epochs: int) -> None:
    text = plots.training_curves(history(epochs), "a < b")
    assert dots(text, plots.COLOURS[0]) == dots(text, plots.COLOURS[1]) == epochs
    assert "a &lt; b: macro F1 on dev" in text


def test_the_same_values_give_the_same_text_whatever_settings_lie_about() -> None:
    first = plots.training_curves(history(3), "minilm")
    with matplotlib.rc_context({"axes.grid": False, "font.size": 20.0}):
        assert plots.training_curves(history(3), "minilm") == first
        assert matplotlib.rcParams["font.size"] == 20.0
    assert plots.calibration({"before": CURVE, "after": CURVE}) == plots.calibration(
        {"before": CURVE, "after": CURVE}
    )
    assert "Matplotlib v" not in first


def test_each_way_to_hear_has_a_dot_and_its_name() -> None:
    rows = [
        {"name": "as it ships", "languages": 5, "rate": 0.14, "of_real_time": 0.19},
        {"name": "one beam", "languages": 5, "rate": 0.2, "of_real_time": 0.1},
        {"name": "English alone", "languages": 1, "rate": 0.1, "of_real_time": 0.2},
    ]
    text = plots.speech_frontier(rows)
    assert all(f">{row['name']}<" in text for row in rows)
    assert text == plots.speech_frontier(rows)
