"""How nearly two words sound the same, told from their letters.

A word is spelled by its sounds with the commonest rules of European spelling, as phonetic keys do
(Philips 1990, "Hanging on the Metaphone"); two spellings are then compared by edit distance, in
which sounds that are easily taken for one another cost less (Levenshtein 1966; groups of sounds as
in Soundex). Vowels are kept, for most names are too short to be told apart without them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ß": "ss", "æ": "e", "œ": "e", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn)", "n"),
        (r"^wr", "r"),
        (r"tsch|tch", "C"),
        (r"sch|sh|sz", "S"),
        (r"ch", "C"),
        (r"cz", "C"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"(?<=[aeiou])gh", ""),
        (r"ck", "k"),
        (r"qu|q", "kw"),
        (r"^x", "s"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"wh", "w"),
        (r"z", "s"),
        (r"y", "i"),
        (r"(?<=[aeiou])h|h(?=[^aeiou]|$)", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=[^aeiou][^aeiou])e$|(?<=[aeiou][^aeiou])e$", ""),
    )
]
_ALIKE = ("aeiou", "bp", "dt", "gkC", "sSCj", "fvwb", "mn", "lr", "ijy", "uw", "gj")
"""Sounds that are taken for one another."""
_ALIKE_COST, _VOWEL_COST = 0.4, 0.4


def bare(text: str) -> str:
    """The letters and digits of `text`, without their case and accents, and no spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=8192)
def sounds_of(text: str) -> str:
    """The sounds of `text`, a letter each, whatever its spaces, case and accents."""
    found = bare(text)
    for pattern, sound in _RULES:
        found = pattern.sub(sound, found)
    return found


def likeness(one: str, other: str) -> float:
    """How nearly two words, or two runs of words, sound the same: 0 to 1 for quite."""
    first, second = sounds_of(one), sounds_of(other)
    if not first or not second:
        return 0.0
    return max(0.0, 1 - _distance(first, second) / max(len(first), len(second)))


def _distance(first: str, second: str) -> float:
    before = [0.0]
    for other in second:
        before.append(before[-1] + _alone(other))
    for sound in first:
        alone = _alone(sound)
        now = [before[0] + alone]
        for place, other in enumerate(second):
            changed = before[place] + _changed(sound, other)
            now.append(min(changed, before[place + 1] + alone, now[-1] + _alone(other)))
        before = now
    return before[-1]


def _alone(sound: str) -> float:
    return _VOWEL_COST if sound in "aeiou" else 1.0


@lru_cache(maxsize=4096)
def _changed(sound: str, other: str) -> float:
    if sound == other:
        return 0.0
    alike = any(sound in group and other in group for group in _ALIKE)
    return _ALIKE_COST if alike else 1.0
