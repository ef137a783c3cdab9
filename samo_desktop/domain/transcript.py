"""What was said, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

LANGUAGE_UNCERTAIN = N_(
    "It is not certain which language this is. If the words are wrong, choose the language and "
    "transcribe it again."
)
"""A note on a transcript."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, said from `start` to `end` in seconds; `confidence` 0..1, None if unknown."""

    start: float
    end: float
    text: str
    confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The word as JSON-ready values, seconds rounded to the millisecond."""
        return _spoken(self)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech, `start` to `end` in seconds; `confidence` 0..1, None if unknown.

    `words` are its words in order, where the engine tells when each was said; else none.
    """

    start: float
    end: float
    text: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()

    def to_json(self, *, whole: bool = False) -> dict[str, Any]:
        """The segment as JSON-ready values; `whole` adds its words, if it has any."""
        words = {"words": [word.to_json() for word in self.words]} if whole and self.words else {}
        return _spoken(self) | words


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound up to `seconds` from the start was heard; `segment` holds the words, if it held any.

    `draft` are the words of what is being said just now, which may still change; None says
    nothing new about them.
    """

    seconds: float
    segment: Segment | None = None
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one recording, by the engine and model that heard them.

    `language` is an ISO 639-1 code; `seconds` is the length of the audio and `elapsed` the time
    that transcribing took, both in seconds. `made_at` is when it was made (aware), None if that
    was not kept. `notes` are sentences on what could not be heard, or was left out, for the user.
    `readable` are the words as they were written into the entry's text; "" if as they were heard.
    A `provisional` one was heard in haste, and stands until another one is there.
    `accepted` are the places, among all that were heard, of words that the user said are right.
    """

    text: str
    language: str
    engine: str
    model: str
    segments: tuple[Segment, ...]
    seconds: float
    elapsed: float
    made_at: datetime | None = None
    notes: tuple[str, ...] = ()
    readable: str = ""
    provisional: bool = False
    accepted: tuple[int, ...] = ()

    @property
    def language_uncertain(self) -> bool:
        """Whether another language may have been spoken."""
        return not {LANGUAGE_UNCERTAIN, _(LANGUAGE_UNCERTAIN)}.isdisjoint(self.notes)

    @property
    def written(self) -> str:
        """The words as they stand in the entry's text while nobody edits them."""
        return self.readable or self.text

    def to_json(self, *, whole: bool = False) -> dict[str, Any]:
        """The transcript as JSON-ready values, seconds rounded to the millisecond.

        "notes" is there only if there are any. `whole` adds what is kept but not shown unless
        asked for: the words of each segment, when it was made, how it was written down, and which
        of its words the user accepted.
        """
        made = {"made_at": self.made_at.isoformat()} if whole and self.made_at else {}
        return {
            "text": self.text,
            "language": self.language,
            "engine": self.engine,
            "model": self.model,
            "segments": [segment.to_json(whole=whole) for segment in self.segments],
            "seconds": round(self.seconds, 3),
            "elapsed": round(self.elapsed, 3),
            **({"notes": list(self.notes)} if self.notes else {}),
            **({"readable": self.readable} if whole and self.readable else {}),
            **({"provisional": True} if whole and self.provisional else {}),
            **({"accepted": list(self.accepted)} if whole and self.accepted else {}),
            **made,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Transcript:
        """The inverse of `to_json(whole=True)` (up to its rounding); what is missing is empty."""
        made_at = data.get("made_at")
        return cls(
            data["text"],
            data["language"],
            data["engine"],
            data["model"],
            tuple(_segment(segment) for segment in data["segments"]),
            data["seconds"],
            data["elapsed"],
            datetime.fromisoformat(made_at) if made_at else None,
            tuple(data.get("notes", ())),
            data.get("readable", ""),
            data.get("provisional", False),
            tuple(data.get("accepted", ())),
        )


def _spoken(said: Word | Segment) -> dict[str, Any]:
    return {
        "start": round(said.start, 3),
        "end": round(said.end, 3),
        "text": said.text,
        "confidence": None if said.confidence is None else round(said.confidence, 4),
    }


def _segment(data: dict[str, Any]) -> Segment:
    words = tuple(Word(**word) for word in data.get("words", ()))
    return Segment(data["start"], data["end"], data["text"], data["confidence"], words)
