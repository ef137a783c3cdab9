"""Dates and times in the names of files, as phones, recorders and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

_YEAR_FIRST = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4})"
    r"(?:(?P<apart>[-_. ]?)(?P<month>[0-9]{2})(?P=apart)(?P<day>[0-9]{2})"
    r"|(?P<gap>[-_.])(?P<month_>[0-9]{1,2})(?P=gap)(?P<day_>[0-9]{1,2})(?![0-9])"
    r"|\s?[年년]\s?(?P<month__>[0-9]{1,2})\s?[月월]\s?(?P<day__>[0-9]{1,2})\s?[日일])"
)
_YEAR_LAST = re.compile(
    r"(?<![0-9A-Za-z.])([0-9]{1,2})([-_.])([0-9]{1,2})\2([0-9]{4})(?![0-9])", re.IGNORECASE
)
_NAMED_MONTH = re.compile(
    r"(?<![^\W_])(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.|º)?[-_ ]{0,2}(?:(?:of|de)[ _])?"
    r"(?P<month>[^\W\d_]{3,10})|(?P<month_>[^\W\d_]{3,10})\.?[-_ ]{1,2}(?P<day_>[0-9]{1,2})"
    r"(?:st|nd|rd|th)?)\.?,?[-_ ]{0,2}(?:de[ _])?(?P<year>[0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero janeiro gennaio",
            "feb february februar février fevrier febrero fevereiro febbraio",
            "mar march märz maerz mär mars marzo março marco",
            "apr april avril abril aprile",
            "may mai mayo maio maggio",
            "jun june juni juin junio junho giugno",
            "jul july juli juillet julio julho luglio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre setembro settembre",
            "oct october oktober okt octobre octubre outubro ottobre",
            "nov november novembre noviembre novembro",
            "dec december dezember dez décembre decembre diciembre dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
"""The numbers of months by their names in some languages."""
_CLOCK = re.compile(
    r"[-_. T,]{0,3}(?:(?:at|um|à|a las|às)[ _])?"
    r"([0-9]{2}|(?<=[-_. T,])[0-9](?=[-.:\uff1ah]))"
    r"([-_.:\uff1ah ]?)([0-9]{2})(?:(?:\2|m)([0-9]{2}))?(?:[.,][0-9]{1,6}|[0-9]{3})?s?(?![0-9])"
    r"(?:[ _\u202f]?([AP])\.?M\b)?"
    r"(?:[ _]?(Z|UTC|GMT)(?![A-Z]))?"
    r"(?:(\+[01][0-9][-_.:]?[0-5][0-9]|-[01][0-9]:[0-5][0-9])(?![0-9]))?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?P<y>[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])_(?P<clock>[0-9]{4})"
    r"(?:[-_ ]?\(?[0-9]{1,3}\)?)?"
    r"|.*?(?<![0-9])(?P<y_>[0-9]{2})(?P<m_>[01][0-9])(?P<d_>[0-3][0-9])[-_](?P<clock_>[0-9]{6})"
    r"(?![0-9]).*"
)
"""As recorders and phones name their files: year, month and day, two digits each, and a time."""
_EPOCH = re.compile(r"[^0-9]*(1[0-9]{9})([0-9]{3})?(?:[-_ ]?\([0-9]{1,3}\))?")


class Found(NamedTuple):
    """A day or a moment, and the characters `start` to `end` of the name that tell it."""

    moment: date
    start: int
    end: int


def dates_in(stem: str) -> Iterator[Found]:
    """The days and moments that the `stem` of a file's name tells, the most certain first.

    A moment without a zone is naive. Of a day and a month in two digits each, which order is meant
    is told by a dot between them, or by a number over 12; else they tell nothing.
    """
    for read, pattern in ((_year_first, _YEAR_FIRST), (_named, _NAMED_MONTH), (_last, _YEAR_LAST)):
        for found in pattern.finditer(stem):
            try:
                day = read(found)
            except ValueError:
                continue
            if day is not None:
                yield from _with_clock(day, found, stem)
    if short := _SHORT.fullmatch(stem):
        digits = "".join(filter(None, short.group("y", "m", "d", "y_", "m_", "d_")))
        clock = short["clock"] or short["clock_"]
        for told in dates_in(f"20{digits}_{clock}"):
            start = short.start("y") if short["y"] else short.start("y_")
            yield Found(told.moment, start, start + len(digits) + 1 + len(clock))
    if epoch := _EPOCH.fullmatch(stem):
        at = datetime.fromtimestamp(int(epoch[1]), UTC)
        yield Found(at, epoch.start(1), epoch.end(2) if epoch[2] else epoch.end(1))


def _with_clock(day: date, found: re.Match[str], stem: str) -> Iterator[Found]:
    clock = _CLOCK.match(stem, found.end())
    if clock is None:
        if not stem[found.end() : found.end() + 1].isdigit():
            yield Found(day, *found.span())
        return
    try:
        at = _time(clock)
        moment = datetime.combine(day, at, _zone(clock)) if at else day
    except ValueError:  # no time of day: what follows counts something
        return
    yield Found(moment, found.start(), clock.end())


def _year_first(found: re.Match[str]) -> date:
    month = found["month"] or found["month_"] or found["month__"]
    day = found["day"] or found["day_"] or found["day__"]
    return date(int(found["year"]), int(month), int(day))


def _named(found: re.Match[str]) -> date | None:
    month = MONTHS.get((found["month"] or found["month_"]).lower())
    day = int(found["day"] or found["day_"])
    return date(int(found["year"]), month, day) if month else None


def _last(found: re.Match[str]) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


def _zone(clock: re.Match[str]) -> tzinfo | None:
    if clock[7] is None:
        return UTC if clock[6] else None
    digits = re.sub(r"[^0-9]", "", clock[7])
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if clock[7].startswith("-") else ahead)


def _time(clock: re.Match[str]) -> time | None:
    hour, minute, second = int(clock[1]), int(clock[3]), int(clock[4] or 0)
    if clock[4] is None and not clock[2] and hour == 0:
        return None  # 20250304_0001 is counted rather than timed
    if clock[5]:
        hour = hour % 12 + (12 if clock[5].upper() == "P" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
