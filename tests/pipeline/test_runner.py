"""From a voice note or a text to an entry, with the real models, and what goes wrong."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.app import App
from samo_desktop.capture.decode import decode
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path
from samo_desktop.domain.events import EntryChanged, Event, JobEnded, Progress
from samo_desktop.errors import AudioError, ModelError
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.models import Models
from samo_desktop.inference.speech.doubt import NOT_UNDERSTOOD
from samo_desktop.pipeline.runner import Cancelled
from samo_desktop.pipeline.steps.analyse import NO_WORDS_HEARD, NO_WORDS_UNDERSTOOD
from samo_desktop.system.log import WordlessFormatter
from tests.conftest import ExpectedErrors
from tests.support.autocommit import Autocommit
from tests.support.sound import write_wav
from tests.support.whisper_model import Script, make_whisper

pytestmark = pytest.mark.slow


def run(app: App) -> list[Event]:
    return list(app.finish())


def test_a_voice_note_becomes_an_entry(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note(), tags=["walk"])
    assert entry.state == "waiting"

    events = run(app)

    entry = app.entries.get(entry.id)
    assert entry.state == "done"
    assert entry.error is None
    assert entry.transcript is not None
    assert entry.text == entry.transcript.text
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(entry.transcript.seconds, abs=0.1)
    assert entry.analysis is not None
    assert entry.analysis.feelings
    assert entry.analysis.summary.text in entry.text
    ended = [event.step for event in events if isinstance(event, JobEnded)]
    assert ended == ["keep", "transcribe", "analyse", "summarise"]
    words = [event.words for event in events if isinstance(event, Progress)]
    assert " ".join(w for w in words if w) == entry.text


def test_a_text_becomes_an_entry(app: App) -> None:
    entry = app.entries.write("I got the job! I am so happy.")
    run(app)
    analysis = app.entries.get(entry.id).analysis
    assert analysis is not None
    assert analysis.valence > 0.3
    assert set(analysis.models) == {"emotion", "summary"}


def test_silence_gives_an_entry_without_words_and_a_note(app: App, tmp_path: Path) -> None:
    entry = app.entries.add_file(write_wav(tmp_path / "silence.wav", np.zeros(48_000)))
    run(app)
    entry = app.entries.get(entry.id)
    assert entry.state == "done"
    assert entry.text == ""
    assert entry.analysis is not None
    assert entry.analysis.notes == (NO_WORDS_HEARD,)
    assert entry.analysis.feelings == ()


def test_a_recording_that_is_not_english_has_no_invented_words_and_no_feelings(
    app: App, tmp_path: Path
) -> None:
    """Backwards, the sample's voice note is speech of no language."""
    voice = np.concatenate(list(decode(Path(sample_voice_note()))))[::-1]
    entry = app.entries.add_file(write_wav(tmp_path / "foreign.wav", voice))
    run(app)
    entry = app.entries.get(entry.id)
    assert (entry.state, entry.text) == ("done", "")
    assert entry.audio is not None
    assert entry.transcript is not None
    assert entry.transcript.notes == (NOT_UNDERSTOOD,)
    assert entry.analysis is not None
    assert entry.analysis.notes == (NO_WORDS_UNDERSTOOD,)
    assert entry.analysis.feelings == ()

    app.entries.transcribe_again(entry.id, "moonshine", "en")
    run(app)
    assert app.entries.get(entry.id).text


