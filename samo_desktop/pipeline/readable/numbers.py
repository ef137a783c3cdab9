"""Numbers that were said as words, in digits where a careful typist writes digits."""

from __future__ import annotations

from collections.abc import Sequence

from samo_desktop.pipeline.readable import clock_times, money, sequences
from samo_desktop.pipeline.readable.number_style import STYLES
from samo_desktop.pipeline.readable.plain_numbers import dated, labelled, percent, plain
from samo_desktop.pipeline.readable.said_numbers import SaidSentence, Written
from samo_desktop.pipeline.readable.spoken_words import SpokenWord, sentences

RULES = (
    sequences.digits_one_by_one,
    clock_times.clock_time,
    sequences.year_in_two,
    dated,
    money.money,
    percent,
    labelled,
    plain,
)
"""From a sentence and one of its numbers to what is written there, or None; the first that knows
decides."""


def with_digits(words: Sequence[SpokenWord], language: str) -> list[SpokenWord]:
    """The words with the numbers in digits that are beyond doubt; others stay as they are.

    A digit takes the times of the words that it stands for. In languages without a style of their
    own nothing changes.
    """
    if language not in STYLES:
        return list(words)
    found: list[SpokenWord] = []
    for sentence in sentences(words):
        found += _written(SaidSentence(sentence, language))
    return found


def _written(sentence: SaidSentence) -> list[SpokenWord]:
    done: list[Written] = []
    place = 0
    for number in sentence.numbers:
        if number.first < place:
            continue
        sentence.written = done
        hits = (rule(sentence, number) for rule in RULES)
        if hit := next((hit for hit in hits if hit), None):
            done.append(hit)
            place = hit.last
    found: list[SpokenWord] = []
    place = 0
    for written in done:
        found += sentence.words[place : written.first]
        found.append(sentence.joined(written))
        place = written.last
    return found + sentence.words[place:]
