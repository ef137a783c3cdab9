"""The steps that turn a voice note into an entry with feelings and a summary.

Each is a generator of progress. Each may run twice: a crash repeats the step it interrupted.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from samo_desktop.capture import decode, sealed, spool
from samo_desktop.capture.blocks import as_speech
from samo_desktop.capture.levels import for_speech
from samo_desktop.capture.report import DecodeReport
from samo_desktop.domain import calendar
from samo_desktop.domain.entry import Entry, EntryError
from samo_desktop.domain.events import EntryChanged, Event, Progress
from samo_desktop.domain.generators import relay
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import AudioError, DamagedError, NotFoundError
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.doubt import NOT_UNDERSTOOD
from samo_desktop.pipeline.analysis import analyse_texts
from samo_desktop.pipeline.audio_ingest import keep_file, keep_recording, kept_seconds
from samo_desktop.pipeline.losses import SLACK_SECONDS, UNREADABLE, interruption_of, loss_of
from samo_desktop.pipeline.personal import PersonalFor, nobody
from samo_desktop.pipeline.wave import keep_wave
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal

CLAIM_SECONDS = 0.5
"""How much the length that a file claims may differ from that of what can be heard."""
NO_WORDS_HEARD = "No words were heard in this recording."
NO_WORDS_UNDERSTOOD = "No words of this recording were understood, so it has no feelings."


def keep(journal: Journal, models: Models, job: Job) -> Generator[Event, None, EntryError | None]:
    """Stores the sound for good: a recording as Opus, an imported file or film's sound as it is.

    Returns what of a recording is lost. Its own file goes only if nothing is.
    """
    entry, loss = journal.entry(job.entry_id), None
    found = spool.parts(journal.spool_folder, entry.id)
    yield Progress(entry.id, "keep")
    if found:
        loss = yield from _keep_recorded(journal, entry, found, job)
    elif entry.audio is None and "path" in job.options:
        source = Path(job.options["path"])
        journal.set_audio(entry.id, (yield from keep_file(journal, entry.id, source)))
    elif entry.audio is None:
        raise AudioError("Nothing was recorded for this entry.", "Record it again, or write.")
    heard = yield from keep_wave(journal, entry.id)
    stored = journal.entry(entry.id).audio
    if stored and heard is not None and abs(heard - stored.seconds) > CLAIM_SECONDS:
        journal.set_audio(entry.id, replace(stored, seconds=heard))
    yield EntryChanged(entry.id)
    return loss


def _keep_recorded(
    journal: Journal, entry: Entry, found: list[Path], job: Job
) -> Generator[Progress, None, EntryError | None]:
    """Stores a recording unless that was done; removes its parts if all of them is stored."""
    recording = spool.read_recording(found, journal.audio_key)
    try:
        stored = yield from kept_seconds(journal, entry.id, recording.seconds)
    except (NotFoundError, DamagedError, AudioError):
        stored = 0.0
    if entry.audio is None and recording.blank and job.options.get("seconds"):
        raise DamagedError(UNREADABLE.message, UNREADABLE.hint)
    if entry.audio is None or recording.seconds > stored + SLACK_SECONDS:
        audio = yield from keep_recording(journal, entry.id, recording)
        journal.set_audio(entry.id, audio)
    loss = loss_of(recording, job.options)
    if loss is None:
        for part in found:
            part.unlink()
    return loss or interruption_of(recording)


def transcribe(journal: Journal, models: Models, job: Job) -> Generator[Event, None, None]:
    """Writes the words down. What the user typed stays, and the words are put with it."""
    entry = journal.entry(job.entry_id)
    model = models.speech(job.options.get("engine") or "auto")
    report = DecodeReport()
    with _sound(journal, entry, report) as blocks:
        hearing = model.transcribe(blocks, language=job.options.get("language") or "")
        transcript = yield from relay(hearing, lambda heard: _listening(entry, heard))
    transcript = replace(transcript, notes=(*report.notes(), *transcript.notes))
    yield from take_words(journal, entry.id, transcript)


def take_words(
    journal: Journal, entry_id: str, transcript: Transcript
) -> Generator[Event, None, None]:
    """Keeps a transcript, and puts its words into the text with what the user typed."""
    transcript = replace(transcript, made_at=calendar.now())
    journal.set_transcript(entry_id, transcript, replace_text=True)
    yield EntryChanged(entry_id)


@contextmanager
def _sound(journal: Journal, entry: Entry, report: DecodeReport) -> Iterator[Iterator[Samples]]:
    """An entry's sound as a speech model takes it: stored, or as it was recorded."""
    if entry.audio is not None:
        with sealed.open_sealed(journal.audio_path(entry.id), journal.audio_key) as stored:
            yield for_speech(decode.decode(stored, SAMPLE_RATE, report=report), SAMPLE_RATE)
        return
    recording = spool.parts(journal.spool_folder, entry.id)
    if not recording:
        raise AudioError("This entry has no sound.", "Write its text instead.")
    yield as_speech(spool.read_parts(recording, journal.audio_key)[1])


def analyse(
    journal: Journal, models: Models, job: Job, *, personal: PersonalFor = nobody
) -> Generator[Event, None, None]:
    """Names the feelings and writes the summary. An edit made meanwhile makes it worthless."""
    entry = journal.entry(job.entry_id)
    analysing = analyse_texts(
        [entry.text], models, no_words=_no_words_note(entry), personal=personal
    )
    [analysis] = yield from relay(analysing, lambda done: Progress(entry.id, "analyse", done))
    if journal.entry(entry.id).text == entry.text:
        journal.set_analysis(entry.id, analysis)
    yield EntryChanged(entry.id)


def _no_words_note(entry: Entry) -> str:
    if entry.source != "voice":
        return "This entry holds no words."
    understood = entry.transcript is None or NOT_UNDERSTOOD not in entry.transcript.notes
    return NO_WORDS_HEARD if understood else NO_WORDS_UNDERSTOOD


def _listening(entry: Entry, heard: Heard) -> Progress:
    seconds = entry.audio.seconds if entry.audio else 0.0
    fraction = min(1.0, heard.seconds / seconds) if seconds else None
    words = heard.segment.text if heard.segment else ""
    return Progress(entry.id, "transcribe", fraction, words)
