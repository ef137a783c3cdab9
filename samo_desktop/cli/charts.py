"""The timeline without a window."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    emit,
    global_options,
    open_journal,
    options,
    say,
    time_range,
)
from samo_desktop.domain.calendar import written
from samo_desktop.domain.timeline import Bin, Point, Timeline
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext


@click.command()
@click.option("--by", type=click.Choice(get_args(Bin)), default="day")
@time_range
@click.option("--png", type=FILE_NAME, metavar="FILE", help=_("Save the chart as PNG."))
@click.option("--svg", type=FILE_NAME, metavar="FILE", help=_("Save the chart as SVG."))
@click.option("--csv", type=FILE_NAME, metavar="FILE", help=_("Save the points as CSV."))
@global_options
def timeline(
    by: Bin,
    since: datetime | None,
    until: datetime | None,
    png: Path | None,
    svg: Path | None,
    csv: Path | None,
) -> None:
    "Show how feelings change over time, as a table or a PNG, SVG or CSV file."
    from samo_desktop.services.timeline import TimelineService, write_chart

    with open_journal() as journal:
        points = TimelineService(journal.entries).chart(by, since, until)
    for name, suffix in ((png, ".png"), (svg, ".svg"), (csv, ".csv")):
        if name:
            write_chart(points, name, suffix)
            say(_("Saved {name}.").format(name=name))
    if options().json:  # not both: of 20,000 points each takes a tenth of a second
        emit(points.to_json(), "")
    else:
        emit(None, _table(points))


def _name(at: date) -> str:
    return written(at) if isinstance(at, datetime) else at.isoformat()


def _table(points: Timeline) -> str:
    return "\n".join([*(_row(point) for point in points.points), *points.notes])


def _row(p: Point) -> str:
    return ngettext(
        "{at}  {valence}  ({low} to {high})  1 entry",
        "{at}  {valence}  ({low} to {high})  {n} entries",
        p.entries,
    ).format(
        at=_name(p.at),
        valence=f"{p.valence:+.2f}",
        low=f"{p.low:+.2f}",
        high=f"{p.high:+.2f}",
        n=p.entries,
    )
