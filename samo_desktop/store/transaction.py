"""One change of a journal: everything that a user's action does to it, or nothing of it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from samo_desktop.domain import calendar
from samo_desktop.domain.emotion import Analysis, MadeSummary
from samo_desktop.domain.entry import Audio, DateSource, Entry, EntryError, Source
from samo_desktop.domain.events import Step
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.domain.transcript import Transcript
from samo_desktop.store import changes, deleted, facts, own_words, purged, queries, taught
from samo_desktop.store import jobs as queue
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.database import Connection
from samo_desktop.store.jobs import EndState, Job, NewJob
from samo_desktop.store.reading import Reading
from samo_desktop.store.reserve import Reserve


class Transaction(Reading):
    """A transaction that is being put together, from `Journal.transaction`.

    What is read through it is as the changes so far left it. All of it is on the disk when the
    block ends, or none of it if the block raises. Keep it short, and call nothing in it that
    changes the journal by another way: only one transaction goes on at a time. What lies in memory
    or is told to others (to wake the workers, to publish) comes after the block.

    It reads all that `Reading` does.
    Edits: `add_entry`, `update_entry`, `set_recording`, `set_audio`, `set_origin`,
    `set_transcript`, `accept_words`, `use_transcript`, `set_analysis`, `set_summary`.
    Jobs: `queue`, `claim`, `end_job`, `cancel_jobs`, `put_back`, `requeue_running`.
    Deleting: `hide`, `show`, `purge`, `purge_overdue`, `remove_sound`.
    What the user taught: `correct`, `uncorrect`, `forget`, `remember`, `add_own`, `remove_own`,
    `put_words`, `decline_word`.
    The journal itself: `set_key_saved`, `draft_saved`, `forget_drafts`.

    Every method may raise SamoError; those that take an entry's id raise NotFoundError if there is
    no such entry, and find hidden ones too unless they say otherwise.
    """

    def __init__(self, connection: Connection, reserve: Reserve) -> None:
        super().__init__(connection)
        self._reserve = reserve
        self.purged = False
        """Whether entries went for good, whose sound is to follow."""

    # Edits

    def add_entry(
        self,
        *,
        source: Source,
        text: str = "",
        title: str = "",
        at: datetime | None = None,
        date_source: DateSource | None = None,
        tags: Iterable[str] = (),
        recording: bool = False,
        entry_id: str | None = None,
        origin: str | None = None,
        file_name: str = "",
    ) -> Entry:
        """Keeps a new entry.

        `at` is now by default, and local time if it is naive; `date_source` says where it is from
        (by default the user, if it is given). `entry_id` (12 hexadecimal digits)
        is drawn by default; SamoError if it is taken, ValueError if it is no id. `origin` is the
        SHA-256 (hex) of the file that its sound is to come from, and `file_name` what that file is
        called; without an `origin` it is not kept. Halves of characters (lone surrogates) are kept
        as U+FFFD.
        """
        entry_id = layout.checked_id(entry_id or secrets.token_hex(6))
        date_source = date_source or ("user" if at else "clock")
        at = at or calendar.now()
        entry = changes.add(self._connection, entry_id, at, source, title, text, date_source)
        changes.set_tags(self._connection, entry, tags)
        if recording:
            changes.set_recording(self._connection, entry, recording=True)
        if origin is not None:
            changes.set_origin(self._connection, entry, origin, file_name)
        return queries.entry(self._connection, entry)

    def update_entry(
        self,
        entry_id: str,
        *,
        text: str | None = None,
        title: str | None = None,
        tags: Iterable[str] | None = None,
        at: datetime | None = None,
        beside: str | None = None,
    ) -> Entry:
        """Keeps what the user changed; None leaves as it is.

        An empty `title` is derived from the text again. `beside` are the words of the transcript
        that the user saw while they typed `text` ("" for none, None for the newest): words that
        were heard since are put with it, as `set_transcript` does.
        """
        self._reserve.check()
        entry = self._number(entry_id)
        if text is not None:
            changes.set_text(self._connection, entry, text, beside)
            own_words.note_replaced(self._connection, entry)
        if title is not None:
            changes.set_title(self._connection, entry, title)
        if tags is not None:
            changes.set_tags(self._connection, entry, tags)
        if at is not None:
            changes.set_time(self._connection, entry, at)
        return queries.entry(self._connection, entry)

    def set_recording(self, entry_id: str, *, recording: bool) -> None:
        """Whether an entry is being recorded."""
        changes.set_recording(self._connection, self._number(entry_id), recording=recording)

    def set_audio(self, entry_id: str, audio: Audio) -> None:
        """What the sound at `Journal.audio_path` is."""
        entry = self._number(entry_id)
        changes.set_audio(self._connection, entry, audio)
        changes.set_origin(self._connection, entry, audio.sha256)

    def set_origin(self, entry_id: str, sha256: str) -> None:
        """Which file (SHA-256, hex) an entry's sound came from, in place of what was known."""
        changes.replace_origin(self._connection, self._number(entry_id), sha256)

    def set_transcript(self, entry_id: str, transcript: Transcript, *, replace_text: bool) -> None:
        """Keeps a transcript beside the former ones.

        With `replace_text` its words go into the text: in place of the former ones where those
        stand there as they were heard, below what was typed before there were any. Where the user
        edited the former words the text stays as it is (see `domain.typed`).
        """
        self._reserve.check()
        entry = self._number(entry_id)
        changes.add_transcript(self._connection, entry, transcript, replace_text=replace_text)
        own_words.note_replaced(self._connection, entry)

    def accept_words(self, entry_id: str, accepted: Iterable[int]) -> None:
        """Keeps which words of the newest transcript the user said are right, by their places.

        There must be one.
        """
        entry = self._number(entry_id)
        newest = self.transcripts(entry_id)[-1]
        kept = replace(newest, accepted=tuple(sorted(set(accepted))))
        changes.replace_newest_transcript(self._connection, entry, kept)

    def use_transcript(self, entry_id: str, place: int) -> None:
        """Makes a former transcript (0 is the oldest) the newest; see `set_transcript`."""
        chosen = self.transcripts(entry_id)[place]
        self.set_transcript(entry_id, chosen, replace_text=True)
        changes.remove_transcript(self._connection, self._number(entry_id), place)

    def set_analysis(self, entry_id: str, analysis: Analysis) -> None:
        """Keeps an analysis, as the models gave it, in place of the former one.

        What the user corrected stays as they said.
        """
        self._reserve.check()
        changes.set_analysis(self._connection, self._number(entry_id), analysis)

    def set_summary(self, entry_id: str, made: MadeSummary) -> None:
        """Keeps a summary with the analysis that it was made from; without one, nothing changes."""
        self._reserve.check()
        changes.set_summary(self._connection, self._number(entry_id), made)

    # What is left to do

    def queue(self, entry_id: str, *jobs: NewJob) -> list[Job]:
        """Queues steps of an entry, each in place of a queued one of the same step."""
        ids = queue.add(self._connection, self._number(entry_id), jobs)
        return [queue.one(self._connection, job_id) for job_id in ids]

    def claim(self, steps: Collection[Step]) -> Job | None:
        """Marks the oldest queued job of these steps running and gives it to the caller, or None.

        Jobs of hidden entries wait, and so do those whose entry has an earlier job that has not
        ended.
        """
        return queue.claim(self._connection, steps)

    def end_job(self, job_id: int, state: EndState, error: EntryError | None = None) -> None:
        """Ends a job. Nothing happens if it has ended, or was purged with its entry.

        A cancelled one needs no `error`: what is told of it goes without saying.
        """
        queue.end(self._connection, job_id, state, error)

    def cancel_jobs(self, entry_id: str) -> int:
        """Cancels the queued jobs of an entry; returns how many."""
        return queue.cancel(self._connection, self._number(entry_id))

    def put_back(self, job_id: int) -> None:
        """Queues again, at its place, a job that was begun. Nothing happens if it has ended."""
        queue.put_back(self._connection, job_id)

    def requeue_running(self) -> int:
        """Queues again what was running when the program stopped; returns how many jobs."""
        return queue.requeue_running(self._connection)

    # Deleting

    def hide(self, entry_id: str) -> None:
        """Hides an entry that is shown, and lets its jobs wait until `show` or a purge."""
        self._reserve.give()
        deleted.hide(self._connection, self._number(entry_id, hidden=False), datetime.now(UTC))

    def show(self, entry_id: str) -> None:
        """Shows a hidden entry again. Raises NotFoundError if it is not hidden."""
        deleted.show(self._connection, self._number(entry_id, hidden=True))

    def purge(self, entry_id: str) -> None:
        """Removes a hidden entry for good. Raises NotFoundError if it is not hidden.

        Its sound follows when the transaction is on the disk.
        """
        self._reserve.give()
        self._remove({entry_id: self._number(entry_id, hidden=True)})

    def purge_overdue(self, now: datetime | None = None) -> list[str]:
        """Removes what has been hidden for `KEPT_DAYS`, as `purge` does; returns the ids."""
        return self._remove(deleted.overdue(self._connection, now or datetime.now(UTC)))

    def remove_sound(self, entry_id: str) -> None:
        """Has the sound go that was stored for an entry while that was purged."""
        purged.add(self._connection, entry_id)
        self.purged = True

    # What the user taught

    def correct(self, entry_id: str, wanted: Mapping[str, bool]) -> None:
        """Notes which labels do or do not belong to an analysed entry.

        What is said twice is noted once; saying the contrary takes the place of what was said.
        Raises SamoError for an entry that has no analysis.
        """
        taught.correct(self._connection, self._number(entry_id), wanted)

    def uncorrect(self, entry_id: str, labels: Collection[str] | None = None) -> int:
        """Takes back what was said of these labels (of all, by default); returns of how many."""
        return taught.uncorrect(self._connection, self._number(entry_id), labels)

    def forget(self) -> int:
        """Lets no correction made so far teach any more; they stay on their entries.

        Returns how many there were. `remember` undoes the last call that forgot something.
        """
        return taught.forget(self._connection)

    def remember(self) -> int:
        """Undoes the last `forget`; returns how many corrections teach again."""
        return taught.remember(self._connection)

    def add_own(self, feeling: OwnFeeling) -> None:
        """Keeps a feeling of the user's own. Raises SamoError if there is one of that name."""
        taught.add_own(self._connection, feeling)

    def remove_own(self, name: str) -> OwnFeeling:
        """Removes a feeling of the user's own and returns it, for `add_own` to bring it back.

        What entries say of it stays. Raises NotFoundError.
        """
        return taught.remove_own(self._connection, name)

    def put_words(self, words: Sequence[str]) -> None:
        """Keeps names and words of the user's own in place of those that were kept."""
        self._reserve.check()
        own_words.put(self._connection, words)

    def decline_word(self, word: str, *, declined: bool) -> None:
        """Offers a word no more, or again."""
        own_words.decline(self._connection, word, declined=declined)

    # The journal itself

    def set_key_saved(self, *, saved: bool) -> None:
        """Remembers whether the user has seen and saved the recovery key."""
        facts.put(self._connection, facts.KEY_UNSAVED, None if saved else "yes")

    def draft_saved(self, draft_id: str) -> None:
        """Remembers that a draft became what it was to become, until its file is gone."""
        self._connection.execute("INSERT OR IGNORE INTO saved_drafts VALUES (?)", (draft_id,))

    def forget_drafts(self, draft_ids: Iterable[str]) -> None:
        """The files of these drafts are gone."""
        self._connection.executemany(
            "DELETE FROM saved_drafts WHERE id = ?", [(draft_id,) for draft_id in draft_ids]
        )

    def _remove(self, doomed: Mapping[str, int]) -> list[str]:
        for entry_id, entry in doomed.items():
            deleted.remove(self._connection, entry)
            purged.add(self._connection, entry_id)
        self.purged = self.purged or bool(doomed)
        return list(doomed)
