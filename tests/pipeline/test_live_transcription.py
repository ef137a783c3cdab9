"""Words while one speaks: there at the end, the same as later, and never worse than none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.app import App
from samo_desktop.capture import decode
from samo_desktop.capture.blocks import as_speech
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path, parts, read_parts
from samo_desktop.capture.supervisor import RecordingTarget
from samo_desktop.domain.events import Event, JobEnded, NoLiveWords, Spoken
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.errors import ModelError, SamoError
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.models import ANY_SPEECH, Models
from samo_desktop.inference.ports import Samples
from samo_desktop.pipeline.live_transcription import LiveTranscription, LiveTranscriptions
from tests.conftest import ExpectedErrors
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

ENTRY = "0123456789ab"
PATIENCE = 120
"""Seconds; only a failing test waits so long."""
RATE = 24_000


@dataclass
class Recording:
    """What `App` needs of a recorder; the test writes the spool."""

    target: RecordingTarget
    part: int = 0
    stopped: bool = False

    def ended(self, part: int) -> bool:
        return part < self.part or self.stopped


@pytest.fixture
def recording(app: App) -> Recording:
    Autocommit(app.session.journal).add_entry(source="voice", entry_id=ENTRY, recording=True)
    target = RecordingTarget(
        app.session.journal.spool_folder, ENTRY, app.session.journal.audio_key, datetime.now(UTC)
    )
    return Recording(target)


@pytest.fixture(scope="module")
def voice() -> NDArray[np.int16]:
    """The sample voice note as a microphone of `RATE` gives it."""
    samples = np.concatenate(list(decode.decode(Path(sample_voice_note()), RATE)))
    return np.asarray(samples * 32767, np.int16)


def spool(recording: Recording) -> SpoolWriter:
    target = recording.target
    path = part_path(target.folder, ENTRY, recording.part)
    return SpoolWriter(path, target.key, SpoolInfo(ENTRY, target.created_at, RATE))


def speak(recording: Recording, samples: NDArray[np.int16]) -> None:
    """Writes one part of the recording, a tenth of a second at a time."""
    writer = spool(recording)
    for at in range(0, len(samples), RATE // 10):
        writer.append(samples[at : at + RATE // 10], sync=False)
    writer.close()


def listen(app: App, recording: Recording) -> list[Event]:
    heard: list[Event] = []
    app.subscribe(heard.append)
    app.recordings._recordings.listen(recording)  # type: ignore[arg-type]
    return heard


def finish(app: App, recording: Recording) -> list[str]:
    """Ends the recording and does what is left to do; the steps in their order."""
    recording.stopped = True
    app.recordings._recordings.finish(ENTRY, "live")
    return [event.step for event in app.finish() if isinstance(event, JobEnded)]


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.01)


def test_live_words_are_those_of_a_pass_over_the_recording(
    app: App, recording: Recording, voice: NDArray[np.int16]
) -> None:
    heard = listen(app, recording)
    half = len(voice) // 2
    speak(recording, voice[:half])
    wait_until(lambda: any(isinstance(event, Spoken) for event in heard))
    recording.part += 1  # the microphone failed in the middle
    speak(recording, voice[half:])
    _, blocks = read_parts(
        parts(app.session.journal.spool_folder, ENTRY), app.session.journal.audio_key
    )
    later = result_of(app.session.models.speech().transcribe(as_speech(blocks)))
    assert finish(app, recording) == ["transcribe", "analyse", "summarise", "keep"]
    entry = app.entries.get(ENTRY)
    assert entry.state == "done"
    assert entry.text == later.text
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(len(voice) / RATE, abs=0.05)
    assert entry.transcript is not None
    assert entry.transcript.seconds == pytest.approx(entry.audio.seconds, abs=0.1)
    assert not list(app.session.journal.spool_folder.iterdir())
    spoken = [event for event in heard if isinstance(event, Spoken)]
    assert " ".join(event.words for event in spoken if event.words) == entry.text


def test_without_live_words_the_recording_is_heard(
    app: App, recording: Recording, voice: NDArray[np.int16], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = app.session.models.speech()
    hear = model.transcribe

    def deaf(
        blocks: Iterable[Samples], *, live: bool = False, **options: Any
    ) -> Generator[Heard, None, Transcript]:
        if live:
            raise ModelError("It failed.", "Try again.")
        return hear(blocks, **options)

    monkeypatch.setattr(model, "transcribe", deaf)
    listen(app, recording)
    speak(recording, voice)
    finish(app, recording)
    entry = app.entries.get(ENTRY)
    assert entry.state == "done"
    assert len(entry.text.split()) > 15


def test_why_there_are_no_live_words_is_told(app: App, recording: Recording) -> None:
    told: list[Event] = []
    app.subscribe(told.append)
    app.settings = app.settings.with_(languages=("de",))
    listen(app, recording)
    app.session.runner.live._by_entry[ENTRY].wait(PATIENCE)
    [event] = told
    assert isinstance(event, NoLiveWords)
    assert event.entry_id == ENTRY
    assert event.message == "Moonshine tiny knows only English, not German."


def test_a_failure_of_the_words_leaves_the_sound_stored(
    app: App, recording: Recording, voice: NDArray[np.int16], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(engine: str = "auto", language: str = "") -> None:
        raise ModelError("The speech model is damaged.", "Reinstall SAMO.")

    monkeypatch.setattr(app.session.models, "speech", broken)
    listen(app, recording)
    speak(recording, voice)
    assert finish(app, recording) == ["transcribe", "keep"]
    entry = app.entries.get(ENTRY)
    assert entry.state == "failed"
    assert entry.error is not None
    assert entry.error.step == "transcribe"
    assert entry.audio is not None
    monkeypatch.undo()
    app.entries.retry(ENTRY)
    list(app.finish())
    entry = app.entries.get(ENTRY)
    assert (entry.state, entry.error) == ("done", None)
    assert len(entry.text.split()) > 15


class Slow(Models):
    """Hears, live, until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.engine, self.name, self.version = "test", "slow", "1"

    def speech(self, options: SpeechOptions = ANY_SPEECH) -> Slow:  # type: ignore[override]
        return self

    def transcribe(
        self, blocks: Iterable[Samples], *, live: bool = False, **options: Any
    ) -> Iterator[Heard]:
        for _ in blocks:
            while not self.go.wait(0.01):
                yield Heard(0.0)


