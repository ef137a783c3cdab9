"""Which words of a text were said when, though the text was edited since."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from samo_desktop.domain.transcript import Segment

Span = tuple[int, int]
"""Characters from..to in a text."""

LEAST_SHARE = 1 / 3
"""So much of the words must be there still; fewer are taken for others that happen to be alike."""

MOST_BETWEEN = 20
"""Words between two of one sentence, at most; what is further away is another's."""

LINGER_SECONDS = 1.5
"""So long after it was said a sentence still counts as what is being said."""

_LONE = "぀-ヿ㐀-鿿豈-﫿"  # written without spaces: each character is a word
_WORD = re.compile(rf"[{_LONE}]|[^\W{_LONE}]+(?:['’][^\W{_LONE}]+)*")


class SpokenSentence(NamedTuple):
    """A stretch of a text, said from `start` to `end` (seconds)."""

    start: float
    end: float
    char_from: int
    char_to: int


class TextWord(NamedTuple):
    """A word of a text, casefolded, and where it stands in it."""

    text: str
    char_from: int
    char_to: int


def align_sentences(
    segments: Sequence[Segment], text: str, sentences: Sequence[Span]
) -> list[SpokenSentence]:
    """When each of the `sentences` of `text` (spans in order) is said, in order.

    A sentence that was not said, or of which too little is left, is not among them. Words without
    a time of their own share that of their segment by their characters.
    """
    times = _timed(segments)
    words, there = [word for _, _, word in times], words_in(text)
    # From the text's side: each of its sentences is looked for among the words that were said. All
    # are matched at once: alone, a short sentence would be found wherever its words are.
    matches = [(now, before) for before, now in matching_words(words, there)]
    places = [word.char_from for word in there]
    said = []
    for char_from, char_to in sentences:
        first, last = bisect_left(places, char_from), bisect_left(places, char_to)
        at, to = (bisect_left(matches, n, key=lambda pair: pair[0]) for n in (first, last))
        kept = _close(matches[at:to], there, words)
        if kept and len(kept) >= (last - first) * LEAST_SHARE:
            start, end = times[kept[0][1]][0], times[kept[-1][1]][1]
            said.append(SpokenSentence(start, end, char_from, char_to))
    return said


def spoken_at(said: Sequence[SpokenSentence], seconds: float) -> SpokenSentence | None:
    """What is being said at `seconds`; in a short pause, what was said last."""
    place = bisect_right(said, seconds, key=lambda each: each.start) - 1
    if place < 0 or seconds >= said[place].end + LINGER_SECONDS:
        return None
    return said[place]


def sentence_at_character(said: Sequence[SpokenSentence], character: int) -> SpokenSentence | None:
    """What stands at a place in the text, its end included: a click on the last dot means it."""
    place = bisect_right(said, character, key=lambda each: each.char_from) - 1
    if place < 0 or character > said[place].char_to:
        return None
    return said[place]


def words_in(text: str) -> list[TextWord]:
    """The words of `text`, in order."""
    return [TextWord(m.group().casefold(), *m.span()) for m in _WORD.finditer(text)]


def matching_words(said: Sequence[TextWord], there: Sequence[TextWord]) -> list[tuple[int, int]]:
    """Pairs of places of the same word in both, in order in both."""
    a, b = [word.text for word in said], [word.text for word in there]
    shorter = min(len(a), len(b))
    head = next((n for n in range(shorter) if a[n] != b[n]), shorter)
    shorter -= head
    tail = next((n for n in range(shorter) if a[-1 - n] != b[-1 - n]), shorter)
    # What is the same at both ends is most of a text, and comparing takes long.
    pairs = [(n, n) for n in range(head)]
    # In 200 words and more, a word that makes up over a hundredth of them begins no match
    # (`autojunk`): else each "I" and "the" of a long text would be compared with every other.
    middle = SequenceMatcher(None, a[head : len(a) - tail], b[head : len(b) - tail])
    for block in middle.get_matching_blocks():
        pairs += [(head + block.a + n, head + block.b + n) for n in range(block.size)]
    return pairs + [(len(a) - tail + n, len(b) - tail + n) for n in range(tail)]


def _close(
    pairs: list[tuple[int, int]], near: Sequence[TextWord], far: Sequence[TextWord]
) -> list[tuple[int, int]]:
    """Of pairs of words (`near` is a sentence, `far` where it is looked for) those that belong.

    The longest stretch stays. What is matched further away comes to it if the same words stand
    there as well ("I" is everywhere), and is left out if it stays far.
    """
    if not pairs:
        return []
    # Runs of words that are neighbours where they were found: the longest is surely the sentence.
    runs = [[pairs[0]]]
    for before, pair in pairwise(pairs):
        if pair[1] - before[1] == 1:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    main = max(range(len(runs)), key=lambda n: len(runs[n]))
    kept = list(runs[main])
    # From there outwards, a word at a time: first what comes before it, then what comes after.
    for side, step in ((reversed(runs[:main]), -1), (iter(runs[main + 1 :]), 1)):
        for place, other in (pair for run in side for pair in run[::step]):
            last = kept[0] if step < 0 else kept[-1]
            beside = last[1] + step
            gap = abs(other - last[1])
            if gap > 1 and place == last[0] + step and near[place].text == far[beside].text:
                other, gap = beside, 1  # the same word stands next to the stretch, too
            if gap > MOST_BETWEEN:
                break  # what comes further out was found further away
            kept.insert(0 if step < 0 else len(kept), (place, other))
    return kept


def _timed(segments: Sequence[Segment]) -> list[tuple[float, float, TextWord]]:
    """Start and end of each word that was said; they never go back."""
    # Times that a model gives can overlap a little; `spoken_at` searches in them by their order.
    timed = []
    latest = 0.0
    for segment in segments:
        for start, end, word in _times_in(segment):
            start = max(latest, start)
            latest = max(start, end)
            timed.append((start, latest, word))
    return timed


def _times_in(segment: Segment) -> Iterator[tuple[float, float, TextWord]]:
    words = words_in(segment.text)
    # A model may divide words otherwise; its times are taken where it divides them as we do.
    own = [(w.start, w.end, each) for w in segment.words for each in words_in(w.text)]
    if [each.text for _, _, each in own] == [word.text for word in words]:
        yield from own
        return
    length = max(1, len(segment.text))
    # Each word lasts until the next begins, the first from the segment's beginning on.
    bounds = [0, *(word.char_from for word in words[1:]), length]
    for word, (first, last) in zip(words, pairwise(bounds), strict=False):  # it may have no words
        lasts = segment.end - segment.start
        yield (
            segment.start + lasts * first / length,
            segment.start + lasts * last / length,
            word,
        )
