from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from training import config
from training.__main__ import main
from training.evaluate import goal_check
from training.report import publish
from training.studies import corrections


def call(*arguments: str) -> Any:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_every_step_has_a_subcommand_in_the_order_of_the_work() -> None:
    steps = [
        *("run", "screen", "list", "back-translate", "cut-vocabulary", "mix"),
        *("calibrations", "aggregations", "entry-feelings", "quantisations", "journal", "few-shot"),
        *("corrections", "arc", "challenge", "languages", "speech-errors", "speech-frontier"),
        *("export-emotion", "finish-emotion", "export-languages", "finish-languages"),
        *("export-sentence", "export-speech"),
        *("journal-folds", "test", "evaluate", "cards"),
    ]
    assert list(main.commands) == steps
    said = call("--help").output
    places = [said.index(f"\n  {step}") for step in steps]
    assert places == sorted(places)


def test_experiments_are_listed_a_line_each() -> None:
    lines = call("list").output.splitlines()
    assert [line.split()[0] for line in lines] == config.names()
    assert any(line.endswith("plain fine-tune") for line in lines)


@pytest.mark.parametrize("code", [0, 1])
def test_the_check_of_the_goals_decides_the_exit_status(
    code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, bool] = {}
    monkeypatch.setattr(goal_check, "evaluate", lambda **how: asked.update(how) or code)
    assert call("evaluate", "--check").exit_code == code
    assert asked == {"check": True}
    assert call("test").exit_code == code
    assert asked == {"check": True, "write": True}


def test_a_study_is_published_once_it_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(corrections, "run", lambda: done.append("measured"))
    monkeypatch.setattr(publish, "write_all", lambda: done.append("written"))
    assert call("corrections").exit_code == 0
    assert done == ["measured", "written"]


def test_an_unknown_step_is_a_usage_error() -> None:
    assert call("exports").exit_code == 2
