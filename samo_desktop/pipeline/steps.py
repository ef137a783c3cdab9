"""The steps that turn a voice note into an entry with feelings and a summary.

Each is a generator of progress. Each may run twice: a crash repeats the step it interrupted.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from samo_desktop.capture import decode, encode, sealed, spool
from samo_desktop.domain.entry import Audio, Entry
from samo_desktop.domain.events import EntryChanged, Event, Progress
from samo_desktop.domain.generators import relay
from samo_desktop.domain.transcript import Heard
from samo_desktop.errors import AudioError
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.pipeline.analysis import analyse_texts
from samo_desktop.pipeline.personal import PersonalFor, nobody
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal

NO_WORDS_HEARD = "No words were heard in this recording."


def spool_path(journal: Journal, entry_id: str) -> Path:
    """Where the recording of an entry lies until it is stored compactly."""
    return journal.spool_folder / f"{entry_id}.spool"


def keep(journal: Journal, models: Models, job: Job) -> Generator[Event, None, None]:
    """Stores the sound for good: a recording as Opus, an imported file as it is."""
    recording = spool_path(journal, job.entry_id)
    yield Progress(job.entry_id, "keep")
    if recording.exists():
        if journal.entry(job.entry_id).audio is None:
            journal.set_audio(job.entry_id, _keep_recording(journal, job.entry_id, recording))
        recording.unlink()
    elif journal.entry(job.entry_id).audio is None:
        source = Path(job.options["path"])
        journal.set_audio(job.entry_id, _keep_file(journal, job.entry_id, source))
    yield EntryChanged(job.entry_id)


def _keep_recording(journal: Journal, entry_id: str, recording: Path) -> Audio:
    info, blocks = spool.read_spool(recording, journal.audio_key)
    target = journal.audio_path(entry_id)
    with sealed.SealedFile(target, journal.audio_key) as file:
        seconds = encode.encode_opus(blocks, info.sample_rate, file)
    with sealed.open_sealed(target, journal.audio_key) as stored:
        kept = sum(len(block) for block in decode.decode(stored)) / SAMPLE_RATE
    if abs(kept - seconds) > 0.1:
        target.unlink()
        raise AudioError(
            "The recording could not be stored compactly.",
            "It is kept as it was recorded; try again.",
        )
    return Audio(seconds, info.sample_rate, file.sha256)


def _keep_file(journal: Journal, entry_id: str, source: Path) -> Audio:
    info = decode.probe(source)
    target = journal.audio_path(entry_id)
    with source.open("rb") as file:
        sha256 = sealed.seal_stream(file, target, journal.audio_key)
    seconds = info.seconds
    if seconds is None:
        with sealed.open_sealed(target, journal.audio_key) as stored:
            seconds = sum(len(block) for block in decode.decode(stored)) / SAMPLE_RATE
    return Audio(seconds, info.sample_rate, sha256)


def transcribe(journal: Journal, models: Models, job: Job) -> Generator[Event, None, None]:
    """Writes the words down. The user's own edits of the text stay."""
    entry = journal.entry(job.entry_id)
    if entry.audio is None:
        raise AudioError("This entry has no sound.", "Write its text instead.")
    model = models.speech(job.options.get("engine") or "auto")
    before = entry.transcript.text if entry.transcript else ""
    with sealed.open_sealed(journal.audio_path(entry.id), journal.audio_key) as stored:
        hearing = model.transcribe(
            decode.decode(stored), language=job.options.get("language") or ""
        )
        transcript = yield from relay(hearing, lambda heard: _listening(entry, heard))
    untouched = journal.entry(entry.id).text in ("", before)
    journal.set_transcript(entry.id, transcript, replace_text=untouched)
    yield EntryChanged(entry.id)


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
