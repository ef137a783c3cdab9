"""The speaker's own words, as Whisper is told them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

MOST_TOKENS = 112
"""A quarter of what Whisper's decoder can take in, with all that it writes."""


def prompt_of(words: Sequence[str], tokens: Callable[[str], Sequence[int]]) -> list[int]:
    """`words` in the `tokens` of what was said before; none of no words.

    Those that there is no more room for are left out.
    """
    told: list[int] = []
    for word in words:
        more = tokens(f" {word}," if word != words[-1] else f" {word}.")
        if len(told) + len(more) > MOST_TOKENS:
            break
        told += more
    return told
