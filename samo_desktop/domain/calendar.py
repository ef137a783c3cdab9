"""Clock times, the zone they are of, and the day they belong to.

An entry's day is the date that the clock showed where it was made: that of its `created_at` in its
own offset. Whoever travels, or lives where clocks change, finds an entry on the day it was written.
A naive time is what a clock shows, wherever it hangs; an aware one is a moment.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta


def now() -> datetime:
    """This moment, in the zone that this computer is in now, also if it was moved meanwhile."""
    if hasattr(time, "tzset"):  # elsewhere the system itself tells the C library
        time.tzset()
    return here(datetime.now(UTC))


def today() -> date:
    """The date that this computer's clock shows."""
    return now().date()


def here(at: datetime) -> datetime:
    """The aware time `at` as this computer's clock shows it; as it is where no clock could."""
    try:
        return at.astimezone()
    except (OSError, OverflowError, ValueError):  # past the calendar's ends, or no usable zone
        return at


def local(clock: datetime) -> datetime:
    """The aware time at which the clock of this computer's zone shows the naive `clock`.

    A time that the clock skips (in a gap, which may begin at midnight) becomes the later one of the
    two that it could mean, so that its day is never the day before; one that it shows twice is the
    first, unless `fold` says otherwise. An aware time is returned as it is.
    """
    if clock.utcoffset() is not None:
        return clock
    clock = clock.replace(tzinfo=None)
    try:
        found = clock.astimezone()
        if found.replace(tzinfo=None) == clock:
            return found
        other = clock.replace(fold=1 - clock.fold).astimezone()
    except (OSError, OverflowError, ValueError):  # further than the system's calendar reaches
        return clock.replace(tzinfo=now().tzinfo)
    return max(found, other, key=lambda at: at.replace(tzinfo=None))


def written(at: datetime) -> str:
    """`at` to the minute as its own clock showed it: "2026-03-01 09:00"."""
    return at.replace(tzinfo=None).isoformat(" ", "minutes")


def zone_elsewhere(at: datetime) -> str:
    """The offset of `at`, as "UTC+9", if this computer's clock showed another time; else "".

    Offsets are told in hours and minutes.
    """
    offset = at.utcoffset() or timedelta()
    shown = here(at)
    if shown is not at and shown.utcoffset() == offset:
        return ""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
