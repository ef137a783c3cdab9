"""A journal entry."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from samo_desktop.domain.emotion import Analysis, Feeling
from samo_desktop.domain.transcript import Transcript

Source = Literal["voice", "text"]
State = Literal["recording", "waiting", "analysing", "done", "failed"]
DateSource = Literal["user", "tags", "name", "file", "clock"]
"""Where the date of an entry is from: the user, a file's tags, its name or its own time, or the
clock when the entry was made."""

_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are drawn as nothing."""
KEPT_DAYS = 30
"""Days for which a deleted entry is kept, with its sound, before it goes for good."""


@dataclass(frozen=True, slots=True)
class Audio:
    """The voice note: length in seconds, samples per second, SHA-256 (hex) of the stored sound."""

    seconds: float
    sample_rate: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EntryError:
    """What went wrong with an entry, at which step, and what to do."""

    step: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `created_at` is aware.

    `title` is the user's own, or one from the text's beginning (see `domain.title`), or without any
    text `file_name`: what the file was called that the voice note came from ("" for one that was
    recorded here).
    """

    id: str
    created_at: datetime
    title: str
    text: str
    source: Source
    tags: tuple[str, ...] = ()
    state: State = "waiting"
    audio: Audio | None = None
    transcript: Transcript | None = None
    analysis: Analysis | None = None
    error: EntryError | None = None
    date_source: DateSource = "clock"
    titled: bool = False
    """Whether the title is the user's own."""
    file_name: str = ""

    def to_json(self, *, sentences: bool = True) -> dict[str, Any]:
        """The entry as JSON-ready values; `sentences=False` leaves the analysed sentences out."""
        return {
            "id": self.id,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "title": self.title,
            "text": self.text,
            "source": self.source,
            "tags": list(self.tags),
            "state": self.state,
            "audio": None
            if self.audio is None
            else {
                "seconds": round(self.audio.seconds, 3),
                "sample_rate": self.audio.sample_rate,
                "sha256": self.audio.sha256,
            },
            "transcript": self.transcript and self.transcript.to_json(),
            "analysis": self.analysis and self.analysis.to_json(sentences=sentences),
            "error": None
            if self.error is None
            else {
                "step": self.error.step,
                "message": self.error.message,
                "hint": self.error.hint,
            },
            "date_source": self.date_source,
        }


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What a list shows of an entry.

    `title` is the user's own, or the text's beginning, or the name of the file it came from;
    `first_words` is the text's beginning without line breaks; `feelings` are at most three,
    strongest first; `seconds` of sound is None for a written entry, `valence` (-1 to 1) is None
    before the analysis.
    """

    id: str
    created_at: datetime
    title: str
    first_words: str
    feelings: tuple[Feeling, ...]
    seconds: float | None
    state: State
    source: Source
    valence: float | None


def is_blank(text: str) -> bool:
    """Whether nothing of `text` can be seen: only spaces, marks and other invisible characters."""
    return all(
        character.isspace()
        or character in _BLANK_LETTERS
        or unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me")
        for character in text
    )


@dataclass(frozen=True, slots=True)
class Deleted:
    """An entry that was deleted at `at`, and goes for good at `until`; both are aware."""

    entry: Entry
    at: datetime
    until: datetime

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON-ready values, without its analysed sentences, and both times."""
        times = {"deleted_at": self.at, "kept_until": self.until}
        return self.entry.to_json(sentences=False) | {
            name: at.isoformat(timespec="seconds") for name, at in times.items()
        }
