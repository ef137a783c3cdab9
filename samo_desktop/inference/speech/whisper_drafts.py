"""The words of a phrase while it is being spoken, as Whisper writes them quickly.

Only what came since the last pause is heard again, with little silence behind it and without
beams: so a draft takes as long for a phrase of half a minute as for one of five seconds.
"""

from __future__ import annotations

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.doubt import is_silence, words_of
from samo_desktop.inference.speech.repetition import may_loop, said_once
from samo_desktop.inference.speech.speech_segmenter import SHORTEST_PART, Phrase
from samo_desktop.inference.speech.spoken_languages import SpokenLanguages
from samo_desktop.inference.speech.whisper_decoder import Decoder

PADDING = 2.0
"""Seconds of silence behind the sound: with less it loops."""
LONGEST_PART = 8.0
"""Seconds that are heard again and again; what is longer is cut where it is quietest."""


class Drafts:
    """Drafts of the phrases of one recording."""

    def __init__(self, decoder: Decoder, spoken: SpokenLanguages) -> None:
        self._decoder, self._spoken = decoder, spoken
        self._start = -1.0
        self._done: list[str] = []
        self._until = 0

    def of(self, phrase: Phrase) -> str:
        """The words of `phrase` until now."""
        if phrase.start != self._start:
            self._start, self._done, self._until = phrase.start, [], 0
        for border in self._borders(phrase):
            self._done.append(self._read(phrase.samples[self._until : border]))
            self._until = border
        now = self._read(phrase.samples[self._until :])
        return " ".join(text for text in (*self._done, now) if text)

    def _borders(self, phrase: Phrase) -> list[int]:
        """Where parts of the phrase end that are not heard again, in samples."""
        least = round(SHORTEST_PART * SAMPLE_RATE)
        borders, last = [], self._until
        for border in (round(pause * SAMPLE_RATE) for pause in phrase.pauses):
            if border - last >= least and len(phrase.samples) - border >= least:
                borders.append(border)
                last = border
        if len(phrase.samples) - last > LONGEST_PART * SAMPLE_RATE:
            first, _second = Phrase(0.0, phrase.samples[last:]).halves()
            borders.append(last + len(first.samples))
        return borders

    def _read(self, samples: Samples) -> str:
        encoded = self._decoder.encode(samples, PADDING)
        spoken = {} if self._spoken.known else self._decoder.spoken(encoded)
        language = self._spoken.guess(spoken, encoded.seconds)
        reading = self._decoder.read(encoded, language, beams=1)
        if is_silence(reading.no_speech, reading.logprob):
            return ""
        if not reading.ended or may_loop(reading.text, encoded.seconds):
            return said_once(reading.text)
        return words_of(reading.text)
