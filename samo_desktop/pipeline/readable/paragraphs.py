"""Paragraphs, where the speaker paused long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from samo_desktop.pipeline.readable.number_style import STYLES
from samo_desktop.pipeline.readable.spoken_words import SpokenWord

LEAST_PAUSE = 2.0
"""Seconds: a shorter pause begins no paragraph."""
CERTAIN_PAUSE = 5.0
"""Seconds: a pause of so long always begins one, however slowly somebody speaks."""
TIMES_USUAL = 2.5
"""How much longer than the speaker's usual pause between sentences one must be."""
FEWEST_PAUSES = 4
"""Fewer tell nothing of how long somebody usually pauses."""
LEAST_WORDS = 8
"""A paragraph has at least so many words."""
MOST_WORDS = 180
"""A paragraph of more words is divided at its longest pause."""
LEAST_WORDS_DIVIDED = 40
"""The parts of a paragraph that is divided have at least so many words."""


def in_paragraphs(words: Sequence[SpokenWord], language: str) -> list[list[SpokenWord]]:
    """The words in order, in paragraphs that end where a sentence does."""
    ends = [place for place in range(1, len(words)) if _ends(words, place, language)]
    pauses = {place: max(0.0, words[place].start - words[place - 1].end) for place in ends}
    usual = median(pauses.values()) if len(pauses) >= FEWEST_PAUSES else 0.0
    long = min(max(LEAST_PAUSE, TIMES_USUAL * usual), CERTAIN_PAUSE)
    breaks = [0]
    for place in ends:
        far = min(place - breaks[-1], len(words) - place) >= LEAST_WORDS
        if far and pauses[place] >= long:
            breaks.append(place)
    breaks.append(len(words))
    found = []
    for first, last in pairwise(breaks):
        found += [list(words[a:b]) for a, b in _divided(first, last, pauses) if a < b]
    return found


def _divided(first: int, last: int, pauses: dict[int, float]) -> Iterator[tuple[int, int]]:
    """The paragraph from `first` to `last`, in several if it is too long for one."""
    if last - first > MOST_WORDS:
        least = LEAST_WORDS_DIVIDED
        middle = (first + last) / 2
        inside = [place for place in pauses if first + least <= place <= last - least]
        if inside:
            # Of pauses that are alike, as where no times are known, that next to the middle.
            place = max(inside, key=lambda at: (round(pauses[at], 1), -abs(at - middle)))
            yield from _divided(first, place, pauses)
            yield from _divided(place, last, pauses)
            return
    yield first, last


def _ends(words: Sequence[SpokenWord], place: int, language: str) -> bool:
    """Whether a sentence ends before the word at `place`."""
    if not (words[place - 1].ends_sentence and words[place].parts[1]):
        return False
    months = STYLES[language].months if language in STYLES else frozenset()
    _, core, behind = words[place - 1].parts
    # "am 3. Juni"
    return not (behind == "." and core.isdigit() and words[place].parts[1].casefold() in months)
