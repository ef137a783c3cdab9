"""RESULTS.md, a page to read, and the tables behind it, from `report/results/*.json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from training.report import (
    entry_sections,
    experiment_tables,
    findings,
    journal_sections,
    model_sections,
    outcome_sections,
    research_log,
)
from training.report.research_claims import CLAIMS
from training.report.tables import Values

HEAD = """# Results

What ships, the goals, and what was found; the tables stand behind. Dev served for every choice;
test was looked at to report. One seed a run: small differences may be chance. Written from
training/report/results/ by `python -m training cards`, so that no figure is typed by hand."""
TABLES_HEAD = (
    """Tables behind [RESULTS.md](../../RESULTS.md), written from training/report/results/."""
)
FOLDER = "report/pages"
"""Where the tables lie, from training/."""

Section = tuple[str, Callable[[Any], str]]
"""The file of report/results/ that a section of tables needs, and what writes it."""
PAGES: Mapping[str, tuple[str, tuple[Section, ...]]] = {
    "goemotions": (
        "GoEmotions: test, the run that ships, every experiment",
        (
            ("emotion-test", model_sections.test_section),
            ("emotion-run", model_sections.training_section),
            ("experiments", experiment_tables.section),
        ),
    ),
    "calibration": (
        "Calibration and thresholds",
        (
            ("calibration", model_sections.calibration_section),
            ("emotion-dev", model_sections.dev_section),
        ),
    ),
    "quantisation": (
        "Integers instead of floating point numbers",
        (("quantisation", model_sections.quantisation_section),),
    ),
    "entries": (
        "From sentences to entries",
        (
            ("aggregation", model_sections.aggregation_section),
            ("entry-feelings", entry_sections.entry_feelings_section),
            ("arc", journal_sections.arc_section),
        ),
    ),
    "journal": (
        "Journal entries, hard sentences, few examples and corrections",
        (
            ("journal-folds", outcome_sections.folds_section),
            ("journal", journal_sections.journal_section),
            ("challenge", journal_sections.challenge_section),
            ("few-shot", journal_sections.few_shot_section),
            ("corrections", journal_sections.corrections_section),
        ),
    ),
    "languages": (
        "Other languages",
        (("languages", outcome_sections.languages_section),),
    ),
}
"""Pages of tables by the name of their file: what stands there, and its sections in order."""
LOG = "research-log"


def page(results: Values) -> str:
    """RESULTS.md from all files of report/results/ by their names; what is there is shown."""
    results = judged(results)
    behind = [
        f"- [{title}]({FOLDER}/{name}.md)"
        for name, (title, sections) in PAGES.items()
        if any(results.get(needed) is not None for needed, _ in sections)
    ]
    behind.append(f"- [The older research log, redone]({FOLDER}/{LOG}.md)")
    parts = [
        findings.shipped_section(results),
        findings.goals_section(results),
        findings.findings_section(results),
        "## Tables",
        "\n".join(behind),
    ]
    return "\n\n".join([HEAD, *filter(None, parts)]) + "\n"


def tables(results: Values) -> dict[str, str]:
    """The pages of tables by the names of their files; one without any section is left out."""
    results = judged(results)
    found = {}
    for name, (title, sections) in PAGES.items():
        written = [write(results[key]) for key, write in sections if results.get(key) is not None]
        if written:
            found[name] = "\n\n".join([f"# {title}", TABLES_HEAD, *written]) + "\n"
    log = research_log.section(results, CLAIMS)
    found[LOG] = "\n\n".join(["# The older research log, redone", TABLES_HEAD, log]) + "\n"
    return found


def judged(results: Values) -> Values:
    """The results, with each experiment knowing what chance does."""
    if "experiments" not in results:
        return results
    return {**results, "experiments": experiment_tables.with_chance(results["experiments"])}
