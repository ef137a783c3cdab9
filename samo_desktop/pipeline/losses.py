"""What of a recording is lost, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samo_desktop.capture.spool import SpooledRecording
from samo_desktop.domain.entry import EntryError

SLACK_SECONDS = 0.1
"""By how much two lengths of the same sound may differ."""
MOST_PLACES = 3
"""How many places are named one by one."""

UNREADABLE = EntryError(
    "keep",
    "This recording is damaged and cannot be read.",
    "Its file stays in the journal's folder: if you have a backup of it, put that in its place and "
    "try again.",
)
_HINT = (
    "All the rest is kept. The file of the recording stays in the journal's folder: if you have a "
    "backup of it, put that in its place and try again."
)
_OPEN_HINT = "What was said in the moment before may be missing; all that was written is kept."


def loss_of(recording: SpooledRecording, stopped: Mapping[str, Any]) -> EntryError | None:
    """What is lost of a recording, for the user; None if it is whole.

    `stopped` holds what was known when it ended, if it was ended: its "seconds" and "parts".
    """
    sentences = list(_sentences(recording, stopped))
    return EntryError("keep", " ".join(sentences), _HINT) if sentences else None


def interruption_of(recording: SpooledRecording) -> EntryError | None:
    """Where a recording, of which nothing that was written is lost, was not ended as it should."""
    places, at = [], 0.0
    for part in recording.parts:
        at += part.seconds
        if part.ending == "open" and part.spans:
            places.append(at)
    if not places:
        return None
    return EntryError("keep", f"This recording was interrupted at {_listed(places)}.", _OPEN_HINT)


def _sentences(recording: SpooledRecording, stopped: Mapping[str, Any]) -> Iterator[str]:
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
        where = f" at {_listed(places)}" if len(places) <= MOST_PLACES else ", in many places,"
        yield f"About {max(lost, 0.1):.1f} s of this recording{where} are damaged."
    if ends:
        yield f"What followed {_listed(ends)} in this recording was cut off or is damaged."
    if unreadable:
        yield f"{_parts(unreadable)} of this recording cannot be read."
    gone = [*recording.missing, *range(_last(recording) + 1, int(stopped.get("parts") or 0))]
    if gone:
        verb = "is" if len(gone) == 1 else "are"
        yield f"{_parts(gone)} of this recording {verb} missing."
    short = float(stopped.get("seconds") or 0.0) - recording.seconds
    if short > SLACK_SECONDS and not ends and not unreadable and not gone:
        yield f"The last {short:.1f} s of this recording are missing."


def _last(recording: SpooledRecording) -> int:
    return max((part.number for part in recording.parts), default=-1)


def _parts(numbers: Sequence[int]) -> str:
    """ "Part 2", "Parts 2 and 3"."""
    return ("Part " if len(numbers) == 1 else "Parts ") + _joined([str(n + 1) for n in numbers])


def _listed(places: Sequence[float]) -> str:
    return _joined([f"{int(at) // 60}:{int(at) % 60:02d}" for at in places])


def _joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
