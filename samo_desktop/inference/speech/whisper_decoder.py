"""What Whisper writes of one stretch of sound, on CTranslate2's model.

The encoder was trained on half a minute, filled up with silence. With less behind the sound it
takes a fifth of the time and misses more (docs/benchmarks.md): good enough for drafts, and another
opinion where there is doubt. With none, where sound breaks off, the decoder loops. Times are not
asked for in the text, which is better without them, but found afterwards by attention.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations

from samo_desktop.domain.models import short_name
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.languages import language_code
from samo_desktop.messages import gettext as _

FRAMES = 100
"""Whisper's frames of features a second."""
MOST_FRAMES = 3000
"""Of its encoder."""
WHOLE, SHORT = 30.0, 5.0
"""Seconds behind the sound: as much as the encoder was trained with, or enough to end well."""
QUIETEST = 2.0
"""How far the silence behind the sound lies below the loudest of Whisper's features, as in its own
code. Behind less of it, the zeros of faster-whisper's are better."""
BEAMS = 8
"""Texts that are followed at once (docs/benchmarks.md)."""
TOKENS_PER_SECOND, MORE_TOKENS = 24, 16
"""More than anybody says, in scripts of several tokens a letter too: what goes on is a loop."""
MOST_TOKENS = 448
"""Of Whisper's decoder, with what it is told before."""
LONGEST_WORD = 1.4
"""Seconds: what attention says is longer has silence beside it..."""
TYPICAL = 2
"""...and so has what is so many times as long as half of the words are."""
OWN_CODES = {"jv": "jw"}
"""What Whisper calls languages where that is not ISO 639-1."""

_BEFORE, _AFTER = "\"'\u201c\u00bf([{-", "\"'.\u3002,\uff0c!\uff01?\uff1f:\uff1a\u201d)]}\u3001"
"""Punctuation that belongs to the word after it, and before it, as in Whisper's own code."""
_MARKS = ".?!\u2026\u3002\uff01\uff1f\u061f\u0964"


