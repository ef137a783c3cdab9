"""Names and words of the user's own, and those that they keep correcting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from samo_desktop.domain.common_words import is_common
from samo_desktop.domain.sounds import likeness
from samo_desktop.domain.transcript_alignment import matching_words, words_in

MAX_WORDS = 200
MAX_CHARACTERS = 60
MAX_PARTS = 4
"""Words of a name of several."""
OFTEN = 2
"""Corrections after which a word is offered."""

LONGEST_HEARD, LONGEST_NAME = 4, 3
"""Words that a name is taken for, and of a name that is offered, at most."""
LIKE_ENOUGH = 0.4
"""`likeness` of what was heard and what was meant: below, something else was said."""
LEAST_LETTERS = 3

_LETTER = re.compile(r"[^\W\d_]")


class Replacement(NamedTuple):
    """Words that were `heard`, and the `word` that the user put in their place."""

    heard: str
    word: str


class Offer(NamedTuple):
    """A word that is not listed, and in how many places the user put it."""

    word: str
    times: int


def tidy(word: str) -> str:
    """`word` with single spaces, without any outside, in Unicode's usual form (NFC)."""
    return " ".join(unicodedata.normalize("NFC", word).split())


def fold(word: str) -> str:
    """What two words have in common that are the same but for their case."""
    return tidy(word).casefold()


def lines_of(text: str) -> list[str]:
    """The words in a text that has one on each line, or several with commas or tabs between."""
    return [found for part in re.split(r"[\n\r,;\t\u2028\u2029]+", text) if (found := tidy(part))]


def distinct(words: Iterable[str]) -> list[str]:
    """`words` tidied, each once whatever its case, in order."""
    by_fold: dict[str, str] = {}
    for word in map(tidy, words):
        if word:
            by_fold.setdefault(fold(word), word)
    return list(by_fold.values())


def replacements(heard: str, text: str) -> list[Replacement]:
    """The names and unusual words that the user put in place of words that sound like them.

    Sentences that say something else now, and common words, are none. Each is there as often as
    it was put.
    """
    return list(_replacements(heard, text))


def _replacements(heard: str, text: str) -> Iterator[Replacement]:
    before, after = words_in(heard), words_in(text)
    same = [(-1, -1), *matching_words(before, after), (len(before), len(after))]
    for (i, j), (to_i, to_j) in pairwise(same):
        was, now = before[i + 1 : to_i], after[j + 1 : to_j]
        if not was or not now or len(was) > LONGEST_HEARD or len(now) > LONGEST_NAME:
            continue
        meant = re.sub(r"['’]s$", "", text[now[0].char_from : now[-1].char_to])
        said = heard[was[0].char_from : was[-1].char_to]
        if _is_name(meant) and likeness(said, meant) >= LIKE_ENOUGH:
            yield Replacement(tidy(said), tidy(meant))


def _is_name(word: str) -> bool:
    """Whether `word` is one that a recogniser may not know: a name, or an unusual word."""
    parts = word.split()
    unknown = [part for part in parts if not is_common(part)]
    letters = len(_LETTER.findall(word))
    named = len(parts) == 1 or all(part[0].isupper() for part in parts)
    plain = "\n" not in word and len(word) <= MAX_CHARACTERS
    return bool(unknown) and named and plain and letters >= LEAST_LETTERS
