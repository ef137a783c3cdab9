from __future__ import annotations

from typing import Any

import pytest

from tests.support.experiments import against, run
from training.report import experiment_tables


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.01, 0.03, "better"), (-0.03, -0.01, "worse"), (-0.01, 0.02, "no difference seen")],
)
def test_a_difference_counts_only_beyond_the_noise(low: float, high: float, word: str) -> None:
    row = run("screen-focal", **against(low, high))
    assert experiment_tables.verdict(row) == word
    assert f"({low:+.3f} to {high:+.3f})" in experiment_tables.difference(row)


def test_a_run_without_baseline_has_no_verdict() -> None:
    assert experiment_tables.verdict(run("screen")) == ""
    assert experiment_tables.difference(run("screen")) == ""


def test_experiments_stand_in_their_groups_with_all_their_figures() -> None:
    rows = [
        run("screen", share=0.1, epochs=2, seconds=240, bytes=90_000_000),
        run("minilm") | {"group": "full runs"},
        run("screen-focal", note="slower", **against(0.01, 0.03)),
    ]
    text = experiment_tables.section(rows)
    assert text.index("### Screening") < text.index("### Full runs")
    (line,) = [line for line in text.splitlines() if line.startswith("| screen: ")]
    for figure in ("10%", "240", "90.0 MB", "0.400", "0.520 (0.500 to 0.540)", "0.0123"):
        assert figure in line
    assert "+0.020 (+0.010 to +0.030) | better; slower |" in text
    widths = {line.count("|") for line in text.splitlines() if line.startswith("|")}
    assert len(widths) == 1


def test_on_a_part_a_change_must_be_larger_than_that_of_another_seed() -> None:
    def screened(name: str, difference: float) -> dict[str, Any]:
        ends = [difference - 0.01, difference + 0.01]
        row = {"name": name, "baseline": "screen", "difference": difference}
        return {**row, "difference_interval": ends}

    rows = [screened("screen-seed", 0.027), screened("screen-a", -0.02), screened("screen-b", 0.05)]
    full = {**screened("asymmetric", 0.02), "baseline": "minilm"}
    seed, small, large, other = experiment_tables.with_chance([*rows, full])
    assert experiment_tables.verdict(seed) == "no more than another seed does"
    assert experiment_tables.verdict(small) == "no more than another seed does"
    assert experiment_tables.verdict(large) == "better"
    assert experiment_tables.verdict(other) == "better"
