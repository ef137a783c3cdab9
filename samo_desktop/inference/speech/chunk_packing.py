"""Phrases heard together: Whisper takes as long for a second of sound as for thirty.

It always looks at 30 s, filled up with silence, so a note with many pauses would cost many times
its length. Neighbouring phrases are put one after the other, as faster-whisper itself does with
what its voice activity filter leaves, and times are put back to where each phrase lies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.speech_segmenter import Phrase

LIMIT = 28.0
"""Seconds of a window of several phrases: the longest phrase, and less than Whisper's 30."""


@dataclass(frozen=True, slots=True)
class Window:
    """One phrase or more, in order, that a model hears as one stretch of sound."""

    phrases: tuple[Phrase, ...]

    @property
    def samples(self) -> Samples:
        """What the model hears: mono at 16 kHz."""
        if len(self.phrases) == 1:
            return self.phrases[0].samples
        return np.concatenate([phrase.samples for phrase in self.phrases])

    @property
    def seconds(self) -> float:
        """How long it is."""
        return sum(map(length, self.phrases))

    @property
    def end(self) -> float:
        """Where its last phrase ends in the recording, in seconds."""
        return self.phrases[-1].end

    def surest(self, at: float) -> float:
        """The highest probability of speech in the phrase `at` so many seconds of the recording."""
        begun = [phrase for phrase in self.phrases if phrase.start <= at]
        return (begun[-1] if begun else self.phrases[0]).surest

    def silence(self, first: float, then: float) -> float:
        """Seconds between the phrases `first` and `then` of the recording lie in; 0 in one."""
        ended = [phrase.end for phrase in self.phrases if phrase.start <= first]
        begun = [phrase.start for phrase in self.phrases if phrase.start <= then]
        return max(0.0, begun[-1] - ended[-1]) if ended and begun else 0.0

    def place(self, start: float, end: float) -> tuple[float, float]:
        """Where `start`..`end`, in seconds into the window, lie in the recording.

        Never outside a phrase. What begins where two phrases meet belongs to the later one, what
        ends there to the earlier one.
        """
        begun = self._at(start, later=True)
        return begun, max(begun, self._at(end, later=False))

    def place_word(self, start: float, end: float) -> tuple[float, float]:
        """As `place`, for what was said within one phrase: the one in which its middle lies."""
        phrase, offset = self._phrase((start + end) / 2, later=True)
        begun, ended = (
            min(max(phrase.start + at - offset, phrase.start), phrase.end) for at in (start, end)
        )
        return begun, max(begun, ended)

    def _at(self, seconds: float, *, later: bool) -> float:
        phrase, offset = self._phrase(seconds, later=later)
        return min(phrase.start + max(0.0, seconds - offset), phrase.end)

    def _phrase(self, seconds: float, *, later: bool) -> tuple[Phrase, float]:
        """The phrase at `seconds` into the window, and where in the window it begins."""
        begin = 0.0
        for phrase, end in zip(self.phrases, self._ends(), strict=True):
            if seconds < end or (not later and seconds == end):
                return phrase, begin
            begin = end
        last = self.phrases[-1]
        return last, begin - length(last)

    def _ends(self) -> Iterable[float]:
        return accumulate(length(phrase) for phrase in self.phrases)


def length(phrase: Phrase) -> float:
    """Seconds that a phrase lasts."""
    return len(phrase.samples) / SAMPLE_RATE


def windows(phrases: Iterable[Phrase], limit: float = LIMIT) -> list[Window]:
    """`phrases`, in order, in as few windows of at most `limit` seconds as that allows.

    A longer phrase has a window of its own; a `limit` of 0 gives each phrase its own.
    """
    found: list[list[Phrase]] = []
    seconds = 0.0
    for phrase in phrases:
        seconds += length(phrase)
        if found and seconds <= limit:
            found[-1].append(phrase)
        else:
            found.append([phrase])
            seconds = length(phrase)
    return [Window(tuple(part)) for part in found]
