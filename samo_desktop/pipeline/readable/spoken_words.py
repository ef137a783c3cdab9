"""What was said, piece by piece as it stands between blanks, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from samo_desktop.domain.transcript import Segment, Transcript

_PARTS = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_END = re.compile(r"[.?!\u2026\u3002\uff01\uff1f\u061f\u0964][\"'\u2019\u201c\u201d\u00bb)\]]*$")


class SpokenWord(NamedTuple):
    """What stands between two blanks, marks included, said from `start` to `end` (seconds)."""

    text: str
    start: float
    end: float

    @property
    def parts(self) -> tuple[str, str, str]:
        """The marks before the word, the word, and the marks behind it."""
        found = _PARTS.match(self.text)
        before, core, behind = found.groups() if found else ("", self.text, "")
        return (before, core, behind) if core else ("", "", self.text)

    @property
    def ends_sentence(self) -> bool:
        """Whether there is a mark behind it that ends a sentence."""
        return bool(_END.search(self.text))


def spoken_words(transcript: Transcript) -> list[SpokenWord]:
    """The words of `transcript`; those without a time of their own share that of their segment."""
    heard = [word for segment in transcript.segments for word in _words(segment)]
    there = transcript.text.split()
    if [word.text for word in heard] == there:
        return heard
    return [SpokenWord(text, 0.0, 0.0) for text in there]


def sentences(words: Sequence[SpokenWord]) -> Iterator[list[SpokenWord]]:
    """The words, sentence by sentence."""
    sentence: list[SpokenWord] = []
    for word in words:
        sentence.append(word)
        if word.ends_sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _words(segment: Segment) -> Iterator[SpokenWord]:
    texts = segment.text.split()
    if not texts:
        return
    if [word.text.strip() for word in segment.words] == texts:
        for text, word in zip(texts, segment.words, strict=True):
            yield SpokenWord(text, word.start, word.end)
        return
    # Without times of its own each word lasts as long as its share of the characters.
    places = [0]
    for text in texts:
        places.append(places[-1] + len(text))
    lasts = (segment.end - segment.start) / places[-1]
    for text, (first, last) in zip(texts, pairwise(places), strict=True):
        yield SpokenWord(text, segment.start + lasts * first, segment.start + lasts * last)
