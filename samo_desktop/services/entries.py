"""Entries: written, brought in, edited, worked out again, deleted. One method a user action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from samo_desktop.capture import decode, sources
from samo_desktop.capture.recorded_at import recorded_at
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Step
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.errors import AlreadyAddedError, AudioError, SamoError
from samo_desktop.pipeline.work import jobs_from
from samo_desktop.services.drafts import DraftService
from samo_desktop.services.feelings import FeelingService
from samo_desktop.services.reading import EntryReader
from samo_desktop.services.session import Session
from samo_desktop.store.jobs import NewJob


class EntryService(EntryReader):
    """The entries of an open journal, and all that can be done with them.

    Every method may raise SamoError; those that take an entry's id raise NotFoundError if there is
    no such entry.
    """

    def __init__(self, session: Session, drafts: DraftService, feelings: FeelingService) -> None:
        super().__init__(session.journal)
        self._session, self._drafts, self._feelings = session, drafts, feelings

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
        entry = self._journal.add_entry(
            source="text", text=text, at=at, tags=tags, entry_id=entry_id, jobs=jobs_from("analyse")
        )
        return self._session.queued(entry)

    def save_draft(self, draft: Draft) -> Entry | OwnFeeling:
        """Makes of a draft what it was to become; then it is gone.

        A text for an entry that is not there any more becomes an entry of its own. Raises
        SamoError, and the draft stays.
        """
        made: Entry | OwnFeeling
        if draft.purpose == "examples":
            made = self._feelings.add(draft.target, draft.text.splitlines())
        elif draft.purpose == "edit" and self.find(draft.target):
            made = self.edit(draft.target, text=draft.text)
        else:
            at = draft.at or draft.begun
            made = self.write(draft.text, at=at, tags=draft.tags, entry_id=draft.id)
        self._drafts.remove(draft.id)
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
        before = None if again else self._journal.from_file(origin)
        if before is not None:
            raise AlreadyAddedError(
                f"{sources.named(path)} is in the journal already, "
                f"as the entry {before.id} of {before.created_at.date()}.",
                "Open that entry, or say that the file is to be added again.",
                before.id,
            )
        keep, _, analyse = jobs_from("keep", path=str(path.absolute()))
        options = {**self._session.speech_options(engine, language), "seconds": info.seconds or 0.0}
        recorded, source = (at, None) if at else recorded_at(path)
        entry = self._journal.add_entry(
            source="voice",
            at=recorded,
            date_source=source,
            tags=tags,
            origin=origin,
            jobs=[keep, NewJob("transcribe", options), analyse],
        )
        return self._session.queued(entry)

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
        before = self._journal.entry(entry_id)
        entry = self._journal.update_entry(
            before.id, text=text, title=title, tags=tags, at=at, beside=beside
        )
        if entry.text != before.text:
            return self.analyse_again(entry.id)
        self._session.publish(EntryChanged(entry.id))
        return entry

    def check_transcribing(self, entry_id: str, engine: str | None = None) -> Entry:
        """Raises what `transcribe_again` would; changes nothing and returns the entry."""
        entry = self._journal.entry(entry_id)
        if entry.audio is None:
            raise AudioError("This entry has no sound.", "Choose an entry with a voice note.")
        self._session.models.speech_model(engine or self._session.settings.engine)
        return entry

    def analyse_again(self, entry_id: str) -> Entry:
        """Names the feelings of an entry anew."""
        entry = self._journal.entry(entry_id)
        if entry.state in ("done", "failed"):
            self._journal.set_state(entry.id, "waiting")
        self._journal.enqueue(entry.id, NewJob("analyse"))
        return self._session.queued(entry)

    def transcribe_again(
        self, entry_id: str, engine: str | None = None, language: str | None = None
    ) -> Entry:
        """Writes the words down anew; former transcripts, and a text that was edited, stay.

        `engine` is what `Models.speech_model` takes. Raises AudioError if the entry has no sound,
        ModelError if that model is not installed.
        """
        entry = self.check_transcribing(entry_id, engine)
        self._journal.set_state(entry.id, "waiting")
        for job in jobs_from("transcribe", **self._session.speech_options(engine, language)):
            self._journal.enqueue(entry.id, job)
        return self._session.queued(entry)

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
        entry = self._journal.entry(entry_id)
        hearing = {"engine": engine, "language": language}
        given: dict[Step, dict[str, str]] = {
            "keep": {"path": str(path.absolute())} if path else {},
            "transcribe": {name: value for name, value in hearing.items() if value is not None},
        }
        self._session.work.retry(entry.id, given)
        return self._session.queued(entry)

    def cancel(self, entry_id: str) -> None:
        """Stops the work on an entry. Its words and sound stay."""
        if not (self._session.pool and self._session.pool.cancel(entry_id)):
            self._session.work.cancel_queued(entry_id)
            self._session.publish(EntryChanged(entry_id))

    def cancel_all(self) -> None:
        """Stops all work that is under way or waits. Words and sound stay; `retry` goes on."""
        jobs = self._journal.jobs(states=("queued", "running"))
        # The newest first: else the next would begin while the one before it ends.
        for entry_id in dict.fromkeys(job.entry_id for job in reversed(jobs)):
            self.cancel(entry_id)

    def sound_waiting(self) -> dict[str, float]:
        """Entries that are still to be heard, oldest first, and their lengths in seconds.

        0 where the length is not known yet.
        """
        found = {}
        for job in self._journal.jobs(states=("queued", "running")):
            if job.step == "transcribe":
                seconds = float(job.options.get("seconds") or 0.0)
                entry = None if seconds else self.find(job.entry_id)
                audio = entry.audio if entry else None
                found[job.entry_id] = audio.seconds if audio else seconds
        return found

    def delete(self, entry_id: str) -> Entry:
        """Hides an entry. It is kept for `KEPT_DAYS`, with its sound: `undelete` brings it back.

        Raises SamoError for one that is being recorded.
        """
        entry = self._journal.entry(entry_id)
        if entry.state == "recording":
            raise SamoError("This entry is being recorded.", "Stop first, then delete it.")
        self.cancel(entry.id)
        self._journal.delete(entry.id)
        self._session.teachings.changed()
        self._session.publish(EntryChanged(entry.id))
        return entry

    def undelete(self, entry_id: str) -> Entry:
        """Undoes `delete`; work that it stopped goes on."""
        self._journal.undelete(entry_id)
        self._session.teachings.changed()
        entry = self._journal.entry(entry_id)
        if entry.state != "done" and not (
            self._session.pool and self._session.pool.go_on(entry_id)
        ):
            return self.retry(entry_id)
        self._session.publish(EntryChanged(entry_id))
        return entry

    def purge(self, entry_id: str) -> Entry:
        """Removes an entry, deleted before or not, for good with its sound; what it was."""
        if self._journal.is_deleted(entry_id):
            entry = self._journal.deleted_entry(entry_id)
        else:
            entry = self.delete(entry_id)
        self._journal.purge(entry.id)
        self._session.publish(EntryChanged(entry.id))
        return entry
