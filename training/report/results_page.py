"""RESULTS.md: what was found, then every table, written from `report/results/*.json`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from training.report import (
    entry_sections,
    experiment_tables,
    findings,
    journal_sections,
    model_sections,
    research_log,
)
from training.report.research_claims import CLAIMS
from training.report.tables import Values

HEAD = """# Results

What ships and what was found stand first, every table after them. Dev served for every choice; test
was looked at to report. One seed a run: small differences may be chance. Written from
training/report/results/ by `python -m training cards`, so that no figure is typed by hand."""


def page(results: Values) -> str:
    """The page from all files of report/results/ by their names; what is there is shown."""
    if "experiments" in results:
        rows = experiment_tables.with_chance(results["experiments"])
        results = {**results, "experiments": rows}
    first = [findings.shipped_section(results), findings.findings_section(results)]
    tables = [write(results[name]) for name, write in SECTIONS if results.get(name) is not None]
    last = research_log.section(results, CLAIMS)
    return "\n\n".join([HEAD, *filter(None, first), *tables, last]) + "\n"


SECTIONS: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("emotion-test", model_sections.goals_section),
    ("emotion-test", model_sections.test_section),
    ("emotion-run", model_sections.training_section),
    ("experiments", experiment_tables.section),
    ("calibration", model_sections.calibration_section),
    ("emotion-dev", model_sections.dev_section),
    ("quantisation", model_sections.quantisation_section),
    ("aggregation", model_sections.aggregation_section),
    ("entry-feelings", entry_sections.entry_feelings_section),
    ("arc", journal_sections.arc_section),
    ("journal", journal_sections.journal_section),
    ("few-shot", journal_sections.few_shot_section),
    ("corrections", journal_sections.corrections_section),
    ("challenge", journal_sections.challenge_section),
)
"""The file of report/results/ that each section of tables needs, in the order of the page."""