@dataclass(frozen=True, slots=True)
class Encoded:
    """So many `seconds` of sound as Whisper's decoder gets them."""

    states: Any
    seconds: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A text that Whisper thinks of; `logprob` is the mean log-probability of its tokens."""

    text: str
    tokens: tuple[int, ...]
    logprob: float

    @property
    def total(self) -> float:
        """The log-probability of all of it."""
        return self.logprob * (len(self.tokens) + 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What Whisper wrote of one stretch of sound, in `language` (ISO 639-1), best first.

    `no_speech` is the probability that nobody speaks. It did not `end` if it wrote more than
    anybody says.
    """

    hypotheses: tuple[Hypothesis, ...]
    language: str
    no_speech: float
    ended: bool

    @property
    def text(self) -> str:
        """The most probable text."""
        return self.hypotheses[0].text

    @property
    def tokens(self) -> tuple[int, ...]:
        """Its tokens."""
        return self.hypotheses[0].tokens

    @property
    def logprob(self) -> float:
        """The mean log-probability of its tokens and their end."""
        return self.hypotheses[0].logprob


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word with the space before it, if it has one, and its seconds in the sound."""

    start: float
    end: float
    text: str
    probability: float


class Decoder:
    """Reads stretches of at most 30 s with a model of faster-whisper's. Raises ModelError."""

    def __init__(self, model: Any, name: str) -> None:
        self._model, self._name = model, name
        self._tokenizer = cache(self._new_tokenizer)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes."""
        return tuple(language_code(code) for code in self._model.supported_languages)

    def encode(self, samples: Samples, padding: float = WHOLE) -> Encoded:
        """`samples` [n] with so many seconds of silence behind them."""
        seconds = len(samples) / SAMPLE_RATE
        frames = min(MOST_FRAMES, int((seconds + padding) * FRAMES) // 2 * 2)
        features = self._model.feature_extractor(samples)[:, :frames]
        silence = features.max() - QUIETEST if padding == WHOLE else 0.0
        behind = ((0, 0), (0, frames - features.shape[1]))
        padded = np.pad(features, behind, constant_values=silence)
        with self._failing():
            return Encoded(self._model.encode(padded.astype(np.float32)), seconds)

    def spoken(self, encoded: Encoded) -> dict[str, float]:
        """How probable each language is, by ISO 639-1 code; together 1."""
        if not self._model.model.is_multilingual:
            return {"en": 1.0}
        with self._failing():
            [found] = self._model.model.detect_language(encoded.states)
        return {language_code(token[2:-2]): float(probability) for token, probability in found}

    def read(
        self, encoded: Encoded, language: str, *, told: Sequence[int] = (), beams: int = BEAMS
    ) -> Reading:
        """The words. `told` are tokens that the decoder takes for what was said before."""
        tokenizer = self._tokenizer(language)
        before = [tokenizer.sot_prev, *told] if told else []
        prompt = [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]
        most = MORE_TOKENS + round(TOKENS_PER_SECOND * encoded.seconds)
        with self._failing():
            [found] = self._model.model.generate(
                encoded.states,
                [prompt],
                beam_size=beams,
                max_length=min(MOST_TOKENS, len(prompt) + most),
                suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
                num_hypotheses=beams,
                return_scores=True,
                return_no_speech_prob=True,
            )
        hypotheses = tuple(
            self._hypothesis(tokenizer, tokens, score)
            for tokens, score in zip(found.sequences_ids, found.scores, strict=True)
        )
        length = len(hypotheses[0].tokens)
        ended = length < most - 1 and len(prompt) + length < MOST_TOKENS - 1
        return Reading(hypotheses, language, float(found.no_speech_prob), ended)

    def words(self, encoded: Encoded, reading: Reading) -> list[TimedWord]:
        """The words of what was `read`, in order; none if it wrote none."""
        with self._failing():
            [found] = self._model.find_alignment(
                self._tokenizer(reading.language),
                [list(reading.tokens)],
                encoded.states,
                int(encoded.seconds * FRAMES),
            ) or [[]]
        merge_punctuations(found, _BEFORE, _AFTER)
        words = [
            TimedWord(
                float(word["start"]),
                min(float(word["end"]), encoded.seconds),
                word["word"],
                min(1.0, float(word["probability"])),
            )
            for word in found
            if word["word"].strip()
        ]
        return _without_silence(words)

    def tokens(self, text: str, language: str) -> list[int]:
        """`text` in tokens."""
        return list(self._tokenizer(language).encode(text))

    @staticmethod
    def _hypothesis(tokenizer: Tokenizer, tokens: Sequence[int], score: float) -> Hypothesis:
        words = tuple(token for token in tokens if token < tokenizer.eot)
        # CTranslate2 divides by the number of words' tokens, though the end counts too.
        mean = score * len(words) / (len(words) + 1)
        return Hypothesis(tokenizer.decode(words).strip(), words, mean)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """CTranslate2's bare exceptions as what the user can read."""
        try:
            yield
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                _("The speech model {name} failed on this recording.").format(
                    name=short_name(self._name)
                ),
                _("The recording is safe. Try again, or choose another model."),
            ) from error

    def _new_tokenizer(self, language: str) -> Tokenizer:
        multilingual = self._model.model.is_multilingual
        code = OWN_CODES.get(language, language)
        return Tokenizer(self._model.hf_tokenizer, multilingual, task="transcribe", language=code)


def _without_silence(words: Sequence[TimedWord]) -> list[TimedWord]:
    """Words without the silence that attention counts to those beside it.

    That is after the last of a sentence and before the first, as in Whisper's own code.
    """
    lengths = [word.end - word.start for word in words if word.end > word.start]
    if not lengths:
        return list(words)
    longest = min(LONGEST_WORD, TYPICAL * statistics.median(lengths))
    kept: list[TimedWord] = []
    for word in words:
        start, end = word.start, max(word.start, word.end)
        if end - start > longest:
            begins = not kept or kept[-1].text.strip()[-1] in _MARKS
            start, end = (end - longest, end) if begins else (start, start + longest)
        kept.append(TimedWord(start, end, word.text, word.probability))
    return kept
