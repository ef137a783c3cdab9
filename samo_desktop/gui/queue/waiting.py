"""What is being worked out and what waits, as the journal has it at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.domain import calendar
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.domain.entry import Entry
    from samo_desktop.services.entries import EntryService

MOST = 30
"""Entries that are named; of more only their number is told."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in the panel. `problem` is why it ended, "" while it waits or is worked on."""

    entry_id: str
    name: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue: how many entries, how long the sound is that is to be heard, and what is shown."""

    number: int
    sound: dict[str, float]
    items: list[Item]


def waiting(entries: EntryService, stopped: Sequence[str]) -> Waiting:
    """Reads the queue; of `stopped` those that have failed are shown too. SamoError."""
    names: dict[str, str] = {}
    for job in entries.jobs(states=("queued", "running")):
        names.setdefault(job.entry_id, Path(job.options.get("path", "")).name)
    sound = entries.sound_waiting() if names else {}
    return Waiting(len(names), sound, _items(entries, names, stopped))


def _items(entries: EntryService, names: dict[str, str], stopped: Sequence[str]) -> list[Item]:
    """What is worked on or waits, oldest first, and those of `stopped` that have failed."""
    items = []
    for number, entry_id in enumerate([*names, *(s for s in stopped if s not in names)]):
        if number >= MOST:
            items.append(Item(entry_id, ""))
            continue
        entry = entries.find(entry_id)
        failed = entry_id not in names
        if entry is None or (failed and entry.state != "failed"):  # deleted meanwhile, or done
            continue
        name = entry.title or names.get(entry_id, "") or _by_its_time(entry)
        error = entry.error
        problem = formats.problem(error.message, error.hint) if failed and error else ""
        items.append(Item(entry_id, name, problem))
    return items


def _by_its_time(entry: Entry) -> str:
    """What an entry is called that has no words yet: "Voice note, Tue 10:14"."""
    at = entry.created_at
    near = abs((calendar.today() - at.date()).days) < 7
    day = formats.weekday(at.date()) if near else formats.short_day(at.date())
    said = _("Voice note, {day} {time}") if entry.source == "voice" else _("Entry, {day} {time}")
    return said.format(day=day, time=formats.clock(at))
