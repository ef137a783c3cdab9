"""Recordings under way: begun, written down while they are spoken, ended, and found again."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samo_desktop.capture import spool
from samo_desktop.capture.supervisor import Process, RecordingTarget, SupervisedRecorder
from samo_desktop.domain import calendar
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event
from samo_desktop.domain.filenames import ENTRY_ID
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.pipeline.losses import unreadable
from samo_desktop.pipeline.plan import Kind, jobs_for
from samo_desktop.pipeline.runner import Runner
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal

_log = logging.getLogger(__name__)


class Recordings:
    """The recordings of a journal.

    `options` says how to transcribe now; `queued` is called when an entry has new jobs, and gives
    it as it then is; `publish` hears what happens, and may be called on any thread.
    """

    def __init__(
        self,
        runner: Runner,
        options: Callable[[], SpeechOptions],
        queued: Callable[[Entry], Entry],
        publish: Callable[[Event], None],
    ) -> None:
        self._journal: Journal = runner.journal
        self._runner = runner
        self._options = options
        self._queued = queued
        self._publish = publish
        self._spare: Process | None = None
        """A process that waits to record."""
        self._under_way: SupervisedRecorder | None = None
        self._closed = False

    def prepare(self) -> None:
        """Begins the process that will listen, and loads what hears, before there is a recording.

        Raises SamoError; `start` does without.
        """
        if self._spare is None and not self._closed:
            self._spare = Process()
            self._runner.models.prepare_speech(self._options())

    def start(self, device: str) -> Recording:
        """Records from now on. Raises DeviceError if there is nothing to record with."""
        entry_id, now = secrets.token_hex(6), calendar.now()
        target = RecordingTarget(self._journal.spool_folder, entry_id, self._journal.audio_key, now)
        with self._journal.transaction() as change:
            change.add_entry(source="voice", at=now, entry_id=entry_id, recording=True)
        spare, self._spare = self._spare, None
        recorder = SupervisedRecorder(target, device, spare)
        try:
            recorder.start()
        except BaseException:
            self._remove(entry_id)
            raise
        self._under_way = recorder
        self.listen(recorder)
        self._publish(EntryChanged(entry_id))
        return Recording(self, entry_id, recorder)

    def listen(self, recorder: SupervisedRecorder) -> None:
        """Writes the words down while they are spoken."""
        runner = self._runner
        runner.live.start(recorder, runner.models, self._options(), self._publish)

    def stop(self, recorder: SupervisedRecorder) -> Entry:
        """Ends a recording; what is left to do with it is queued before this returns."""
        recorder.stop()
        if self._under_way is recorder:
            self._under_way = None
        spare = recorder.give_spare()
        if spare and (self._spare or self._closed):
            spare.end()
        elif spare:
            self._spare = spare
        entry_id = recorder.target.entry_id
        # What is there now is what must be there when it is stored.
        count = len(spool.parts(self._journal.spool_folder, entry_id))
        stopped = {"seconds": round(recorder.seconds, 3), "parts": count}
        return self.finish(entry_id, "live", stopped)

    def finish(
        self, entry_id: str, kind: Kind = "recorded", stopped: Mapping[str, Any] | None = None
    ) -> Entry:
        """Queues what is left to do with a recording that has ended.

        `kind` is "live" for one that was written down while it was spoken. `stopped` is what is
        known of one that was ended: its "seconds" and "parts".
        """
        with self._journal.transaction() as change:
            change.set_recording(entry_id, recording=False)
            change.queue(entry_id, *self._jobs(kind, stopped))
            entry = change.entry(entry_id)
        return self._queued(entry)

    def recover(self) -> list[str]:
        """Makes entries of recordings that were interrupted; the ids of those.

        A recording in which nothing was said yet is removed; any other is never deleted, and one
        that cannot be trusted, or whose entry was deleted, is left where it is.
        """
        recovered = []
        for entry_id, parts in spool.interrupted(self._journal.spool_folder).items():
            if not ENTRY_ID.fullmatch(entry_id) or self._journal.is_deleted(entry_id):
                continue
            try:
                if self._take_up(entry_id, parts):
                    recovered.append(entry_id)
            except OSError as error:  # one recording must not keep the journal from being opened
                _log.warning("A recording was not taken up: %s", type(error).__name__)
        for entry_id in self._journal.recording():
            if not spool.parts(self._journal.spool_folder, entry_id):
                self._remove(entry_id)  # the program died before there was a file
        return recovered

    def close(self) -> None:
        """Ends what records, what listens and what waits to."""
        self._closed = True
        if self._under_way:
            self.stop(self._under_way)
        self._runner.live.close()
        if self._spare:
            self._spare.end()
            self._spare = None

    def _take_up(self, entry_id: str, parts: Sequence[Path]) -> bool:
        """Whether an entry was made, or ended, of these parts of a recording."""
        state = self._journal.state(entry_id)
        if state not in (None, "recording"):
            return False  # it is queued, or stays because some of it is lost
        found = spool.read_recording(parts, self._journal.audio_key)
        if found.blank:  # the program died before anything was said
            for part in parts:
                part.unlink()
            if state:
                self._remove(entry_id)
            return False
        at = found.created_at or _written(parts[0])
        with self._journal.transaction() as change:
            if state is None:
                change.add_entry(source="voice", at=at, entry_id=entry_id)
            change.set_recording(entry_id, recording=False)
            keep, *_ = change.queue(entry_id, *self._jobs("recorded"))
            if not found.readable:
                change.end_job(keep.id, "failed", unreadable())
                change.cancel_jobs(entry_id)
            entry = change.entry(entry_id)
        self._queued(entry)
        if not found.readable:
            _log.warning("A recording that was interrupted cannot be read; it is left alone.")
        return bool(found.readable)

    def _jobs(self, kind: Kind, stopped: Mapping[str, Any] | None = None) -> list[NewJob]:
        return jobs_for(kind, {"keep": stopped or {}})

    def _remove(self, entry_id: str) -> None:
        with self._journal.transaction() as change:
            change.hide(entry_id)
            change.purge(entry_id)


class Recording:
    """A recording under way. `recorder` tells its level, seconds and problems."""

    def __init__(self, recordings: Recordings, entry_id: str, recorder: SupervisedRecorder) -> None:
        self.entry_id = entry_id
        self.recorder = recorder
        self._recordings = recordings

    def pause(self) -> None:
        """Keeps what was said; the microphone is not listened to until `resume`."""
        self.recorder.pause()

    def resume(self) -> None:
        """Goes on after a pause. Raises DeviceError, and stays paused, if it cannot."""
        self.recorder.resume()

    def stop(self) -> Entry:
        """Ends the recording; what is left to do with it is queued before this returns."""
        return self._recordings.stop(self.recorder)


def _written(path: Path) -> datetime:
    """When a file was written last, for a recording that does not say when it began."""
    return calendar.here(datetime.fromtimestamp(path.stat().st_mtime, UTC))
