"""keep: the sound is stored for good, a recording as Opus, a file's or a film's sound as it is."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Final

from samo_desktop.capture import spool
from samo_desktop.domain.entry import Audio, Entry, EntryError
from samo_desktop.domain.events import EntryChanged, Event, Progress
from samo_desktop.errors import AudioError, DamagedError, NotFoundError
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.audio_ingest import keep_file, keep_recording, kept_seconds
from samo_desktop.pipeline.losses import SLACK_SECONDS, interruption_of, loss_of, unreadable
from samo_desktop.pipeline.step import StepContext, StepResult
from samo_desktop.pipeline.wave import keep_wave
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal

CLAIM_SECONDS: Final = 0.5
"""How much the length that a file claims may differ from that of what can be heard. Our choice:
headers round, but never by as much as a word lasts."""


def run(context: StepContext, job: Job) -> Generator[Event, None, StepResult]:
    """Stores the sound and its wave.

    The sound is in the journal before what was recorded goes, and that goes before the job ends:
    wherever the program dies, the step does the rest when it is repeated. The loss is what is lost
    of a recording; its own file goes only if nothing is.
    """
    journal, entry, loss = context.journal, context.journal.entry(job.entry_id), None
    found = spool.parts(journal.spool_folder, entry.id)
    yield Progress(entry.id, "keep")
    if found:
        loss = yield from _keep_recorded(journal, entry, found, job)
    elif entry.audio is None and "path" in job.options:
        source = Path(job.options["path"])
        audio = yield from keep_file(journal, entry.id, source)
        with journal.transaction() as change:
            change.set_audio(entry.id, audio)
    elif entry.audio is None:
        raise AudioError(
            _("Nothing was recorded for this entry."), _("Record it again, or type it.")
        )
    yield EntryChanged(entry.id)
    heard = yield from keep_wave(journal, entry.id)
    measured = _as_heard(journal.entry(entry.id).audio, heard)
    if measured is None:
        return StepResult(loss=loss)
    return StepResult(lambda transaction: transaction.set_audio(entry.id, measured), loss)


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
        raise DamagedError(unreadable().message, unreadable().hint)
    if entry.audio is None or recording.seconds > stored + SLACK_SECONDS:
        audio = yield from keep_recording(journal, entry.id, recording)
        with journal.transaction() as change:
            change.set_audio(entry.id, audio)
    loss = loss_of(recording, job.options)
    if loss is None:
        for part in found:
            part.unlink()
    return loss or interruption_of(recording)


def _as_heard(stored: Audio | None, seconds: float | None) -> Audio | None:
    """The stored sound with its true length in `seconds`; None where that is what is stored."""
    if stored is None or seconds is None or abs(seconds - stored.seconds) <= CLAIM_SECONDS:
        return None
    return replace(stored, seconds=seconds)
