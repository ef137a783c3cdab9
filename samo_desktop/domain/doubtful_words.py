"""Which words of a text the speech model was unsure of, though the text was edited since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from samo_desktop.domain.transcript import Transcript
from samo_desktop.domain.transcript_alignment import SpokenWord, align_words, spoken_words

UNSURE_WORD = 0.4
"""A word is doubtful if its confidence, times that of its segment, is below this. Measured on 25
clips of ordinary speakers in five languages (decision 87): of the words that it marks more than
half are wrong, and it marks one in twelve."""
UNSURE_SEGMENT = 0.55
"""The same for the confidence of a segment whose words have none of their own: all of it."""


class DoubtfulWord(NamedTuple):
    """A stretch of a text that may be wrong, said from `start` to `end` (seconds).

    A single word, or a whole segment if no more was told. `places` are those of its words among
    all that were said, as `Transcript.accepted` has them.
    """

    places: tuple[int, ...]
    start: float
    end: float
    char_from: int
    char_to: int


def has_doubtful_words(transcript: Transcript) -> bool:
    """Whether a transcript holds words that the model was unsure of, accepted or not.

    A provisional one holds none: other words are on their way.
    """
    return not transcript.provisional and any(
        _is_unsure(segment.confidence, confidence)
        for segment in transcript.segments
        for confidence in ([word.confidence for word in segment.words] or [None])
    )


def doubtful_words(transcript: Transcript, text: str) -> list[DoubtfulWord]:
    """What of `text`, which became of the transcript's words, may be wrong; in order.

    Words that were edited, taken out or accepted are not among them. May take a second for a very
    long text.
    """
    if not has_doubtful_words(transcript):
        return []
    words = spoken_words(transcript.segments)
    accepted = {*transcript.accepted}
    found: list[DoubtfulWord] = []
    for place, (char_from, char_to) in align_words(words, text, transcript.written):
        word = words[place]
        if place in accepted or not _is_unsure(
            transcript.segments[word.segment].confidence, word.confidence
        ):
            continue
        doubt = DoubtfulWord((place,), word.start, word.end, char_from, char_to)
        last = found[-1] if found else None
        if last is not None and _are_one(last, doubt, words):
            places = (*last.places, place)
            found[-1] = last._replace(places=places, end=word.end, char_to=char_to)
        else:
            found.append(doubt)
    return found


def _is_unsure(segment: float | None, word: float | None) -> bool:
    """`word` is None where the model told only of the `segment` as a whole."""
    if word is None:
        return segment is not None and segment < UNSURE_SEGMENT
    return word * (1.0 if segment is None else segment) < UNSURE_WORD


def _are_one(last: DoubtfulWord, next_: DoubtfulWord, words: Sequence[SpokenWord]) -> bool:
    """Whether two are one stretch: the same number in digits, or words with no doubts of their own
    that stand side by side as they were said."""
    before, after = words[last.places[-1]], words[next_.places[0]]
    if last.char_from == next_.char_from:
        return True
    return (
        before.confidence is None
        and after.confidence is None
        and before.segment == after.segment
        and last.places[-1] + 1 == next_.places[0]
    )
