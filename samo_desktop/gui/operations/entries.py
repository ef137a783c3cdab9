"""What the user does to entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.operations.changes import Changes, Inverse, Operation, Outcome, changed
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App


def write(text: str, *, title: str = "", tags: Sequence[str] = ()) -> Operation[Entry]:
    """Saves a new text as an entry."""

    def work(app: App) -> Outcome[Entry]:
        entry = app.entries.write(text, title=title, tags=tags)
        return Outcome(changed(entry.id, listed=True), entry)

    return Operation(work)


def edit(
    entry_id: str,
    *,
    text: str | None = None,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    beside: str | None = None,
) -> Operation[Entry]:
    """Saves what was typed into an entry; see `EntryService.edit`.

    Only other tags are undone from here: the fields that were typed in undo by themselves.
    """

    def work(app: App) -> Outcome[Entry]:
        before = () if tags is None else app.entries.get(entry_id).tags
        entry = app.entries.edit(entry_id, text=text, title=title, tags=tags, beside=beside)
        if tags is None or entry.tags == before:
            return Outcome(changed(entry_id), entry)
        inverse = _inverse(
            N_("Undo changing the tags"), N_("Change the tags again"),
            edit(entry_id, tags=before), entry_id,
        )  # fmt: skip
        return Outcome(changed(entry_id), entry, inverse)

    return Operation(work)


def take_words(
    entry_id: str, text: str, *, expected: str | None = None
) -> Operation[tuple[Entry, str]]:
    """Puts other words in the place of an entry's text; the entry, and what its text was.

    ChangedError if the text is not the one that is `expected`: what was typed since stays.
    """

    def work(app: App) -> Outcome[tuple[Entry, str]]:
        entry, before = app.entries.replace_text(entry_id, text, expected=expected)
        inverse = _inverse(
            N_("Undo using the transcript"), N_("Use the transcript again"),
            take_words(entry_id, before, expected=entry.text), entry_id,
        )  # fmt: skip
        return Outcome(changed(entry_id), (entry, before), inverse)

    return Operation(work)


def change_date(entry_id: str, at: datetime) -> Operation[Entry]:
    """Gives an entry another date and time."""

    def work(app: App) -> Outcome[Entry]:
        before = app.entries.get(entry_id).created_at
        entry = app.entries.edit(entry_id, at=at)
        inverse = _inverse(
            N_("Undo changing the date"), N_("Change the date again"),
            change_date(entry_id, before), entry_id,
        )  # fmt: skip
        return Outcome(changed(entry_id, listed=True), entry, inverse, _("The date was changed."))

    return Operation(work)


def delete(entry_id: str) -> Operation[Entry]:
    """Deletes an entry; it is kept for a while, and can be brought back."""

    def work(app: App) -> Outcome[Entry]:
        entry = app.entries.delete(entry_id)
        inverse = _inverse(N_("Undo deleting"), N_("Delete again"), _bring_back(entry_id), entry_id)
        changes = changed(entry_id, listed=True, feelings=True)
        return Outcome(changes, entry, inverse, _("The entry was deleted."))

    return Operation(work)


def _bring_back(entry_id: str) -> Operation[Entry]:
    """Undoes `delete`."""

    def work(app: App) -> Outcome[Entry]:
        entry = app.entries.undelete(entry_id)
        again = _inverse(N_("Undo deleting"), N_("Delete again"), delete(entry_id), entry_id)
        return Outcome(changed(entry_id, listed=True, feelings=True), entry, again)

    return Operation(work)


def undelete(entry_ids: Sequence[str]) -> Operation[list[Entry]]:
    """Brings deleted entries back."""

    def work(app: App) -> Outcome[list[Entry]]:
        entries = app.entries.undelete_several(entry_ids)
        return Outcome(changed(*entry_ids, listed=True, feelings=True), entries)

    return Operation(work)


def purge(entry_ids: Sequence[str]) -> Operation[int]:
    """Removes deleted entries for good; how many."""

    def work(app: App) -> Outcome[int]:
        app.entries.purge_several(entry_ids)
        return Outcome(changed(*entry_ids, listed=True, feelings=True), len(entry_ids))

    return Operation(work)


def analyse_again(entry_id: str) -> Operation[Entry]:
    """Has an entry's feelings named anew."""
    return _queued(entry_id, lambda app: app.entries.analyse_again(entry_id))


def transcribe_again(entry_id: str, model: str, language: str) -> Operation[Entry]:
    """Has an entry's words written down anew by `model`; `language` "" as it is spoken."""
    again = partial(_transcribe_again, entry_id, model, language)
    return _queued(entry_id, again, slow=True)  # it looks for the model


def _transcribe_again(entry_id: str, model: str, language: str, app: App) -> Entry:
    return app.entries.transcribe_again(entry_id, model, language)


def retry(entry_id: str) -> Operation[Entry]:
    """Goes on from the step that failed or was cancelled."""
    return _queued(entry_id, lambda app: app.entries.retry(entry_id))


def cancel(entry_id: str) -> Operation[None]:
    """Stops the work on an entry."""

    def work(app: App) -> Outcome[None]:
        app.entries.cancel(entry_id)
        return Outcome(changed(entry_id), None)

    return Operation(work)


def cancel_all() -> Operation[list[str]]:
    """Stops all work; the ids of the entries that it was for."""

    def work(app: App) -> Outcome[list[str]]:
        jobs = app.entries.jobs(states=("queued", "running"))
        ids = list(dict.fromkeys(job.entry_id for job in jobs))
        app.entries.cancel_all()
        return Outcome(Changes(frozenset(ids)), ids)

    return Operation(work)


def back_in_words(number: int) -> str:
    """What is said of entries that were brought back."""
    return ngettext("The entry was restored.", "{n} entries were restored.", number).format(
        n=number
    )


def gone_in_words(number: int) -> str:
    """What is said of entries that are gone for good."""
    text = ngettext("The entry was deleted for good.", "{n} entries were deleted for good.", number)
    return text.format(n=number)


def _queued(entry_id: str, do: Callable[[App], Entry], *, slow: bool = False) -> Operation[Entry]:
    return Operation(lambda app: Outcome(changed(entry_id), do(app)), slow)


def _inverse(undo: str, redo: str, operation: Operation[object], entry_id: str) -> Inverse:
    return Inverse(undo, redo, operation, frozenset((entry_id,)))
