"""When a recording was made: by its tags, then its name, then its file, else the clock.

Devices with a dead clock write the first day of their calendar; such days, and those to come, are
not believed, and the next source is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from samo_desktop.capture.decode import opened
from samo_desktop.capture.media import open_medium
from samo_desktop.domain.calendar import here, local, now
from samo_desktop.domain.dated_names import dates_in
from samo_desktop.domain.entry import DateSource
from samo_desktop.errors import AudioError

_FIRST_YEAR = 1900
_FIRST_DAYS = frozenset(
    date(year, 1, 1) for year in (1900, 1904, 1970, 1980, 1990, 2000, 2001, 2010, 2036, 2038)
)
"""Where the calendars of devices, systems and formats begin."""
_DAY = timedelta(days=1)

_WITH_TIME = ("com.apple.quicktime.creationdate", "creation_time")
_RECORDED = ("date_recorded", "recording_date", "recorded_date", "tdrc", "idit", "icrd")
_RELEASED = ("date", "tdrl", "year")
"""In a piece of music these are of its publication."""
_STAMP = re.compile(
    r"([0-9]{4})([-:/.]?)([0-9]{2})\2([0-9]{2})"
    r"(?:[T _]*([0-9]{2})[:.-]?([0-9]{2})(?:[:.-]?([0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]{2})[:.-]([0-9]{2})[:.-]([0-9]{2})\s*")


def recorded_at(path: Path) -> tuple[datetime, DateSource]:
    """The moment (aware) at which the sound at `path` was recorded, and where that is from.

    Where only a day is known, the time is that of the name or of the file if these are of the same
    day, else noon.
    """
    changed = _changed(path)
    named = [found.moment for found in dates_in(path.stem)]
    sources: tuple[tuple[DateSource, Iterable[date]], ...] = (
        ("tags", _from_tags(path)),
        ("name", named),
    )
    for source, found in sources:
        for moment in found:
            at = _at(moment, [*named, changed])
            if at is not None:
                return at, source
    if changed is not None and _believable(changed):
        return changed, "file"
    return now(), "clock"


def _at(moment: date, clocks: Iterable[date | None]) -> datetime | None:
    """A moment, or a day, as an aware time of this computer's zone; None if it is not believable.

    A day gets the first time of `clocks` that is of that day, else noon. A time with an offset of
    its own keeps it, but for UTC.
    """
    try:
        if not isinstance(moment, datetime):
            of_day = (c.time() for c in map(_here, clocks) if c is not None and c.date() == moment)
            at = local(datetime.combine(moment, next(of_day, time(12))))
        else:
            at = local(_here(moment) or moment)
        return at if _believable(at) else None
    except (ValueError, OverflowError, OSError):
        return None


def _here(moment: date | None) -> datetime | None:
    """A moment as clocks here showed it, but for one with an offset of its own; a day is none."""
    if not isinstance(moment, datetime):
        return None
    return here(moment) if moment.tzinfo is UTC else moment


def _believable(at: datetime) -> bool:
    days = {at.date(), at.astimezone(UTC).date()}
    return at.year >= _FIRST_YEAR and not days & _FIRST_DAYS and at <= now() + _DAY


def _changed(path: Path) -> datetime | None:
    try:
        return here(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except (OSError, OverflowError, ValueError):
        return None


def _from_tags(path: Path) -> Iterator[date]:
    """What the tags say, the most exact first. Nothing for a file that cannot be read."""
    try:
        with opened(path) as file, open_medium(file.sections[0], file.name) as medium:
            streams = [stream.metadata for stream in medium.container.streams]
            tags = [_lower(tags) for tags in (medium.container.metadata, *streams)]
    except AudioError:
        return
    music = any("album" in each and "track" in each for each in tags)
    for names in (_WITH_TIME, _RECORDED, _RELEASED):
        for name in names:
            for each in tags:
                moment = parse(each.get(name, ""), each.get("creation_time", ""))
                if names is not _WITH_TIME:
                    moment = _without_padding(moment)
                if isinstance(moment, datetime) or (moment and not (music and names is _RELEASED)):
                    yield moment


def _without_padding(moment: date | None) -> date | None:
    """What is left of a tag of a date that programs fill up: years with a day, days with a time."""
    if isinstance(moment, datetime):
        if moment.tzinfo is not None or moment.time() != time():
            return moment
        moment = moment.date()
    first_of_year = moment is not None and (moment.month, moment.day) == (1, 1)
    return None if first_of_year else moment


def _lower(tags: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in tags.items()}


def parse(text: str, clock: str = "") -> date | None:
    """The moment or the day that a tag tells; a year alone is none.

    `clock` is a time of day that another tag tells, as broadcast WAV files have it.
    """
    found = _STAMP.fullmatch(text.strip().rstrip("\0"))
    if not found:
        return None
    year, month, day = (int(found[n]) for n in (1, 3, 4))
    try:
        if found[5] is not None:
            at = datetime(year, month, day, int(found[5]), int(found[6]), int(found[7] or 0))
            zone = (found[8] or "").upper().replace("UTC", "Z")
            if zone == "Z":
                return at.replace(tzinfo=UTC)
            return datetime.fromisoformat(at.isoformat() + zone) if zone else at
        if apart := _CLOCK.fullmatch(clock):
            hour, minute, second = map(int, apart.groups())
            return datetime(year, month, day, hour, minute, second)
        return date(year, month, day)
    except ValueError:
        return None
