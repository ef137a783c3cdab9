from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.evaluate import goal_check, goals


def measured() -> dict[str, Any]:
    group = {"macro_f1": 0.7, "macro_f1_interval": [0.68, 0.72]}
    test = {
        "macro_f1": 0.57,
        "macro_f1_interval": [0.55, 0.59],
        "micro_f1": 0.61,
        "micro_f1_interval": [0.6, 0.62],
        "ece_classwise": 0.0081,
        "labels": {"joy": {"f1": 0.6}, "grief": {"f1": 0.2}},
        "global": {"micro_f1": 0.63, "micro_f1_interval": [0.62, 0.64]},
        "ekman": group,
        "sentiment": group,
        "ekman_own": group,
        "sentiment_own": {"macro_f1": 0.72, "macro_f1_interval": [0.7, 0.74]},
    }
    return {
        "model": "tagger@1.0.0",
        "int8": {"bytes": 23_000_000, "test": test},
        "fp32": None,
        "loss_of_int8": None,
        "speed": {"one_sentence": 2.4, "thirty_two": 51.0},
        "journal": {"auroc": 0.835, "interval": [0.82, 0.85]},
    }


def row(name: str, values: dict[str, Any]) -> list[str]:
    (found,) = [goal.row(values) for goal in goals.GOALS if name in goal.name]
    return found


def test_each_goal_has_its_figure_and_says_whether_it_is_met() -> None:
    values = measured()
    assert row("28 labels", values)[1:] == ["0.570 (0.550 to 0.590)", ">= 0.56", "met"]
    assert row("as shipped", values)[3] == "missed"
    assert row("one threshold", values)[3] == "met"
    assert row("least", values)[1] == "0.2000"
    assert row("sentiment groups, by labels", values)[3] == "missed"
    assert row("sentiment groups, a threshold", values)[3] == "met"
    assert row("32 sentences", values)[1:] == ["51.0 ms", "<= 40 ms", "missed"]
    assert row("size", values)[1:] == ["23.0 MB", "<= 25 MB", "met"]


def test_what_was_not_measured_is_not_here() -> None:
    assert row("INT8", measured())[1:] == ["not here", "<= 0.003", "not here"]
    assert row("journal", measured() | {"journal": None})[3] == "not here"


def test_a_label_at_zero_misses_the_goal() -> None:
    values = measured()
    values["int8"]["test"]["labels"]["grief"]["f1"] = 0.0
    assert row("least", values)[3] == "missed"


def test_both_tables_have_every_goal() -> None:
    assert goals.markdown(measured()).count("\n") == len(goals.GOALS) + 1
    assert goals.plain(measured()).count("\n") == len(goals.GOALS)


def test_the_same_figures_agree() -> None:
    assert goals.disagreements(measured(), measured()) == []


def test_a_figure_that_differs_is_named_but_speed_may() -> None:
    other = measured()
    other["speed"]["one_sentence"] = 9.0
    other["int8"]["test"]["macro_f1"] = 0.5701
    assert goals.disagreements(other, measured()) == []
    other["int8"]["test"]["macro_f1"] = 0.52
    (found,) = goals.disagreements(other, measured())
    assert "28 labels: 0.52 here, published 0.57" in found


def test_another_model_than_the_published_one_is_named() -> None:
    (found,) = goals.disagreements(measured() | {"model": "tagger@2.0.0"}, measured())
    assert "tagger@2.0.0 is here" in found


def test_without_data_evaluate_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SAMO_DATA", str(tmp_path / "nowhere"))
    assert goal_check.evaluate() == 1
    said = capsys.readouterr().out
    assert "test.tsv" in said
    assert "SAMO_DATA" in said


@pytest.mark.parametrize(
    ("here", "check", "code"), [(0.57, True, 0), (0.4, True, 1), (0.4, False, 0)]
)
def test_check_fails_where_what_is_published_differs(
    here: float, check: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = measured()
    values["int8"]["test"]["macro_f1"] = here
    monkeypatch.setattr(goal_check, "data_there", lambda: tmp_path)
    monkeypatch.setattr(goal_check.shipped_model, "measure", lambda _: values)
    monkeypatch.setattr(
        goal_check.publish,
        "measured",
        lambda name: measured() if name == "emotion-test" else None,
    )
    monkeypatch.setattr(goal_check.publish, "out_of_date", list)
    assert goal_check.evaluate(check=check) == code


def test_a_page_written_by_hand_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(goal_check.publish, "measured", lambda _: measured())
    monkeypatch.setattr(goal_check.publish, "out_of_date", lambda: ["training/RESULTS.md"])
    assert not goal_check.report_agreement(measured())
    assert "training/RESULTS.md" in capsys.readouterr().out
