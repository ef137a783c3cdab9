"""The journal as a whole: finding and opening it, its keys, its place.

Light to import: no model, no audio.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from samo_desktop.errors import JournalLockedError, ReadOnlyJournalError, SamoError
from samo_desktop.services.drafts import DraftService
from samo_desktop.services.reading import EntryReader
from samo_desktop.store import journal_layout as layout
from samo_desktop.store import opening, remembered
from samo_desktop.store.journal import Journal

_log = logging.getLogger(__name__)

exists = Journal.exists
is_encrypted = Journal.is_encrypted
can_be_changed = Journal.can_be_changed
strangers_in = Journal.strangers_in
was_encrypted = remembered.was_encrypted
remember = remembered.remember
check = opening.check


def check_passphrase(passphrase: str) -> None:
    """Raises SamoError for a new passphrase that is too short or too easily guessed."""
    from samo_desktop.store.passphrase import check_passphrase

    check_passphrase(passphrase)


def rate_passphrase(passphrase: str) -> str:
    """How good a new passphrase would be, by the rule of `check_passphrase`. May take 0.1 s.

    "short" and "weak" are refused, "fair" and "strong" taken.
    """
    from samo_desktop.store.passphrase import rate

    return rate(passphrase)


def check_not_in_use(folder: Path) -> None:
    """Raises JournalLockedError if another program has the journal in `folder` open to write.

    For who asks for a passphrase only where it can open something; what else is wrong is told by
    opening it.
    """
    try:
        layout.take_lock(folder).release()
    except JournalLockedError:
        raise
    except SamoError as error:
        _log.info("Nobody can write in the journal: %s", type(error).__name__)


def open_journal(folder: Path, secret: str | None) -> Journal:
    """Opens a journal for writing, or for reading where it can only be read. Raises SamoError."""
    try:
        return Journal.open(folder, secret)
    except ReadOnlyJournalError:
        return Journal.open(folder, secret, write=False)


@dataclass(frozen=True)
class MadeJournal:
    """A journal that was made just now, open, and its recovery key (None without encryption)."""

    journal: JournalService
    recovery_key: str | None


@contextmanager
def create(folder: Path, passphrase: str | None) -> Iterator[MadeJournal]:
    """Makes a journal in `folder`. Raises SamoError."""
    journal, recovery_key = Journal.create(folder, passphrase)
    with journal:
        yield MadeJournal(JournalService(journal), recovery_key)


class JournalService:
    """An open journal as a whole. Every method may raise SamoError."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._journal.folder

    @property
    def encrypted(self) -> bool:
        """Whether it takes a passphrase to open it."""
        return self._journal.encrypted

    @property
    def writable(self) -> bool:
        """Whether it can be changed, or only be read."""
        return self._journal.writable

    @property
    def key_saved(self) -> bool:
        """Whether the user has the recovery key, as far as is known."""
        return self._journal.key_saved

    def set_key_saved(self, *, saved: bool) -> None:
        """Remembers whether the user has seen and saved the recovery key."""
        self._journal.set_key_saved(saved=saved)

    @property
    def opened_with_recovery_key(self) -> bool:
        """Whether it was the recovery key that opened it, and no new passphrase was set since."""
        return self._journal.opened_with_recovery_key

    def change_passphrase(self, passphrase: str, secret: str | None = None) -> None:
        """Lets `passphrase` open the journal in place of the former one; the recovery key stays.

        Raises WrongPassphraseError if a `secret` is given that does not open this journal, and
        SamoError for a passphrase that is too short or too easily guessed.
        """
        if secret is not None:
            self._journal.check_secret(secret)
        check_passphrase(passphrase)
        self._journal.change_passphrase(passphrase)

    def new_recovery_key(self, secret: str | None = None) -> str:
        """A new recovery key; the former one opens nothing now.

        Raises WrongPassphraseError if a `secret` is given that does not open this journal.
        """
        if secret is not None:
            self._journal.check_secret(secret)
        return self._journal.change_recovery_key()

    def interrupted(self) -> bool:
        """Whether the last run left work to do or a recording to recover."""
        return self._journal.interrupted()


class ReadOnlyJournal:
    """A journal opened for reading, beside another program that may be writing."""

    def __init__(self, folder: Path, secret: str | None) -> None:
        """Opens it. Raises SamoError of the kind that says why not."""
        self._journal = Journal.open(folder, secret, write=False)
        self.entries = EntryReader(self._journal)
        self.drafts = DraftService(self._journal)
        self.journal = JournalService(self._journal)

    def close(self) -> None:
        """Lets go of it. Twice is no error."""
        self._journal.close()
