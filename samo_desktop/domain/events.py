"""What long work says while it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Step = Literal["keep", "transcribe", "analyse", "summarise"]
"""A step of the pipeline: see `pipeline.plan`, where each has its row."""

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A point of progress and of cancellation. `fraction` is 0..1, or None if it is not known."""

    entry_id: str
    step: Step
    fraction: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of a recording under way: `words` are final; a `draft` replaces the one before it.

    None leaves the draft as it was.
    """

    entry_id: str
    words: str = ""
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class NoLiveWords:
    """The recording under way cannot be transcribed while it is spoken; `message` says why.

    The recording itself goes on.
    """

    entry_id: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class EntryChanged:
    """The stored entry is not what it was: views that show it read it again."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job came to its end, whichever it was."""

    entry_id: str
    step: Step
    state: JobState


@dataclass(frozen=True, slots=True)
class WorkStopped:
    """The background work itself failed, and goes on only at the next start. Nothing is lost."""

    message: str
    hint: str


Event = Progress | Spoken | NoLiveWords | EntryChanged | JobEnded | WorkStopped
