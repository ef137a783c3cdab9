"""Where sentences end in words that a model wrote without saying so.

Of a long stretch of speech a model sometimes writes one sentence, in small letters, though it hears
several in its parts. The words stay as they are; at pauses they get the marks that a reader needs,
and that naming feelings sentence by sentence needs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from operator import itemgetter

from samo_desktop.domain.transcript import Segment

LONG_SENTENCE = 24
"""Words: a sentence of more that was spoken with pauses is taken for several."""
PAUSE_SECONDS = 0.6
"""Between two words of a long sentence, where one sentence ends and the next begins."""
GAP_SECONDS = 0.3
"""The same between two segments, which keep some of the silence around them."""
MOST_UNMATCHED = 2
"""Words beside a pause, at most, that were heard otherwise in the whole than in its parts."""

_ENDED = re.compile(r"[.?!\u2026\u3002\uff01\uff1f\u061f\u0964][\"'\u2019\u201d)\]]*$")
_OPEN = re.compile(r"[,;:\u2013\u2014-]+$")
_DASH = re.compile(r"(^|(?<=[.?!] ))[-\u2013\u2014]+ +(?=\S)")
"""What a model that learned from subtitles writes where somebody begins to speak."""


def without_dashes(text: str) -> str:
    """`text` without the dashes before its sentences."""
    return _DASH.sub(r"\1", text)


def is_end(word: str, after: str) -> bool:
    """Whether a sentence ends with `word`: with a mark, and what is written `after` it begins one.

    A small letter tells that it was an abbreviation.
    """
    first = re.sub(r"^[\W_]+", "", after)[:1]
    return bool(_ENDED.search(word)) and not first.islower()


def needs_ends(text: str) -> bool:
    """Whether a sentence of `text` is longer than one that is spoken."""
    return _has_cases(text) and any(_long_sentences(text.split()))


def ended_like(text: str, parts: Sequence[str]) -> str:
    """`text` with its long sentences ended where parts of it, heard one by one, have a mark."""
    words = text.split()
    pieces = [part.split() for part in parts if part]
    there = [word for piece in pieces for word in piece]
    matches = SequenceMatcher(None, _plain(words), _plain(there), autojunk=False)
    pairs = [(b.a + n, b.b + n) for b in matches.get_matching_blocks() for n in range(b.size)]
    borders = list(accumulate(map(len, pieces)))[:-1]
    ends = [_across(pairs, border) for border in borders if _ENDED.search(there[border - 1])]
    return " ".join(_with_ends(words, [end for end in ends if end is not None]))


def _across(pairs: Sequence[tuple[int, int]], border: int) -> int | None:
    """The place of the last word before a `border` between parts; None if that is not certain.

    `pairs` are places of the same word in the whole and in the parts, in order.
    """
    place = bisect_left(pairs, border, key=itemgetter(1))
    if not 0 < place < len(pairs):
        return None
    (last, last_part), (first, first_part) = pairs[place - 1 : place + 1]
    between = first - last - 1
    if between > MOST_UNMATCHED:
        return None
    # Words that were heard otherwise go to the side on which the parts have some.
    left, right = border - 1 - last_part, first_part - border
    return last + round(between * left / max(1, left + right))


def with_sentences(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments of a recording with marks where sentences must have ended.

    That is at pauses between the words of a long sentence, if their times are known, and where a
    segment without a mark is followed by a pause or by nothing. What begins a sentence has a
    capital. Times and words stay.
    """
    found: list[Segment] = []
    for segment, after in pairwise([*segments, None]):
        if segment is None or not _has_cases(segment.text):
            found += [segment] if segment else []
            continue
        words = segment.text.split()
        if len(words) == len(segment.words):
            words = _with_ends(words, _pauses(segment))
        if after is None or after.start - segment.end >= GAP_SECONDS:
            words[-1] = _ended(words[-1])
        if not found or _ENDED.search(found[-1].text):
            words[0] = _begun(words[0])
        found.append(_rewritten(segment, words))
    return tuple(found)


def _pauses(segment: Segment) -> list[int]:
    """The places of words after which nothing is said for a while."""
    gaps = (after.start - word.end for word, after in pairwise(segment.words))
    return [place for place, gap in enumerate(gaps) if gap >= PAUSE_SECONDS]


def _with_ends(words: Sequence[str], ends: Collection[int]) -> list[str]:
    """`words` with a mark after those at `ends` that lie within long sentences."""
    made = list(words)
    for sentence in _long_sentences(words):
        for place in ends:
            if sentence.start <= place < sentence.stop - 1:
                made[place], made[place + 1] = _ended(made[place]), _begun(made[place + 1])
    return made


def _long_sentences(words: Sequence[str]) -> Iterator[slice]:
    begin = 0
    for place, word in enumerate(words, start=1):
        if _ENDED.search(word) or place == len(words):
            if place - begin > LONG_SENTENCE:
                yield slice(begin, place)
            begin = place


def _ended(word: str) -> str:
    return word if _ENDED.search(word) else f"{_OPEN.sub('', word)}."


def _begun(word: str) -> str:
    """A word with a capital, but for those that are written otherwise (iPhone)."""
    return word[:1].title() + word[1:] if word.islower() else word


def _rewritten(segment: Segment, words: Sequence[str]) -> Segment:
    timed = segment.words
    if len(timed) == len(words):
        timed = tuple(replace(w, text=text) for w, text in zip(timed, words, strict=True))
    return replace(segment, text=" ".join(words), words=timed)


def _has_cases(text: str) -> bool:
    """Whether `text` is in a script with capitals, which put spaces between words."""
    return text.lower() != text.upper()


def _plain(words: Sequence[str]) -> list[str]:
    return [re.sub(r"\W", "", word).casefold() for word in words]
