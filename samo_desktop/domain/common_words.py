"""Whether a word is a common one, from the lists by frequency that zxcvbn carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

COMMONEST = 8000
"""So many words of each list are common: those that every recogniser knows how to write."""


_NAMES = ("female_names", "male_names", "surnames")


def is_common(word: str, *, names: bool = False) -> bool:
    """Whether `word` is a common English word, or, with `names`, a common name."""
    bare = word.casefold().replace("’", "'").removesuffix("'s")
    return bare.isdecimal() or bare in _common() or (names and bare in _common_names())


@cache
def _common() -> frozenset[str]:
    return _commonest([name for name in _lists() if name not in _NAMES]) | {"a", "i"}


@cache
def _common_names() -> frozenset[str]:
    return _commonest(_NAMES)


def _commonest(lists: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in lists for word in list(_lists()[name])[:COMMONEST])


def _lists() -> Mapping[str, Sequence[str]]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # only where it is needed: it is large

    lists: Mapping[str, Sequence[str]] = FREQUENCY_LISTS
    return lists
