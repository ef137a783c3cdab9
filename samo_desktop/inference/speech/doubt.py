"""Whether words that a speech model wrote were said: told from how sure it was of them.

A model that knows one language writes words of it whatever it hears. Of another language, or of
speech under noise, it is much less sure: the mean log-probability of what it wrote is the measure.
Words that repeat earlier ones do not count, for in a loop it is sure of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.transcript import Segment
from samo_desktop.inference.speech.repetition import may_loop, said_once
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import listed, ngettext

UNSURE = -0.6
"""Mean log-probability of new tokens below which a recording was not understood. See
docs/benchmarks.md: English of all kinds lies above it, unless noise makes it unintelligible."""
FEW = 3.0
"""Of few tokens the mean says little: UNSURE is lowered by FEW over their number."""
CLEAR, MANY = -0.4, 8
"""Mean log-probability, and number, of new tokens that no phrase of another language reaches."""
NONSENSE = -0.8
"""The same for one phrase of a recording that was understood as a whole."""
SURELY_SPEECH = 0.85
"""The probability of speech that no window of steady noise, music or typing reaches..."""
HARDLY_SPEECH, GUESSED = 0.95, -0.5
"""Laughter and voices behind a wall reach this one, and are then words of a lower mean
log-probability; single words that were said have one of both at least..."""
FEW_WORDS = 4
"""...where models write "You", or "Thank you for watching"."""
NO_SPEECH, SILENCE = 0.4, 1.2
"""Whisper's probability that nobody speaks, and that with the mean log-probability of what it wrote
taken from it: noise has at least .4 and 1.3; of speech that is hard to hear, none has both."""
FAST, SURE = 5.5, -0.5
"""Who says the same again and again says hardly more words a second, and what loops is not heard
as surely: mean log-probability of new tokens."""
NEW = 3
"""Tokens in a row that have not come before are new."""
MOST_PLACES = 4
"""Named in one sentence; more are counted."""

NOTE_SIGNS = dict.fromkeys(map(ord, "\u2669\u266a\u266b\u266c"))

NOT_UNDERSTOOD = N_(
    "This does not sound like English, the only language that this speech model "
    "knows, or it is too noisy to understand. Nothing was transcribed. The "
    "recording is kept and can be transcribed again with a multilingual model."
)
PARTLY_UNDERSTOOD = N_(
    "Much of this does not sound like English, the only language that this "
    "speech model knows, or it is too noisy to understand. Only the clear parts "
    "were transcribed. The recording is kept and can be transcribed again with a "
    "multilingual model."
)
UNCERTAIN = N_("The speech model was unsure of much of this: the words may be wrong.")
Left = Literal["", "unclear", "noise"]


@dataclass(frozen=True, slots=True)
class Sureness:
    """The sum of the log-probabilities of `tokens` new tokens."""

    total: float = 0.0
    tokens: int = 0

    @classmethod
    def of(cls, tokens: Sequence[int], logprobs: NDArray[np.float32]) -> Sureness:
        """Of `tokens`, leaving out those that repeat what came before."""
        seen: set[tuple[int, ...]] = set()
        total, new = 0.0, 0
        for at, logprob in enumerate(logprobs[: len(tokens)].tolist()):
            last = tuple(tokens[max(0, at + 1 - NEW) : at + 1])
            if len(last) < NEW or last not in seen:
                total, new = total + logprob, new + 1
            seen.add(last)
        return cls(total, new)

    def __add__(self, other: Sureness) -> Sureness:
        return Sureness(self.total + other.total, self.tokens + other.tokens)

    @property
    def clear(self) -> bool:
        """Whether words were understood beyond doubt."""
        return self.tokens >= MANY and self.mean >= CLEAR

    @property
    def mean(self) -> float:
        """The mean log-probability; 0 of no tokens."""
        return self.total / self.tokens if self.tokens else 0.0

    def below(self, limit: float, few: float = FEW) -> bool:
        """Whether the mean is below `limit`, lowered by `few` over the number of tokens."""
        return self.total < limit * self.tokens - few


@dataclass(frozen=True, slots=True)
class Passage:
    """What was understood of a phrase that begins at `start` seconds.

    `left` is why some of it was left out: "unclear" words or mere "noise"; "" if nothing was.
    """

    start: float
    segments: tuple[Segment, ...]
    sureness: Sureness
    left: Left = ""

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(segment.text for segment in self.segments)


def words_of(text: str) -> str:
    """`text` without the note signs that models write for music; empty if it has no word left."""
    left = " ".join(text.translate(NOTE_SIGNS).split())
    return left if any(map(str.isalnum, left)) else ""


def is_silence(no_speech: float, logprob: float) -> bool:
    """Whether words were written though nobody spoke, as far as Whisper itself can tell.

    Either measure alone is often wrong (Radford et al. 2022, section 4.5). No list of artefacts:
    people do say "thank you".
    """
    return no_speech >= NO_SPEECH and no_speech - logprob > SILENCE


def is_noise(words: int, surest: float, logprob: float) -> bool:
    """Whether so few `words` were written of noise, for `surest` and `logprob` see `checked`."""
    doubtful = surest < HARDLY_SPEECH and logprob < GUESSED
    return words <= FEW_WORDS and (surest < SURELY_SPEECH or doubtful)


def is_said(text: str, seconds: float, sureness: float) -> bool:
    """Whether a text that ended, and may be a loop, was said in so many seconds after all.

    `sureness` is the mean log-probability of its new tokens, or of all.
    """
    return len(text.split()) <= FAST * seconds and sureness >= SURE


def checked(segment: Segment, surest: float, logprob: float) -> tuple[Segment | None, Left]:
    """What is left of a `segment`, and why something is left out: noise, or a loop's words.

    `surest` is the highest probability of speech in it, `logprob` the mean log-probability of its
    tokens.
    """
    words = len(segment.text.split())
    if is_noise(words, surest, logprob):
        return None, "noise"
    seconds = segment.end - segment.start
    if not may_loop(segment.text, seconds) or is_said(segment.text, seconds, logprob):
        return segment, ""
    once = said_once(segment.text)
    kept = segment.words[: len(once.split())] if segment.words else ()
    return (replace(segment, text=once, words=kept) if once else None), "unclear"


def judged(passages: Sequence[Passage], *, sure: bool) -> tuple[Sequence[Passage], tuple[str, ...]]:
    """The passages of a recording whose words are kept, and notes on what was left out of it.

    `sure`: the user says that it is in the model's language; then all are kept.
    """
    together = sum((passage.sureness for passage in passages), Sureness())
    if not sure and together.below(UNSURE):
        clear = [passage for passage in passages if passage.sureness.clear]
        return clear, (_(PARTLY_UNDERSTOOD if clear else NOT_UNDERSTOOD),)
    if together.below(UNSURE, FEW if sure else FEW / 2):
        return passages, (_(UNCERTAIN), *left_out(passages))
    return passages, left_out(passages)


def left_out(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Notes on where something was left out."""
    found = list(passages)
    unclear = [passage.start for passage in found if passage.left == "unclear"]
    noise = [passage.start for passage in found if passage.left == "noise"]
    notes = []
    if unclear:
        notes.append(_("Words could not be made out at {places}.").format(places=_places(unclear)))
    if noise:
        notes.append(_("There was noise but no speech at {places}.").format(places=_places(noise)))
    return tuple(notes)


def _places(starts: Sequence[float]) -> str:
    """ "0:05, 0:32 and 1:00:10", or "0:05, 0:32, 0:40, 1:02 and 7 more places"."""
    named = [_clock(start) for start in starts[:MOST_PLACES]]
    more = len(starts) - len(named)
    if more:
        return ngettext("{places} and 1 more place", "{places} and {n} more places", more).format(
            places=", ".join(named), n=more
        )
    return listed(named)


def _clock(seconds: float) -> str:
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
