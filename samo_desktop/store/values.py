"""Values of the domain as the database holds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from samo_desktop.domain import calendar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Microseconds from 1970 in UTC to the aware time `at`."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(utc: int) -> datetime:
    """The inverse of `microseconds`, in the zone of this computer."""
    return calendar.here(_EPOCH + timedelta(microseconds=utc))


def storable(text: str) -> str:
    """`text` as UTF-8 can hold it.

    Halves of characters (lone surrogates), which some keyboards and files produce, become U+FFFD:
    a note is kept with a sign of what was lost, rather than refused.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
