"""A recording from its first block to its last, heard by Whisper: from a file, or while spoken."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import chain

from samo_desktop.domain.transcript import Heard, Segment
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.chunk_packing import Window, windows
from samo_desktop.inference.speech.interim_results import InterimResults
from samo_desktop.inference.speech.speech_segmenter import Cutter, Pauses, Phrase, cut
from samo_desktop.inference.speech.whisper_hearing import HeardWindow, Hearing

WHOLE = Pauses(long=1.0)
"""Phrases of a file: with more silence in it, Whisper may pass over the words on one side."""
LIVE = Pauses(long=1.2, short=0.5, enough=8.0, limit=15.0)
"""Phrases while they are spoken: what is left at the end of a recording is heard in two seconds."""
BEHIND_SECONDS = 2.0
"""So late, drafts are left out until the final words have caught up."""
FAR_BEHIND_SECONDS = 8.0
"""So late, what was said is heard in haste from then on: this computer cannot keep up."""


def from_file(
    hearing: Hearing, blocks: Iterable[Samples], pauses: Pauses | None = None
) -> Iterator[Heard]:
    """Hears neighbouring phrases together. Holds what is heard at once, and a phrase."""
    packing = _Packing()
    seconds = told = 0.0
    for seconds, phrase in cut(blocks, pauses or WHOLE):
        for window in chain.from_iterable(packing.take(*t) for t in _turns(hearing, phrase)):
            told = max(told, window.end)
            yield from _heard(told, hearing.take(hearing.hear(window)))
        told = max(told, packing.since(seconds))
        yield Heard(told)
    for window in packing.rest():
        yield from _heard(window.end, hearing.take(hearing.hear(window)))
    yield from _heard(seconds, hearing.rest())
    yield Heard(seconds)


def while_spoken(
    hearing: Hearing, blocks: Iterable[Samples], pauses: Pauses | None = None
) -> Iterator[Heard]:
    """Hears each phrase when it has ended, and tells drafts of the one under way.

    `Heard.seconds` is what was taken in: it lags behind the recording while words are late. Where
    they are too late, the rest is heard in haste, and `hearing` is provisional.
    """
    cutter, lag = Cutter(pauses or LIVE), _Lag()
    drafts = hearing.drafts()
    interim = InterimResults(hearing.hear_phrase, drafts.of)
    for ended in chain(map(cutter.take, lag.measured(blocks)), map(Cutter.end, [cutter])):
        hearing.provisional |= lag.seconds > FAR_BEHIND_SECONDS
        told = False
        for found in filter(None, map(interim.final, ended)):
            final = chain.from_iterable(map(hearing.take, found.stretches))
            for heard in _heard(cutter.seconds, final):
                told = True
                yield heard
        draft = None if lag.seconds > BEHIND_SECONDS else interim.of(cutter)
        if draft is not None or (ended and hearing.waiting):
            yield Heard(cutter.seconds, None, f"{hearing.waiting} {draft or ''}".strip())
        elif not told:
            yield Heard(cutter.seconds)
    yield from _heard(cutter.seconds, hearing.rest())
    yield Heard(cutter.seconds)


def _heard(seconds: float, found: Iterable[HeardWindow]) -> Iterator[Heard]:
    segments: Iterable[Segment] = (s for each in found for s in each.passage.segments)
    return (Heard(seconds, segment, "") for segment in segments)


def _turns(hearing: Hearing, phrase: Phrase | None) -> list[tuple[Phrase, str]]:
    return hearing.turns(phrase) if phrase else []


class _Packing:
    """Phrases of one language that are not heard yet, for their window has room for more."""

    def __init__(self) -> None:
        self._phrases: list[Phrase] = []
        self._language = ""

    def take(self, phrase: Phrase, language: str) -> list[Window]:
        """Takes the next phrase; what is to be heard now. `language` is "" if it is not sure."""
        if language and self._language not in ("", language):
            ready, self._phrases, self._language = windows(self._phrases), [phrase], language
            return ready
        self._language = language or self._language
        *ready, last = windows([*self._phrases, phrase])
        self._phrases = list(last.phrases)
        return ready

    def rest(self) -> list[Window]:
        """What is left to be heard at the end."""
        return windows(self._phrases)

    def since(self, seconds: float) -> float:
        """Up to where the recording was heard, when `seconds` of it were taken in."""
        return self._phrases[0].start if self._phrases else seconds


class _Lag:
    """How late a recording under way is heard. Waiting for more of it is not lateness."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def measured(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """The blocks as they come. What is done between two of them makes it later, by so long."""
        clock, worked = time.perf_counter, 0.0
        iterator, asked = iter(blocks), clock()
        while (block := next(iterator, None)) is not None:
            begun = clock()
            sound = len(block) / SAMPLE_RATE
            # One has caught up where one waits; so a recording may also be paused.
            waited = min(begun - asked, sound)
            self.seconds = max(0.0, self.seconds + worked + waited - sound)
            yield block
            asked = clock()
            worked = asked - begun
