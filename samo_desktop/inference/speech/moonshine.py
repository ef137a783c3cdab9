"""Moonshine tiny: the bundled English speech model that works at once.

Its own segmentation cuts long phrases with an overlap, and then words come twice; it is switched
off (`vad_threshold` 0) and `phrases.cut` decides instead.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.runtime import unprobed
from samo_desktop.inference.speech.drafts import Drafts
from samo_desktop.inference.speech.phrases import Cutter, Pauses, Phrase
from samo_desktop.languages import language_name

OPTIONS = {"vad_threshold": "0.0", "return_audio_data": "false"}


def bundled_folder() -> Path:
    """Where the weights lie in the moonshine-voice package. Raises ModelError if it is broken."""
    try:
        with unprobed():
            from moonshine_voice.utils import get_assets_path
    except (ImportError, OSError) as error:
        raise ModelError(
            "The bundled speech model cannot be loaded on this computer.",
            "Install a Whisper model instead, or install SAMO again.",
        ) from error
    return Path(get_assets_path()) / "tiny-en"


class Moonshine:
    """English speech to text. Loads on construction; raises ModelError if it cannot."""

    engine = "moonshine"
    name = "moonshine-tiny-en"
    version = "0.1.0"

    def __init__(self, folder: Path | None = None, pauses: Pauses | None = None) -> None:
        folder = folder or bundled_folder()
        with unprobed():
            from moonshine_voice import ModelArch, Transcriber
            from moonshine_voice.errors import MoonshineError

        self._error: type[Exception] = MoonshineError
        self._one_at_a_time = threading.Lock()
        self._pauses = pauses
        try:
            self._transcriber: Any = Transcriber(str(folder), ModelArch.TINY, options=OPTIONS)
        except MoonshineError as error:
            raise ModelError(
                "The Moonshine speech model is damaged or incomplete.", "Install SAMO again."
            ) from error

    def transcribe(
        self, blocks: Iterable[Samples], *, language: str = "", live: bool = False
    ) -> Generator[Heard, None, Transcript]:
        """See `SpeechModel`. Raises ModelError for a language other than English."""
        if language not in ("", "en"):
            raise ModelError(
                f"The bundled speech model knows only English, not {language_name(language)}.",
                "Install a multilingual Whisper model and choose the whisper engine.",
            )
        segments: list[Segment] = []
        elapsed = 0.0
        cutter, drafts = Cutter(self._pauses), Drafts(self._hear)
        begun = time.perf_counter()
        for phrases in itertools.chain(map(cutter.take, blocks), map(Cutter.end, [cutter])):
            found = [segment for segment in map(drafts.final, phrases) if segment]
            segments += found
            draft = drafts.of(cutter) if live else None
            elapsed += time.perf_counter() - begun
            for segment in found:
                yield Heard(cutter.seconds, segment, "")
            if draft is not None or not found:
                yield Heard(cutter.seconds, None, draft)
            begun = time.perf_counter()
        text = " ".join(segment.text for segment in segments)
        return Transcript(
            text, "en", self.engine, self.name, tuple(segments), cutter.seconds, elapsed
        )

    def _hear(self, phrase: Phrase) -> Segment | None:
        try:
            with self._one_at_a_time:  # a note may be heard live while a file is worked through
                heard = self._transcriber.transcribe_without_streaming(
                    phrase.samples.tolist(), SAMPLE_RATE
                )
        except self._error as error:
            raise ModelError(
                "The speech model failed on this recording.",
                "The sound is kept; try again, or choose another model.",
            ) from error
        text = " ".join(line.text.strip() for line in heard.lines).strip()
        return Segment(phrase.start, phrase.end, text) if text else None
