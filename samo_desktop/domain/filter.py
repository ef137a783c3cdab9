"""Which entries are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries: made at `since` or later and before `until`, with a feeling, with a tag.

    A naive time is compared with what the clock showed where each entry was made, so that a day
    from midnight to midnight holds the entries of that day; an aware one is a moment. Tags are
    compared as `fold_tag` says.
    """

    since: datetime | None = None
    until: datetime | None = None
    feeling: str | None = None
    tag: str | None = None


EVERY_ENTRY: Final = Filter()
