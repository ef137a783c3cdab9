"""What a row of the list says of an entry, drawn and read aloud alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from samo_desktop.domain.standing import Standing
from samo_desktop.gui.recording import words
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _
from samo_desktop.messages import pgettext

if TYPE_CHECKING:
    from samo_desktop.domain.entry import EntryRow

_ICONS = {Standing.STARTING: "record", Standing.RECORDING: "record", Standing.PAUSED: "pause"}
"""Of a recording that is as it should be."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an entry is that is not ready: in words, with an icon or none, in a colour."""

    text: str
    icon: str = ""
    colour: str = "muted"


def lies_right(text: str) -> bool:
    """Whether `text` is written from right to left: its first letter says so."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def title(row: EntryRow) -> str:
    """The entry's title as on its own page, or what kind of entry it is."""
    if row.title:
        return " ".join(row.title.split())
    if row.source != "voice":
        return _("Empty entry")
    if not row.seconds:
        return _("Voice note")
    return _("Voice note, {length}").format(length=formats.length(row.seconds))


def preview(row: EntryRow, shown: str = "") -> str:
    """The words after the title; or why there are none, where that is known.

    Of a title that is the text's beginning perhaps only `shown` has room: words go on from there.
    """
    words, begun = row.first_words, title(row).rstrip("…") if row.title else ""
    if begun and words[: len(begun)].casefold() == begun.casefold():
        if shown.endswith("…") and len(shown) <= len(begun):
            begun = shown[:-1].rpartition(" ")[0] or shown[:-1]
        words = words[len(begun) :].lstrip(" .,;:!?…-–—")
    if not words and not row.title and row.source == "voice":
        if row.state == "done":
            return _("No speech found")
        if row.state == "failed":
            return _("Not transcribed")
    return words


def mark(row: EntryRow, standing: Standing | None = None) -> Mark | None:
    """How far the entry is; None for one that is ready."""
    if row.state == "recording":
        standing = standing or Standing.RECORDING
        icon = _ICONS.get(standing, "warning")
        return Mark(words.in_row(standing), icon, "ink" if icon == "warning" else "red")
    if row.state == "failed":
        return Mark(pgettext("An entry", "Problem"), "warning", "ink")
    if row.state == "waiting":
        return Mark(pgettext("An entry", "Queued"))
    if row.state == "analysing":
        heard = row.source != "voice" or row.first_words
        return Mark(_("Analysing…") if heard else _("Transcribing…"))
    return None


def length(row: EntryRow) -> str:
    """The length of the voice note, where the title does not tell it."""
    return formats.length(row.seconds) if row.seconds and row.title else ""


def spoken(row: EntryRow, today: date, standing: Standing | None = None) -> str:
    """Everything that the row shows, as one sentence."""
    how = mark(row, standing)
    parts = [
        formats.day(row.created_at.date(), today),
        formats.clock(row.created_at),
        title(row),
        how.text if how else "",
        preview(row) if not row.title else "",
        formats.listed(formats.feeling(found.label) for found in row.feelings),
    ]
    if length(row):
        parts.append(_("voice note, {length}").format(length=length(row)))
    return ", ".join(part for part in parts if part)
