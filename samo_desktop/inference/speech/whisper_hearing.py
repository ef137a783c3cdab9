"""One recording as Whisper hears it: phrase by phrase, in the language of each, with its doubts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from samo_desktop.domain.transcript import Segment, Word
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.chunk_packing import Window
from samo_desktop.inference.speech.doubt import (
    NOTE_SIGNS,
    UNCERTAIN,
    UNSURE,
    Left,
    Passage,
    Sureness,
    checked,
    is_silence,
    left_out,
    words_of,
)
from samo_desktop.inference.speech.language_turns import turns
from samo_desktop.inference.speech.own_words import OwnWords
from samo_desktop.inference.speech.second_hearing import Piece, SecondHearing
from samo_desktop.inference.speech.sentence_ends import is_end
from samo_desktop.inference.speech.speech_segmenter import Phrase
from samo_desktop.inference.speech.spoken_languages import SpokenLanguages
from samo_desktop.inference.speech.whisper_decoder import SHORT, WHOLE, Decoder, TimedWord
from samo_desktop.inference.speech.whisper_drafts import Drafts
from samo_desktop.messages import gettext as _

ENOUGH_SECONDS = 10.0
"""Of speech tell its language as well as more do."""
APART_SECONDS = 1.5
"""Of silence between two words that are no longer in one segment."""

_NOT_LEFT: Left = ""


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """What was heard of a window, in `language`; how probable each language is in it."""

    window: Window
    language: str
    spoken: Mapping[str, float]
    passage: Passage

    @property
    def text(self) -> str:
        """Its words."""
        return self.passage.text


@dataclass(frozen=True, slots=True)
class HeardPhrase:
    """What was heard of the stretches of a phrase."""

    stretches: tuple[HeardWindow, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(each.text for each in self.stretches if each.text)


class Hearing:
    """Hears one recording, in which the speaker's `own` words may occur."""

    def __init__(self, decoder: Decoder, spoken: SpokenLanguages, own: OwnWords) -> None:
        self.spoken = spoken
        self.provisional = False
        """Whether words are written in haste, once each, and without the times of each."""
        self._decoder = decoder
        self._own = own
        self._waiting: list[HeardWindow] = []
        self._passages: list[Passage] = []

    @property
    def waiting(self) -> str:
        """The words of what was heard, but in a language that may still turn out another."""
        return " ".join(each.text for each in self._waiting if each.text)

    def drafts(self) -> Drafts:
        """What gives the words of its phrases while they are spoken."""
        return Drafts(self._decoder, self.spoken)

    def turns(self, phrase: Phrase) -> list[tuple[Phrase, str]]:
        """The phrase in stretches of one language each, which is "" where it is not sure."""
        if self.spoken.known:
            return [(phrase, self.spoken.language)]
        return turns(phrase, self._sure_language)

    def hear_phrase(self, phrase: Phrase) -> HeardPhrase:
        """The words of a phrase, in the languages that its stretches seem to be in."""
        stretches = [(phrase, "")] if self.provisional else self.turns(phrase)
        return HeardPhrase(tuple(self.hear(Window((part,))) for part, _language in stretches))

    def hear(self, window: Window, language: str = "") -> HeardWindow:
        """The words of `window`, in the language that it seems to be in unless that is known."""
        samples = window.samples
        encoded = self._decoder.encode(samples, SHORT if self.provisional else WHOLE)
        spoken = {} if language else self._decoder.spoken(encoded)
        language = language or self.spoken.guess(spoken, encoded.seconds)
        if self.provisional:
            hasty = self._decoder.read(encoded, language, beams=1)
            pieces = [Piece(0.0, encoded, hasty, ())]
        else:
            heard = SecondHearing(self._decoder, language).heard(samples, encoded)
            pieces = [self._own.heard(self._decoder, piece) for piece in heard]
        return HeardWindow(window, language, spoken, self._passage(window, pieces))

    def _sure_language(self, samples: Samples) -> str:
        encoded = self._decoder.encode(samples[: round(ENOUGH_SECONDS * SAMPLE_RATE)], 1.0)
        return self.spoken.sure(self._decoder.spoken(encoded), encoded.seconds)

    def take(self, found: HeardWindow) -> Iterator[HeardWindow]:
        """Takes what was heard of the next window; gives what is final now, in order."""
        if found.passage.segments:
            self.spoken.take(found.spoken, found.window.seconds)
        self._waiting.append(found)
        if self.spoken.believed:
            yield from self.rest()

    def rest(self) -> Iterator[HeardWindow]:
        """What is final at the end of the recording."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            now = each
            if not self.spoken.known and each.passage.segments:
                language = self.spoken.guess(each.spoken, each.window.seconds)
                if language != each.language:
                    now = replace(self.hear(each.window, language), spoken=each.spoken)
            self._passages.append(now.passage)
            yield now

    def notes(self) -> tuple[str, ...]:
        """What the user should know of the words."""
        unsure = sum((each.sureness for each in self._passages), Sureness()).below(UNSURE)
        told = (_(UNCERTAIN),) if unsure else ()
        return (*self.spoken.notes(), *told, *left_out(self._passages))

    def _passage(self, window: Window, pieces: Iterable[Piece]) -> Passage:
        kept: list[Segment] = []
        sureness, why = Sureness(), _NOT_LEFT
        for piece in pieces:
            reading = piece.reading
            if not words_of(reading.text) or is_silence(reading.no_speech, reading.logprob):
                continue
            tokens = len(reading.tokens)
            for segment in self._segments(window, piece):
                left, reason = checked(segment, window.surest(segment.start), reading.logprob)
                kept += [left] if left else []
                why = why or reason
            if kept:
                sureness += Sureness(reading.logprob * tokens, tokens)
        return Passage(window.phrases[0].start, tuple(kept), sureness, why)

    def _segments(self, window: Window, piece: Piece) -> list[Segment]:
        """The sentences of a piece, with their times in the recording."""
        if not piece.words:
            start, end = window.place(piece.start, piece.start + piece.encoded.seconds)
            confidence = math.exp(min(0.0, piece.reading.logprob))
            return [Segment(start, end, words_of(piece.reading.text), confidence)]
        placed = [_word(window, piece.start, word) for word in piece.words]
        sentences = [_segment(part) for part in _sentences(window, placed) if words_of(_text(part))]
        return [self._own.corrected(segment) for segment in sentences]


def _word(window: Window, offset: float, word: TimedWord) -> Word:
    """A word with its times in the recording, and the space before it."""
    start, end = window.place_word(offset + word.start, offset + word.end)
    return Word(start, end, word.text.translate(NOTE_SIGNS), word.probability)


def _sentences(window: Window, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Words in order, apart where a sentence ends or nobody speaks for long."""
    begin = 0
    for place, (word, after) in enumerate(pairwise(words), start=1):
        silence = window.silence(word.start, after.start)
        if silence >= APART_SECONDS or is_end(word.text, after.text):
            yield words[begin:place]
            begin = place
    yield words[begin:]


def _segment(words: Sequence[Word]) -> Segment:
    likely = [math.log(max(word.confidence or 0.0, 1e-6)) for word in words]
    return Segment(
        words[0].start,
        words[-1].end,
        words_of(_text(words)),
        math.exp(sum(likely) / len(likely)),
        tuple(replace(word, text=word.text.strip()) for word in words if word.text.strip()),
    )


def _text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words).strip()
