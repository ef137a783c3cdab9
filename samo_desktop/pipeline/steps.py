"""The steps that turn a voice note into an entry with feelings and a summary.

Each is a generator of progress. Each may run twice: a crash repeats the step it interrupted.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from samo_desktop.capture import decode, sealed, spool
from samo_desktop.capture.blocks import as_speech
from samo_desktop.capture.levels import for_speech
from samo_desktop.capture.report import DecodeReport
from samo_desktop.capture.sealed_reader import has_begun
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event, Progress
from samo_desktop.domain.generators import relay
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import AudioError
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.pipeline.analysis import analyse_texts
from samo_desktop.pipeline.keeping import keep_file, keep_recording
from samo_desktop.pipeline.personal import PersonalFor, nobody
from samo_desktop.pipeline.wave import keep_wave
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal

CLAIM_SECONDS = 0.5
"""How much the length that a file claims may differ from that of what can be heard."""
NO_WORDS_HEARD = "No words were heard in this recording."


def keep(journal: Journal, models: Models, job: Job) -> Generator[Event, None, None]:
    """Stores the sound for good: a recording as Opus, an imported file or film's sound as it is."""
    recording = _recorded(journal, job.entry_id)
    yield Progress(job.entry_id, "keep")
    if recording:
        if journal.entry(job.entry_id).audio is None:
            audio = yield from keep_recording(journal, job.entry_id, recording)
            journal.set_audio(job.entry_id, audio)
        for part in recording:
            part.unlink()
    elif "path" not in job.options and journal.entry(job.entry_id).audio is None:
        raise AudioError("Nothing was recorded for this entry.", "Record it again, or write.")
    elif journal.entry(job.entry_id).audio is None:
        source = Path(job.options["path"])
        journal.set_audio(job.entry_id, (yield from keep_file(journal, job.entry_id, source)))
    heard = yield from keep_wave(journal, job.entry_id)
    stored = journal.entry(job.entry_id).audio
    if stored and heard is not None and abs(heard - stored.seconds) > CLAIM_SECONDS:
        journal.set_audio(job.entry_id, replace(stored, seconds=heard))
    yield EntryChanged(job.entry_id)


def _recorded(journal: Journal, entry_id: str) -> list[Path]:
    """The parts of a recording, without any that are damaged: those stay where they are."""
    found = spool.parts(journal.spool_folder, entry_id)
    good = spool.readable(found, journal.audio_key)
    return [path for path in found if path in good or not has_begun(path)]


def transcribe(journal: Journal, models: Models, job: Job) -> Generator[Event, None, None]:
    """Writes the words down. The user's own edits of the text stay."""
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
    """Keeps a transcript, and makes it the text where the user has not changed that."""
    entry = journal.entry(entry_id)
    before = entry.transcript.text if entry.transcript else ""
    transcript = replace(transcript, made_at=datetime.now().astimezone())
    journal.set_transcript(entry_id, transcript, replace_text=entry.text in ("", before))
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
    return NO_WORDS_HEARD if entry.source == "voice" else "This entry holds no words."


def _listening(entry: Entry, heard: Heard) -> Progress:
    seconds = entry.audio.seconds if entry.audio else 0.0
    fraction = min(1.0, heard.seconds / seconds) if seconds else None
    words = heard.segment.text if heard.segment else ""
    return Progress(entry.id, "transcribe", fraction, words)
