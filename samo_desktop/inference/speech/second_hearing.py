"""What Whisper is unsure of, repeats or leaves out is heard again otherwise.

Of what it is unsure of, the text is taken that agrees best with all that it thinks possible. Of
sound with a pause in it Whisper sometimes writes one side alone, as sure of it as ever: where no
word lies for long, though somebody speaks, the halves are heard each by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samo_desktop.inference.ports import Samples
from samo_desktop.inference.speech.consensus import likeliest
from samo_desktop.inference.speech.repetition import may_loop
from samo_desktop.inference.speech.speech_segmenter import Phrase
from samo_desktop.inference.speech.whisper_decoder import (
    SHORT,
    Decoder,
    Encoded,
    Reading,
    TimedWord,
)

DOUBTFUL = -0.4
"""Mean log-probability below which a text is doubtful."""
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
        """Whether its text may be a loop: then it is heard again, for a loop is sure of itself."""
        return not self.reading.ended or may_loop(self.reading.text, self.encoded.seconds)

    @property
    def failed(self) -> bool:
        """Whether its text is not all that was said, or more."""
        return self.loops or self.missing > 0

    @property
    def missing(self) -> float:
        """For how many seconds there is no word though there is speech."""
        ends = [0.0, *(word.end for word in self.words)]
        starts = [*(word.start for word in self.words), self.encoded.seconds]
        gaps = (start - end for end, start in zip(ends, starts, strict=True))
        return sum(gap for gap in gaps if gap >= GAP_SECONDS)


class SecondHearing:
    """Hears one stretch in a known language."""

    def __init__(self, decoder: Decoder, language: str) -> None:
        self._decoder, self._language = decoder, language

    def heard(self, samples: Samples, encoded: Encoded) -> list[Piece]:
        """The words of `samples`, `encoded`: in one piece, or where that failed in several."""
        return self._heard(Phrase(0.0, samples), encoded, DEEPEST)

    def _heard(self, sound: Phrase, encoded: Encoded, deep: int) -> list[Piece]:
        first = self._piece(sound.start, encoded, self._read(encoded))
        if not first.failed and first.reading.logprob >= DOUBTFUL:
            return [first]
        short = self._decoder.encode(sound.samples, SHORT)
        again = self._piece(sound.start, short, self._read(short))
        if not first.failed and not again.failed:
            likely = likeliest([first.reading.hypotheses, again.reading.hypotheses])
            reading = replace(first.reading, hypotheses=(likely,))
            return [self._piece(sound.start, encoded, reading)]
        best = max([first], [again], key=_rank)
        if again.failed and deep and first.encoded.seconds >= SHORTEST_SECONDS:
            halves = (self._half(half, deep - 1) for half in sound.halves())
            best = max(best, [piece for half in halves for piece in half], key=_rank)
        return best

    def _half(self, sound: Phrase, deep: int) -> list[Piece]:
        return self._heard(sound, self._decoder.encode(sound.samples), deep)

    def _read(self, encoded: Encoded) -> Reading:
        return self._decoder.read(encoded, self._language)

    def _piece(self, start: float, encoded: Encoded, reading: Reading) -> Piece:
        return Piece(start, encoded, reading, tuple(self._decoder.words(encoded, reading)))


def _rank(pieces: Sequence[Piece]) -> tuple[int, float, float]:
    """The greater, the better: no loops, then nothing left out, then how sure the model is."""
    loops = sum(piece.loops for piece in pieces)
    missing = sum(piece.missing for piece in pieces)
    return -loops, -round(missing / GAP_SECONDS), _logprob(pieces)


def _logprob(pieces: Sequence[Piece]) -> float:
    tokens = [len(piece.reading.tokens) + 1 for piece in pieces]
    each = (piece.reading.logprob * n for piece, n in zip(pieces, tokens, strict=True))
    return sum(each) / sum(tokens)
