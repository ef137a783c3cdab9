from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.evaluate import goal_check, goals


def folds() -> dict[str, Any]:
    return {
        "model": "tagger@1.0.0",
        "auroc": 0.835,
        "auroc_interval": [0.82, 0.85],
        "with_counterpart": {"auroc": 0.81, "auroc_interval": [0.8, 0.83]},
        "calibration": {"ece_classwise": 0.041, "ece_of_truth": 0.016},
    }


def language(macro: float) -> dict[str, Any]:
    return {"macro_f1": macro, "macro_f1_interval": [macro - 0.05, macro + 0.05]}


def results() -> dict[str, Any]:
    test = {
        "macro_f1": 0.57,
        "macro_f1_interval": [0.55, 0.59],
        "micro_f1": 0.61,
        "micro_f1_interval": [0.6, 0.62],
        "ece_classwise": 0.0081,
        "global": {"micro_f1": 0.64, "micro_f1_interval": [0.63, 0.65]},
    }
    dev = {"macro_f1_held_out": 0.55, "interval": [0.53, 0.57]}
    return {
        "emotion-test": {
            "model": "tagger@1.0.0",
            "bytes": 23_000_000,
            "languages_bytes": None,
            "int8": {"bytes": 22_000_000, "test": test},
            "fp32": None,
            "loss_of_int8": None,
            "speed": {"one_sentence": 2.4, "thirty_two": 51.0, "vnni": True},
            "journal_seen": {"auroc": 0.9},
        },
        "journal-folds": folds(),
        "challenge": {"model": "tagger@1.0.0", "all": {"right": 76, "sentences": 100}},
        "languages": {"eng": language(0.6), "deu": language(0.62), "esp": None, "ptbr": None},
        "experiments": [
            {"name": "one", "group": "full runs", "dev": {"macro_f1_held_out": 0.7}},
            {"name": "two", "group": "ensembles", "dev": {**dev, "macro_f1_held_out": 0.54}},
            {"name": "three", "group": "ensembles", "dev": dev},
        ],
    }


def measured() -> dict[str, Any]:
    return goals.complete(results())


def row(name: str, values: dict[str, Any]) -> list[str]:
    (found,) = [goal.row(values) for goal in goals.GOALS if name in goal.name]
    return found


def test_each_goal_has_its_figure_and_says_whether_it_is_met() -> None:
    values = measured()
    assert row("28 labels", values)[1:] == ["0.570 (0.550 to 0.590)", ">= 0.56", "met"]
    assert row("as shown", values)[3] == "missed"
    assert row("one threshold", values)[3] == "met"
    assert row("teachers", values)[1:] == ["0.550 (0.530 to 0.570)", ">= 0.58", "missed"]
    assert row("area under ROC", values)[1:] == ["0.835 (0.820 to 0.850)", ">= 0.83", "met"]
    assert row("the same, journal", values)[1:] == ["0.0410", "<= 0.03", "missed"]
    assert row("challenge", values)[1:] == ["76 of 100", ">= 75 of 100", "met"]
    assert row("German", values)[3] == "met"
    assert row("for English", values)[1:] == ["23.0 MB", "<= 25 MB", "met"]


def test_a_figure_without_a_goal_is_neither_met_nor_missed() -> None:
    assert row("without nostalgic", measured())[1:] == ["0.810 (0.800 to 0.830)", "", ""]


def test_what_was_not_measured_says_why() -> None:
    assert row("INT8", measured())[1:] == ["not here", "<= 0.003", "not here"]
    assert row("Spanish", measured())[1:] == ["no model", ">= 0.75", "no model"]
    assert row("other languages", measured())[3] == "no model"


def test_speed_is_judged_by_what_the_processor_has() -> None:
    values = measured()
    assert row("32 sentences of 24 tokens, with V", values)[1:] == ["51.0 ms", "<= 40 ms", "missed"]
    assert row("32 sentences of 24 tokens, without", values)[3] == "another computer"
    values["speed"]["vnni"] = False
    assert row("32 sentences of 24 tokens, with V", values)[3] == "another computer"
    assert row("32 sentences of 24 tokens, without", values)[1:] == ["51.0 ms", "<= 88 ms", "met"]


def test_figures_of_another_version_are_not_taken_for_this_one() -> None:
    values = results()
    values["journal-folds"]["model"] = values["challenge"]["model"] = "tagger@0.9.0"
    found = goals.complete(values)
    assert row("area under ROC", found)[3] == "not here"
    assert row("challenge", found)[3] == "not here"


def test_notes_say_that_entries_which_were_learned_are_no_result() -> None:
    said = " ".join(goals.notes(measured()))
    assert "0.900, which is no result" in said
    assert "an error of 0.016" in said


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
    values = results()
    values["emotion-test"]["int8"]["test"]["macro_f1"] = here
    monkeypatch.setattr(goal_check, "data_there", lambda: tmp_path)
    monkeypatch.setattr(goal_check, "measure", lambda _: values)
    monkeypatch.setattr(goal_check.publish, "everything", results)
    monkeypatch.setattr(goal_check.publish, "out_of_date", list)
    assert goal_check.evaluate(check=check) == code


def test_a_page_written_by_hand_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(goal_check.publish, "everything", results)
    monkeypatch.setattr(goal_check.publish, "out_of_date", lambda: ["training/RESULTS.md"])
    assert not goal_check.report_agreement(measured())
    assert "training/RESULTS.md" in capsys.readouterr().out


def test_folds_of_another_version_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published = results()
    published["journal-folds"]["model"] = "tagger@0.9.0"
    monkeypatch.setattr(goal_check.publish, "everything", lambda: published)
    monkeypatch.setattr(goal_check.publish, "out_of_date", list)
    assert not goal_check.report_agreement(goals.complete(published))
    assert "journal-folds.json is of tagger@0.9.0" in capsys.readouterr().out
