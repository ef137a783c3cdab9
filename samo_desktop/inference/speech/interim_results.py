"""The words of a phrase while it is being spoken.

A phrase is heard again and again while it grows, more rarely the longer that takes. What was heard
last is final if nothing was said since: then the end of a recording leaves nothing to hear.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from samo_desktop.inference.speech.speech_segmenter import Cutter, Phrase

LEAST_SECONDS = 0.8
"""Between two drafts; words that change more often cannot be read."""
SHARE = 0.25
"""Of the time, at most, that goes into drafts."""

SETTLED_SECONDS = 0.5
"""Of silence after which a phrase is heard as if it had ended: who stops recording does so then."""


class HasText(Protocol):
    """What was heard, in words."""

    @property
    def text(self) -> str:
        """The words; empty if none are to be shown."""
        ...


T = TypeVar("T", bound=HasText)


class InterimResults(Generic[T]):
    """Drafts of one recording's phrases, heard by `hear`; None is a phrase without words.

    Where `hear` is slow, `draft` gives quicker words of what is being said; then a phrase is heard
    as a whole when it has ended, or when nothing was said for `SETTLED_SECONDS`.
    """

    def __init__(
        self, hear: Callable[[Phrase], T | None], draft: Callable[[Phrase], str] | None = None
    ) -> None:
        self._hear, self._draft = hear, draft
        self._heard: tuple[float, int] | None = None
        self._drafted: tuple[float, int] | None = None
        self._segment: T | None = None
        self._next = 0.0

    def of(self, cutter: Cutter) -> str | None:
        """The words of the phrase under way; None if there is nothing new to say about them."""
        now = time.perf_counter()
        if now < self._next:
            return None
        phrase = cutter.under_way()
        if phrase is None or _name(phrase) == self._heard:
            return None
        settled = self._draft is not None and cutter.silence >= SETTLED_SECONDS
        if self._draft is None or settled:
            self._segment, self._heard = self._hear(phrase), _name(phrase)
            text = self._segment.text if self._segment else ""
        elif _name(phrase) == self._drafted:
            return None
        else:
            text, self._drafted = self._draft(phrase), _name(phrase)
        took = time.perf_counter() - now
        # Nothing was said meanwhile if it has settled: what is said next is not late.
        self._next = now + max(LEAST_SECONDS, took if settled else took / SHARE)
        return text

    def final(self, phrase: Phrase) -> T | None:
        """The words of a phrase that has ended; not heard again if that was done before."""
        if _name(phrase) == self._heard:
            return self._segment
        return self._hear(phrase)


def _name(phrase: Phrase) -> tuple[float, int]:
    """Tells a phrase from others of its recording."""
    return phrase.start, len(phrase.samples)
