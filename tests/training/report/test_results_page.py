from __future__ import annotations

import pytest

from tests.support.measured import run_values, split_report, split_values
from training import config
from training.report import publish, results_page

LONGEST = 120
"""Lines that can be read in a few minutes."""


def test_tables_are_of_what_was_measured() -> None:
    found = results_page.tables({"emotion-run": run_values()})
    assert found.keys() == {"goemotions", "research-log"}
    assert "The shipped model's run" in found["goemotions"]
    assert "## Test" not in found["goemotions"]
    found = results_page.tables({"emotion-test": split_values(split_report())})
    assert "## Test: tagger" in found["goemotions"]


def test_the_page_has_what_ships_then_goals_then_findings_then_links() -> None:
    page = results_page.page(publish.everything())
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## What ships, and what it is worth",
        "## Goals",
        "## Findings",
        "## Tables",
    ]
    assert page.count("\n") < LONGEST


def test_every_table_is_linked() -> None:
    found = publish.everything()
    page = results_page.page(found)
    for name in results_page.tables(found):
        assert f"({results_page.FOLDER}/{name}.md)" in page


def test_pictures_in_tables_are_there() -> None:
    folder = config.ROOT / "training" / results_page.FOLDER
    for text in results_page.tables(publish.everything()).values():
        for start in text.split("![")[1:]:
            picture = start.split("](")[1].split(")")[0]
            assert (folder / picture).is_file(), picture


@pytest.mark.parametrize("way", ["heads on emotion + middle", "heads on emotion"])
def test_what_does_not_ship_is_in_no_finding(way: str) -> None:
    results = publish.everything()
    figure = next(row["auroc"] for row in results["journal"]["ways"] if row["way"] == way)
    assert f"{figure:.3f}" not in results_page.page(results)
