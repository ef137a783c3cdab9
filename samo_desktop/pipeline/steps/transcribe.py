"""transcribe: the words are written down, unless that was done while they were spoken."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace

from samo_desktop.capture import decode, sealed, spool
from samo_desktop.capture.blocks import as_speech
from samo_desktop.capture.levels import for_speech
from samo_desktop.capture.report import DecodeReport
from samo_desktop.domain import calendar
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event, Progress
from samo_desktop.domain.generators import relay
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import AudioError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.readable import written_down
from samo_desktop.pipeline.step import StepContext, StepResult
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal


def run(context: StepContext, job: Job) -> Generator[Event, None, StepResult]:
    """Takes the words that were heard live; without them, hears the sound.

    What the user typed stays, and the words are put with it, as a typist writes them; the
    transcript is kept as it was heard. A computer that could not keep up with the speaker gives
    what it heard in haste first, and then hears the sound.
    """

    def at_once(heard: Transcript) -> Iterator[Event]:
        made = _written(context, job, heard)
        with context.journal.transaction() as change:
            change.set_transcript(job.entry_id, made, replace_text=True)
        yield EntryChanged(job.entry_id)

    transcript = yield from context.live.take(job.entry_id, at_once)
    if transcript and transcript.provisional:
        yield from at_once(transcript)
    if transcript is None or transcript.provisional:
        transcript = yield from _hear(context, job)
    made = _written(context, job, transcript)
    return StepResult(
        lambda transaction: transaction.set_transcript(job.entry_id, made, replace_text=True)
    )


def _written(context: StepContext, job: Job, heard: Transcript) -> Transcript:
    tidy = _chosen(context, job).tidy
    return written_down(replace(heard, made_at=calendar.now()), tidy=tidy)


def _hear(context: StepContext, job: Job) -> Generator[Progress, None, Transcript]:
    entry = context.journal.entry(job.entry_id)
    chosen = _chosen(context, job)
    model = context.models.speech(chosen)
    report = DecodeReport()
    with _sound(context.journal, entry, report) as blocks:
        hearing = model.transcribe(blocks, languages=chosen.languages, words=chosen.words)
        transcript = yield from relay(hearing, lambda heard: _progress(entry, heard))
    return replace(transcript, notes=(*report.notes(), *transcript.notes))


def _chosen(context: StepContext, job: Job) -> SpeechOptions:
    """As the settings are now where nothing was chosen for this entry: they may be better since."""
    return context.speech_options(job.options.get("engine"), job.options.get("language"))


@contextmanager
def _sound(journal: Journal, entry: Entry, report: DecodeReport) -> Iterator[Iterator[Samples]]:
    """An entry's sound as a speech model takes it: stored, or as it was recorded."""
    if entry.audio is not None:
        with sealed.open_sealed(journal.audio_path(entry.id), journal.audio_key) as stored:
            yield for_speech(decode.decode(stored, SAMPLE_RATE, report=report), SAMPLE_RATE)
        return
    recording = spool.parts(journal.spool_folder, entry.id)
    if not recording:
        raise AudioError(_("This entry has no recording."), _("Write its text instead."))
    yield for_speech(as_speech(spool.read_parts(recording, journal.audio_key)[1]), SAMPLE_RATE)


def _progress(entry: Entry, heard: Heard) -> Progress:
    seconds = entry.audio.seconds if entry.audio else 0.0
    fraction = min(1.0, heard.seconds / seconds) if seconds else None
    words = heard.segment.text if heard.segment else ""
    return Progress(entry.id, "transcribe", fraction, words)
