"""Cuts a recording into phrases, so that a speech model sees speech and never a long silence.

Silero VAD (MIT, the ONNX file that faster-whisper carries) gives the probability of speech for
each window of 32 ms. A phrase is as long as a model reads well: context helps it, so short pauses
do not end a phrase. Phrases never overlap, so no word can come twice.
"""

from __future__ import annotations

import importlib.util
import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.runtime import session
from samo_desktop.messages import gettext as _

WINDOW = 512
"""Samples in a window; Silero VAD accepts no other number at 16 kHz."""
CONTEXT = 64
"""Samples before each window that the model is given with it."""
WINDOW_SECONDS = WINDOW / SAMPLE_RATE

SPEECH_STARTS = 0.4
SPEECH_GOES_ON = 0.25
"""Lower than what it takes to begin: else soft syllables would end a phrase."""
PAD_SECONDS = 0.2
"""Kept before and after what was recognised as speech: consonants are quiet."""
MIN_SPEECH_SECONDS = 0.2
PAUSE_SECONDS = 0.4
"""Of silence within a phrase, where a sentence may end."""
SHORTEST_PART = 1.5
"""Seconds of a part of a phrase that is heard by itself."""
QUIET = 1600
"""Samples over which loudness is taken when a phrase is cut in two."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """When a phrase ends. All in seconds.

    A silence of `long` ends any phrase; once it is `enough` long, a silence of `short` does; at
    `limit` it is cut at its quietest moment of the last quarter.
    """

    long: float = 2.0
    short: float = 0.5
    enough: float = 15.0
    limit: float = 28.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Speech from `start` seconds on: mono samples at 16 kHz.

    `surest` is the highest probability of speech, 0..1, in any of its windows. `pauses` are the
    middles of the silences within it, in seconds from its start.
    """

    start: float
    samples: Samples
    surest: float = 1.0
    pauses: tuple[float, ...] = ()

    @property
    def end(self) -> float:
        """Where it ends, in seconds from the start of the recording."""
        return self.start + len(self.samples) / SAMPLE_RATE

    def halves(self) -> tuple[Phrase, Phrase]:
        """The phrase in two parts, cut at the quietest moment between its quarters."""
        # With a running sum, the loudness around each sample is one subtraction; in float32 the sum
        # would be too coarse for what is quiet in a long phrase.
        power = np.cumsum(np.square(self.samples, dtype=np.float64))
        quarter = len(power) // 4
        around = min(QUIET, quarter) // 2
        middle = np.arange(quarter, len(power) - quarter)
        at = int(middle[np.argmin(power[middle + around] - power[middle - around])])
        return (
            Phrase(self.start, self.samples[:at], self.surest),
            Phrase(self.start + at / SAMPLE_RATE, self.samples[at:], self.surest),
        )

    def parts(self) -> list[Phrase]:
        """The phrase in parts, cut in its pauses; none is shorter than `SHORTEST_PART`."""
        seconds, borders = len(self.samples) / SAMPLE_RATE, [0.0]
        for pause in self.pauses:
            if min(pause - borders[-1], seconds - pause) >= SHORTEST_PART:
                borders.append(pause)
        samples = [*(round(border * SAMPLE_RATE) for border in borders), len(self.samples)]
        return [
            Phrase(self.start + first / SAMPLE_RATE, self.samples[first:last], self.surest)
            for first, last in itertools.pairwise(samples)
        ]


class VoiceActivity:
    """Silero VAD with the state of one recording. Raises ModelError if it cannot be loaded."""

    def __init__(self) -> None:
        package = importlib.util.find_spec("faster_whisper")
        if package is None or package.origin is None:
            raise ModelError(_("The voice activity model is missing."), _("Reinstall SAMO."))
        path = Path(package.origin).parent / "assets" / "silero_vad_v6.onnx"
        try:
            self._session = session(path, 1)
        except Exception as error:
            raise ModelError(
                _("The voice activity model cannot be loaded."), _("Reinstall SAMO.")
            ) from error
        self.reset()

    def reset(self) -> None:
        """Forgets what was heard, before another recording."""
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)

    def probabilities(self, windows: Samples) -> NDArray[np.float32]:
        """Probability of speech [n] in consecutive `windows` [n, 512]."""
        # The model's state goes from window to window, also within one call: they must be in order.
        contexts = np.vstack([self._context, windows[:-1, -CONTEXT:]])
        output, self._h, self._c = self._session.run(
            None, {"input": np.hstack([contexts, windows]), "h": self._h, "c": self._c}
        )
        self._context = windows[-1, -CONTEXT:]
        return np.asarray(output, np.float32).reshape(-1)


