"""The timeline in words: a point, and all of it in a sentence."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale

from samo_desktop.domain import calendar
from samo_desktop.domain.timeline import Bin, Point, Timeline
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext, pgettext

LEAST_SHARE = 0.1
"""Of a family that is named."""
MOST_FAMILIES = 3


def when(at: date, by: Bin) -> str:
    """The bin that begins at `at`."""
    if by == "year":
        return str(at.year)
    if by == "month":
        return f"{formats.month(at)} {at.year}"
    if by == "week":
        last = date.fromordinal(min(at.toordinal() + 6, date.max.toordinal()))
        year = "" if last.year == calendar.today().year else f" {last.year}"
        return f"{formats.short_day(at)} – {formats.short_day(last)}{year}"
    return formats.full_day(at)


def of_point(point: Point, by: Bin) -> str:
    """When it was, how it felt, how many entries there are, and which families they show."""
    return _("{when}: {mood}, {entries}. {families}").format(
        when=when(point.at, by),
        mood=formats.pleasantness(point.valence),
        entries=formats.entries(point.entries),
        families=_families(point),
    )


def summary(timeline: Timeline) -> str:
    """All that the chart shows, in two sentences; "" for an empty one."""
    points, by = timeline.points, timeline.by
    if not points:
        return ""
    if len(points) == 1:
        return of_point(points[0], by)
    entries = sum(point.entries for point in points)
    mean = sum(point.valence * point.entries for point in points) / entries
    best = max(points, key=lambda point: point.valence)
    worst = min(points, key=lambda point: point.valence)
    return _(
        "{entries} in {points}, from {first} to {last}: {mood} overall. Most "
        "pleasant: {best}. Least pleasant: {worst}."
    ).format(
        entries=formats.entries(entries),
        points=_bins(len(points), by),
        first=when(points[0].at, by),
        last=when(points[-1].at, by),
        mood=formats.pleasantness(mean),
        best=when(best.at, by),
        worst=when(worst.at, by),
    )


def _families(point: Point) -> str:
    shares = sorted(point.families.items(), key=lambda pair: -pair[1])
    named = [pair for pair in shares if pair[1] >= LEAST_SHARE][:MOST_FAMILIES] or shares[:1]
    told = [
        pgettext("Families", "{family} {percent} %").format(
            family=formats.feeling(family), percent=QLocale().toString(round(100 * share))
        )
        for family, share in named
    ]
    return formats.begun(formats.listed(told)) + "."


def _bins(number: int, by: Bin) -> str:
    texts = {
        "day": ngettext("1 day", "{n} days", number),
        "week": ngettext("1 week", "{n} weeks", number),
        "month": ngettext("1 month", "{n} months", number),
        "year": ngettext("1 year", "{n} years", number),
    }
    return formats.count(number, texts[by])
