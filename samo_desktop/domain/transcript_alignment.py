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

MOST_IN_NUMBER = 12
"""Words that a number in digits stands for, at most ("a hundred and twenty-five dollars")."""

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


class SpokenWord(NamedTuple):
    """A word, said from `start` to `end` (seconds) in the segment of that number.

    `confidence` (0..1) is the model's of this word; None where it told none of single words.
    """

    text: str
    start: float
    end: float
    segment: int
    confidence: float | None


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
    words, there = spoken_words(segments), words_in(text)
    # From the text's side: each of its sentences is looked for among the words that were said. All
    # are matched at once: alone, a short sentence would be found wherever its words are.
    pairs = _with_digits(matching_words(words, there), words, there)
    matches = [(now, before) for before, now in pairs]
    places = [word.char_from for word in there]
    said = []
    for char_from, char_to in sentences:
        first, last = bisect_left(places, char_from), bisect_left(places, char_to)
        at, to = (bisect_left(matches, n, key=lambda pair: pair[0]) for n in (first, last))
        kept = _close(matches[at:to], there, words)
        if kept and len(kept) >= (last - first) * LEAST_SHARE:
            start, end = words[kept[0][1]].start, words[kept[-1][1]].end
            said.append(SpokenSentence(start, end, char_from, char_to))
    return said


def align_words(said: Sequence[SpokenWord], text: str, written: str) -> list[tuple[int, Span]]:
    """Where the words that were `said` stand in `text`: pairs of place and span, in both's order.

    `written` is how they were written down before `text` was edited. A word that was edited or
    taken out is not among them; a number in digits stands for all words that it was said with.
    """
    first, there = words_in(written), words_in(text)
    pairs = _with_digits(matching_words(said, first), said, first)
    kept = dict(matching_words(first, there))
    return [(place, there[kept[at]][1:]) for place, at in pairs if at in kept]


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


def matching_words(
    said: Sequence[SpokenWord] | Sequence[TextWord], there: Sequence[TextWord]
) -> list[tuple[int, int]]:
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


def _with_digits(
    pairs: Sequence[tuple[int, int]], said: Sequence[SpokenWord], there: Sequence[TextWord]
) -> list[tuple[int, int]]:
    """The pairs, and with them each number in digits, for the words between that have no match."""
    found: list[tuple[int, int]] = []
    for before, after in pairwise([(-1, -1), *pairs, (len(said), len(there))]):
        first, last = before[0] + 1, after[0] - 1
        digits = [n for n in range(before[1] + 1, after[1]) if there[n].text[0].isdigit()]
        if digits and 0 <= last - first < MOST_IN_NUMBER:
            # The first begins with these words, the last ends with them.
            share = (last - first) / len(digits)
            for count, place in enumerate(digits):
                begins = first + round(share * count)
                ends = first + round(share * (count + 1))
                found += [(begins, place)] if begins == ends else [(begins, place), (ends, place)]
        found.append(after)
    return found[:-1]


def _close(
    pairs: list[tuple[int, int]], near: Sequence[TextWord], far: Sequence[SpokenWord]
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


def spoken_words(segments: Sequence[Segment]) -> list[SpokenWord]:
    """All words that were said, in order, each with its time; the times never go back."""
    # Times that a model gives can overlap a little; `spoken_at` searches in them by their order.
    timed = []
    latest = 0.0
    for number, segment in enumerate(segments):
        for start, end, word, confidence in _times_in(segment):
            start = max(latest, start)
            latest = max(start, end)
            timed.append(SpokenWord(word.text, start, latest, number, confidence))
    return timed


def _times_in(segment: Segment) -> Iterator[tuple[float, float, TextWord, float | None]]:
    words = words_in(segment.text)
    # A model may divide words otherwise; its times are taken where it divides them as we do.
    own = [(w.start, w.end, each, w.confidence) for w in segment.words for each in words_in(w.text)]
    if [each.text for _, _, each, _ in own] == [word.text for word in words]:
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
            None,
        )
