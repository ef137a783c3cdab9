"""Which entries are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Entries of a half-open stretch of time, with a feeling, with a tag; all where none is set."""

    since: datetime | None = None
    until: datetime | None = None
    feeling: str | None = None
    tag: str | None = None

    def arguments(self) -> dict[str, Any]:
        """As the journal's queries take them."""
        return {
            "since": self.since,
            "until": self.until,
            "feeling": self.feeling,
            "tag": self.tag,
        }
