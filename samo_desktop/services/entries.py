"""Entries: written, brought in, edited, worked out again, deleted. One method a user action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from samo_desktop.capture import decode, sources
from samo_desktop.capture.recorded_at import recorded_at
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.errors import ChangedError
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.plan import Options, jobs_for, jobs_from
from samo_desktop.services import entry_parts as parts
from samo_desktop.services.drafts import DraftService
from samo_desktop.services.feelings import FeelingService
from samo_desktop.services.reading import EntryReader
from samo_desktop.services.session import Session


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
        title: str = "",
        at: datetime | None = None,
        tags: Sequence[str] = (),
        entry_id: str | None = None,
    ) -> Entry:
        """Saves a written entry at once; it is analysed behind.

        Without a `title` it is called by its first words.

        `entry_id` is drawn by default; see `Transaction.add_entry`.
        """
        with self._journal.transaction() as change:
            entry = parts.write(change, text, at, tags, entry_id, title)
        return self._session.queued(entry)

    def save_draft(self, draft: Draft) -> Entry | OwnFeeling:
        """Makes of a draft what it was to become; then it is gone.

        A text for an entry that is not there any more becomes an entry of its own. Raises
        SamoError, and the draft stays.
        """
        made: Entry | OwnFeeling
        feeling = None
        if draft.purpose == "examples":
            feeling = self._feelings.learn(draft.target, draft.text.splitlines())
        with self._journal.transaction() as change:
            if feeling is not None:
                change.add_own(feeling)
                made = feeling
            elif draft.purpose == "edit" and parts.is_shown(change, draft.target):
                made = parts.edit(change, draft.target, text=draft.text)
            else:
                made = parts.write(
                    change, draft.text, draft.at or draft.begun, draft.tags, draft.id
                )
            change.draft_saved(draft.id)
        self._drafts.remove_saved()
        if isinstance(made, Entry):
            return self._session.queued(made)
        self._session.teachings.changed()
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
        name: str | None = None,
    ) -> Entry:
        """Makes an entry of a voice note, or of the sound of a film.

        Its date is that of the recording (see `recorded_at`) unless it is given as `at`. Its title
        is what the file is called, if that says something (see `title_of_file`); `name` stands in
        for what it is called ("" for a file that is none of the user's).
        Raises AudioError if the file holds no sound, and AlreadyAddedError if the same bytes are
        in the journal already, unless they are to be added `again`.
        """
        info = decode.probe(path)
        origin = sources.fingerprint(path)
        options = {**parts.chosen(engine, language), "seconds": info.seconds or 0.0}
        recorded, source = (at, None) if at else recorded_at(path)
        jobs = jobs_for("file", {"keep": {"path": str(path.absolute())}, "transcribe": options})
        with self._journal.transaction() as change:
            if not again and (before := change.from_file(origin)):
                raise parts.already_added(path, before)
            called = path.name if name is None else name
            entry = parts.add_file(change, called, origin, recorded, source, tags)
            entry = parts.queue(change, entry.id, jobs)
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
        `Transaction.update_entry`): words that were heard since are put with it.
        """
        with self._journal.transaction() as change:
            before = change.entry(entry_id)
            entry = parts.edit(
                change, before.id, text=text, title=title, tags=tags, at=at, beside=beside
            )
        return self._session.queued(entry)

    def replace_text(
        self, entry_id: str, text: str, *, expected: str | None = None
    ) -> tuple[Entry, str]:
        """Puts `text` in the place of an entry's text; the entry, and what its text was.

        Raises ChangedError, and changes nothing, if the text is not the one that is `expected`.
        """
        with self._journal.transaction() as change:
            before = change.entry(entry_id)
            if expected is not None and before.text != expected:
                raise ChangedError(
                    _("The text of this entry was changed in the meantime."),
                    _("It stays as it is. The transcript is kept beside it."),
                )
            entry = parts.edit(change, before.id, text=text)
        return self._session.queued(entry), before.text

    def check_transcribing(self, entry_id: str, engine: str | None = None) -> Entry:
        """Raises what `transcribe_again` would; changes nothing and returns the entry."""
        entry = parts.with_sound(self._journal.entry(entry_id))
        self._check_engine(engine)
        return entry

    def analyse_again(self, entry_id: str) -> Entry:
        """Names the feelings of an entry anew."""
        with self._journal.transaction() as change:
            entry = parts.queue(change, change.entry(entry_id).id, jobs_for("text"))
        return self._session.queued(entry)

    def transcribe_again(
        self, entry_id: str, engine: str | None = None, language: str | None = None
    ) -> Entry:
        """Writes the words down anew; former transcripts, and a text that was edited, stay.

        `engine` is what `Models.speech_model` takes. Raises AudioError if the entry has no sound,
        ModelError if that model is not installed.
        """
        self._check_engine(engine)
        options: Options = {"transcribe": parts.chosen(engine, language)}
        jobs = jobs_from("transcribe", options)
        with self._journal.transaction() as change:
            entry = parts.queue(change, parts.with_sound(change.entry(entry_id)).id, jobs)
        return self._session.queued(entry)

    def _check_engine(self, engine: str | None) -> None:
        self._session.models.speech_model(self._session.speech_options(engine, None))

    def retry(
        self,
        entry_id: str,
        *,
        path: Path | None = None,
        engine: str | None = None,
        language: str | None = None,
    ) -> Entry:
        """Goes on from the step that failed or was cancelled, with what was chosen for it then.

        What is given is chosen anew: where the entry's file lies now, and how to transcribe it.
        What was never chosen for this entry alone is as the settings say now.
        """
        given: Options = {
            "keep": {"path": str(path.absolute())} if path else {},
            "transcribe": parts.chosen(engine, language),
        }
        with self._journal.transaction() as change:
            entry = change.entry(entry_id)
            self._session.runner.queue_again(change, entry.id, given)
            entry = change.entry(entry.id)
        return self._session.queued(entry)

    def cancel(self, entry_id: str) -> None:
        """Stops the work on an entry. Its words and sound stay."""
        # What waits first: else it could begin just after it was looked at what runs.
        self._session.runner.cancel_queued(entry_id)
        if not (self._session.workers and self._session.workers.cancel(entry_id)):
            self._session.publish(EntryChanged(entry_id))

    def cancel_all(self) -> None:
        """Stops all work that is under way or waits. Words and sound stay; `retry` goes on."""
        jobs = self._journal.jobs(states=("queued", "running"))
        running = dict.fromkeys(job.entry_id for job in jobs if job.state == "running")
        waiting = dict.fromkeys(job.entry_id for job in jobs if job.entry_id not in running)
        # What waits first: else the next would begin while the one before it ends.
        self._session.runner.cancel_queued(*waiting)
        for entry_id in waiting:
            self._session.publish(EntryChanged(entry_id))
        for entry_id in running:
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
        with self._journal.transaction() as change:
            entry = parts.not_recording(change.entry(entry_id))
            change.hide(entry.id)
        self._gone(entry.id)
        return entry

    def undelete(self, entry_id: str) -> Entry:
        """Undoes `delete`; work that it stopped, or that had stopped before, goes on."""
        [entry] = self.undelete_several([entry_id])
        return entry

    def undelete_several(self, entry_ids: Sequence[str]) -> list[Entry]:
        """Undoes `delete` for all of these, or for none."""
        entries = []
        with self._journal.transaction() as change:
            for entry_id in entry_ids:
                change.show(entry_id)
                if change.entry(entry_id).state == "failed":
                    self._session.runner.queue_again(change, entry_id)
                entries.append(change.entry(entry_id))
        for entry in entries:
            if self._session.workers:
                self._session.workers.go_on(entry.id)
        self._session.teachings.changed()
        return [self._session.queued(entry) for entry in entries]

    def purge(self, entry_id: str) -> Entry:
        """Removes an entry, deleted before or not, for good with its sound; what it was."""
        [entry] = self.purge_several([entry_id])
        return entry

    def purge_several(self, entry_ids: Sequence[str]) -> list[Entry]:
        """Removes all of these, as `purge` does, or none."""
        entries = []
        with self._journal.transaction() as change:
            for entry_id in entry_ids:
                if change.is_deleted(entry_id):
                    entry = change.deleted_entry(entry_id)
                else:
                    entry = parts.not_recording(change.entry(entry_id))
                    change.hide(entry.id)
                change.purge(entry.id)
                entries.append(entry)
        for entry in entries:
            self._gone(entry.id)
        return entries

    def _gone(self, entry_id: str) -> None:
        """Stops what is being done for an entry that is not there any more."""
        if self._session.workers:
            self._session.workers.put_back(entry_id)
        self._session.teachings.changed()
        self._session.publish(EntryChanged(entry_id))
