"""Whisper models in CTranslate2 form, through faster-whisper, INT8 on the CPU."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import Samples
from samo_desktop.inference.speech.phrases import Pauses, Phrase, cut

REQUIRED_FILES = ("model.bin", "config.json", "tokenizer.json")
"""Without its own tokenizer faster-whisper would look for one on the network."""

DECODING = {
    # Whisper invents words on silence and loops on its own context without these limits.
    "condition_on_previous_text": False,
    "log_prob_threshold": -1.0,
    "no_speech_threshold": 0.6,
    "compression_ratio_threshold": 2.4,
    "vad_filter": False,  # phrases.cut has done it
}


def is_model(folder: Path) -> bool:
    """Whether `folder` holds a whole CTranslate2 Whisper model."""
    return all((folder / name).is_file() for name in REQUIRED_FILES)


class Whisper:
    """Multilingual speech to text. Loads on construction; raises ModelError if it cannot."""

    engine = "whisper"

    def __init__(self, folder: Path, pauses: Pauses | None = None) -> None:
        if not is_model(folder):
            missing = [n for n in REQUIRED_FILES if not (folder / n).is_file()]
            raise ModelError(
                f"The Whisper model {folder.name} is incomplete: {', '.join(missing)} missing.",
                "Copy the whole model folder again.",
            )
        from faster_whisper import WhisperModel

        self.name = folder.name
        self.version = _version(folder)
        self._pauses = pauses
        try:
            self._model: Any = WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=os.cpu_count() or 1,
                local_files_only=True,
            )
        except Exception as error:  # CTranslate2 and tokenizers raise bare exceptions
            raise ModelError(
                f"The Whisper model {folder.name} is damaged.",
                "Copy the model folder again, or choose another engine.",
            ) from error

    @property
    def languages(self) -> list[str]:
        """ISO 639-1 codes the model knows."""
        return list(self._model.supported_languages)

    def transcribe(
        self, blocks: Iterable[Samples], *, language: str = ""
    ) -> Generator[Heard, None, Transcript]:
        """See `SpeechModel`. With no `language` the first phrase decides it."""
        if language and language not in self.languages:
            raise ModelError(
                f"The model {self.name} does not know the language '{language}'.",
                "Leave the language out to have it detected, or choose another model.",
            )
        segments: list[Segment] = []
        elapsed = seconds = 0.0
        begun = time.perf_counter()
        for seconds, phrase in cut(blocks, self._pauses):
            heard, language = self._hear(phrase, language) if phrase else ([], language)
            segments += heard
            elapsed += time.perf_counter() - begun
            if not heard:
                yield Heard(seconds)
            for segment in heard:
                yield Heard(seconds, segment)
            begun = time.perf_counter()
        text = " ".join(segment.text for segment in segments)
        return Transcript(
            text, language or "en", self.engine, self.name, tuple(segments), seconds, elapsed
        )

    def _hear(self, phrase: Phrase, language: str) -> tuple[list[Segment], str]:
        try:
            found, info = self._model.transcribe(
                phrase.samples, language=language or None, **DECODING
            )
            segments = [
                Segment(
                    min(phrase.start + s.start, phrase.end),
                    min(phrase.start + s.end, phrase.end),
                    s.text.strip(),
                    math.exp(min(0.0, s.avg_logprob)),
                )
                for s in found
                if s.text.strip()
            ]
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"The speech model {self.name} failed on this recording.",
                "The sound is kept; try again, or choose another model.",
            ) from error
        return segments, info.language


def _version(folder: Path) -> str:
    """Size of the weights in bytes: enough to tell two models of the same name apart."""
    return str((folder / "model.bin").stat().st_size)
