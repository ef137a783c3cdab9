from __future__ import annotations

from typing import Any

from tests.support.experiments import run
from tests.support.measured import split_report, split_values
from training.report import experiment_tables, findings, publish


def screened(name: str, low: float, high: float) -> dict[str, Any]:
    ends = {"difference": (low + high) / 2, "difference_interval": [low, high]}
    return run(name, baseline="screen", **ends)


def screening() -> dict[str, Any]:
    rows = [
        screened("screen-seed", 0.01, 0.03),
        screened("small", 0.001, 0.019),
        screened("large", 0.04, 0.06),
        screened("largest", 0.06, 0.08),
        screened("bad", -0.09, -0.05),
    ]
    return {"experiments": experiment_tables.with_chance(rows)}


def test_what_ships_has_its_figures_and_the_goals_that_it_meets() -> None:
    measured = split_report()
    words = findings.shipped_section({"emotion-test": split_values(measured)})
    assert words is not None
    text = " ".join(words.split())
    assert "tagger@1.0.0, 22.9 MB of INT8 weights" in text
    assert f"its macro F1 is {measured['macro_f1']:.3f} (" in text
    assert "A sentence takes 2.5 ms." in text
    assert "journal" not in text


def test_journals_are_told_only_out_of_fold() -> None:
    folds = {
        "model": "tagger@1.0.0",
        "entries": 12,
        "auroc": 0.8,
        "auroc_interval": [0.7, 0.9],
    }
    words = findings.shipped_section(
        {"emotion-test": split_values(split_report()), "journal-folds": folds}
    )
    assert words is not None
    assert "0.800 (0.700 to 0.900), out of fold" in " ".join(words.split())


def test_other_languages_are_a_finding_once_a_model_reads_them() -> None:
    english = {"macro_f1": 0.6, "macro_f1_interval": [0.5, 0.7]}
    parts = {"eng": english, "deu": None, "esp": None, "ptbr": None}
    assert findings.of_languages({"languages": parts}) is None
    german = {"macro_f1": 0.55, "macro_f1_interval": [0.5, 0.6]}
    words = findings.of_languages({"languages": parts | {"deu": german}})
    assert words is not None
    assert "German 0.550 (0.500 to 0.600); English 0.600" in words


def test_changes_that_do_no_more_than_another_seed_are_counted_and_the_others_named() -> None:
    words = findings.of_training(screening())
    assert words is not None
    assert words.startswith("**Of 4 changes of the fine-tune, 1 do no more than chance.**")
    assert "another seed alone moves macro F1 by 0.020" in words
    assert "Better by more than that: what of largest (+0.070), what of large (+0.050)." in words
    assert "Worse by more than that: what of bad (-0.070)." in words


def test_a_finding_without_its_measurement_is_left_out() -> None:
    assert findings.findings_section({}) is None
    assert findings.shipped_section({}) is None
    found = findings.findings_section(screening())
    assert found is not None
    assert found.count("**") == 2
    assert "\n1. **Of 4" in found


def test_all_findings_can_be_read_on_a_page_of_a_hundred_columns() -> None:
    found = findings.findings_section(publish.everything())
    assert found is not None
    numbers = [line[:2] for line in found.splitlines() if line[:1].isdigit()]
    assert numbers[:4] == ["1.", "2.", "3.", "4."]
    assert max(len(line) for line in found.splitlines()) <= findings.WIDTH
