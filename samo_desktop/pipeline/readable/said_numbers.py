"""A sentence and the numbers that are said in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from text_to_num import find_numbers

from samo_desktop.pipeline.readable.number_style import STYLES
from samo_desktop.pipeline.readable.spoken_words import SpokenWord


class SaidNumber(NamedTuple):
    """A number said with the words `first` up to `last`; `digits` as its language writes it."""

    first: int
    last: int
    digits: str
    value: float
    ordinal: bool

    @property
    def whole(self) -> int | None:
        """Its value, if that is a cardinal without a fraction."""
        return int(self.digits) if not self.ordinal and self.digits.isdecimal() else None


class Written(NamedTuple):
    """What is written in the place of the words `first` up to `last`."""

    first: int
    last: int
    text: str
    kind: str = ""


class _Token:
    """A word as the library wants it (its `Token`)."""

    def __init__(self, text: str, *, apart: bool, no_number: bool) -> None:
        self._text, self._apart, self._no_number = text, apart, no_number

    def text(self) -> str:
        return self._text

    def nt_separated(self, _previous: _Token) -> bool:
        return self._apart

    def not_a_number_part(self) -> bool:
        return self._no_number


class SaidSentence:
    """The words of a sentence, and the numbers among them, in order."""

    def __init__(self, words: Sequence[SpokenWord], language: str) -> None:
        self.words, self.language = list(words), language
        self.style = STYLES[language]
        self.written: list[Written] = []
        """What was decided of the numbers before."""
        self.parts = [word.parts for word in words]
        self.low = [core.casefold().replace("’", "'") for _, core, _ in self.parts]
        self.apart = [
            bool(place and (self.parts[place - 1][2] or parts[0]))
            for place, parts in enumerate(self.parts)
        ]
        self.numbers = self._numbers()
        self._starting = {number.first: number for number in self.numbers}
        self._ending = {number.last: number for number in self.numbers}

    def word(self, place: int) -> str:
        """The word there, in small letters; "" outside the sentence."""
        return self.low[place] if 0 <= place < len(self.low) else ""

    def follows(self, place: int, text: str) -> bool:
        """Whether these words stand from `place` on, with no mark before or between them."""
        words = text.split()
        there = self.low[place : place + len(words)]
        return there == words and not any(self.apart[place : place + len(words)])

    def starting(self, place: int) -> SaidNumber | None:
        """The number that begins there, if no mark stands before it."""
        return None if self.is_apart(place) else self._starting.get(place)

    def ending(self, place: int) -> SaidNumber | None:
        """The number that ends before the word there, if no mark stands between."""
        return None if self.is_apart(place) else self._ending.get(place)

    def is_apart(self, place: int) -> bool:
        """Whether a mark, or the sentence's end, stands before the word there."""
        return not 0 < place < len(self.apart) or self.apart[place]

    def joined(self, written: Written) -> SpokenWord:
        """What is written, with the marks and the times of what it stands for."""
        first, last = self.words[written.first], self.words[written.last - 1]
        before, behind = self.parts[written.first][0], self.parts[written.last - 1][2]
        return SpokenWord(before + written.text + behind, first.start, last.end)

    def _numbers(self) -> list[SaidNumber]:
        tokens = [
            # Half a character is no text, and the library stops the program over one.
            _Token(
                self.style.spellings.get(word, word).encode("utf-8", "ignore").decode(),
                apart=self.apart[place],
                no_number=word in self.style.no_numbers or self._in_percent(place),
            )
            for place, word in enumerate(self.low)
        ]
        found = find_numbers(tokens, self.language, threshold=0)
        numbers = [SaidNumber(n.start, n.end, n.text, n.value, n.is_ordinal) for n in found]
        return [n for n in numbers if not any(self.apart[n.first + 1 : n.last])]

    def _in_percent(self, place: int) -> bool:
        """Whether the word is the second of "por ciento", which is a number by itself."""
        two = f"{self.word(place - 1)} {self.word(place)}"
        return two in self.style.percent