class PhraseCutter:
    """Takes windows in, gives phrases out. One recording each; memory holds one phrase."""

    def __init__(self, pauses: Pauses | None = None) -> None:
        self._pauses = pauses or Pauses()
        self._pad = round(PAD_SECONDS / WINDOW_SECONDS)
        # What was heard last while no one spoke: the next phrase begins with it.
        self._before: deque[Samples] = deque(maxlen=self._pad)
        self._heard = 0  # windows
        # The phrase under way (empty between phrases), and how likely each window is speech.
        self._windows: list[Samples] = []
        self._speech: list[float] = []
        self._needed = MIN_SPEECH_SECONDS

    def push(self, window: Samples, probability: float) -> Phrase | None:
        """Takes one window [512]; the phrase that it ended, if it did."""
        self._heard += 1
        if not self._windows:
            if probability < SPEECH_STARTS:
                self._before.append(window)
                return None
            # What came before counts as silence: a phrase of noise must not last long enough by it.
            self._windows = list(self._before)
            self._speech = [0.0] * len(self._before)
            self._before.clear()
            self._needed = MIN_SPEECH_SECONDS
        self._windows.append(window)
        self._speech.append(probability)
        seconds = len(self._windows) * WINDOW_SECONDS
        silence = self.silence
        if silence >= self._pauses.long or (
            seconds >= self._pauses.enough and silence >= self._pauses.short
        ):
            return self.flush()
        if seconds >= self._pauses.limit:
            return self._cut()
        return None

    @property
    def silence(self) -> float:
        """For how many seconds nobody has spoken in the phrase under way."""
        return self._silence() * WINDOW_SECONDS

    def under_way(self) -> Phrase | None:
        """The phrase that has not ended, without the silence at its end, if it holds speech."""
        spoken = sum(p >= SPEECH_GOES_ON for p in self._speech) * WINDOW_SECONDS
        return self._phrase(self._end()) if spoken >= self._needed else None

    def flush(self) -> Phrase | None:
        """Ends the phrase under way and gives it. What follows begins afresh."""
        phrase, end = self.under_way(), self._end()
        # The silence that this phrase does not keep is there for the next one: no window is in two.
        self._before.extend(self._windows[end:])
        self._windows, self._speech = [], []
        return phrase

    def _end(self) -> int:
        """How many windows the phrase under way has without the silence at its end."""
        return len(self._windows) - max(0, self._silence() - self._pad)

    def _silence(self) -> int:
        count = 0
        for probability in reversed(self._speech):
            if probability >= SPEECH_GOES_ON:
                break
            count += 1
        return count

    def _cut(self) -> Phrase:
        """Ends an over-long phrase where speech is least likely; the rest begins the next."""
        tail = len(self._speech) * 3 // 4
        # Not behind the last window: with nothing left, the end of the word would be a new phrase,
        # and lost if it is short or soft.
        at = tail + int(np.argmin(self._speech[tail:-1])) + 1
        phrase = self._phrase(at)
        self._windows, self._speech = self._windows[at:], self._speech[at:]
        self._needed = WINDOW_SECONDS  # what is left may be the end of a word, however short
        return phrase

    def _phrase(self, end: int) -> Phrase:
        start = self._heard - len(self._windows)
        samples = np.concatenate(self._windows[:end])
        speech = self._speech[:end]
        return Phrase(start * WINDOW_SECONDS, samples, max(speech), _pauses(speech))


def _pauses(speech: list[float]) -> tuple[float, ...]:
    """The middles, in seconds, of the silences between windows of these probabilities of speech."""
    spoken = [at for at, probability in enumerate(speech) if probability >= SPEECH_GOES_ON]
    least = PAUSE_SECONDS / WINDOW_SECONDS
    return tuple(
        (before + after + 1) / 2 * WINDOW_SECONDS
        for before, after in itertools.pairwise(spoken)
        if after - before - 1 >= least
    )


class Cutter:
    """Cuts one recording, block by block. Memory holds one phrase however long it is."""

    def __init__(self, pauses: Pauses | None = None) -> None:
        self._activity, self._cutter = VoiceActivity(), PhraseCutter(pauses)
        self._rest = np.zeros(0, np.float32)
        self._taken = 0

    @property
    def seconds(self) -> float:
        """How much was taken in."""
        return self._taken / SAMPLE_RATE

    def take(self, block: Samples) -> list[Phrase]:
        """The phrases that ended in `block` [n]."""
        self._taken += len(block)
        rest = np.concatenate([self._rest, block])
        whole = len(rest) // WINDOW * WINDOW
        self._rest = rest[whole:]
        return self._push(rest[:whole].reshape(-1, WINDOW))

    def end(self) -> list[Phrase]:
        """The phrases that the end of the recording ends."""
        ended = []
        if len(self._rest):
            last = np.pad(self._rest, (0, WINDOW - len(self._rest))).reshape(1, WINDOW)
            ended = self._push(last)
        under_way = self._cutter.flush()
        return [self._until_now(phrase) for phrase in [*ended, under_way] if phrase]

    @property
    def silence(self) -> float:
        """For how many seconds nobody has spoken in the phrase under way."""
        return self._cutter.silence

    def under_way(self) -> Phrase | None:
        """The phrase that has not ended, as it would be if the recording ended now."""
        return self._cutter.under_way()

    def _until_now(self, phrase: Phrase) -> Phrase:
        """`phrase` without what filled up the last window of the recording."""
        most = self._taken - round(phrase.start * SAMPLE_RATE)
        return replace(phrase, samples=phrase.samples[:most])

    def _push(self, windows: Samples) -> list[Phrase]:
        if not len(windows):
            return []
        probabilities = self._activity.probabilities(windows).tolist()
        pushed = map(self._cutter.push, windows, probabilities)
        return [phrase for phrase in pushed if phrase]


def cut(
    blocks: Iterable[Samples], pauses: Pauses | None = None
) -> Iterator[tuple[float, Phrase | None]]:
    """Yields, for each block, the seconds taken in and the phrases that ended in it.

    A block in which no phrase ended gives one pair with None, so that a caller can tell progress
    and be stopped. Memory holds one phrase however long the recording is.
    """
    cutter = Cutter(pauses)
    # `map` is lazy: `end` is called when all blocks were taken in.
    for ended in itertools.chain(map(cutter.take, blocks), map(Cutter.end, [cutter])):
        if not ended:
            yield cutter.seconds, None
        for phrase in ended:
            yield cutter.seconds, phrase
