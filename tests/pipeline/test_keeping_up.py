"""A computer that cannot keep up with the speaker: words at once, and better ones behind."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path
from samo_desktop.capture.supervisor import RecordingTarget
from samo_desktop.domain import calendar
from samo_desktop.domain.events import JobEnded
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.inference.models import ANY_SPEECH
from samo_desktop.inference.ports import Samples
from samo_desktop.pipeline import live_transcription
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels
from tests.support.autocommit import Autocommit

ENTRY = "0123456789ab"
RATE = 16_000
HASTY, FINAL = "I fed the hat. It purred.", "I fed the cat. It purred."


class Behind(FakeModels):
    """Hears in haste while one speaks, and rightly when it is given time."""

    engine, name, version = "test", "behind", "1"

    def __init__(self) -> None:
        super().__init__()
        self.between: Any = lambda: None
        """Called before the final words are there."""
        self.go = threading.Event()
        self.go.set()
        self.provisional = True

    def speech(self, _options: SpeechOptions = ANY_SPEECH) -> Behind:  # type: ignore[override]
        return self

    def transcribe(
        self, blocks: Iterable[Samples], *, live: bool = False, **_options: Any
    ) -> Generator[Heard, None, Transcript]:
        seconds = sum(map(len, blocks)) / RATE
        text = HASTY if live else FINAL
        first, second = (f"{each.strip('.')}." for each in text.split(". "))
        yield Heard(seconds / 2, Segment(0.0, seconds / 2, first), second)
        if live:
            while not self.go.wait(0.01):
                yield Heard(seconds / 2)
        else:
            self.between()
        segments = (Segment(0.0, seconds / 2, first), Segment(seconds / 2, seconds, second))
        yield Heard(seconds, segments[1], "")
        hasty = live and self.provisional
        return Transcript(
            *(text, "en", self.engine, self.name, segments, seconds, 0.1), provisional=hasty
        )


@dataclass
class Recorder:
    """What listening needs of one."""

    target: RecordingTarget

    def ended(self, _part: int) -> bool:
        return True


@pytest.fixture
def models() -> Behind:
    return Behind()


@pytest.fixture
def app(tmp_path: Path, models: Behind) -> Iterator[App]:
    made = App(Journal.create(tmp_path / "journal", None)[0], Settings(), models)
    yield made
    made.close()


@pytest.fixture
def late(models: Behind, monkeypatch: pytest.MonkeyPatch) -> Behind:
    """Hears rightly while one speaks, but is not done when the recording has ended."""
    monkeypatch.setattr(live_transcription, "LATE_SECONDS", 0.2)
    models.provisional = False
    models.go.clear()
    return models


@pytest.fixture
def recorded(app: App) -> str:
    """A recording that was heard in haste, and has ended."""
    journal = app.session.journal
    Autocommit(journal).add_entry(source="voice", entry_id=ENTRY, recording=True)
    target = RecordingTarget(journal.spool_folder, ENTRY, journal.audio_key, calendar.now())
    spool = SpoolWriter(
        part_path(target.folder, ENTRY, 0), target.key, SpoolInfo(ENTRY, target.created_at, RATE)
    )
    spool.append(np.zeros(RATE, np.int16), sync=False)
    spool.close()
    app.recordings._recordings.listen(Recorder(target))  # type: ignore[arg-type]
    app.recordings._recordings.finish(ENTRY, "live")
    return ENTRY


def finish(app: App) -> None:
    assert all(event.state == "done" for event in app.finish() if isinstance(event, JobEnded))


def test_words_are_there_at_once_and_better_ones_take_their_place(
    app: App, models: Behind, recorded: str
) -> None:
    meanwhile: list[str] = []
    models.between = lambda: meanwhile.append(app.entries.get(recorded).text)
    finish(app)
    assert meanwhile == [HASTY]
    assert app.entries.get(recorded).text == FINAL
    assert [each.text for each in app.entries.transcripts(recorded)] == [FINAL]


def test_what_the_user_mended_meanwhile_stays(app: App, models: Behind, recorded: str) -> None:
    mended = HASTY.replace("hat", "goat")
    models.between = lambda: app.entries.edit(recorded, text=mended)
    finish(app)
    entry = app.entries.get(recorded)
    assert entry.text == mended
    assert entry.transcript is not None
    assert entry.transcript.text == FINAL


def test_a_crash_between_keeps_the_words(app: App, models: Behind, recorded: str) -> None:
    class Crash(BaseException):
        pass

    def crash() -> None:
        raise Crash

    models.between = crash
    with pytest.raises(Crash):
        finish(app)
    assert app.entries.get(recorded).text == HASTY
    models.between = lambda: None
    app.recover()
    finish(app)
    assert app.entries.get(recorded).text == FINAL


def test_words_that_are_late_are_shown_as_far_as_they_were_heard(
    app: App, late: Behind, recorded: str
) -> None:
    shown: list[str] = []
    for _event in app.finish():
        text = app.entries.get(recorded).text
        if text and not late.go.is_set():
            shown.append(text)
            late.go.set()
    assert shown == [HASTY]
    assert [each.text for each in app.entries.transcripts(recorded)] == [HASTY]
    assert not app.entries.get(recorded).transcript.provisional  # type: ignore[union-attr]
