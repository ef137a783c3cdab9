"""The words of a voice note, and whether they are in the entry's text."""

from __future__ import annotations

from samo_desktop.domain.entry import Entry
from samo_desktop.domain.typed import has_words
from samo_desktop.messages import gettext as _


def heard_in(entry: Entry) -> str:
    """The words that were heard last in the entry's voice note, as they are written down; "" if
    there are none."""
    return entry.transcript.written if entry.transcript else ""


def left_out(before: Entry | None, entry: Entry, note: str) -> str:
    """Says that new words were not put into a text that the user had changed.

    `before` is what was shown of the same entry until now, `note` what was said of it.
    """
    heard = heard_in(entry)
    if before is None or before.id != entry.id or has_words(entry.text, heard):
        return ""
    if before.transcript and heard != before.transcript.written:
        return _(
            "You changed the text, so it stays as it is. The new words are under “Transcript”."
        )
    return note
