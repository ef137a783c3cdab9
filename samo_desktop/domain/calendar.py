"""Clock times and the zone they are of.

An entry's day is the date that the clock showed where it was made: that of its `created_at` in its
own offset. Whoever travels, or lives where clocks change, finds an entry on the day it was written.
"""

from __future__ import annotations

from datetime import datetime


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
        return clock.replace(tzinfo=datetime.now().astimezone().tzinfo)
    return max(found, other, key=lambda at: at.replace(tzinfo=None))
