"""What of a recording is lost, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samo_desktop.capture.spool import Recording
from samo_desktop.domain.entry import EntryError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import listed, ngettext

SLACK_SECONDS = 0.1
"""By how much two lengths of the same sound may differ."""
MOST_PLACES = 3
"""How many places are named one by one."""

_HINT = N_(
    "All the rest is kept. The file of the recording stays in the journal's folder: if you have a "
    "backup of it, put that in its place and try again."
)
_OPEN_HINT = N_("What was said in the moment before may be missing; all that was written is kept.")


def unreadable() -> EntryError:
    """What to tell of a recording of which nothing can be read."""
    return EntryError(
        "keep",
        _("This recording is damaged and cannot be read."),
        _(
            "Its file stays in the journal's folder: if you have a backup of it, put that in its "
            "place and try again."
        ),
    )


def loss_of(recording: Recording, stopped: Mapping[str, Any]) -> EntryError | None:
    """What is lost of a recording, for the user; None if it is whole.

    `stopped` holds what was known when it ended, if it was ended: its "seconds" and "parts".
    """
    sentences = list(_sentences(recording, stopped))
    return EntryError("keep", " ".join(sentences), _(_HINT)) if sentences else None


def interruption_of(recording: Recording) -> EntryError | None:
    """Where a recording, of which nothing that was written is lost, was not ended as it should."""
    places, at = [], 0.0
    for part in recording.parts:
        at += part.seconds
        if part.ending == "open" and part.spans:
            places.append(at)
    if not places:
        return None
    message = _("This recording was interrupted at {places}.").format(places=_listed(places))
    return EntryError("keep", message, _(_OPEN_HINT))


def _sentences(recording: Recording, stopped: Mapping[str, Any]) -> Iterator[str]:
    places, lost, ends, at = list[float](), 0.0, list[float](), 0.0
    unreadable = [part.number for part in recording.parts if not (part.blank or part.info)]
    for part in recording.parts:
        cut = part.ending in ("torn", "damaged") and bool(part.gaps)
        for gap in part.gaps[:-1] if cut else part.gaps:
            places.append(at + gap.at)
            lost += gap.seconds
        at += part.seconds
        if cut:
            ends.append(at)
    if places:
        sentence = (
            _("About {seconds} s of this recording at {places} are damaged.")
            if len(places) <= MOST_PLACES
            else _("About {seconds} s of this recording, in many places, are damaged.")
        )
        yield sentence.format(seconds=f"{max(lost, 0.1):.1f}", places=_listed(places))
    if ends:
        yield _("What followed {places} in this recording was cut off or is damaged.").format(
            places=_listed(ends)
        )
    if unreadable:
        yield ngettext(
            "Part {numbers} of this recording cannot be read.",
            "Parts {numbers} of this recording cannot be read.",
            len(unreadable),
        ).format(numbers=_numbered(unreadable))
    gone = [*recording.missing, *range(_last(recording) + 1, int(stopped.get("parts") or 0))]
    if gone:
        yield ngettext(
            "Part {numbers} of this recording is missing.",
            "Parts {numbers} of this recording are missing.",
            len(gone),
        ).format(numbers=_numbered(gone))
    short = float(stopped.get("seconds") or 0.0) - recording.seconds
    if short > SLACK_SECONDS and not ends and not unreadable and not gone:
        yield _("The last {seconds} s of this recording are missing.").format(
            seconds=f"{short:.1f}"
        )


def _last(recording: Recording) -> int:
    return max((part.number for part in recording.parts), default=-1)


def _numbered(numbers: Sequence[int]) -> str:
    """Parts as people count them."""
    return listed(str(number + 1) for number in numbers)


def _listed(places: Sequence[float]) -> str:
    return listed(f"{int(at) // 60}:{int(at) % 60:02d}" for at in places)
