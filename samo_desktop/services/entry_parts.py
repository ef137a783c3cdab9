"""What commands on entries are made of; each a part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

from samo_desktop.capture import sources
from samo_desktop.domain.entry import DateSource, Entry
from samo_desktop.domain.file_titles import title_of_file
from samo_desktop.errors import AlreadyAddedError, AudioError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.plan import jobs_for
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.transaction import Transaction
from samo_desktop.system.names import printable

LONGEST_FILE_NAME = 255
"""Characters; file systems take no more."""


class EntryEdit(TypedDict, total=False):
    """What `Transaction.update_entry` takes besides the id."""

    text: str | None
    title: str | None
    tags: Iterable[str] | None
    at: datetime | None
    beside: str | None


def write(
    change: Transaction,
    text: str,
    at: datetime | None,
    tags: Sequence[str],
    entry_id: str | None,
    title: str = "",
) -> Entry:
    """A written entry that is to be analysed."""
    entry = change.add_entry(
        source="text", text=text, title=title, at=at, tags=tags, entry_id=entry_id
    )
    return queue(change, entry.id, jobs_for("text"))


def add_file(
    change: Transaction,
    name: str,
    origin: str,
    at: datetime,
    date_source: DateSource | None,
    tags: Sequence[str],
) -> Entry:
    """An entry for the sound of a file, called by the file's `name` if that says something."""
    name = printable(name, LONGEST_FILE_NAME)
    return change.add_entry(
        source="voice",
        title=title_of_file(name),
        at=at,
        date_source=date_source,
        tags=tags,
        origin=origin,
        file_name=name,
    )


def edit(change: Transaction, entry_id: str, **edit: Unpack[EntryEdit]) -> Entry:
    """An entry as the user changed it; a changed text is to be analysed."""
    before = change.entry(entry_id).text
    entry = change.update_entry(entry_id, **edit)
    return entry if entry.text == before else queue(change, entry_id, jobs_for("text"))


def chosen(engine: str | None, language: str | None) -> dict[str, str]:
    """The options of a job that transcribes: what was chosen for this entry alone.

    All else is as the settings say when the job begins.
    """
    given = {"engine": engine, "language": language}
    return {name: value for name, value in given.items() if value is not None}


def queue(change: Transaction, entry_id: str, jobs: Iterable[NewJob]) -> Entry:
    """An entry with more to do."""
    change.queue(entry_id, *jobs)
    return change.entry(entry_id)


def is_shown(change: Transaction, entry_id: str) -> bool:
    """Whether there is an entry of this very id that is not deleted."""
    return change.state(entry_id) is not None and not change.is_deleted(entry_id)


def with_sound(entry: Entry) -> Entry:
    """`entry` itself. Raises AudioError if it has no sound."""
    if entry.audio is None:
        raise AudioError(_("This entry has no recording."), _("Choose an entry with a voice note."))
    return entry


def not_recording(entry: Entry) -> Entry:
    """`entry` itself. Raises SamoError if it is being recorded."""
    if entry.state == "recording":
        raise SamoError(_("This entry is being recorded."), _("Stop first, then delete it."))
    return entry


def already_added(path: Path, before: Entry) -> AlreadyAddedError:
    """The error for a file that is the sound of an entry already."""
    text = _("{file} is already in the journal, as entry {id} of {date}.")
    return AlreadyAddedError(
        text.format(file=sources.named(path), id=before.id, date=before.created_at.date()),
        _("Open that entry, or choose to add the file again."),
        before.id,
    )
