"""When a recording was made: by its tags, then its name, then its file, else the clock.

Devices with a dead clock write the first day of their calendar; such days, and those to come, are
not believed, and the next source is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path

from samo_desktop.capture.decode import opened
from samo_desktop.capture.media import open_medium
from samo_desktop.domain.calendar import here, local, now
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
_NAME = re.compile(
    r"(?<![0-9])([0-9]{4})([-_. ]?)([0-9]{2})\2([0-9]{2})"
    r"(?:(?:[-_. T,]{0,3}(?:(?:at|um)[ _])?([0-9]{2}|(?<=[-_. T,])[0-9](?=[-.:h]))"
    r"([-_.:h ]?)([0-9]{2})(?:(?:\6|m)([0-9]{2}))?(?:[.,][0-9]{1,6}|[0-9]{3})?s?(?![0-9])"
    r"(?:[ _\u202f]?([AP])\.?M\b)?"
    r"(?:[ _]?(Z|UTC|GMT)(?![A-Z]))?"
    r"(?:(\+[01][0-9][-_.:]?[0-5][0-9]|-[01][0-9]:[0-5][0-9])(?![0-9]))?)|(?![0-9]))",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(
    r"([0-9]{2})([01][0-9])([0-3][0-9])_([0-9]{4})"
    r"|.*?(?<![0-9])([0-9]{2})([01][0-9])([0-3][0-9])[-_]([0-9]{6})(?![0-9]).*"
)
"""As recorders and phones name their files: year, month and day, two digits each, and a time."""
_EPOCH_NAME = re.compile(r"[^0-9]*(1[0-9]{9})([0-9]{3})?")


def recorded_at(path: Path) -> tuple[datetime, DateSource]:
    """The moment (aware) at which the sound at `path` was recorded, and where that is from.

    Where only a day is known, the time is that of the file if it is of the same day, else noon.
    """
    changed = _changed(path)
    for source, found in (("tags", _from_tags(path)), ("name", _from_name(path.stem))):
        for moment in found:
            at = _at(moment, changed)
            if at is not None:
                return at, "tags" if source == "tags" else "name"
    if changed is not None and _believable(changed):
        return changed, "file"
    return now(), "clock"


def _at(moment: date, changed: datetime | None) -> datetime | None:
    """A moment, or a day, as an aware time of this computer's zone; None if it is not believable.

    A time with an offset of its own keeps it, but for UTC.
    """
    try:
        if not isinstance(moment, datetime):
            same = changed is not None and changed.date() == moment
            clock = changed.time() if same and changed else time(12)
            at = local(datetime.combine(moment, clock))
        elif moment.tzinfo is UTC:
            at = here(moment)
        else:
            at = local(moment)
        return at if _believable(at) else None
    except (ValueError, OverflowError, OSError):
        return None


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
                if isinstance(moment, datetime) or (moment and not (music and names is _RELEASED)):
                    yield moment


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


def _from_name(stem: str) -> Iterator[date]:
    """What the name of a file says."""
    for found in _NAME.finditer(stem):
        year, month, day = (int(found[n]) for n in (1, 3, 4))
        try:
            whole = date(year, month, day)
            clock = _clock_of(found)
            yield datetime.combine(whole, clock, _zone_of(found)) if clock else whole
        except ValueError:
            continue
    if short := _SHORT_NAME.fullmatch(stem):
        yield from _from_name("20" + "".join(filter(None, short.groups())))
    if epoch := _EPOCH_NAME.fullmatch(stem):
        yield datetime.fromtimestamp(int(epoch[1]), UTC)


def _zone_of(found: re.Match[str]) -> tzinfo | None:
    if found[11] is None:
        return UTC if found[10] else None
    digits = re.sub(r"[^0-9]", "", found[11])
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if found[11].startswith("-") else ahead)


def _clock_of(found: re.Match[str]) -> time | None:
    if found[5] is None:
        return None
    hour, minute, second = int(found[5]), int(found[7]), int(found[8] or 0)
    if found[8] is None and not found[6] and hour == 0:
        return None  # 20250304_0001 is counted rather than timed
    if found[9]:
        hour = hour % 12 + (12 if found[9].upper() == "P" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
