"""What was heard in a recording, and the user's word on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from samo_desktop.domain.doubtful_words import DoubtfulWord, doubtful_words
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import ChangedError
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.plan import jobs_for
from samo_desktop.services import entry_parts as parts
from samo_desktop.services.session import Session


class TranscriptService:
    """The transcripts of an open journal's entries.

    Every method that takes an entry's id may raise SamoError, NotFoundError if there is no such
    entry.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._journal = session, session.journal

    def doubtful_words(self, transcript: Transcript, text: str) -> list[DoubtfulWord]:
        """What of `text`, which became of the transcript's, may be wrong; see the domain's."""
        return doubtful_words(transcript, text)

    def accept_words(
        self, entry_id: str, heard: Transcript, places: Collection[int], *, accepted: bool = True
    ) -> Entry:
        """Keeps that words of the newest transcript are right, or takes that back.

        `places` are theirs among all words of `heard`. Raises ChangedError, and changes nothing, if
        that is not the newest transcript any more.
        """
        with self._journal.transaction() as change:
            entry = change.entry(entry_id)
            newest = entry.transcript
            if newest is None or not _same(newest, heard):
                raise _changed()
            kept = {*newest.accepted} | {*places} if accepted else {*newest.accepted} - {*places}
            change.accept_words(entry.id, kept)
            entry = change.entry(entry.id)
        return self._session.queued(entry)

    def use_again(self, entry_id: str, former: Transcript) -> Entry:
        """Goes back to a former transcript: its words take the place of the newest one's.

        A text that was edited stays as it is, and so do all transcripts. What is being transcribed
        for this entry is cancelled. Raises ChangedError if there is no such transcript any more.
        """
        self._session.runner.cancel_queued(entry_id)
        if self._session.workers:
            self._session.workers.cancel(entry_id)
        with self._journal.transaction() as change:
            entry = change.entry(entry_id)
            known = change.transcripts(entry.id)
            place = next((n for n, each in enumerate(known) if _same(each, former)), None)
            if place is None:
                raise _changed()
            if place < len(known) - 1:
                change.use_transcript(entry.id, place)
                before, entry = entry.text, change.entry(entry.id)
                if entry.text != before:
                    entry = parts.queue(change, entry.id, jobs_for("text"))
        return self._session.queued(entry)


def _same(one: Transcript, other: Transcript) -> bool:
    """Whether two are one, whatever the user said of it since."""
    return replace(one, accepted=()) == replace(other, accepted=())


def _changed() -> ChangedError:
    return ChangedError(
        _("This recording was transcribed again in the meantime."),
        _("Look at the new words."),
    )
