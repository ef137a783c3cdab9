"""The speaker's own names and words, in what was heard.

Whisper hears a stretch first without them: told of names beforehand it writes some where nobody
speaks. Only where a word that it was unsure of sounds like some of them is it told of those, as
of what was said before, and its new text is taken if they stand in it where they may have been
said. Moonshine cannot be told; its words are corrected where they sound nearly the same as one of
the speaker's and are no common English words (docs/decisions/0085-own-words-in-speech.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from samo_desktop.domain.common_words import is_common
from samo_desktop.domain.own_words import distinct, fold
from samo_desktop.domain.sounds import bare, likeness, sounds_of
from samo_desktop.domain.transcript import Segment
from samo_desktop.domain.transcript_alignment import TextWord, matching_words, words_in

if TYPE_CHECKING:  # Moonshine needs no faster-whisper
    from samo_desktop.inference.speech.second_hearing import Piece
    from samo_desktop.inference.speech.whisper_decoder import Decoder, TimedWord

MOST_TOLD = 16
"""Words that Whisper is told of at once: of more it takes less notice."""
MOST_OF_A_PLACE = 3
"""Of them for each doubtful word."""
MAY_BE = 0.5
"""`likeness` of what may have been a word of the speaker's..."""
SURELY, SURELY_UNKNOWN = 0.9, 0.85
"""...and of what was, if not all of it is common words, or none is..."""
TOLD_UNKNOWN = 0.78
"""...or Whisper wrote it when it was told of the word."""
DOUBTED = 0.7
"""Probability of a word below which it may have been another."""
LONGEST_RUN = 4
"""Words that one is taken for, at most."""
LEAST_SOUNDS = 4
"""Of a word that is known by its sound: shorter ones are like too many others."""
MOST_CHANGED = 6
"""Words that differ in a place where one of the speaker's was put in."""
WORSE = 0.1
"""So much less probable may a text be that has the speaker's words."""

_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_END = re.compile(r"[.!?…]\W*$")


class OwnWords:
    """Those of one speaker. `sure` corrects by sound, too; else by case and accents alone."""

    def __init__(self, words: Sequence[str], *, sure: bool = False) -> None:
        self._words = distinct(words)
        self._written = [word for word in self._words if word[0].isalnum() and word[-1].isalnum()]
        """Those that take the place of a word: of "C++" the letter alone would."""
        self._sure = sure

    # ---- Whisper: told of them where they may have been said

    def heard(self, decoder: Decoder, piece: Piece) -> Piece:
        """`piece`, or what is read of it anew."""
        likely = self.likely(piece.words)
        if not likely:
            return piece
        language = piece.reading.language
        told = decoder.tokens(prompt_of(likely), language)
        reading = decoder.read(piece.encoded, language, told=told)
        least = piece.reading.logprob - WORSE
        for each in reading.hypotheses if reading.ended else ():
            text = self.respelled(piece.reading.text, each.text)
            if each.logprob >= least and self.may_replace(piece.reading.text, text):
                tokens = each.tokens
                if text != each.text:
                    tokens = tuple(decoder.tokens(f" {text}", language))
                best = replace(each, text=text, tokens=tokens)
                found = replace(reading, hypotheses=(best,), no_speech=piece.reading.no_speech)
                words = tuple(decoder.words(piece.encoded, found))
                again = replace(piece, reading=found, words=words)
                return piece if again.failed and not piece.failed else again
        return piece

    def likely(self, words: Sequence[TimedWord]) -> list[str]:
        """Those that doubtful words may have been: the likeliest of each doubtful place."""
        found: dict[str, float] = {}
        for runs in _doubtful(words):
            alike = ((max(_alike(run, word) for run in runs), word) for word in self._words)
            likeliest = sorted((pair for pair in alike if pair[0] >= MAY_BE), reverse=True)
            for near, word in likeliest[:MOST_OF_A_PLACE]:
                found[word] = max(near, found.get(word, 0.0))
        return sorted(found, key=lambda word: found[word])[-MOST_TOLD:]

    def respelled(self, before: str, after: str) -> str:
        """`after`, in which new words that sound quite like one of the speaker's are that one."""
        old, new = words_in(before), words_in(after)
        for _was, now in reversed(list(_changed(old, new))):
            for word in reversed(now):
                said = after[word.char_from : word.char_to]
                near, own = max(
                    ((_alike(said, own), own) for own in self._written), default=(0, "")
                )
                if near >= TOLD_UNKNOWN and not is_common(said, names=True):
                    after = after[: word.char_from] + own + after[word.char_to :]
        return after

    def may_replace(self, before: str, after: str) -> bool:
        """Whether `after` has some of the words where `before` has what sounds like them."""
        new = False
        for was, now in _changed(words_in(before), words_in(after)):
            old, text = _text(before, was), _text(after, now)
            put_in = [w for w in self._words if _count(text, w) > _count(old, w)]
            new = new or bool(put_in)
            if put_in and max(len(was), len(now)) > MOST_CHANGED:
                return False
            for word in put_in:
                near = max((_alike(run, word) for run in _runs(before, was)), default=0.0)
                if near < MAY_BE or _count(text, word) > _count(old, word) + 1:
                    return False
        return new

    # ---- both: written as the speaker writes them

    def corrected(self, segment: Segment) -> Segment:
        """The words of `segment`, the speaker's own as they write them."""
        text = self.written(segment.text)
        if text == segment.text:
            return segment
        parts = text.split()
        if len(parts) != len(segment.words):
            return replace(segment, text=text, words=())
        named = zip(segment.words, parts, strict=True)
        return replace(
            segment, text=text, words=tuple(replace(word, text=part) for word, part in named)
        )

    def written(self, text: str) -> str:
        """`text` with the speaker's words as they write them."""
        there = words_in(text)
        done: list[tuple[int, int, str]] = []
        place = 0
        while self._written and place < len(there):
            length, word = self._best(text, there, place)
            if length:
                said = _POSSESSIVE.sub("", _text(text, there[place : place + length]))
                first, last = there[place].char_from, there[place].char_from + len(said)
                done.append((first, last, _begun(word, text[:first], said)))
            place += max(1, length)
        for first, last, word in reversed(done):
            text = text[:first] + word + text[last:]
        return text

    def _best(self, text: str, there: Sequence[TextWord], place: int) -> tuple[int, str]:
        """How many words from `place` on are surely one of the speaker's; 0 if none."""
        found = (0.0, 0, "")
        for length in range(1, min(LONGEST_RUN, len(there) - place) + 1):
            run = there[place : place + length]
            common = [is_common(each.text, names=True) for each in run]
            if all(common):
                continue
            least = SURELY if any(common) else SURELY_UNKNOWN
            said = _POSSESSIVE.sub("", _text(text, run))
            for word in self._written:
                alike = 1.0 if bare(said) == bare(word) else self._sounds(said, word)
                if alike >= least:
                    found = max(found, (alike, -length, word))
        return -found[1], found[2]

    def _sounds(self, said: str, word: str) -> float:
        if not self._sure or min(len(sounds_of(said)), len(sounds_of(word))) < LEAST_SOUNDS:
            return 0.0
        return min(0.99, _alike(said, word))


