"""The timeline as a picture or a table, without a window."""

from __future__ import annotations

import csv
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Timeline
from samo_desktop.errors import SamoError
from samo_desktop.exchange import plotting
from samo_desktop.insight.columns import Columns, Numbers, columns
from samo_desktop.insight.smoothing import is_dense, smoothed
from samo_desktop.messages import gettext as _

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
GAP = 45
"""Points more days apart than this are not joined: nothing is known of the time between."""
VALENCE = "#0072B2"
PIXELS_APART = 2
"""Columns that are closer than a few times this many pixels become a smooth line."""
INCHES, DOTS = (10, 6), 144
"""The size of the picture, and its pixels an inch."""
DATED = 719_163
"""The day that matplotlib counts from: 1970-01-01."""


def write_chart(timeline: Timeline, path: Path, form: str = "") -> None:
    """Writes `timeline` to `path` as `form` (.png, .svg or .csv), or by the ending of `path`.

    Raises SamoError for another form or if the file cannot be written.
    """
    form = (form or path.suffix).lower()
    if form not in (".png", ".svg", ".csv"):
        raise SamoError(
            _("A chart cannot be saved as '{form}'.").format(form=form or path.name),
            _("Choose a name that ends in .png, .svg or .csv."),
        )
    was_there = os.path.lexists(path)
    try:
        if form == ".csv":
            _write_table(timeline, path)
        else:
            _write_picture(timeline, path, form)
    except OSError as error:
        if not was_there:
            with suppress(OSError):
                path.unlink(missing_ok=True)  # a part of a chart
        raise SamoError(
            _("The chart could not be saved as {path}.").format(path=path),
            _(
                "Check that the folder exists, that you can write to it, and that the disk "
                "is not full."
            ),
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

    figure = Figure(figsize=INCHES, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    moods, river = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    seen, first, last = _seen(timeline)
    dense = is_dense(seen, (last - first) / _PIXELS * PIXELS_APART)
    curve = smoothed(seen) if dense else seen
    _draw_valence(moods, curve)
    _draw_points(moods, seen, dense=dense)
    _draw_river(river, curve, (last - first) / _PIXELS, 0.5 if dense else 0.45)
    locator = AutoDateLocator(minticks=2, maxticks=9)
    river.xaxis.set_major_locator(locator)
    river.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    if timeline.points:
        river.set_xlim(first - DATED, last - DATED)
    for axes in (moods, river):
        _calm(axes)
    figure.savefig(path, format=form[1:], dpi=DOTS, facecolor=PAPER)


_PIXELS = 0.85 * INCHES[0] * DOTS
"""Pixels that the axis has at least."""


def _seen(timeline: Timeline) -> tuple[Columns, float, float]:
    """What is drawn, none of it narrower than a pixel, and from which day to which."""
    every = columns(timeline, GAP)
    if not len(every):
        return every, 0.0, 1.0
    start, end = every.left[0], every.right[-1]
    margin = max(3.0, (end - start) * 0.03)
    first = max(float(date.min.toordinal()), start - margin)
    last = min(float(date.max.toordinal()), end + margin)
    return every.seen(first, last, (last - first) / _PIXELS), first, last


def _draw_valence(axes: Any, seen: Columns) -> None:
    axes.set_title(_("How the entries feel"), loc="left", color=INK, fontsize=13, pad=14)
    axes.axhline(0, color=FAINT, linewidth=0.8)
    line, low, high = (seen.parted(v) for v in (seen.middle - DATED, seen.low, seen.high))
    axes.fill_between(line, low, high, color=VALENCE, alpha=0.12, lw=0)
    axes.plot(line, seen.parted(seen.valence), color=VALENCE, linewidth=1.6)
    axes.set_ylim(-1.05, 1.05)
    axes.set_yticks([-1, 0, 1], [_("unpleasant"), _("neither"), _("pleasant")])
    if not len(seen):
        axes.text(
            0.5, 0.5, _("No entries here yet"), transform=axes.transAxes, ha="center", color=FAINT
        )


def _draw_points(axes: Any, seen: Columns, *, dense: bool) -> None:
    """Each column with its interval; pale dots behind a line that is their mean."""
    if dense:
        dots = {"s": 6, "color": VALENCE, "alpha": 0.35, "lw": 0}
        axes.scatter(seen.middle - DATED, seen.valence, **dots)
        return
    dotted = seen.dotted()
    mean = seen.valence[dotted]
    axes.errorbar(
        seen.middle[dotted] - DATED,
        mean,
        yerr=np.maximum(0, [mean - seen.low[dotted], seen.high[dotted] - mean]),
        fmt="o",
        color=VALENCE,
        markersize=5,
        elinewidth=0.8,
        alpha=0.9,
    )


def _draw_river(axes: Any, seen: Columns, pixel: float, share: float) -> None:
    from matplotlib.patches import PathPatch

    axes.set_title(_("Families of feelings"), loc="left", color=INK, fontsize=11)
    half = np.maximum(share * (seen.right - seen.left), pixel / 2)
    left, right = seen.middle - half - DATED, seen.middle + half - DATED
    tops = np.cumsum(seen.shares, axis=1)
    for n, family in enumerate(FAMILIES):
        bars = _bars(left, right, tops[:, n] - seen.shares[:, n], tops[:, n])
        # Smoothing would let bars of a pixel fade into the paper, and adjusting drop them.
        axes.add_patch(
            PathPatch(
                bars,
                facecolor=FAMILY_COLOURS[family],
                label=family,
                lw=0,
                antialiased=False,
                snap=False,
            )
        )
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


def _bars(left: Numbers, right: Numbers, bottom: Numbers, top: Numbers) -> Any:
    """All bars of a colour as one path: thousands are drawn, and written, as quickly as one."""
    from matplotlib.path import Path as Outline

    corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
    codes = [Outline.MOVETO, Outline.LINETO, Outline.LINETO, Outline.LINETO, Outline.CLOSEPOLY]
    vertices = np.array(corners).transpose(2, 0, 1).reshape(-1, 2)
    return Outline(vertices, codes * len(left))


def _calm(axes: Any) -> None:
    axes.set_facecolor(PAPER)
    axes.tick_params(colors=FAINT, length=0, labelsize=9)
    for side in axes.spines.values():
        side.set_visible(False)
