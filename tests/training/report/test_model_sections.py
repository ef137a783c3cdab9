from __future__ import annotations

from tests.support.experiments import quantisation
from training.report import model_sections


def test_quantisation_has_a_row_a_scheme_and_a_layer() -> None:
    text = model_sections.quantisation_section(quantisation("INT8"))
    assert "| weights | size | macro F1 | loss |" in text
    assert "| INT8 | 17.0 MB | 0.410 | 0.100 |" in text
    assert "| b | 3.00 | 0.020 | 5.000 |" in text
