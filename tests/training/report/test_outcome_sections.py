from __future__ import annotations

from typing import Any

from training.report import outcome_sections


def part(macro: float) -> dict[str, Any]:
    figures = {"macro_f1": macro, "macro_f1_interval": [macro - 0.1, macro + 0.1]}
    return {
        "model": "tagger@1.0.0",
        "rows": 115,
        "not_analysed": 1,
        "classes": {"joy": {"f1": 0.7}},
        **figures,
        "as_shown": figures,
    }


def test_languages_have_a_row_each_and_those_without_a_model_are_named() -> None:
    text = outcome_sections.languages_section(
        {"eng": part(0.6), "deu": part(0.5), "esp": None, "ptbr": None}
    )
    assert "| English | tagger@1.0.0 | 115 | 1 | 0.600 (0.500 to 0.700) |" in text
    assert "| German | 0.700 |" in text
    assert text.endswith("No model: Spanish, Portuguese (Brazil).")


def test_folds_have_a_row_a_kind_and_a_row_a_label() -> None:
    ends = {"auroc": 0.8, "auroc_interval": [0.75, 0.85]}
    text = outcome_sections.folds_section(
        {
            "model": "tagger@1.0.0",
            "folds": 5,
            "entries": 40,
            **ends,
            "with_counterpart": ends,
            "by_kind": {"happy": {"positives": 20, "auroc": 0.81}},
            "calibration": {
                "ece_classwise": 0.02,
                "ece_of_truth": 0.01,
                "labels": {
                    "joy": {"positives": 20, "probability": 0.4, "frequency": 0.5, "ece": 0.1}
                },
                "reliability": [{"probability": 0.1, "frequency": 0.2, "pairs": 7}],
            },
        }
    )
    assert "| happy | 20 | 0.810 |" in text
    assert "| joy | 20 | 0.400 | 0.500 | 0.1000 |" in text
    assert "| 0.100 | 0.200 | 7 |" in text