def prompt_of(words: Sequence[str]) -> str:
    """What Whisper is told: the words in a row, as it would have written them."""
    return f" {', '.join(words)}." if words else ""


def _doubtful(words: Sequence[TimedWord]) -> Iterator[list[str]]:
    """For each doubtful word the runs that it is in, and that begin or end close by."""
    for place, word in enumerate(words):
        if word.probability < DOUBTED:
            yield [
                "".join(each.text for each in words[start:end])
                for start in range(max(0, place - LONGEST_RUN + 1), place + 1)
                for end in range(place + 1, min(start + LONGEST_RUN, len(words)) + 1)
            ]


def _alike(run: str, word: str) -> float:
    """`likeness`, but 0 at once where one is far longer than the other."""
    first, second = len(sounds_of(run)), len(sounds_of(word))
    return 0.0 if 2 * min(first, second) < max(first, second) else likeness(run, word)


def _changed(
    old: Sequence[TextWord], new: Sequence[TextWord]
) -> Iterator[tuple[Sequence[TextWord], Sequence[TextWord]]]:
    same = [(-1, -1), *matching_words(old, new), (len(old), len(new))]
    for (i, j), (to_i, to_j) in pairwise(same):
        if j + 1 < to_j:
            yield old[i + 1 : to_i], new[j + 1 : to_j]


def _text(text: str, words: Sequence[TextWord]) -> str:
    return text[words[0].char_from : words[-1].char_to] if words else ""


def _runs(text: str, words: Sequence[TextWord]) -> Iterator[str]:
    """All runs of a few of neighbouring `words` of `text`."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_RUN, len(words)) + 1):
            yield _text(text, words[start:end])


def _count(text: str, word: str) -> int:
    """How often `word` stands in `text` as a whole."""
    return len(re.findall(rf"(?<!\w){re.escape(fold(word))}(?!\w)", fold(text)))


def _begun(word: str, before: str, was: str) -> str:
    """`word` with a capital where a sentence begins, if the word that was there had one."""
    begins = not before.strip() or _END.search(before)
    return word[:1].upper() + word[1:] if begins and was[:1].isupper() else word
