"""What was said, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech, `start` to `end` in seconds; `confidence` 0..1, None if unknown."""

    start: float
    end: float
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound up to `seconds` from the start was heard; `segment` holds the words, if it held any."""

    seconds: float
    segment: Segment | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one recording, by the engine and model that heard them.

    `language` is an ISO 639-1 code; `seconds` is the length of the audio and `elapsed` the time
    that transcribing took, both in seconds.
    """

    text: str
    language: str
    engine: str
    model: str
    segments: tuple[Segment, ...]
    seconds: float
    elapsed: float

    def to_json(self) -> dict[str, Any]:
        """The transcript as JSON-ready values, seconds rounded to the millisecond."""
        return {
            "text": self.text,
            "language": self.language,
            "engine": self.engine,
            "model": self.model,
            "segments": [
                {
                    "start": round(s.start, 3),
                    "end": round(s.end, 3),
                    "text": s.text,
                    "confidence": None if s.confidence is None else round(s.confidence, 4),
                }
                for s in self.segments
            ],
            "seconds": round(self.seconds, 3),
            "elapsed": round(self.elapsed, 3),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Transcript:
        """The inverse of `to_json` (up to its rounding)."""
        segments = tuple(Segment(**s) for s in data["segments"])
        return cls(**{**data, "segments": segments})
