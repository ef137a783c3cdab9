"""What of a recording is lost, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from samo_desktop.capture.spool import SpooledRecording
from samo_desktop.domain.entry import EntryError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed, ngettext

SLACK_SECONDS: Final = 0.1
"""By how much two lengths of the same sound may differ. Our choice: five packets of Opus, which
last 20 ms each and of which the last is filled up."""
MOST_PLACES: Final = 3
"""How many places are named one by one: our choice, for a sentence that is read at a glance."""


def unreadable() -> EntryError:
    """What an entry says whose recording cannot be read at all."""
    return EntryError(
        "keep",
        _("This recording is damaged and cannot be read."),
        _(
            "Its file stays in the journal's folder. If you have a backup of that file, "
            "restore it and try again."
        ),
    )


def loss_of(recording: SpooledRecording, stopped: Mapping[str, Any]) -> EntryError | None:
    """What is lost of a recording, for the user; None if it is whole.

    `stopped` holds what was known when it ended, if it was ended: its "seconds" and "parts".
    """
    sentences = list(_sentences(recording, stopped))
    if not sentences:
        return None
    hint = _(
        "Everything else is safe. The file of the recording stays in the journal's "
        "folder. If you have a backup of that file, restore it and try again."
    )
    return EntryError("keep", " ".join(sentences), hint)


def interruption_of(recording: SpooledRecording) -> EntryError | None:
    """Where a recording, of which nothing that was written is lost, was not ended as it should."""
    places, at = [], 0.0
    for part in recording.parts:
        at += part.seconds
        if part.ending == "open" and part.spans:
            places.append(at)
    if not places:
        return None
    return EntryError(
        "keep",
        _("This recording was interrupted at {places}.").format(places=_listed(places)),
        _("The moment before may be missing. Everything that was saved is kept."),
    )


def _sentences(recording: SpooledRecording, stopped: Mapping[str, Any]) -> Iterator[str]:
    places, lost, ends, at = list[float](), 0.0, list[float](), 0.0
    broken = [part.number for part in recording.parts if not (part.blank or part.info)]
    for part in recording.parts:
        cut = part.ending in ("torn", "damaged") and bool(part.gaps)
        for gap in part.gaps[:-1] if cut else part.gaps:
            places.append(at + gap.at)
            lost += gap.seconds
        at += part.seconds
        if cut:
            ends.append(at)
    if places:
        yield _damaged(places, max(lost, 0.1))
    if ends:
        yield _("This recording is cut off or damaged after {places}.").format(places=_listed(ends))
    if broken:
        sentence = ngettext(
            "Part {parts} of this recording cannot be read.",
            "Parts {parts} of this recording cannot be read.",
            len(broken),
        )
        yield sentence.format(parts=_parts(broken))
    gone = [*recording.missing, *range(_last(recording) + 1, int(stopped.get("parts") or 0))]
    if gone:
        sentence = ngettext(
            "Part {parts} of this recording is missing.",
            "Parts {parts} of this recording are missing.",
            len(gone),
        )
        yield sentence.format(parts=_parts(gone))
    short = float(stopped.get("seconds") or 0.0) - recording.seconds
    if short > SLACK_SECONDS and not ends and not broken and not gone:
        yield _("The last {seconds} s of this recording are missing.").format(
            seconds=f"{short:.1f}"
        )


def _damaged(places: Sequence[float], lost: float) -> str:
    """So many seconds are lost, at these places."""
    if len(places) > MOST_PLACES:
        sentence = _("About {seconds} s of this recording, in many places, are damaged.")
    else:
        sentence = _("About {seconds} s of this recording at {places} are damaged.")
    return sentence.format(seconds=f"{lost:.1f}", places=_listed(places))


def _last(recording: SpooledRecording) -> int:
    return max((part.number for part in recording.parts), default=-1)


def _parts(numbers: Sequence[int]) -> str:
    """ "2", "2 and 3": parts are counted from 1 for the user."""
    return listed(str(number + 1) for number in numbers)


def _listed(places: Sequence[float]) -> str:
    """Places in a recording, in seconds, as "1:05 and 2:10"."""
    return listed(f"{int(at) // 60}:{int(at) % 60:02d}" for at in places)
