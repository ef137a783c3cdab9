"""Doubles for what lies outside the program: the models, and the microphone."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from samo_desktop.app import App
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.standing import Standing
from samo_desktop.domain.transcript import Segment, Transcript
from samo_desktop.errors import DeviceError, SamoError
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.runtime.services import Services
from samo_desktop.inference.model_store.catalogue import Kind
from samo_desktop.inference.models import ANY_SPEECH, Models
from samo_desktop.inference.ports import Heard
from samo_desktop.services.journal import open_journal
from samo_desktop.services.microphones import Meter, Sound, Trial
from samo_desktop.services.models import InstalledModel
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from samo_desktop.store.vault import Cost
from tests.gui.inline import inline
from tests.support.emotion import KeywordModels

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)


class Dictation:
    """Hears the words it was given."""

    engine, name, version = "test", "dictation", "1"

    def __init__(self, words: str = "I called my mother. I was nervous. I am relieved.") -> None:
        self.words = words

    def transcribe(
        self, blocks: Iterable[NDArray[np.float32]], **_options: Any
    ) -> Generator[Heard, None, Transcript]:
        seconds = sum(len(block) for block in blocks) / 16_000
        said = [s.strip() + "." for s in self.words.split(".") if s.strip()]
        each = seconds / max(1, len(said))
        segments = tuple(
            Segment(i * each, (i + 1) * each, sentence) for i, sentence in enumerate(said)
        )
        for segment in segments:
            yield Heard(segment.end, segment)
        return Transcript(self.words, "en", self.engine, self.name, segments, seconds, 0.1)


class FakeModels(KeywordModels):
    """Small, quick, always there."""

    def __init__(self, words: str | None = None) -> None:
        super().__init__()
        self.dictation = Dictation() if words is None else Dictation(words)

    def speech(self, _options: SpeechOptions = ANY_SPEECH) -> Dictation:
        return self.dictation


class FakeRecorder:
    """A voice from nowhere."""

    def __init__(self) -> None:
        self.seconds, self.level, self.paused, self.problem = 0.0, 0.3, False, None
        self.quiet_seconds, self.stopped, self.failure = 0.0, False, None
        self.stands = Standing.RECORDING
        """How it stands where it is not paused."""

    @property
    def standing(self) -> Standing:
        return Standing.PAUSED if self.paused else self.stands


class FakeRecording:
    """A recording whose sound does not matter."""

    def __init__(self, app: App, entry_id: str) -> None:
        self.app, self.entry_id, self.recorder = app, entry_id, FakeRecorder()

    def pause(self) -> None:
        self.recorder.paused = True

    def resume(self) -> None:
        self.recorder.paused = False

    def stop(self) -> object:
        return self.app.entries.get(self.entry_id)


def trial(peak: int = 8_000, seconds: float = 3.0, problem: SamoError | None = None) -> Trial:
    """A microphone that was tried for so long; `peak` is of 16 bits."""
    samples = np.full(round(16_000 * seconds), peak, np.int16)
    return Trial(
        level=lambda: peak / 32768,
        stop=lambda: None,
        seconds=lambda: seconds,
        problem=lambda: problem,
        sound=lambda: Sound(samples, 16_000),
    )


class TestServices(Services):
    """The real services, with quick models, no costly passphrase, and a microphone of choice."""

    __test__ = False

    def __init__(self, microphone: str | None = "Desk microphone") -> None:
        self.microphone = microphone
        self.threads = False
        """Whether work is done on threads, as in the program, or at once (`tests.gui.inline`)."""
        self.words: str | None = None
        self.models_in_use: Models | None = None
        self.trial = trial()

    def executors(self, parent: QObject) -> Executors:
        return super().executors(parent) if self.threads else inline()

    def _app(self, journal: Journal, chosen: Settings) -> App:
        return App(journal, chosen, self.models_in_use or FakeModels(self.words))

    def create(self, folder: Path, passphrase: str | None, chosen: Settings) -> tuple[App, str]:
        if passphrase is not None:
            self.check_passphrase(passphrase)
        journal, key = Journal.create(folder, passphrase, cost=CHEAP)
        return self._app(journal, chosen), key or ""

    def open(self, folder: Path, secret: str | None, chosen: Settings) -> App:
        return self._app(open_journal(folder, secret), chosen)

    def microphones(self) -> list[str]:
        return [self.microphone] if self.microphone else []

    def check_microphone(self, device: str) -> None:
        if not self.microphone:
            raise DeviceError(
                "No microphone was found.", "Connect one; writing and importing still work."
            )

    def listen(self, device: str) -> Meter:
        return Meter(lambda: 0.4, lambda: None)

    def try_microphone(self, device: str) -> Trial:
        self.check_microphone(device)
        return self.trial

    def models(self) -> list[InstalledModel]:
        return [
            _model("whisper-base", "speech", 78_000_000, ("*",), "whisper"),
            _model("moonshine-tiny-en", "speech", 44_000_000, ("en",), "moonshine"),
            _model("samo-emotion", "emotion", 23_000_000),
            _model("all-MiniLM-L6-v2", "sentence", 23_000_000),
        ]


def _model(
    name: str, kind: Kind, size: int, languages: tuple[str, ...] = (), engine: str = "test"
) -> InstalledModel:
    return InstalledModel(name, "1.0", kind, engine, Path(), size, "MIT", languages)
