from __future__ import annotations

from typing import Any

import pytest

from training.report import experiment_tables, research_log
from training.report.research_claims import CLAIMS

DEV = {
    "macro_f1_half": 0.4,
    "micro_f1_half": 0.5,
    "macro_f1_global": 0.45,
    "micro_f1_global": 0.6,
    "macro_f1_held_out": 0.52,
    "micro_f1_held_out": 0.61,
    "interval": [0.5, 0.54],
    "ece_classwise": 0.0123,
    "brier": 0.0234,
    "loss": 0.081,
    "threshold_macro": 0.23,
    "threshold_micro": 0.33,
}


def run(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "group": "screening", "what": f"what of {name}", "dev": DEV, **more}


def against(low: float, high: float) -> dict[str, Any]:
    middle = (low + high) / 2
    return {"baseline": "screen", "difference": middle, "difference_interval": [low, high]}


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


def test_what_has_not_been_run_says_so() -> None:
    text = research_log.section({}, CLAIMS)
    assert "| 1. Baseline at 0.5 |" in text
    assert text.count("not run yet") >= 20


def test_what_has_been_run_has_its_figures_and_verdict() -> None:
    rows = [
        run("minilm"),
        run("screen-focal", **against(-0.04, -0.01)),
        run("screen-class-weights", **against(-0.02, 0.02)),
    ]
    text = research_log.section({"experiments": rows}, CLAIMS)
    lines = {line.split("|")[1].strip(): line for line in text.splitlines() if line[:2] == "| "}
    assert "at 0.5: macro 0.400" in lines["1. Baseline at 0.5"]
    focal = lines["7. Focal loss, class weights"]
    assert "what of screen-focal: macro F1 -0.025 (-0.040 to -0.010)" in focal
    assert "what of screen-focal: worse; what of screen-class-weights: no difference seen" in focal
    assert "not run yet" in lines["Batch size"]


def test_the_student_is_held_against_its_teachers() -> None:
    better = {**DEV, "macro_f1_held_out": 0.53}
    rows = [run("shipped"), run("teachers") | {"dev": better}]
    found = research_log.Claim("", "", CLAIMS[0].find).row({"experiments": rows})
    assert found[2] == "not run yet"
    text = research_log.section({"experiments": rows}, CLAIMS)
    assert "keeps all but 0.010" in text


def quantisation(*names: str) -> dict[str, Any]:
    rows = [{"name": name, "bytes": 17_000_000, "macro_f1": 0.41, "loss": 0.1} for name in names]
    layer = {"into": "a", "out_of": "b", "largest_input": 3.0, "difference": 0.02, "range": 5.0}
    return {"run": "minilm", "texts": 9, "threads": 2, "rows": rows, "layers": [layer]}


@pytest.mark.parametrize("name", ["INT4, blocks of 32", "4 bits a weight", "blocks, 4-bit"])
def test_four_bits_are_found_by_name(name: str) -> None:
    found = research_log.int4(quantisation("INT8", name))
    assert found is not None
    assert found[0] == f"{name}: 17.0 MB, macro F1 0.410"
    assert research_log.int4(quantisation("INT8, blocks of 64")) is None


def test_quantisation_and_challenge_have_tables() -> None:
    text = experiment_tables.quantisation_section(quantisation("INT8"))
    assert "| weights | size | macro F1 | loss |" in text
    assert "| INT8 | 17.0 MB | 0.410 | 0.100 |" in text
    assert "| b | 3.00 | 0.020 | 5.000 |" in text
    row = {"sentences": 10, "right": 4, "missed": 5, "unwanted": 2, "sign": 1}
    text = experiment_tables.challenge_section({"kinds": {"sarcasm": row}, "all": row})
    assert "| sarcasm | 10 | 4 | 5 | 2 | 1 |" in text


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
