from __future__ import annotations

import pytest

from tests.support.experiments import DEV, against, quantisation, run
from training.report import research_log
from training.report.research_claims import CLAIMS


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


@pytest.mark.parametrize("name", ["INT4, blocks of 32", "4 bits a weight", "blocks, 4-bit"])
def test_four_bits_are_found_by_name(name: str) -> None:
    found = research_log.int4(quantisation("INT8", name))
    assert found is not None
    assert found[0] == f"{name}: 17.0 MB, macro F1 0.410"
    assert research_log.int4(quantisation("INT8, blocks of 64")) is None
