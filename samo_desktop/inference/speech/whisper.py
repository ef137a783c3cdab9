"""Whisper models in CTranslate2 form, through faster-whisper, INT8 on the CPU."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from samo_desktop.domain.models import short_name
from samo_desktop.domain.transcript import Heard, Segment, Transcript, Word
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.processor import cores
from samo_desktop.inference.speech.chunk_packing import LIMIT, Window, length, windows
from samo_desktop.inference.speech.doubt import (
    LANGUAGE_UNCERTAIN,
    NOTE_SIGNS,
    UNCERTAIN,
    UNSURE,
    Passage,
    Sureness,
    checked,
    left_out,
    words_of,
)
from samo_desktop.inference.speech.sentence_ends import with_sentences
from samo_desktop.inference.speech.speech_segmenter import Pauses, Phrase, cut
from samo_desktop.languages import language_code, language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed

REQUIRED_FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without its own tokenizer faster-whisper would look for one on the network."""

MOST_THREADS = 4
"""More take the processor from the window and from the feelings of other entries."""

DECODING = {
    # The limits of the Whisper paper (Radford et al. 2022, section 4.5). A window is dropped as
    # silence when the model takes it for no speech (over .6) and is at the same time unsure of
    # the words that it wrote (mean log-probability under -1): either alone is often wrong. Words
    # that it is unsure of, or that repeat themselves (text compresses by more than 2.4), are
    # decoded again at higher temperatures. No list of artefacts: people do say "thank you".
    "log_prob_threshold": -1.0,
    "no_speech_threshold": 0.6,
    "compression_ratio_threshold": 2.4,
    "condition_on_previous_text": False,  # it would loop on its own mistakes
    "vad_filter": False,  # phrases.cut has done it, so no long silence is left to skip either
    "word_timestamps": True,  # 3 to 8 % slower
}

SURE_AFTER, SURE = 10.0, 0.5
"""Seconds of speech after which a language is believed that has such a probability or more."""
MOST_TOGETHER, PATIENCE = 4, 8.0
"""Windows in one run of the model at most, and seconds that a run may take, for then progress is
told and the work can be cancelled."""
TELLING = 30.0
"""Seconds of speech after which the most probable language is taken. Whisper hears no more."""


def is_model(folder: Path) -> bool:
    """Whether `folder` holds a whole CTranslate2 Whisper model."""
    return all((folder / name).is_file() for name in REQUIRED_FILES)


_OWN_CODES = {"jv": "jw"}
"""What Whisper calls languages where that is not ISO 639-1."""


class Whisper:
    """Multilingual speech to text. Loads on construction; raises ModelError if it cannot."""

    engine = "whisper"

    def __init__(self, folder: Path, pauses: Pauses | None = None) -> None:
        if not is_model(folder):
            missing = [n for n in REQUIRED_FILES if not (folder / n).is_file()]
            raise ModelError(
                _("The speech model {name} is incomplete: {files} missing.").format(
                    name=short_name(folder.name), files=", ".join(missing)
                ),
                _("Copy the whole model folder again."),
            )
        from faster_whisper import WhisperModel

        from samo_desktop.inference.speech.batched_whisper import Together

        self.name = folder.name
        self.version = _version(folder)
        self._pauses = pauses
        try:
            self._model: Any = WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=min(cores(), MOST_THREADS),
                local_files_only=True,
            )
            self._together = Together(self._model)
        except Exception as error:  # CTranslate2 and tokenizers raise bare exceptions
            raise ModelError(
                _("The speech model {name} is damaged.").format(name=short_name(folder.name)),
                _("Copy the model folder again, or choose another engine."),
            ) from error

    @property
    def languages(self) -> list[str]:
        """ISO 639-1 codes the model knows."""
        return [language_code(code) for code in self._model.supported_languages]

    def transcribe(
        self,
        blocks: Iterable[Samples],
        *,
        languages: Collection[str] = (),
        words: Sequence[str] = (),
        live: bool = False,
    ) -> Generator[Heard, None, Transcript]:
        """See `SpeechModel`. Of several languages the first `TELLING` seconds of speech decide.

        `live` hears each phrase as soon as it has ended. Else, as with a file, phrases are heard
        together where several fit into a window, and windows at once, which is faster; up to two
        and a half minutes of sound are held.
        """
        known = [code for code in languages if code in self.languages]
        if languages and not known:
            raise ModelError(
                _("{model} does not know {language}.").format(
                    model=short_name(self.name),
                    language=listed([language_name(code) for code in languages]),
                ),
                _("Have the language detected, or choose another model."),
            )
        language = known[0] if len(known) == 1 else ""
        asked = _OWN_CODES.get(language, language) or self._only_language()
        waiting = _Waiting(self._detect, asked, 0 if live else LIMIT)
        heard = self._heard(waiting, blocks)
        segments: list[Segment] = []
        seconds = elapsed = 0.0
        while True:
            begun = time.perf_counter()
            event = next(heard, None)
            elapsed += time.perf_counter() - begun
            if event is None:
                break
            seconds = event.seconds
            if event.segment:
                segments.append(event.segment)
            yield event
        whole = with_sentences(segments)
        return Transcript(
            " ".join(segment.text for segment in whole),
            language_code(waiting.language or "en"),
            self.engine,
            self.name,
            whole,
            seconds,
            elapsed,
            notes=waiting.notes() if waiting.passages else (),
        )

    def _heard(self, waiting: _Waiting, blocks: Iterable[Samples]) -> Iterator[Heard]:
        seconds = told = 0.0
        for seconds, phrase in cut(blocks, self._pauses):
            for end, segment in self._hear(waiting.take(phrase) if phrase else [], waiting):
                told = max(told, end)
                yield Heard(told, segment)
            told = max(told, waiting.since(seconds))
            yield Heard(told)
        for end, segment in self._hear(waiting.rest(), waiting):
            told = max(told, end)
            yield Heard(told, segment)
        yield Heard(seconds)

    def _hear(self, found: list[Window], waiting: _Waiting) -> Iterator[tuple[float, Segment]]:
        """Each segment of these windows, and up to where was heard then."""
        while found:
            some, found = found[: waiting.together], found[waiting.together :]
            begun = time.perf_counter()
            with self._told():
                heard = self._run(some, waiting.language)
            waiting.took((time.perf_counter() - begun) / len(some))
            for window, passages in zip(some, heard, strict=True):
                waiting.passages += passages
                yield from ((window.end, s) for passage in passages for s in passage.segments)

    def _run(self, some: list[Window], language: str) -> list[list[Passage]]:
        sounds = [window.samples for window in some]
        heard: list[Any] = [None]
        if len(sounds) > 1:
            heard = self._together.hear(sounds, language, DECODING)
        for number, sound in enumerate(sounds):
            if heard[number] is None:
                heard[number], _ = self._model.transcribe(sound, language=language, **DECODING)
        return [
            [_passage(window, s) for s in found if words_of(s.text)]
            for window, found in zip(some, heard, strict=True)
        ]

    def _detect(self, samples: Samples) -> tuple[str, float]:
        """The language of up to 30 s of speech, and how probable it is, 0..1."""
        with self._told():
            language, probability, _ = self._model.detect_language(samples)
            return language, probability

    def _only_language(self) -> str:
        return "" if len(self.languages) > 1 else self.languages[0]

    @contextmanager
    def _told(self) -> Iterator[None]:
        """CTranslate2's bare exceptions as what the user can read."""
        try:
            yield
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                _("The speech model {name} failed on this recording.").format(
                    name=short_name(self.name)
                ),
                _("The recording is safe. Try again, or choose another model."),
            ) from error


