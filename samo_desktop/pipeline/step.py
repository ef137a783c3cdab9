"""What a step is: what it is given to work with, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import Event
from samo_desktop.domain.speech_options import SpeechOptions, only
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.adaptation import AdaptationFor
from samo_desktop.pipeline.live_transcription import LiveTranscriptions
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal
from samo_desktop.store.transaction import Transaction

SpeechOptionsFor = Callable[[str | None, str | None], SpeechOptions]
"""From the engine and the language that were chosen for a job, or None, to what is to be used."""


Spoken = Callable[[], Collection[str]]
"""The languages (ISO 639-1) that the user says they speak, at present; none if they said none."""


def nobody_said() -> Collection[str]:
    """Where there are no settings: no language."""
    return ()


def as_given(engine: str | None, language: str | None) -> SpeechOptions:
    """Where there are no settings: the best model, and the language as it is detected."""
    return SpeechOptions(engine or "auto", only(language or ""))


@dataclass(frozen=True, slots=True)
class StepContext:
    """What there is to work with: the journal, the models to ask, what the user taught them, what
    is being transcribed while it is spoken, how to transcribe, and what the user speaks."""

    journal: Journal
    models: Models
    adaptation: AdaptationFor
    live: LiveTranscriptions
    speech_options: SpeechOptionsFor = as_given
    spoken: Spoken = nobody_said


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step found. `store` keeps it, together with the end of its job.

    `loss` is what is lost for good, though the step itself is done.
    """

    store: Callable[[Transaction], None] = lambda _transaction: None
    loss: EntryError | None = None


RunStep = Callable[[StepContext, Job], Generator[Event, None, StepResult]]
"""A generator of progress that ends in one result. It may run twice: a crash repeats it.

Raises SamoError for what the user can mend; any other exception is a bug.
"""
