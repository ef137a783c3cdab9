"""Whisper models in CTranslate2 form, INT8 on the CPU."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.domain.models import short_name
from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import Samples
from samo_desktop.inference.processor import cores
from samo_desktop.inference.speech.sentence_ends import with_sentences
from samo_desktop.inference.speech.speech_segmenter import Pauses
from samo_desktop.inference.speech.spoken_languages import SpokenLanguages
from samo_desktop.inference.speech.stopwatch import Waiting
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed

if TYPE_CHECKING:
    from samo_desktop.inference.speech.whisper_hearing import Hearing

REQUIRED_FILES = ("model.bin", "config.json", "tokenizer.json")
"""A model is never completed from the network."""

MOST_THREADS = 4
"""More take the processor from the window and from the feelings of other entries."""


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
                _("The speech model {name} is incomplete: {files} missing.").format(
                    name=short_name(folder.name), files=", ".join(missing)
                ),
                _("Copy the whole model folder again."),
            )
        from samo_desktop.inference.speech import whisper_network
        from samo_desktop.inference.speech.whisper_decoder import Decoder

        self.name = folder.name
        self.version = _version(folder)
        self._pauses = pauses
        try:
            model = whisper_network.load(folder, min(cores(), MOST_THREADS))
        except Exception as error:  # CTranslate2 and tokenizers raise bare exceptions
            raise ModelError(
                _("The speech model {name} is damaged.").format(name=short_name(folder.name)),
                _("Copy the model folder again, or choose another engine."),
            ) from error
        self._decoder = Decoder(model, self.name)

    @property
    def languages(self) -> list[str]:
        """ISO 639-1 codes the model knows."""
        return list(self._decoder.languages)

    def transcribe(
        self,
        blocks: Iterable[Samples],
        *,
        languages: Collection[str] = (),
        words: Sequence[str] = (),
        live: bool = False,
    ) -> Generator[Heard, None, Transcript]:
        """See `SpeechModel`. Each stretch is heard in the one of the languages that it is in.

        `live` hears each phrase as soon as it has ended, and tells drafts of the one under way.
        Else, as with a file, neighbouring phrases are heard together, which is faster; up to a
        minute of sound is held.
        """
        from samo_desktop.inference.speech.whisper_recording import from_file, while_spoken

        hearing = self._hearing(self._among(languages), words)
        waiting = Waiting()
        heard = (while_spoken if live else from_file)(hearing, waiting.timed(blocks), self._pauses)
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
            hearing.spoken.language or "en",
            self.engine,
            self.name,
            whole,
            seconds,
            elapsed - waiting.seconds,
            notes=hearing.notes(),
            provisional=hearing.provisional,
        )

    def _among(self, languages: Collection[str]) -> SpokenLanguages:
        """Those of the `languages` that the model knows. Raises ModelError if there are none."""
        known = [code for code in languages if code in self.languages]
        if languages and not known:
            raise ModelError(
                _("{model} does not know {language}.").format(
                    model=short_name(self.name),
                    language=listed([language_name(code) for code in languages]),
                ),
                _("Have the language detected, or choose another model."),
            )
        return SpokenLanguages(known or (self.languages if len(self.languages) == 1 else ()))

    def _hearing(self, spoken: SpokenLanguages, words: Sequence[str]) -> Hearing:
        from samo_desktop.inference.speech.own_words import OwnWords
        from samo_desktop.inference.speech.whisper_hearing import Hearing

        return Hearing(self._decoder, spoken, OwnWords(words))


def _version(folder: Path) -> str:
    """Size of the weights in bytes: enough to tell two models of the same name apart."""
    return str((folder / "model.bin").stat().st_size)
