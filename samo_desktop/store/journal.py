"""The journal: every entry and what is left to do for it, in one folder."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import Deleted, Entry, EntryRow, State
from samo_desktop.domain.events import JobState
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.domain.timeline import MoodTable
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.store import journal_layout as layout
from samo_desktop.store import opening, purged
from samo_desktop.store.database import Pool
from samo_desktop.store.drafts import Drafts
from samo_desktop.store.jobs import Job, NewJob
from samo_desktop.store.opening import Opened, database_key
from samo_desktop.store.personal import Personal
from samo_desktop.store.reading import Reading
from samo_desktop.store.transaction import Transaction

if TYPE_CHECKING:
    from samo_desktop.store.vault import Cost, Vault

__all__ = ["EntryRow", "Job", "Journal", "NewJob"]

_log = logging.getLogger(__name__)

QUICK = 32 * 1024 * 1024
"""Bytes of a database that is written anew in less than a second."""


class Journal:
    """An open journal. Any thread may call any method.

    What changes it is put together in a `transaction`. Every method may raise SamoError: full disk,
    damage, a change through a journal that was opened for reading. Methods that take an entry's id
    raise NotFoundError if there is no such entry.
    """

    def __init__(self, opened: Opened) -> None:
        """Use `create` or `open`."""
        vault = opened.vault
        self.folder = opened.folder
        self.encrypted = vault is not None
        self.writable = opened.lock is not None
        self.audio_key = vault.key("audio") if vault else None
        self.spool_folder = self.folder / layout.RECORDING
        self._vault = vault
        self._lock = opened.lock
        self._reserve = opened.reserve
        self._pool = Pool(layout.database(self.folder), database_key(vault), write=self.writable)
        self.drafts = Drafts(self.folder / layout.DRAFTS, vault.key("drafts") if vault else None)
        """What was typed and is not saved yet."""
        self.personal = Personal(self._pool)
        """What the user taught: corrections, and feelings of their own."""

    @classmethod
    def create(
        cls, folder: Path, passphrase: str | None, *, cost: Cost | None = None
    ) -> tuple[Journal, str | None]:
        """Makes a journal in `folder`, which is empty or not there yet, and opens it for writing.

        Returns it and its recovery key, which is kept nowhere. `passphrase` None makes a journal
        that is not encrypted and has no recovery key. `cost` is what a guess at the passphrase
        takes. Raises SamoError if the folder holds something, or cannot be written to.
        """
        opened, recovery_key = opening.create(folder, passphrase, cost)
        return cls(opened), recovery_key

    @classmethod
    def open(cls, folder: Path, secret: str | None = None, *, write: bool = True) -> Journal:
        """Opens the journal in `folder` with its passphrase or its recovery key.

        With `write=False` nothing can be changed, and another program may be writing. Raises
        NotFoundError, WrongPassphraseError, NewerJournalError, DamagedError, or at once
        JournalLockedError if another program has it open for writing, and ReadOnlyJournalError
        where it can only be opened with `write=False`.
        """
        return cls(opening.open_folder(folder, secret, write=write))

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a journal in `folder`. Raises SamoError if that cannot be seen."""
        return layout.exists(folder)

    @staticmethod
    def is_encrypted(folder: Path) -> bool:
        """Whether the journal in `folder` needs a secret. Raises NotFoundError, DamagedError."""
        return layout.is_encrypted(folder)

    @staticmethod
    def strangers_in(folder: Path) -> list[Path]:
        """What lies in a journal's folder and is not its own, by its path in there.

        Nothing ever touches it. Raises SamoError.
        """
        return layout.strangers(folder)

    @staticmethod
    def can_be_changed(folder: Path) -> bool:
        """Whether the journal in `folder` lies where this program may write."""
        return layout.can_be_changed(folder)

    def close(self) -> None:
        """Waits for what is being written, then lets other programs write. Twice is no error."""
        self._pool.close()
        if self._lock and self._lock.is_locked:
            self._reserve.keep()
            self._lock.release()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Lets `passphrase` open an encrypted journal in place of the former one."""
        self._own_vault().change_passphrase(passphrase, cost=cost)

    def change_recovery_key(self, *, cost: Cost | None = None) -> str:
        """A new recovery key for an encrypted journal; the former one opens nothing now.

        It counts as not saved until `set_key_saved` is told otherwise.
        """
        vault, saved = self._own_vault(), self.key_saved
        self.set_key_saved(saved=False)  # first: a crash must not leave a key that nobody saw
        try:
            return vault.change_recovery_key(cost=cost)
        except SamoError:
            self.set_key_saved(saved=saved)
            raise

    @property
    def opened_with_recovery_key(self) -> bool:
        """Whether its recovery key opened it, and no new passphrase was set since."""
        return self._vault is not None and self._vault.opened_with == "recovery"

    def check_secret(self, secret: str) -> None:
        """Raises WrongPassphraseError unless `secret` opens this encrypted journal."""
        self._own_vault().open(self.folder, secret)

    @property
    def key_saved(self) -> bool:
        """Whether the user has the recovery key, as far as is known."""
        with self._reading() as now:
            return now.key_saved()

    def set_key_saved(self, *, saved: bool) -> None:
        """Remembers whether the user has seen and saved the recovery key."""
        with self.transaction() as change:
            change.set_key_saved(saved=saved)

    def audio_path(self, entry_id: str) -> Path:
        """Where the sealed sound of an entry lies. Raises ValueError for what is no entry's id."""
        return layout.audio_path(self.folder, entry_id)

    # Changing

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One change of the journal, put together in the block: see `Transaction`.

        It is on the disk when the block has ended; an exception in the block leaves everything as
        it was. Any other change, also by another thread, waits for its end.
        """
        with self._pool.writing() as connection:
            change = Transaction(connection, self._reserve)
            yield change
        if change.purged:
            self.clear_away()

    def clear_away(self, *, however_large: bool = False) -> list[str]:
        """Removes what purged entries left: their sound, and their words in the database's files.

        Returns their ids. A purge does so itself; what a crash kept it from is done here. In a
        database larger than `QUICK` words go only with `however_large`, as that takes a while.
        """
        with self._pool.reading() as connection:
            left = purged.ids(connection)
        for entry_id in left:
            layout.remove_sound(self.folder, entry_id)
        if left and self._clear_words_away(however_large=however_large):
            with self._pool.writing() as connection:
                for entry_id in left:
                    purged.remove(connection, entry_id)
        return left

    def _clear_words_away(self, *, however_large: bool) -> bool:
        """Whether the database's files hold nothing more than its rows; else another time.

        The entries are gone already: what is in the way now must not tell otherwise.
        """
        try:
            if not self._pool.checkpoint():
                return False
            size = layout.database(self.folder).stat().st_size
            if size > QUICK and not however_large:
                return False
            return self._reserve.has_room(size) and self._pool.rewrite()
        except (SamoError, OSError, MemoryError) as error:
            _log.warning("Words of purged entries may be left: %s", type(error).__name__)
            return False

    def purge_overdue(self, now: datetime | None = None) -> list[str]:
        """Removes what has been hidden for `KEPT_DAYS`, and what earlier purges left; the ids."""
        with self.transaction() as change:
            gone = change.purge_overdue(now)
        return gone or self.clear_away()

    def remove_saved_drafts(self) -> None:
        """Removes the files of drafts that became what they were to become."""
        with self._reading() as now:
            saved = now.saved_drafts()
        for draft_id in saved:
            self.drafts.remove(draft_id)
        if saved:
            with self.transaction() as change:
                change.forget_drafts(saved)

    # Reading

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        with self._pool.reading() as connection:
            yield Reading(connection)

    def unsaved(self) -> list[Draft]:
        """The drafts that can be read and did not become anything yet, newest first."""
        with self._reading() as now:
            saved = now.saved_drafts()
            return [
                draft
                for draft in self.drafts.all()
                if draft.id not in saved
                and (draft.purpose != "entry" or now.state(draft.id) is None)
            ]

    def entry(self, prefix: str) -> Entry:
        """The entry whose id is, or alone begins with, `prefix`."""
        with self._reading() as now:
            return now.entry(prefix)

    def entries(
        self, which: Filter = EVERY_ENTRY, *, limit: int | None = None, offset: int = 0
    ) -> list[Entry]:
        """Whole entries, newest first."""
        with self._reading() as now:
            return now.entries(which, limit=limit, offset=offset)

    def rows(
        self, which: Filter = EVERY_ENTRY, *, limit: int | None = None, offset: int = 0
    ) -> list[EntryRow]:
        """What a list shows of the entries that `entries` would give, in far less time."""
        with self._reading() as now:
            return now.rows(which, limit=limit, offset=offset)

    def count(self, which: Filter = EVERY_ENTRY) -> int:
        """How many entries `entries` would give."""
        with self._reading() as now:
            return now.count(which)

    def moods(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[MoodTable]:
        """What the timeline needs of each analysed entry, a table for each set of labels."""
        with self._reading() as now:
            return now.moods(since, until)

    def recording(self) -> list[str]:
        """Ids of the entries that are being recorded, or were when the program died."""
        with self._reading() as now:
            return now.recording()

    def interrupted(self) -> bool:
        """Whether the last run left work to do or a recording to recover."""
        with self._reading() as now:
            states = [now.state(entry_id) for entry_id in layout.recorded(self.folder)]
            unfinished = now.jobs(states=("queued", "running")) or now.recording()
        return any(state in (None, "recording") for state in states) or bool(unfinished)

    def state(self, entry_id: str) -> State | None:
        """How far an entry is, hidden or not; None if there is no such entry."""
        with self._reading() as now:
            return now.state(entry_id)

    def is_deleted(self, entry_id: str) -> bool:
        """Whether there is a hidden entry of this very id."""
        with self._reading() as now:
            return now.is_deleted(entry_id)

    def from_file(self, sha256: str) -> Entry | None:
        """The newest entry whose sound came from a file with this SHA-256 (hex), if any."""
        with self._reading() as now:
            return now.from_file(sha256)

    def transcripts(self, entry_id: str) -> list[Transcript]:
        """Every transcript that was made of an entry, oldest first."""
        with self._reading() as now:
            return now.transcripts(entry_id)

    def jobs(
        self, entry_id: str | None = None, states: Collection[JobState] | None = None
    ) -> list[Job]:
        """Jobs, oldest first: those of an entry, or all that are not hidden; in some states."""
        with self._reading() as now:
            return now.jobs(entry_id, states)

    def deleted(self) -> list[Deleted]:
        """The hidden entries, the one that was deleted last first."""
        with self._reading() as now:
            return now.deleted()

    def count_deleted(self) -> int:
        """How many entries are hidden."""
        with self._reading() as now:
            return now.count_deleted()

    def deleted_entry(self, prefix: str) -> Entry:
        """The hidden entry whose id is, or alone begins with, `prefix`."""
        with self._reading() as now:
            return now.deleted_entry(prefix)

    def tags(self) -> list[str]:
        """The tags of all entries that are not hidden, the most used first."""
        with self._reading() as now:
            return now.tags()

    def _own_vault(self) -> Vault:
        if not self.writable:
            raise SamoError(
                _("This journal is open for reading only."),
                _("Open it for writing to change it."),
            )
        if self._vault is None:
            raise SamoError(
                _("This journal is not encrypted."),
                _("Make an encrypted journal and write there."),
            )
        return self._vault
