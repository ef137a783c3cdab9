"""The sample journal and voice note that ship with the program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from samo_desktop import paths
from samo_desktop.domain import calendar


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """A written entry of the sample journal, at local time."""

    at: datetime
    text: str
    tags: tuple[str, ...]


def sample_entries(today: datetime | None = None) -> Iterator[SampleEntry]:
    """The sample journal, placed in the weeks before `today` (now if left out)."""
    today = today or calendar.now()
    file = paths.resources_folder() / "sample" / "journal.json"
    for item in json.loads(file.read_text("utf-8")):
        day = today.date() - timedelta(days=item["days_ago"])
        at = calendar.local(datetime.combine(day, time.fromisoformat(item["time"])))
        yield SampleEntry(at, item["text"], tuple(item["tags"]))


def sample_voice_note() -> Path:
    """A spoken note of a quarter of a minute."""
    return paths.resources_folder() / "sample" / "voice.ogg"
