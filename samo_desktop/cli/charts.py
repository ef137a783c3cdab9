"""The timeline without a window."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    count,
    emit,
    global_options,
    open_journal,
    say,
    time_range,
)
from samo_desktop.domain.calendar import written
from samo_desktop.domain.timeline import Bin, Timeline


@click.command()
@click.option("--by", type=click.Choice(get_args(Bin)), default="day")
@time_range
@click.option("--png", type=FILE_NAME, metavar="FILE", help="Write the chart as PNG.")
@click.option("--svg", type=FILE_NAME, metavar="FILE", help="Write the chart as SVG.")
@click.option("--csv", type=FILE_NAME, metavar="FILE", help="Write the points as CSV.")
@global_options
def timeline(
    by: Bin,
    since: datetime | None,
    until: datetime | None,
    png: Path | None,
    svg: Path | None,
    csv: Path | None,
) -> None:
    """How feelings move: a table, and the chart as PNG, SVG or CSV."""
    from samo_desktop.services.timeline import TimelineService, write_chart

    with open_journal() as journal:
        points = TimelineService(journal.entries).chart(by, since, until)
    for name, suffix in ((png, ".png"), (svg, ".svg"), (csv, ".csv")):
        if name:
            write_chart(points, name, suffix)
            say(f"Wrote {name}.")
    emit(points.to_json(), _table(points))


def _name(at: date) -> str:
    return written(at) if isinstance(at, datetime) else at.isoformat()


def _table(points: Timeline) -> str:
    lines = [
        f"{_name(p.at)}  {p.valence:+.2f}  "
        f"({p.low:+.2f} to {p.high:+.2f})  {count(p.entries, 'entry')}"
        for p in points.points
    ]
    return "\n".join(lines + list(points.notes))
