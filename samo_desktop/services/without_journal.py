"""Models without a journal: the words of a sound file, and the feelings of texts."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from samo_desktop.capture.decode import decode, probe
from samo_desktop.capture.levels import for_speech
from samo_desktop.capture.report import DecodeReport
from samo_desktop.domain.generators import relay
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Transcript
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.pipeline.analysis import analyse_texts

__all__ = ["Models", "analyse_texts", "decode", "transcribe_file"]


def transcribe_file(
    file: Path, options: SpeechOptions
) -> Generator[float | None, None, Transcript]:
    """Writes down the words of a sound file; yields the share done, or None if it is not known.

    What could not be heard is in the transcript's notes. Raises AudioError, ModelError.
    """
    length = probe(file).seconds
    speech = Models().speech(options)
    report = DecodeReport()
    blocks = for_speech(decode(file, SAMPLE_RATE, report=report), SAMPLE_RATE)
    hearing = speech.transcribe(blocks, languages=options.languages, words=options.words)
    transcript = yield from relay(
        hearing, lambda heard: min(1.0, heard.seconds / length) if length else None
    )
    return replace(transcript, notes=(*report.notes(), *transcript.notes))
