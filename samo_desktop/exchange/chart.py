"""The timeline as a picture or a table, without a window."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Timeline
from samo_desktop.errors import SamoError
from samo_desktop.exchange import plotting

FAMILY_COLOURS: Final = {
    "joy": "#E69F00",
    "surprise": "#56B4E9",
    "sadness": "#0072B2",
    "fear": "#CC79A7",
    "anger": "#D55E00",
    "disgust": "#009E73",
    "neutral": "#BBB5AC",
}
"""From the colour-blind-safe palette of Okabe and Ito (2008), with a warm grey for neutral."""

INK, PAPER, FAINT = "#2B2724", "#FBF8F3", "#8A827A"
GAP = timedelta(days=45)
"""Points further apart than this are not joined: nothing is known of the time between."""


def write_chart(timeline: Timeline, path: Path, form: str = "") -> None:
    """Writes `timeline` to `path` as `form` (.png, .svg or .csv), or by the ending of `path`.

    Raises SamoError for another form or if the file cannot be written.
    """
    form = (form or path.suffix).lower()
    if form not in (".png", ".svg", ".csv"):
        raise SamoError(
            f"A chart cannot be written as '{form or path.name}'.",
            "Choose a name that ends in .png, .svg or .csv.",
        )
    try:
        if form == ".csv":
            _write_table(timeline, path)
        else:
            _write_picture(timeline, path, form)
    except OSError as error:
        raise SamoError(
            f"The chart could not be written to {path}.",
            "Check that the folder is there and can be written to, and that the disk is not full.",
        ) from error


def _write_table(timeline: Timeline, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["at", "valence", "low", "high", "entries", *FAMILIES])
        for p in timeline.points:
            shares = [round(p.families[family], 4) for family in FAMILIES]
            numbers = [round(v, 4) for v in (p.valence, p.low, p.high)]
            table.writerow([p.at.isoformat(), *numbers, p.entries, *shares])


def _write_picture(timeline: Timeline, path: Path, form: str) -> None:
    plotting.prepare()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6), facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    moods, river = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    _draw_valence(moods, timeline)
    _draw_river(river, timeline)
    locator = AutoDateLocator(minticks=2, maxticks=9)
    river.xaxis.set_major_locator(locator)
    river.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    if timeline.points:
        first, last = (timeline.points[i].at.toordinal() for i in (0, -1))
        margin = max(3, round((last - first) * 0.03))
        start = date.fromordinal(max(date.min.toordinal(), first - margin))
        end = date.fromordinal(min(date.max.toordinal(), last + margin))
        river.set_xlim(start, end)
    for axes in (moods, river):
        _calm(axes)
    figure.savefig(path, format=form[1:], dpi=144, facecolor=PAPER)


def _draw_valence(axes: Any, timeline: Timeline) -> None:
    axes.set_title("How the entries feel", loc="left", color=INK, fontsize=13, pad=14)
    axes.axhline(0, color=FAINT, linewidth=0.8)
    for stretch in stretches(timeline):
        at = [timeline.points[i].at for i in stretch]
        points = [timeline.points[i] for i in stretch]
        axes.fill_between(
            at, [p.low for p in points], [p.high for p in points], color="#0072B2", alpha=0.12, lw=0
        )
        axes.plot(at, [p.valence for p in points], color="#0072B2", linewidth=1.6)
    axes.errorbar(
        [p.at for p in timeline.points],
        [p.valence for p in timeline.points],
        yerr=[
            [p.valence - p.low for p in timeline.points],
            [p.high - p.valence for p in timeline.points],
        ],
        fmt="o",
        color="#0072B2",
        markersize=5,
        elinewidth=0.8,
        alpha=0.9,
    )
    axes.set_ylim(-1.05, 1.05)
    axes.set_yticks([-1, 0, 1], ["unpleasant", "neither", "pleasant"])
    if not timeline.points:
        axes.text(
            0.5, 0.5, "No entries here yet", transform=axes.transAxes, ha="center", color=FAINT
        )


def _draw_river(axes: Any, timeline: Timeline) -> None:
    from matplotlib.dates import date2num

    axes.set_title("Families of feelings", loc="left", color=INK, fontsize=11)
    width = _bar_days([p.at for p in timeline.points])
    # As numbers: a date minus half a day is the same date, and bars would have no width.
    at = date2num([p.at for p in timeline.points])
    base = [0.0] * len(at)
    for family in FAMILIES:
        shares = [p.families[family] for p in timeline.points]
        axes.bar(at, shares, width, bottom=base, color=FAMILY_COLOURS[family], label=family)
        base = [b + s for b, s in zip(base, shares, strict=True)]
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.18),
        ncols=len(FAMILIES),
        frameon=False,
        fontsize=9,
        labelcolor=INK,
        handlelength=0.9,
    )


def stretches(timeline: Timeline) -> list[list[int]]:
    """Indices of the points that a line may join: a longer silence than `GAP` parts them."""
    found: list[list[int]] = []
    for index, point in enumerate(timeline.points):
        if found and point.at - timeline.points[found[-1][-1]].at <= GAP:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _bar_days(at: list[date]) -> float:
    """Nine tenths of the smallest distance between bins, in days."""
    gaps = [(b - a).days for a, b in pairwise(at)]
    return 0.9 * min(gaps, default=1)


def _calm(axes: Any) -> None:
    axes.set_facecolor(PAPER)
    axes.tick_params(colors=FAINT, length=0, labelsize=9)
    for side in axes.spines.values():
        side.set_visible(False)
