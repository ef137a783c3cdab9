from __future__ import annotations

from tests.support.measured import run_values, split_report, split_values
from training.report import publish, results_page


def test_results_have_the_sections_that_were_measured() -> None:
    page = results_page.page({"emotion-run": run_values()})
    assert "The shipped model's run" in page
    assert "## Test" not in page
    assert "The research log, redone" in page
    page = results_page.page({"emotion-test": split_values(split_report())})
    assert "## Test: tagger" in page
    assert "| macro F1, 28 labels |" in page


def test_what_was_found_stands_before_every_table() -> None:
    page = results_page.page(publish.everything())
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings[:2] == ["## What ships, and what it is worth", "## Findings"]
    assert page.index("\n4. **") < page.index("\n| ")
