"""Composition root: a journal, the models and the pipeline, behind one name a user action.

Both front ends call these and nothing deeper.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from samo_desktop.capture import decode, sealed, spool
from samo_desktop.capture.microphone import Recorder, check
from samo_desktop.capture.playback import Player
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event, WorkStopped
from samo_desktop.domain.timeline import Bin, Timeline
from samo_desktop.errors import AudioError, NotFoundError, SamoError
from samo_desktop.inference.models import Models
from samo_desktop.insight.timeline import timeline
from samo_desktop.pipeline.feelings import Feelings
from samo_desktop.pipeline.pool import Pool
from samo_desktop.pipeline.steps import spool_path
from samo_desktop.pipeline.work import Work, jobs_from
from samo_desktop.settings import Settings
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal

Listener = Callable[[Event], None]


class Recording:
    """A recording under way. `recorder` tells its level, seconds and problems."""

    def __init__(self, app: App, entry_id: str, recorder: Recorder) -> None:
        self.entry_id = entry_id
        self.recorder = recorder
        self._app = app

    def pause(self) -> None:
        """Keeps what was said; the microphone is not listened to until `resume`."""
        self.recorder.pause()

    def resume(self) -> None:
        """Goes on after a pause."""
        self.recorder.resume()

    def stop(self) -> Entry:
        """Ends the recording; what is left to do with it is queued before this returns."""
        self.recorder.stop()
        return self._app._finish_recording(self.entry_id)


class App:
    """One open journal and everything that can be done with it."""

    def __init__(self, journal: Journal, settings: Settings, models: Models | None = None) -> None:
        self.journal = journal
        self.settings = settings
        self.models = models or Models()
        self.feelings = Feelings(journal, self.models, lambda: self.settings.learn_from_corrections)
        """Own feelings, and what is learned from corrections."""
        self._work = Work(journal, self.models, self.feelings.teachings)
        self._pool: Pool | None = None
        self._listeners: list[Listener] = []
        self._closed = False

    def recover(self) -> list[str]:
        """Makes entries of recordings that a crash interrupted, and queues interrupted work again.

        Returns the ids of the recovered entries. A recording in which nothing was said yet is
        removed; any other is never deleted.
        """
        self.journal.purge()
        self.journal.requeue_running()
        recovered = []
        begun = spool.interrupted(self.journal.spool_folder)
        for path in set(self.journal.spool_folder.glob("*.spool")) - set(begun):
            path.unlink()  # killed before its header was whole: it holds no sound
        for path in begun:
            info, frames = spool.read_spool(path, self.journal.audio_key)
            entry = self._entry_or_none(info.entry_id)
            if next(frames, None) is None:
                path.unlink()
                if entry and entry.state == "recording":
                    self._remove(entry.id)
            elif entry is None:
                self.journal.add_entry(
                    source="voice",
                    at=info.created_at,
                    entry_id=info.entry_id,
                    jobs=self._voice_jobs(),
                )
                recovered.append(info.entry_id)
            elif entry.state == "recording":
                self._finish_recording(entry.id)
                recovered.append(entry.id)
        return recovered

    def start(self) -> list[str]:
        """Recovers what a crash interrupted and works behind the caller from now on."""
        recovered = self.recover()
        self._pool = Pool(self._work, self._publish, self._failed)
        self._pool.start()
        return recovered

    def finish(self) -> Iterator[Event]:
        """Does all that is queued in the caller's thread; for front ends without a pool."""
        return self._work.run_all()

    def close(self) -> None:
        """Ends the background work at its next point of progress and closes the journal.

        Twice is no error.
        """
        if self._closed:
            return
        self._closed = True
        if self._pool:
            self._pool.close()
            self._pool = None
        if self.journal.writable:
            self.journal.purge()
        self.journal.close()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` with every event, on a worker's thread. Returns how to unsubscribe."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def write(self, text: str, *, at: datetime | None = None, tags: Sequence[str] = ()) -> Entry:
        """Saves a written entry at once; it is analysed behind."""
        entry = self.journal.add_entry(
            source="text", text=text, at=at, tags=tags, jobs=jobs_from("analyse")
        )
        return self._queued(entry)

    def add_file(
        self,
        path: Path,
        *,
        at: datetime | None = None,
        tags: Sequence[str] = (),
        engine: str | None = None,
        language: str | None = None,
    ) -> Entry:
        """Makes an entry of a voice note. Raises AudioError if the file holds no sound."""
        decode.probe(path)
        keep, transcribe, analyse = jobs_from("keep", path=str(path.absolute()))
        transcribe = NewJob("transcribe", self._speech_options(engine, language))
        entry = self.journal.add_entry(
            source="voice", at=at, tags=tags, jobs=[keep, transcribe, analyse]
        )
        return self._queued(entry)

    def start_recording(self, device: str | None = None) -> Recording:
        """Records from now on. Raises DeviceError if there is nothing to record with."""
        device = self.settings.microphone if device is None else device
        check(device)
        entry_id = secrets.token_hex(6)
        writer = spool.SpoolWriter
        recorder = Recorder(
            lambda rate: writer(
                spool_path(self.journal, entry_id),
                self.journal.audio_key,
                spool.SpoolInfo(entry_id, datetime.now().astimezone(), rate),
            ),
            device,
        )
        self.journal.add_entry(source="voice", entry_id=entry_id, state="recording")
        try:
            recorder.start()
        except BaseException:
            self._remove(entry_id)
            raise
        self._publish(EntryChanged(entry_id))
        return Recording(self, entry_id, recorder)

    def edit(
        self,
        entry_id: str,
        *,
        text: str | None = None,
        title: str | None = None,
        tags: Sequence[str] | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Changes what the user may change; a changed text is analysed again."""
        before = self.journal.entry(entry_id)
        entry = self.journal.update_entry(before.id, text=text, title=title, tags=tags, at=at)
        if entry.text != before.text:
            return self.analyse_again(entry.id)
        self._publish(EntryChanged(entry.id))
        return entry

    def analyse_again(self, entry_id: str) -> Entry:
        """Names the feelings of an entry anew."""
        entry = self.journal.entry(entry_id)
        if entry.state in ("done", "failed"):
            self.journal.set_state(entry.id, "waiting")
        self.journal.enqueue(entry.id, NewJob("analyse"))
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
        """Writes the words down anew. Raises AudioError if the entry has no sound."""
        entry = self.journal.entry(entry_id)
        if entry.audio is None:
            raise AudioError("This entry has no sound.", "Choose an entry with a voice note.")
        self.journal.set_state(entry.id, "waiting")
        for job in jobs_from("transcribe", **self._speech_options(engine, language)):
            self.journal.enqueue(entry.id, job)
        return self._queued(entry)

    def retry(self, entry_id: str) -> Entry:
        """Goes on from the step that failed or was cancelled."""
        entry = self.journal.entry(entry_id)
        self._work.retry(entry.id)
        return self._queued(entry)

    def cancel(self, entry_id: str) -> None:
        """Stops the work on an entry. Its words and sound stay."""
        if not (self._pool and self._pool.cancel(entry_id)):
            self._work.cancel_queued(entry_id)
            self._publish(EntryChanged(entry_id))

    def purge(self, entry_id: str) -> Entry:
        """Deletes an entry for good, with its sound; returns what it was."""
        entry = self.delete(entry_id)
        self.journal.purge(entry.id)
        return entry

    def delete(self, entry_id: str) -> Entry:
        """Hides an entry; `undelete` brings it back until the journal is closed."""
        entry = self.journal.entry(entry_id)
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
        if entry.state != "done":
            return self.retry(entry_id)
        self._publish(EntryChanged(entry_id))
        return entry

    def open_audio(self, entry_id: str) -> BinaryIO:
        """The stored sound of an entry, as a seekable stream. Raises AudioError if it has none."""
        entry = self.journal.entry(entry_id)
        if entry.audio is None:
            raise AudioError("This entry has no sound.", "Choose an entry with a voice note.")
        return sealed.open_sealed(self.journal.audio_path(entry.id), self.journal.audio_key)

    def player(self, entry_id: str) -> Player:
        """What plays the voice note of an entry."""
        audio = self.journal.entry(entry_id).audio
        return Player(lambda: self.open_audio(entry_id), audio.seconds if audio else 0.0)

    def timeline(
        self, by: Bin = "day", since: datetime | None = None, until: datetime | None = None
    ) -> Timeline:
        """The chart of emotional shifts."""
        return timeline(self.journal.moods(since, until), by)

    def _speech_options(self, engine: str | None, language: str | None) -> dict[str, str]:
        return {
            "engine": engine or self.settings.engine,
            "language": self.settings.language if language is None else language,
        }

    def _voice_jobs(self) -> list[NewJob]:
        options = self._speech_options(None, None)
        return [NewJob("keep"), NewJob("transcribe", options), NewJob("analyse")]

    def _finish_recording(self, entry_id: str) -> Entry:
        entry = self.journal.update_entry(entry_id, jobs=self._voice_jobs())
        self.journal.set_state(entry_id, "waiting")
        return self._queued(entry)

    def _entry_or_none(self, entry_id: str) -> Entry | None:
        try:
            return self.journal.entry(entry_id)
        except NotFoundError:
            return None

    def _remove(self, entry_id: str) -> None:
        self.journal.delete(entry_id)
        self.journal.purge(entry_id)

    def _queued(self, entry: Entry) -> Entry:
        if self._pool:
            self._pool.wake()
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
