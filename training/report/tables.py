"""Markdown tables out of measured values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]
"""What was measured, as report/results/ has it."""


def table(
    header: Sequence[str], rows: Iterable[Sequence[object]], words: Sequence[int] = (0,)
) -> str:
    """A Markdown table; the columns whose numbers are in `words` are text, the others figures."""
    lines = [
        "| " + " | ".join(header) + " |",
        "|" + "".join(" --- |" if at in words else " ---: |" for at in range(len(header))),
    ]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: object) -> str:
    """Three decimals for a fraction; anything else as it is."""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def with_interval(report: Mapping[str, Any], key: str) -> str:
    """Such as "0.531 (0.512 to 0.547)"."""
    low, high = report[f"{key}_interval"]
    return f"{report[key]:.3f} ({low:.3f} to {high:.3f})"


def classes(
    report: Mapping[str, Mapping[str, Any]], extra: Mapping[str, float] | None = None
) -> str:
    """Precision, recall, F1 and support of each class; `extra` adds a column of thresholds.

    F1 has its 95 % interval where the report has one.
    """
    header = ["label", "precision", "recall", "F1", "support"]
    rows: list[list[object]] = [
        [
            name,
            row["precision"],
            row["recall"],
            with_interval(row, "f1") if "f1_interval" in row else row["f1"],
            row["support"],
        ]
        for name, row in report.items()
    ]
    if extra is not None:
        header.append("threshold")
        rows = [[*row, extra[str(row[0])]] for row in rows]
    return table(header, rows)


def megabytes(size: int) -> str:
    """Such as "22.9 MB"."""
    return f"{size / 1e6:.1f} MB"
