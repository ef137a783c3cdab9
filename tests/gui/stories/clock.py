"""A clock that stands still, so that two drawings of one state are the same to the pixel."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, tzinfo
from unittest.mock import patch

from samo_desktop.domain import calendar
from samo_desktop.services import feelings
from samo_desktop.store import taught, transaction

AT = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
"""A Thursday evening."""


class StoppedClock(datetime):
    """`datetime`, to whoever asks it for the time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The evening of the stories."""
        return AT.astimezone(tz)


@contextmanager
def stopped() -> Iterator[None]:
    """It is `AT`, in UTC, for all of the program that asks the clock."""
    with ExitStack() as stack:
        stack.callback(_use_zone)
        stack.enter_context(patch.dict(os.environ, TZ="UTC"))
        _use_zone()
        for module in (calendar, feelings, taught, transaction):
            stack.enter_context(patch.object(module, "datetime", StoppedClock))
        yield


def _use_zone() -> None:
    """Has the C library read TZ anew."""
    if hasattr(time, "tzset"):
        time.tzset()
