"""Words that a model says again and again: a loop, unless the speaker did so.

Networks that write one word after another fall into loops where they do not understand what they
hear. A loop goes on faster or longer than anybody speaks, and is not there again when a part of
the sound is heard by itself.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

LONGEST = 16
"""Words in the longest part whose repetition is looked for."""
MANY_WORDS, MANY_TIMES = 8, 3
"""So many words in a row that are the same part so many times are suspicious."""
COMPRESSES = 2.4
"""Text that a compressor shortens by more repeats itself (Radford et al. 2022, section 4.5)..."""
LONG_TEXT = 200
"""...if it is so many characters long: short ones compress by less, whatever they say."""
FASTEST = 7.0
"""Words a second; nobody speaks faster for long."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """Words `start` to `end` of a text are the same `length` words again and again."""

    start: int
    end: int
    length: int

    @property
    def times(self) -> float:
        """How often they are said."""
        return (self.end - self.start) / self.length


def longest_repetition(words: list[str]) -> Repetition | None:
    """What repeats itself most words long; None if nothing comes twice in a row."""
    plain = _plain(words)
    best: Repetition | None = None
    for length in range(1, min(LONGEST, len(plain) // 2) + 1):
        begin = 0
        for at in range(length, len(plain) + 1):
            if at < len(plain) and plain[at] == plain[at - length]:
                continue
            found = Repetition(begin, at, length)
            if found.times >= 2 and (best is None or at - begin > best.end - best.start):
                best = found
            begin = at - length + 1
    return best


def may_loop(text: str, seconds: float) -> bool:
    """Whether `text`, heard in so many seconds, may be a loop; a person may still have said it."""
    words = text.split()
    if len(words) > max(4.0, FASTEST * seconds):
        return True
    if len(text) >= LONG_TEXT and _compression(text) > COMPRESSES:
        return True
    found = longest_repetition(words)
    return bool(found and found.end - found.start >= MANY_WORDS and found.times >= MANY_TIMES)


def same_repetition(text: str, parts: list[str]) -> bool:
    """Whether the `parts` of a sound, heard alone, repeat the same about as often as the whole.

    A word in which the sound was cut, or one of a quick row, may be heard once more or less.
    """
    words = text.split()
    found = longest_repetition(words)
    if found is None:
        return False
    again = [word for part in parts for word in part.split()]
    return abs(len(words) - len(again)) <= found.length and set(
        _plain(words[found.start : found.end])
    ) <= set(_plain(again))


def said_once(text: str) -> str:
    """`text` up to and with the first time of what it repeats; nothing after it is trusted."""
    words = text.split()
    found = longest_repetition(words)
    if found is None or found.times < MANY_TIMES:
        return ""
    return " ".join(words[: found.start + found.length])


def _compression(text: str) -> float:
    """How many times shorter a compressor makes `text`."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))


def _plain(words: list[str]) -> list[str]:
    return [re.sub(r"\W", "", word).casefold() for word in words]
