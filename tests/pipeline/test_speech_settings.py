"""How a recording is transcribed: as the settings say when that begins, unless it was chosen."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.models import ANY_SPEECH
from samo_desktop.inference.ports import Samples
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import Dictation, FakeModels
from tests.support.sound import write_wav


class OnlyEnglish(Dictation):
    """Refuses other languages."""

    def transcribe(
        self, blocks: Iterable[Samples], *, languages: Collection[str] = (), **options: Any
    ) -> Generator[Heard, None, Transcript]:
        if languages and "en" not in languages:
            raise ModelError("It knows only English.", "Choose English.")
        return (yield from super().transcribe(blocks, languages=languages, **options))


class Asked(FakeModels):
    """Takes note of what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.dictation = OnlyEnglish()
        self.asked: list[tuple[str, str]] = []

    def speech(self, options: SpeechOptions = ANY_SPEECH) -> Dictation:
        self.asked.append((options.engine, "".join(options.languages)))
        return self.dictation


@pytest.fixture
def models() -> Asked:
    return Asked()


@pytest.fixture
def app(tmp_path: Path, models: Asked) -> Iterator[App]:
    journal, _key = Journal.create(tmp_path / "journal", None)
    app = App(journal, Settings(languages=("de",)), models)
    yield app
    app.close()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "note.wav", np.zeros(16_000))


def test_trying_again_uses_the_settings_of_now(app: App, note: Path, models: Asked) -> None:
    entry_id = app.entries.add_file(note).id
    list(app.finish())
    assert app.entries.get(entry_id).state == "failed"
    app.settings = app.settings.with_(languages=("en",), engine="moonshine")
    app.entries.retry(entry_id)
    list(app.finish())
    assert app.entries.get(entry_id).state == "done"
    assert models.asked == [("auto", "de"), ("moonshine", "en")]


def test_what_waits_uses_the_settings_of_when_it_begins(
    app: App, note: Path, models: Asked
) -> None:
    app.entries.add_file(note)
    app.settings = app.settings.with_(languages=())
    list(app.finish())
    assert models.asked == [("auto", "")]


def test_what_was_chosen_for_one_entry_stays(app: App, note: Path, models: Asked) -> None:
    entry_id = app.entries.add_file(note, engine="whisper", language="fr").id
    list(app.finish())
    app.settings = app.settings.with_(languages=("en",), engine="moonshine")
    app.entries.retry(entry_id)
    list(app.finish())
    assert models.asked == [("whisper", "fr")] * 2
    app.entries.retry(entry_id, language="")
    list(app.finish())
    assert models.asked[-1] == ("whisper", "")