@pytest.mark.parametrize("told_as", [ImportError("cut short"), ModelError("No model.")])
def test_ctrl_c_amid_an_import_leaves_the_work_to_the_next_start(
    app: App, monkeypatch: pytest.MonkeyPatch, told_as: Exception
) -> None:
    """A module that Ctrl+C keeps from being imported may say so with another error."""

    def interrupted(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise told_as from error

    entry = app.entries.write("A quiet day.")
    with monkeypatch.context() as patch:
        patch.setattr(Models, "emotion", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(app)
    assert app.entries.get(entry.id).error is None
    app.recover()
    run(app)
    assert app.entries.get(entry.id).state == "done"


def test_a_recording_that_a_crash_interrupted_becomes_an_entry(app: App) -> None:
    Autocommit(app.session.journal).add_entry(
        source="voice", entry_id="0123456789ab", recording=True
    )
    leave_spool(app, "0123456789ab", seconds=1.0)

    assert app.journal.interrupted()
    assert app.recover() == ["0123456789ab"]
    run(app)

    entry = app.entries.get("0123456789ab")
    assert entry.state == "done"
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(1.0, abs=0.05)
    assert not app.journal.interrupted()


def test_a_recording_whose_entry_was_not_written_yet_is_recovered(app: App) -> None:
    leave_spool(app, "0123456789ab", seconds=0.5)
    assert app.recover() == ["0123456789ab"]
    assert app.entries.get("0123456789ab").source == "voice"


def test_a_recording_without_a_single_sample_leaves_nothing(app: App) -> None:
    Autocommit(app.session.journal).add_entry(
        source="voice", entry_id="0123456789ab", recording=True
    )
    leave_spool(app, "0123456789ab", seconds=0)
    assert app.recover() == []
    assert app.entries.all() == []
    assert not app.journal.interrupted()


def leave_spool(app: App, entry_id: str, seconds: float) -> None:
    """What a recorder that was killed leaves behind."""
    from datetime import UTC, datetime

    writer = SpoolWriter(
        part_path(app.session.journal.spool_folder, entry_id, 0),
        app.session.journal.audio_key,
        SpoolInfo(entry_id, datetime.now(UTC), 16_000),
    )
    noise = np.random.default_rng(1).normal(0, 500, round(16_000 * seconds)).astype(np.int16)
    for start in range(0, len(noise), 1600):
        writer.append(noise[start : start + 1600])
    writer.close()


def test_work_that_a_crash_interrupted_is_done_at_the_next_start(app: App) -> None:
    entry = app.entries.write("A quiet day.")
    assert (
        Autocommit(app.session.journal).next_job(["analyse"]) is not None
    )  # claimed, then the program died
    assert app.journal.interrupted()
    app.recover()
    run(app)
    assert app.entries.get(entry.id).state == "done"


def test_a_step_that_was_done_before_the_crash_is_not_spoilt_by_doing_it_again(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note())
    job = Autocommit(app.session.journal).next_job(["keep"])
    assert job is not None
    for _ in app.session.runner.run(job):
        pass
    sound = app.entries.get(entry.id).audio
    app.entries.retry(entry.id)
    run(app)
    assert app.entries.get(entry.id).audio == sound
    assert app.entries.get(entry.id).state == "done"


def test_a_file_that_vanished_before_it_was_kept_fails_in_one_sentence(
    app: App, tmp_path: Path
) -> None:
    copy = tmp_path / "note.ogg"
    shutil.copy(sample_voice_note(), copy)
    entry = app.entries.add_file(copy)
    copy.unlink()
    run(app)
    entry = app.entries.get(entry.id)
    assert entry.state == "failed"
    assert entry.error is not None
    assert entry.error.step == "keep"
    assert entry.error.hint

    shutil.copy(sample_voice_note(), copy)
    app.entries.retry(entry.id)
    run(app)
    entry = app.entries.get(entry.id)
    assert entry.state == "done"
    assert entry.error is None
    assert entry.text


def test_what_is_no_sound_makes_no_entry(app: App, tmp_path: Path) -> None:
    text = tmp_path / "letter.wav"
    text.write_text("Dear diary")
    with pytest.raises(AudioError):
        app.entries.add_file(text)
    assert app.entries.all() == []


class BrokenModels(Models):
    """Models that fail as told, at the edge."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def emotion(self, language=None):  # type: ignore[no-untyped-def]
        raise self.error


def check_costs_the_analysis_only(app: App, models: Models, error: Exception, message: str) -> None:
    app.session.runner.models = BrokenModels(error)
    entry = app.entries.write("A quiet day.")
    run(app)
    entry = app.entries.get(entry.id)
    assert (entry.state, entry.text, entry.analysis) == ("failed", "A quiet day.", None)
    assert entry.error is not None
    assert entry.error.message == message

    app.session.runner.models = models
    app.entries.retry(entry.id)
    run(app)
    assert app.entries.get(entry.id).state == "done"
    assert app.entries.get(entry.id).error is None


def test_a_model_that_fails_costs_the_analysis_only_and_its_cause_is_logged(
    app: App, models: Models, caplog: pytest.LogCaptureFixture
) -> None:
    error = ModelError("The model is damaged.", "Install it.")
    error.__cause__ = RuntimeError("words of the user")
    check_costs_the_analysis_only(app, models, error, "The model is damaged.")
    [told] = [record for record in caplog.records if record.levelname == "WARNING"]
    logged = WordlessFormatter().format(told)
    assert "The step 'analyse' failed." in logged
    assert "RuntimeError\ncaused\nsamo_desktop.errors.ModelError" in logged
    assert "words of the user" not in logged


def test_a_bug_in_a_model_costs_the_analysis_only_and_is_logged(
    app: App, models: Models, expected_errors: ExpectedErrors
) -> None:
    message = "Something went wrong at this step (RuntimeError)."
    check_costs_the_analysis_only(app, models, RuntimeError("words of the user"), message)
    assert [record.getMessage() for record in expected_errors] == [
        "A bug ended the step 'analyse'."
    ]


def test_cancel_ends_a_job_at_its_next_point_of_progress(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note())
    job = Autocommit(app.session.journal).next_job(["keep"])
    assert job is not None
    events = app.session.runner.run(job)
    assert isinstance(next(events), EntryChanged)
    events.throw(Cancelled())
    list(events)
    entry = app.entries.get(entry.id)
    assert entry.state == "failed"
    assert entry.error is not None
    assert entry.error.message == "This was cancelled."
    assert run(app) == []  # nothing of it is left in the queue

    app.entries.retry(entry.id)
    run(app)
    assert app.entries.get(entry.id).state == "done"


@pytest.mark.parametrize("number", [2, 3])
def test_cancelling_a_job_that_has_just_ended_does_nothing(app: App, number: int) -> None:
    """Of its last events each may be the one after which it is told to end."""
    entry = app.entries.write("A quiet day.")
    job = Autocommit(app.session.journal).next_job(["analyse"])
    assert job is not None
    told = []
    events = app.session.runner.run(job)
    while len(told) < number:
        event = next(events)
        told += [event] if not isinstance(event, Progress) else []
    rest = []
    with suppress(StopIteration):
        rest.append(events.throw(Cancelled()))
    assert isinstance([*told, *rest, *events][-1], JobEnded)
    states = {job.step: job.state for job in app.entries.jobs(entry.id)}
    assert states["analyse"] == "done"


def test_cancel_before_it_began(app: App) -> None:
    entry = app.entries.write("A quiet day.")
    app.entries.cancel(entry.id)
    assert run(app) == []
    assert app.entries.get(entry.id).state == "failed"


def test_an_edit_is_analysed_again_and_outlives_a_new_transcript(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note())
    run(app)
    heard = app.entries.get(entry.id).text

    app.entries.edit(entry.id, text="I am furious about this.")
    run(app)
    entry = app.entries.get(entry.id)
    assert entry.analysis is not None
    assert entry.analysis.valence < 0

    app.entries.transcribe_again(entry.id)
    run(app)
    entry = app.entries.get(entry.id)
    assert entry.text == "I am furious about this."
    assert entry.transcript is not None
    assert entry.transcript.text == heard
    times = [t.made_at for t in app.entries.transcripts(entry.id)]
    assert len(times) == 2
    assert None not in times
    assert times == sorted(times)  # type: ignore[type-var]


def test_another_model_hears_beside_and_a_text_as_it_was_heard_follows_it(
    app: App, tmp_path: Path
) -> None:
    entry = app.entries.add_file(sample_voice_note())
    run(app)
    before = app.entries.get(entry.id)
    make_whisper(paths.user_models_folder() / "scripted", Script("de"))
    app.entries.transcribe_again(entry.id, "scripted", "fr")
    run(app)
    entry = app.entries.get(entry.id)
    assert entry.transcript is not None
    assert (entry.transcript.model, entry.transcript.language) == ("scripted", "fr")
    # Heard in parts: of so few words in so much speech some seem left out.
    assert set(entry.text.rstrip(".").split(". ")) == {"I walked home and felt calm"}
    words = [word.text for segment in entry.transcript.segments for word in segment.words]
    assert words == entry.text.split()
    assert [t.text for t in app.entries.transcripts(entry.id)] == [before.text, entry.text]


def test_a_model_that_is_not_there_is_refused_and_nothing_changes(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note())
    run(app)
    before = app.entries.get(entry.id)
    with pytest.raises(ModelError, match="no speech model 'gone'") as caught:
        app.entries.transcribe_again(entry.id, "gone")
    assert "Moonshine tiny" in caught.value.hint
    assert app.entries.get(entry.id) == before
    assert run(app) == []


def test_a_deleted_entry_comes_back_with_its_work(app: App) -> None:
    entry = app.entries.write("A quiet day.")
    app.entries.delete(entry.id)
    assert app.entries.all() == []
    assert run(app) == []
    app.entries.undelete(entry.id)
    run(app)
    assert app.entries.get(entry.id).state == "done"


def test_purge_removes_the_sound(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note())
    run(app)
    assert app.session.journal.audio_path(entry.id).exists()
    app.entries.purge(entry.id)
    assert not app.session.journal.audio_path(entry.id).exists()


def test_the_timeline_has_a_point_a_day(app: App) -> None:
    from datetime import UTC, datetime

    for day in (1, 1, 3):
        app.entries.write("I love this.", at=datetime(2026, 3, day, 12, tzinfo=UTC))
    run(app)
    points = app.timeline.chart("day").points
    assert [(p.at.day, p.entries) for p in points] == [(1, 2), (3, 1)]
    assert all(p.low <= p.valence <= p.high for p in points)