class _Waiting:
    """Phrases that are not heard yet: until the language is known and their window is full."""

    def __init__(
        self, detect: Callable[[Samples], tuple[str, float]], language: str, limit: float
    ) -> None:
        self.language = language
        self.together = 1
        """How many windows are heard at once."""
        self.passages: list[Passage] = []
        """What was heard."""
        self._probability = 1.0
        self._detect = detect
        self._limit = limit
        self._phrases: list[Phrase] = []
        self._asked = False

    def take(self, phrase: Phrase) -> list[Window]:
        """Takes the next phrase; what is to be heard now."""
        self._phrases.append(phrase)
        if not self.language:
            self._listen()
        if not self.language:
            return []
        ready = windows(self._phrases, self._limit)
        if not self._limit:
            self._phrases = []
            return ready
        if len(ready) <= self.together:  # the last window may have room for the next phrase
            return []
        self._phrases = list(ready.pop().phrases)
        return ready

    def took(self, seconds: float) -> None:
        """Takes how long a window took."""
        if self._limit:
            self.together = max(1, min(MOST_TOGETHER, int(PATIENCE / max(seconds, 1e-3))))

    def rest(self) -> list[Window]:
        """What is left to be heard at the end of the recording."""
        if self._phrases and not self.language:
            self.language, self._probability = self._detect(self._speech())
        ready, self._phrases = windows(self._phrases, self._limit), []
        return ready

    def notes(self) -> tuple[str, ...]:
        """What the user should know of the words."""
        unsure = sum((passage.sureness for passage in self.passages), Sureness()).below(UNSURE)
        told = [_(LANGUAGE_UNCERTAIN)] if self._probability < SURE else []
        return (*told, *([_(UNCERTAIN)] if unsure else []), *left_out(self.passages))

    def since(self, seconds: float) -> float:
        """Up to where the recording was heard, when `seconds` of it were taken in."""
        return self._phrases[0].start if self._phrases else seconds

    def _listen(self) -> None:
        seconds = sum(map(length, self._phrases))
        if seconds < (TELLING if self._asked else SURE_AFTER):
            return
        self._asked = True
        language, self._probability = self._detect(self._speech())
        if self._probability >= SURE or seconds >= TELLING:
            self.language = language

    def _speech(self) -> Samples:
        speech = np.concatenate([phrase.samples for phrase in self._phrases])
        return speech[: round(TELLING * SAMPLE_RATE)]


def _passage(window: Window, found: Any) -> Passage:
    """What faster-whisper found in `window`, without what nobody said."""
    segment = _segment(window, found)
    kept, left = checked(segment, window.surest(segment.start), found.avg_logprob)
    tokens = len(found.tokens)
    sureness = Sureness(found.avg_logprob * tokens, tokens) if kept else Sureness()
    return Passage(segment.start, (kept,) if kept else (), sureness, left)


def _segment(window: Window, found: Any) -> Segment:
    """What faster-whisper found in `window`, with times in the recording."""
    start, end = window.place(float(found.start), float(found.end))
    words = tuple(
        Word(
            *window.place_word(float(w.start), float(w.end)),
            w.word.translate(NOTE_SIGNS).strip(),
            min(1.0, float(w.probability)),
        )
        for w in found.words or ()
        if w.word.translate(NOTE_SIGNS).strip()
    )
    confidence = math.exp(min(0.0, found.avg_logprob))
    return Segment(start, end, words_of(found.text), confidence, words)


def _version(folder: Path) -> str:
    """Size of the weights in bytes: enough to tell two models of the same name apart."""
    return str((folder / "model.bin").stat().st_size)
