"""Composition root: a journal, the models and the pipeline, behind one name a user action.

Both front ends call these and nothing deeper.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from samo_desktop.capture import decode, sealed, sources
from samo_desktop.capture.peaks import Peaks
from samo_desktop.capture.playback import Player
from samo_desktop.capture.recorded_at import recorded_at
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event, WorkStopped
from samo_desktop.domain.models import Checked, Installing, ModelStatus
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.domain.timeline import Bin, Timeline
from samo_desktop.domain.transcript import Transcript
from samo_desktop.domain.transcript_alignment import Said, said_in
from samo_desktop.errors import AlreadyAddedError, AudioError, NotFoundError, SamoError
from samo_desktop.inference import sentences
from samo_desktop.inference.model_store.manager import ModelManager
from samo_desktop.inference.models import Models
from samo_desktop.insight.timeline import timeline
from samo_desktop.pipeline.feelings import Feelings
from samo_desktop.pipeline.plan import Options, jobs_for, jobs_from
from samo_desktop.pipeline.recordings import Recording, Recordings
from samo_desktop.pipeline.runner import Runner
from samo_desktop.pipeline.wave import wave
from samo_desktop.pipeline.workers import Workers
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal

_log = logging.getLogger(__name__)

Listener = Callable[[Event], None]


class App:
    """One open journal and everything that can be done with it."""

    def __init__(self, journal: Journal, settings: Settings, models: Models | None = None) -> None:
        self.journal = journal
        self.settings = settings
        self.models = models or Models()
        self.feelings = Feelings(journal, self.models, lambda: self.settings.learn_from_corrections)
        """Own feelings, and what is learned from corrections."""
        self._manager = ModelManager(lambda: self.settings)
        self._runner = Runner(journal, self.models, self.feelings.teachings)
        self._workers: Workers | None = None
        self._listeners: list[Listener] = []
        self._closed = False
        self.recordings = Recordings(
            self._runner, lambda: self._speech_options(None, None), self._queued, self._publish
        )
        self.recovered: list[str] = []
        """Entries of recordings that were interrupted, found again at the start."""

    def recover(self) -> list[str]:
        """Makes entries of recordings that a crash interrupted, and queues interrupted work again.

        Returns the ids of the recovered entries. A recording in which nothing was said yet is
        removed; any other is never deleted. A journal that can only be read stays as it is.
        """
        if not self.journal.writable:
            return []
        self._purge_overdue()
        self.journal.requeue_running()
        return self.recordings.recover()

    def _purge_overdue(self) -> None:
        """Removes what was deleted long ago; what cannot be removed now is at the next start."""
        try:
            self.journal.purge_overdue()
        except SamoError as error:
            _log.warning("What was deleted long ago is still there: %s", type(error).__name__)

    def start(self) -> list[str]:
        """Recovers what a crash interrupted and works behind the caller from now on."""
        self.recovered = self.recover()
        if not self.journal.writable:
            return []
        self._workers = Workers(self._runner, self._publish, self._failed)
        self._workers.start()
        return self.recovered

    def finish(self) -> Iterator[Event]:
        """Does all that is queued in the caller's thread; for front ends without a pool."""
        return self._runner.run_all()

    def close(self) -> None:
        """Ends the background work at its next point of progress and closes the journal.

        Twice is no error.
        """
        if self._closed:
            return
        self._closed = True
        if self._workers:
            self._workers.close()
            self._workers = None
        try:
            self.recordings.close()
            if self.journal.writable:
                self._purge_overdue()
        finally:
            self.journal.close()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with every event, on a worker's thread. Returns how to unsubscribe."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def write(
        self,
        text: str,
        *,
        at: datetime | None = None,
        tags: Sequence[str] = (),
        entry_id: str | None = None,
    ) -> Entry:
        """Saves a written entry at once; it is analysed behind.

        `entry_id` is drawn by default; see `Journal.add_entry`.
        """
        entry = self.journal.add_entry(
            source="text", text=text, at=at, tags=tags, entry_id=entry_id, jobs=jobs_for("text")
        )
        return self._queued(entry)

    def drafts(self) -> list[Draft]:
        """What was typed and is not saved yet, newest first.

        A draft that was saved, but outlived its program, is removed.
        """
        unsaved = self.journal.unsaved()
        for draft in self.journal.drafts.all():
            if draft not in unsaved:
                self.journal.drafts.remove(draft.id)
        return unsaved

    def save_draft(self, draft: Draft) -> Entry | OwnFeeling:
        """Makes of a draft what it was to become; then it is gone.

        A text for an entry that is not there any more becomes an entry of its own. Raises
        SamoError, and the draft stays.
        """
        made: Entry | OwnFeeling
        if draft.purpose == "examples":
            made = self.feelings.add(draft.target, draft.text.splitlines())
        elif draft.purpose == "edit" and self._entry_or_none(draft.target):
            made = self.edit(draft.target, text=draft.text)
        else:
            at = draft.at or draft.begun
            made = self.write(draft.text, at=at, tags=draft.tags, entry_id=draft.id)
        self.journal.drafts.remove(draft.id)
        return made

    def add_file(
        self,
        path: Path,
        *,
        at: datetime | None = None,
        tags: Sequence[str] = (),
        engine: str | None = None,
        language: str | None = None,
        again: bool = False,
    ) -> Entry:
        """Makes an entry of a voice note, or of the sound of a film.

        Its date is that of the recording (see `recorded_at`) unless it is given as `at`.
        Raises AudioError if the file holds no sound, and AlreadyAddedError if the same bytes are
        in the journal already, unless they are to be added `again`.
        """
        info = decode.probe(path)
        origin = sources.fingerprint(path)
        before = None if again else self.journal.from_file(origin)
        if before is not None:
            raise AlreadyAddedError(
                f"{sources.named(path)} is in the journal already, "
                f"as the entry {before.id} of {before.created_at.date()}.",
                "Open that entry, or say that the file is to be added again.",
                before.id,
            )
        options = {**self._speech_options(engine, language), "seconds": info.seconds or 0.0}
        recorded, source = (at, None) if at else recorded_at(path)
        entry = self.journal.add_entry(
            source="voice",
            at=recorded,
            date_source=source,
            tags=tags,
            origin=origin,
            jobs=jobs_for("file", {"keep": {"path": str(path.absolute())}, "transcribe": options}),
        )
        return self._queued(entry)

    def start_recording(self, device: str | None = None) -> Recording:
        """Records from now on. Raises DeviceError if there is nothing to record with."""
        return self.recordings.start(self.settings.microphone if device is None else device)

    def edit(
        self,
        entry_id: str,
        *,
        text: str | None = None,
        title: str | None = None,
        tags: Sequence[str] | None = None,
        at: datetime | None = None,
        beside: str | None = None,
    ) -> Entry:
        """Changes what the user may change; a changed text is analysed again.

        `beside` are the words of the transcript that the user saw while they typed `text` (see
        `Journal.update_entry`): words that were heard since are put with it.
        """
        before = self.journal.entry(entry_id)
        entry = self.journal.update_entry(
            before.id, text=text, title=title, tags=tags, at=at, beside=beside
        )
        if entry.text != before.text:
            return self.analyse_again(entry.id)
        self._publish(EntryChanged(entry.id))
        return entry

    def analyse_again(self, entry_id: str) -> Entry:
        """Names the feelings of an entry anew."""
        entry = self.journal.entry(entry_id)
        with self.journal.transaction() as change:
            change.queue(entry.id, *jobs_from("analyse"))
        return self._queued(entry)

    def correct(self, entry_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Entry:
        """Says which feelings an entry does and does not show; new analyses learn from it.

        Raises SamoError for an unknown feeling, one both added and removed, or an entry that has
        not been read yet.
        """
        entry = self.journal.entry(entry_id)
        self.feelings.correct(entry.id, add, remove)
        self._publish(EntryChanged(entry.id))
        return self.journal.entry(entry.id)

    def uncorrect(self, entry_id: str, labels: Collection[str] | None = None) -> Entry:
        """Takes back what was said of these feelings of an entry, or of all."""
        entry = self.journal.entry(entry_id)
        self.feelings.uncorrect(entry.id, labels)
        self._publish(EntryChanged(entry.id))
        return self.journal.entry(entry.id)

    def transcribe_again(
        self, entry_id: str, engine: str | None = None, language: str | None = None
    ) -> Entry:
        """Writes the words down anew; former transcripts, and a text that was edited, stay.

        `engine` is what `Models.speech_model` takes. Raises AudioError if the entry has no sound,
        ModelError if that model is not installed.
        """
        entry = self.check_transcribing(entry_id, engine)
        options: Options = {"transcribe": self._speech_options(engine, language)}
        with self.journal.transaction() as change:
            change.queue(entry.id, *jobs_from("transcribe", options))
        return self._queued(entry)

    def check_transcribing(self, entry_id: str, engine: str | None = None) -> Entry:
        """Raises what `transcribe_again` would; changes nothing and returns the entry."""
        entry = self.journal.entry(entry_id)
        if entry.audio is None:
            raise AudioError("This entry has no sound.", "Choose an entry with a voice note.")
        self.models.speech_model(engine or self.settings.engine)
        return entry

    def retry(
        self,
        entry_id: str,
        *,
        path: Path | None = None,
        engine: str | None = None,
        language: str | None = None,
    ) -> Entry:
        """Goes on from the step that failed or was cancelled, with what was chosen then.

        What is given is chosen anew: where the entry's file lies now, and how to hear it.
        """
        entry = self.journal.entry(entry_id)
        hearing = {"engine": engine, "language": language}
        given: Options = {
            "keep": {"path": str(path.absolute())} if path else {},
            "transcribe": {name: value for name, value in hearing.items() if value is not None},
        }
        self._runner.retry(entry.id, given)
        return self._queued(entry)

    def cancel(self, entry_id: str) -> None:
        """Stops the work on an entry. Its words and sound stay."""
        if not (self._workers and self._workers.cancel(entry_id)):
            self._runner.cancel_queued(entry_id)
            self._publish(EntryChanged(entry_id))

    def cancel_all(self) -> None:
        """Stops all work that is under way or waits. Words and sound stay; `retry` goes on."""
        jobs = self.journal.jobs(states=("queued", "running"))
        # The newest first: else the next would begin while the one before it ends.
        for entry_id in dict.fromkeys(job.entry_id for job in reversed(jobs)):
            self.cancel(entry_id)

    def sound_waiting(self) -> dict[str, float]:
        """Entries that are still to be heard, oldest first, and their lengths in seconds.

        0 where the length is not known yet.
        """
        found = {}
        for job in self.journal.jobs(states=("queued", "running")):
            if job.step == "transcribe":
                seconds = float(job.options.get("seconds") or 0.0)
                entry = None if seconds else self._entry_or_none(job.entry_id)
                audio = entry.audio if entry else None
                found[job.entry_id] = audio.seconds if audio else seconds
        return found

    def purge(self, entry_id: str) -> Entry:
        """Removes an entry, deleted before or not, for good with its sound; what it was."""
        if self.journal.is_deleted(entry_id):
            entry = self.journal.deleted_entry(entry_id)
        else:
            entry = self.delete(entry_id)
        self.journal.purge(entry.id)
        self._publish(EntryChanged(entry.id))
        return entry

    def delete(self, entry_id: str) -> Entry:
        """Hides an entry. It is kept for `KEPT_DAYS`, with its sound: `undelete` brings it back.

        Raises SamoError for one that is being recorded.
        """
        entry = self.journal.entry(entry_id)
        if entry.state == "recording":
            raise SamoError("This entry is being recorded.", "Stop first, then delete it.")
        self.cancel(entry.id)
        self.journal.delete(entry.id)
        self.feelings.teachings.changed()
        self._publish(EntryChanged(entry.id))
        return entry

    def undelete(self, entry_id: str) -> Entry:
        """Undoes `delete`; work that it stopped goes on."""
        self.journal.undelete(entry_id)
        self.feelings.teachings.changed()
        entry = self.journal.entry(entry_id)
        if entry.state != "done" and not (self._workers and self._workers.go_on(entry_id)):
            return self.retry(entry_id)
        self._publish(EntryChanged(entry_id))
        return entry

    def new_recovery_key(self, secret: str) -> str:
        """A new recovery key, for who knows the passphrase; the former one opens nothing now.

        Raises WrongPassphraseError if `secret` is not that of this journal, or SamoError.
        """
        self.journal.check_secret(secret)
        return self.journal.change_recovery_key()

    def open_audio(self, entry_id: str) -> BinaryIO:
        """The stored sound of an entry, as a seekable stream. Raises AudioError if it has none."""
        entry = self.journal.entry(entry_id)
        if entry.audio is None:
            raise AudioError("This entry has no sound.", "Choose an entry with a voice note.")
        return sealed.open_sealed(self.journal.audio_path(entry.id), self.journal.audio_key)

    def player(self, entry_id: str) -> Player:
        """What plays the voice note of an entry."""
        audio = self.journal.entry(entry_id).audio
        return Player(
            lambda: self.open_audio(entry_id),
            audio.seconds if audio else 0.0,
            speed=self.settings.playback_speed,
        )

    def wave(self, entry_id: str, wanted: Callable[[], bool] = lambda: True) -> Peaks | None:
        """How loud the voice note of an entry is as it goes, for drawing it.

        May take two seconds a quarter of an hour, once; None as soon as it is not `wanted` any
        more. Raises SamoError if there is no sound that can be read.
        """
        return wave(self.journal, entry_id, wanted)

    def said(self, transcript: Transcript, text: str) -> list[Said]:
        """When each sentence of `text` is said, in order; those that were never said are left out.

        `text` is what became of the transcript's. May take a second for a very long one.
        """
        return said_in(transcript.segments, text, sentences.split(text))

    def timeline(
        self, by: Bin = "day", since: datetime | None = None, until: datetime | None = None
    ) -> Timeline:
        """The chart of emotional shifts."""
        return timeline(self.journal.moods(since, until), by)

    def list_models(self) -> list[ModelStatus]:
        """Every model that is installed or can be."""
        return self._manager.all()

    def install_model(self, name: str) -> Generator[Installing, None, ModelStatus]:
        """Fetches a model: the only thing that uses the network. Closing cancels. SamoError."""
        return self._manager.install(name)

    def import_model(self, path: Path) -> Generator[Installing, None, ModelStatus]:
        """Takes a model from a folder or an archive. Closing it cancels. Raises SamoError."""
        return self._manager.take(path)

    def verify_models(self, name: str | None = None) -> Generator[Installing, None, list[Checked]]:
        """Reads one installed model, or all, and compares checksums. Raises SamoError."""
        return self._manager.verify(name)

    def remove_model(self, name: str) -> None:
        """Removes an installed model, or what was fetched of one. Raises SamoError."""
        self._manager.remove(name)
        self.models.unload_whisper()

    def _speech_options(self, engine: str | None, language: str | None) -> dict[str, str]:
        return {
            "engine": engine or self.settings.engine,
            "language": self.settings.language if language is None else language,
        }

    def _entry_or_none(self, entry_id: str) -> Entry | None:
        try:
            return self.journal.entry(entry_id)
        except NotFoundError:
            return None

    def _queued(self, entry: Entry) -> Entry:
        if self._workers:
            self._workers.wake()
        self._publish(EntryChanged(entry.id))
        return self.journal.entry(entry.id)

    def _publish(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, SamoError):
            self._publish(WorkStopped(error.message, error.hint))
        else:
            self._publish(
                WorkStopped(
                    f"SAMO made a mistake while working on an entry ({type(error).__name__}).",
                    "Nothing is lost. Open the journal again to go on.",
                )
            )