def test_closing_the_program_ends_the_listening_and_the_next_start_hears_it(
    app: App, recording: Recording, voice: NDArray[np.int16], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(app.session, "models", Slow())
        listen(app, recording)
        speak(recording, voice)
        app.session.runner.live.close()
    assert app.recover() == [ENTRY]
    list(app.finish())
    assert len(app.entries.get(ENTRY).text.split()) > 15


def test_nothing_said_gives_an_entry_without_words(app: App, recording: Recording) -> None:
    listen(app, recording)
    speak(recording, np.random.default_rng(0).normal(0, 20, 2 * RATE).astype(np.int16))
    finish(app, recording)
    entry = app.entries.get(ENTRY)
    assert (entry.state, entry.text) == ("done", "")


def test_words_written_meanwhile_stand_above_those_that_were_heard(
    app: App, recording: Recording, voice: NDArray[np.int16]
) -> None:
    listen(app, recording)
    speak(recording, voice)
    Autocommit(app.session.journal).update_entry(ENTRY, text="My own words.")
    finish(app, recording)
    entry = app.entries.get(ENTRY)
    assert entry.transcript is not None
    assert entry.text == "My own words.\n\n" + entry.transcript.text
    assert len(entry.transcript.text.split()) > 15


def test_a_pass_without_an_end_is_cut_short(app: App, recording: Recording) -> None:
    """Deleting the entry while its words are waited for ends the waiting."""
    listen(app, recording)
    speak(recording, np.zeros(RATE, np.int16))
    app.recordings._recordings.finish(
        ENTRY, "live"
    )  # the recorder itself never says that it has ended
    job = Autocommit(app.session.journal).next_job(["transcribe"])
    assert job is not None
    events = app.session.runner.run(job)
    for _ in range(5):
        next(events)
    events.close()
    assert result_of(app.session.runner.live.take(ENTRY, lambda _words: iter(()))) is None
    assert result_of(app.session.models.speech().transcribe(iter([]))).text == ""


def test_cancelling_what_waits_leaves_the_sound_to_be_stored(
    app: App, recording: Recording, voice: NDArray[np.int16]
) -> None:
    listen(app, recording)
    speak(recording, voice)
    recording.stopped = True
    app.recordings._recordings.finish(ENTRY, "live")
    app.entries.cancel(ENTRY)
    assert result_of(app.session.runner.live.take(ENTRY, lambda _words: iter(()))) is None
    list(app.finish())
    entry = app.entries.get(ENTRY)
    assert entry.audio is not None
    assert entry.state == "failed"
    assert entry.error is not None
    assert "cancelled" in entry.error.message
    app.entries.retry(ENTRY)
    list(app.finish())
    assert app.entries.get(ENTRY).state == "done"


def test_words_typed_after_a_failure_end_it(
    app: App, recording: Recording, voice: NDArray[np.int16], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(engine: str = "auto", language: str = "") -> None:
        raise ModelError("The speech model is damaged.", "Reinstall SAMO.")

    monkeypatch.setattr(app.session.models, "speech", broken)
    listen(app, recording)
    speak(recording, voice)
    finish(app, recording)
    app.entries.edit(ENTRY, text="I was calm.")
    list(app.finish())
    assert app.entries.get(ENTRY).state == "done"


def test_an_entry_is_not_deleted_while_it_is_recorded(app: App, recording: Recording) -> None:
    with pytest.raises(SamoError, match="being recorded"):
        app.entries.delete(ENTRY)
    assert app.entries.get(ENTRY).state == "recording"


def test_an_entry_whose_recording_never_began_goes_at_the_next_start(
    app: App, recording: Recording
) -> None:
    assert app.recover() == []
    assert app.entries.all() == []


def test_a_damaged_part_costs_only_itself(
    app: App, recording: Recording, voice: NDArray[np.int16]
) -> None:
    speak(recording, voice)
    broken = part_path(recording.target.folder, ENTRY, 1)
    content = bytearray(part_path(recording.target.folder, ENTRY, 0).read_bytes())
    content[40] ^= 255
    broken.write_bytes(content)
    assert app.recover() == [ENTRY]
    list(app.finish())
    entry = app.entries.get(ENTRY)
    assert entry.state == "done"
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(len(voice) / RATE, abs=0.05)
    assert broken.exists(), "what cannot be read is never deleted"


def test_a_recording_that_cannot_be_read_at_all_says_so_and_stays(
    app: App, recording: Recording, voice: NDArray[np.int16]
) -> None:
    speak(recording, voice)
    path = part_path(recording.target.folder, ENTRY, 0)
    content = bytearray(path.read_bytes())
    content[40] ^= 255
    path.write_bytes(content)
    assert app.recover() == []
    entry = app.entries.get(ENTRY)
    assert entry.state == "failed"
    assert entry.error is not None
    assert path.exists()


def test_nothing_recorded_at_all_is_told(app: App, recording: Recording) -> None:
    speak(recording, np.zeros(0, np.int16))
    recording.stopped = True
    app.recordings._recordings.finish(ENTRY)
    list(app.finish())
    entry = app.entries.get(ENTRY)
    assert entry.state == "failed"
    assert entry.error is not None
    assert "Nothing was recorded" in entry.error.message


def hear(*texts: str) -> Callable[[Callable[[], bool]], Generator[Heard, None, Transcript]]:
    """Hears these, one after the other."""

    def hearing(cancelled: Callable[[], bool]) -> Generator[Heard, None, Transcript]:
        for end, text in enumerate(texts, start=1):
            yield Heard(float(end), Segment(end - 1.0, float(end), text))
        return Transcript(" ".join(texts), "en", "test", "test", (), float(len(texts)), 0.0)

    return hearing


def test_words_are_told_as_they_are_heard_and_there_at_the_end() -> None:
    told: list[Event] = []
    live = LiveTranscription(ENTRY, hear("I called.", "She was glad."), told.append)
    live.start()
    assert live.wait(PATIENCE)
    assert told == [Spoken(ENTRY, "I called."), Spoken(ENTRY, "She was glad.")]
    assert live.transcript is not None
    assert live.transcript.text == "I called. She was glad."
    assert live.seconds == 2.0


def _failed_with(error: Exception) -> NoLiveWords:
    """What is told. The step hears the recording again, and tells of a failure there."""

    def failing(cancelled: Callable[[], bool]) -> Generator[Heard, None, Transcript]:
        yield Heard(0.0)
        raise error

    told: list[Event] = []
    live = LiveTranscription(ENTRY, failing, told.append)
    live.start()
    assert live.wait(PATIENCE)
    [event] = told
    assert live.transcript is None
    assert isinstance(event, NoLiveWords)
    return event


def test_what_fails_leaves_no_words_and_says_why() -> None:
    told = _failed_with(ModelError("Damaged.", "Install it."))
    assert told == NoLiveWords(ENTRY, "Damaged.", "Install it.")


def test_a_bug_leaves_no_words_and_is_logged(expected_errors: ExpectedErrors) -> None:
    told = _failed_with(RuntimeError("words"))
    assert "RuntimeError" in told.message
    assert "words)" not in told.message
    assert [record.getMessage() for record in expected_errors] == ["A bug ended live words."]


def test_cancelling_ends_it_at_its_next_point_of_progress() -> None:
    def endless(cancelled: Callable[[], bool]) -> Generator[Heard, None, Transcript]:
        while True:
            time.sleep(0.001)
            yield Heard(0.0)

    live = LiveTranscription(ENTRY, endless, lambda _event: None)
    live.start()
    live.cancel()
    assert live.wait(0)
    assert live.transcript is None


def test_one_that_was_not_started_can_be_cancelled() -> None:
    LiveTranscription(ENTRY, hear(), lambda _event: None).cancel()


def test_an_entry_that_was_not_heard_live_has_no_words_to_wait_for() -> None:
    assert list(LiveTranscriptions().take(ENTRY, lambda _words: iter(()))) == []
    assert result_of(LiveTranscriptions().take(ENTRY, lambda _words: iter(()))) is None
