"""What Whisper is unsure of, repeats or leaves out is heard again otherwise; the better is taken.

Of sound with a pause in it Whisper sometimes writes one side alone, as sure of it as ever. So
where no word lies for long, though somebody speaks, the sides are heard each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.doubt import is_said
from samo_desktop.inference.speech.repetition import may_loop
from samo_desktop.inference.speech.speech_segmenter import Phrase
from samo_desktop.inference.speech.whisper_decoder import (
    SHORT,
    Decoder,
    Encoded,
    Reading,
    TimedWord,
)

DOUBTFUL = -0.5
"""Mean log-probability below which a text is heard again."""
GAP_SECONDS = 2.0
"""Without a word: longer than any silence that is left within a phrase."""
SHORTEST_SECONDS = 4.0
"""Of what is heard in halves."""
DEEPEST = 3
"""So many times what is heard may be halved."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What was read of `encoded`, which begins `start` seconds into the sound."""

    start: float
    encoded: Encoded
    reading: Reading
    words: tuple[TimedWord, ...]

    @property
    def loops(self) -> bool:
        """Whether nobody can have said this text."""
        reading, seconds = self.reading, self.encoded.seconds
        if not reading.ended:
            return True
        return may_loop(reading.text, seconds) and not is_said(
            reading.text, seconds, reading.logprob
        )

    @property
    def missing(self) -> float:
        """For how many seconds there is no word though there is speech."""
        ends = [0.0, *(word.end for word in self.words)]
        starts = [*(word.start for word in self.words), self.encoded.seconds]
        gaps = (start - end for end, start in zip(ends, starts, strict=True))
        return sum(gap for gap in gaps if gap >= GAP_SECONDS)


class SecondHearing:
    """Hears one stretch in a known language. `told` are tokens that the decoder is told."""

    def __init__(self, decoder: Decoder, language: str, told: Sequence[int]) -> None:
        self._decoder, self._language, self._told = decoder, language, told

    def heard(self, samples: Samples, encoded: Encoded) -> list[Piece]:
        """The words of `samples`, `encoded`: in one piece, or where that failed in several."""
        return self._best(Phrase(0.0, samples), self._piece(0.0, encoded), DEEPEST)

    def _best(self, sound: Phrase, first: Piece, deep: int) -> list[Piece]:
        best = [first]
        if not _doubtful(best):
            return best
        for other in self._others(sound, deep):
            if _rank(other) > _rank(best):
                best = other
            if not _doubtful(best):
                break
        return best

    def _others(self, sound: Phrase, deep: int) -> Iterator[list[Piece]]:
        """The sound heard otherwise: with little silence behind it, and in two halves."""
        yield [self._piece(sound.start, self._decoder.encode(sound.samples, SHORT))]
        if deep and len(sound.samples) >= SHORTEST_SECONDS * SAMPLE_RATE:
            halves = [
                self._best(
                    half, self._piece(half.start, self._decoder.encode(half.samples)), deep - 1
                )
                for half in sound.halves()
            ]
            yield [piece for half in halves for piece in half]

    def _piece(self, start: float, encoded: Encoded) -> Piece:
        reading = self._decoder.read(encoded, self._language, told=self._told)
        return Piece(start, encoded, reading, tuple(self._decoder.words(encoded, reading)))


def _doubtful(pieces: Sequence[Piece]) -> bool:
    return _logprob(pieces) < DOUBTFUL or any(p.loops or p.missing for p in pieces)


def _rank(pieces: Sequence[Piece]) -> tuple[int, float, float]:
    """The greater, the better: no loops, then nothing left out, then how sure the model is."""
    loops = sum(piece.loops for piece in pieces)
    missing = sum(piece.missing for piece in pieces)
    return -loops, -round(missing / GAP_SECONDS), _logprob(pieces)


def _logprob(pieces: Sequence[Piece]) -> float:
    tokens = [len(piece.reading.tokens) + 1 for piece in pieces]
    each = (piece.reading.logprob * n for piece, n in zip(pieces, tokens, strict=True))
    return sum(each) / sum(tokens)
