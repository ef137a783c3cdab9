"""A clock that stands still, and one recovery key: two drawings of one state are the same."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, tzinfo
from unittest.mock import patch

from samo_desktop.store import vault

AT = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
"""A Thursday evening."""
RECOVERY_KEY = "84G7Z-WYRD6-Z1RV0-WHE6M-1110R-D92BR"


class _AnyTime(type):
    """Every time is one of the stopped clock's, also those that were made before it stopped."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class StoppedClock(datetime, metaclass=_AnyTime):
    """`datetime`, to whoever asks it for the time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The evening of the stories."""
        return AT.astimezone(tz)


@contextmanager
def stopped() -> Iterator[None]:
    """It is `AT`, in UTC, for all of the program that was imported; every new key is the same."""
    with ExitStack() as stack:
        stack.callback(_use_zone)
        stack.enter_context(patch.dict(os.environ, TZ="UTC"))
        _use_zone()
        for name, module in list(sys.modules.items()):
            if name.startswith("samo_desktop.") and vars(module).get("datetime") is datetime:
                stack.enter_context(patch.object(module, "datetime", StoppedClock))
        stack.enter_context(patch.object(vault, "_new_recovery_key", lambda: RECOVERY_KEY))
        yield


def _use_zone() -> None:
    """Has the C library read TZ anew."""
    if hasattr(time, "tzset"):
        time.tzset()
