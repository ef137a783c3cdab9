"""How long the sound that waits will take to be heard, from how fast it was heard lately."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from samo_desktop.domain.events import Progress
from samo_desktop.domain.transcript import Transcript

HALF_LIFE: Final = 60.0
"""Seconds of listening after which what was measured counts half."""
EVIDENCE: Final = 2.0
"""Seconds of listening below which nothing is said: the first seconds are no measure."""


ENOUGH: Final = 60.0
"""Seconds of sound below which nothing is said of a model: a short note is no measure."""


LATELY = 20
"""Entries that tell how fast the models are on this computer."""


def seconds_a_minute(transcripts: Iterable[Transcript]) -> dict[str, float]:
    """Seconds that each model took for a minute of sound, by its name, as far as is known."""
    sound: dict[str, float] = defaultdict(float)
    took: dict[str, float] = defaultdict(float)
    for each in transcripts:
        sound[each.model] += each.seconds
        took[each.model] += each.elapsed
    return {model: 60 * took[model] / heard for model, heard in sound.items() if heard >= ENOUGH}


def too_slow(seconds: Mapping[str, float]) -> frozenset[str]:
    """Of models whose `seconds` for a minute of sound are known, those that speech outruns."""
    return frozenset(model for model, took in seconds.items() if took > 60)


class ListeningPace:
    """Hears the progress of a queue and tells how long the rest of it will take.

    Listening takes nearly all the time that a voice note needs, so that alone is counted. Seconds
    of sound and seconds on `clock` (which never runs backwards) are added up, each fading with
    `HALF_LIFE`; their quotient is the rate. For one thread at a time.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lengths: dict[str, float] = {}
        self._heard: dict[str, float] = {}
        self._last: float | None = None
        self._sound = self._time = 0.0

    def expect(self, lengths: Mapping[str, float]) -> None:
        """Which entries are still to be heard, and their whole lengths in seconds (0: unknown).

        Called again whenever that changes; an entry that is not among them any more is done with.
        """
        self._lengths = dict(lengths)
        self._heard = {entry: s for entry, s in self._heard.items() if entry in self._lengths}
        if not self._lengths:
            self._last = None  # the time until something comes is not time spent listening

    def take(self, progress: Progress) -> None:
        """Counts what `progress` says was heard since the last time."""
        length = self._lengths.get(progress.entry_id, 0.0)
        if progress.step != "transcribe" or progress.fraction is None or not length:
            return
        heard = min(1.0, max(0.0, progress.fraction)) * length
        before = self._heard.get(progress.entry_id)
        self._heard[progress.entry_id] = heard
        now = self._clock()
        if self._last is not None and before is not None and heard >= before:
            passed = now - self._last
            fading = 0.5 ** (passed / HALF_LIFE)
            self._sound = self._sound * fading + heard - before
            self._time = self._time * fading + passed
        self._last = now

    @property
    def rate(self) -> float | None:
        """Seconds of sound heard in a second; None until there was enough to go by."""
        if self._time < EVIDENCE or self._sound <= 0:
            return None
        return self._sound / self._time

    @property
    def sound_left(self) -> float:
        """Seconds of sound that are still to be heard, as far as their lengths are known."""
        return sum(
            max(0.0, length - self._heard.get(entry, 0.0))
            for entry, length in self._lengths.items()
        )

    def seconds_left_of(self, entry_id: str) -> float | None:
        """How long the rest of one that is being heard will take; None where that is not known."""
        rate, heard = self.rate, self._heard.get(entry_id)
        if rate is None or heard is None:
            return None
        return max(0.0, self._lengths[entry_id] - heard) / rate

    def seconds_left(self) -> float | None:
        """How long the rest will take, in seconds; None until there was enough to go by.

        Goes down between two points of progress too, but never below 0.
        """
        rate = self.rate
        if rate is None or not self._lengths:
            return None
        since = 0.0 if self._last is None else self._clock() - self._last
        return max(0.0, self.sound_left / rate - since)


def in_minutes(seconds: float) -> tuple[int, int]:
    """`seconds` (0 or more) as one speaks of them: whole hours and minutes.

    (0, 0) is less than a minute; from ten minutes on in steps of five.
    """
    if seconds < 45:
        return 0, 0
    minutes = max(1, round(seconds / 60))
    if minutes >= 10:
        minutes = 5 * round(seconds / 300)
    return minutes // 60, minutes % 60
