"""The text of a voice note is readable, and its transcript is what was heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels
from tests.support.sound import write_wav

HEARD = "Um, I I paid twenty dollars at three thirty. I was nervous."
WRITTEN = "Um, I I paid $20 at 3:30. I was nervous."
TIDIED = "I paid $20 at 3:30. I was nervous."


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    journal, _key = Journal.create(tmp_path / "journal", None)
    app = App(journal, Settings(), FakeModels(HEARD))
    yield app
    app.close()


@pytest.fixture
def note(tmp_path: Path, app: App) -> str:
    entry_id = app.entries.add_file(write_wav(tmp_path / "note.wav", np.zeros(16_000))).id
    list(app.finish())
    return entry_id


def test_the_text_is_readable_and_the_transcript_as_it_was_heard(app: App, note: str) -> None:
    entry = app.entries.get(note)
    assert entry.text == WRITTEN
    assert entry.transcript is not None
    assert entry.transcript.text == HEARD
    assert " ".join(segment.text for segment in entry.transcript.segments) == HEARD
    data = entry.to_json()
    assert (data["text"], data["transcript"]["text"]) == (WRITTEN, HEARD)


def test_transcribed_again_it_takes_the_place_of_the_former_text(app: App, note: str) -> None:
    """That numbers are in digits is no edit of the user's."""
    app.settings = app.settings.with_(tidy_speech=True)
    app.entries.transcribe_again(note)
    list(app.finish())
    assert app.entries.get(note).text == TIDIED
    app.settings = app.settings.with_(tidy_speech=False)
    app.entries.transcribe_again(note)
    list(app.finish())
    assert app.entries.get(note).text == WRITTEN
    assert {transcript.text for transcript in app.entries.transcripts(note)} == {HEARD}


def test_an_edited_text_stays(app: App, note: str) -> None:
    edited = WRITTEN.replace("nervous", "calm")
    app.entries.edit(note, text=edited)
    app.settings = app.settings.with_(tidy_speech=True)
    app.entries.transcribe_again(note)
    list(app.finish())
    assert app.entries.get(note).text == edited


def test_what_is_typed_around_it_stays_around_it(app: App, note: str) -> None:
    app.entries.edit(note, text=f"Above.\n{WRITTEN}\nBelow.")
    app.settings = app.settings.with_(tidy_speech=True)
    app.entries.transcribe_again(note)
    list(app.finish())
    assert app.entries.get(note).text == f"Above.\n{TIDIED}\nBelow."


def test_its_sentences_are_found_in_the_voice(app: App, note: str) -> None:
    entry = app.entries.get(note)
    assert entry.transcript is not None
    said = app.recordings.spoken_sentences(entry.transcript, entry.text)
    assert [entry.text[s.char_from : s.char_to] for s in said] == [
        "Um, I I paid $20 at 3:30.",
        "I was nervous.",
    ]
