"""Making and opening a journal's folder: the lock, then the key, then the schema."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.errors import (
    DamagedError,
    JournalLockedError,
    ReadOnlyJournalError,
    SamoError,
    WrongPassphraseError,
)
from samo_desktop.messages import gettext as _
from samo_desktop.store import facts, migrations
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.database import Connection, checkpoint, connect, connect_without_log
from samo_desktop.store.database import in_words as in_database_words
from samo_desktop.store.reserve import Reserve
from samo_desktop.store.still import check_log, log_beside, log_is_left
from samo_desktop.system.files import in_words, sync, write_through, write_whole

if TYPE_CHECKING:
    from filelock import FileLock

    from samo_desktop.store.vault import Cost, Vault

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder whose database is up to date: its vault if encrypted, its lock if for writing."""

    folder: Path
    vault: Vault | None
    lock: FileLock | None
    reserve: Reserve


def create(folder: Path, passphrase: str | None, cost: Cost | None) -> tuple[Opened, str | None]:
    """A new journal, opened for writing, and its recovery key. Raises SamoError.

    Until the database has its final name, the folder counts as one without a journal, and an
    interrupted creation can be begun again.
    """
    folder = folder.absolute()
    layout.prepare(folder)
    with ExitStack() as undo, in_words(folder):
        lock = layout.take_lock(folder, new=True)
        undo.callback(lock.release)
        layout.check_free(folder)  # again: another program may have been quicker
        unfinished = folder / layout.UNFINISHED_DATABASE
        write_through(unfinished)
        vault, recovery_key = _make_vault(folder, passphrase, cost)
        connection = connect(unfinished, database_key(vault))
        try:
            migrations.migrate(connection)
            if recovery_key:
                facts.put(connection, facts.KEY_UNSAVED, "yes")
            # Closing would do so too, but says nothing if it cannot; what then stays in the log
            # would be lost with its name.
            checkpoint(connection)
        finally:
            connection.close()
        unfinished.rename(folder / layout.DATABASE)
        sync(folder)
        reserve = Reserve(folder)
        reserve.keep()
        undo.pop_all()
    return Opened(folder, vault, lock, reserve), recovery_key


def open_folder(folder: Path, secret: str | None, *, write: bool) -> Opened:
    """The journal that is in `folder`. Raises what `Journal.open` raises."""
    folder = folder.absolute()
    encrypted, reserve = layout.is_encrypted(folder), Reserve(folder)
    with ExitStack() as undo:
        lock = layout.take_lock(folder) if write else None
        if lock:
            undo.callback(lock.release)
            _make_ready(folder)
            reserve.open_up()
        vault = _open_vault(folder, secret) if encrypted else None
        _bring_up_to_date(folder, database_key(vault), locked=write)
        if lock:
            _check_room(folder, database_key(vault), reserve)
        undo.pop_all()
    return Opened(folder, vault, lock, reserve)


def check(folder: Path, secret: str | None) -> int:
    """Reads the whole database of the journal in `folder`; the version of its schema.

    Raises DamagedError if any of it is not as it was written, and what `Journal.open` raises.
    """
    opened = open_folder(folder, secret, write=False)
    connection = connect(layout.database(folder), database_key(opened.vault), write=False)
    try:
        if not _passes(connection):
            raise DamagedError(
                _("The journal's database is damaged."), _("Restore the journal from a backup.")
            )
        with in_database_words():
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def _make_ready(folder: Path) -> None:
    """Mends what keeps the holder of the lock from writing, and is not the journal itself."""
    layout.complete(folder)
    path = layout.database(folder)
    if not layout.can_be_changed(folder):
        raise layout.read_only(folder)
    check_log(path)
    for side in (path.with_name(path.name + "-shm"), log_beside(path)):
        with in_words(side):
            empty = side.name.endswith("-shm") or not log_is_left(path)
            if empty and side.exists() and not os.access(side, os.R_OK | os.W_OK):
                side.unlink()  # of another user; SQLite makes it again


def _check_room(folder: Path, key: bytes | None, reserve: Reserve) -> None:
    """Raises ReadOnlyJournalError on a disk so full that nothing can be written at all."""
    try:
        connect(layout.database(folder), key).close()
    except SamoError as error:
        if reserve.is_full():
            raise ReadOnlyJournalError(
                _("The disk is full: this journal can be read, but not changed."),
                _("Free some disk space, then open it again."),
            ) from error
        raise


def database_key(vault: Vault | None) -> bytes | None:
    """The database's 32-byte key; None without encryption."""
    return vault.key("database") if vault else None


def _make_vault(
    folder: Path, passphrase: str | None, cost: Cost | None
) -> tuple[Vault | None, str | None]:
    for left_over in (layout.VAULT, layout.PLAIN_MARK):
        (folder / left_over).unlink(missing_ok=True)
    if passphrase is None:
        write_whole(folder / layout.PLAIN_MARK, layout.PLAIN_TEXT.encode())
        return None, None
    from samo_desktop.store.vault import Vault  # a journal without encryption does without it

    return Vault.create(folder, passphrase, cost=cost)


def _open_vault(folder: Path, secret: str | None) -> Vault:
    if secret is None:
        raise WrongPassphraseError(
            _("This journal is locked with a passphrase."),
            _("Enter its passphrase or recovery key."),
        )
    from samo_desktop.store.vault import Vault

    return Vault.open(folder, secret)


def _bring_up_to_date(folder: Path, key: bytes | None, *, locked: bool) -> None:
    """Sets a log aside that is not the database's own, then migrates an older database.

    Takes the lock for that unless the caller holds it.
    """
    path = layout.database(folder)
    with ExitStack() as undo:
        # A reader looks only where nobody can have the journal open: it takes time.
        in_use = not locked and path.with_name(path.name + "-shm").exists()
        if log_is_left(path) and not in_use:
            try:
                if not locked:
                    undo.callback(layout.take_lock(folder).release)
                    locked = True
                _check_log_is_own(path, key)
            except (JournalLockedError, ReadOnlyJournalError):
                pass  # it is in use, or stays as it is
        connection = connect(path, key, write=False)
        try:
            if not migrations.pending(connection):
                return
        finally:
            connection.close()
        if not locked:
            undo.callback(_lock_to_update(folder).release)
        connection = connect(path, key)
        undo.callback(connection.close)
        if migrations.pending(connection):
            migrations.migrate(connection)


def _lock_to_update(folder: Path) -> FileLock:
    """The lock for a journal of an older version, which cannot be read before it is migrated.

    Raises SamoError where nothing can be written.
    """
    try:
        return layout.take_lock(folder)
    except ReadOnlyJournalError as error:
        raise SamoError(
            _(
                "This journal was written by an older version of SAMO Desktop. It must be "
                "updated before it can be read, but nothing can be written in {folder}."
            ).format(folder=folder),
            _("Copy the folder to a writable disk, and open the journal there."),
        ) from error


def _check_log_is_own(path: Path, key: bytes | None) -> None:
    """Sets the log aside that a crash left beside a database, if it is another database's.

    It is if the database is whole without it, and is not with it.
    """
    if not _is_whole(partial(connect, path, key, write=False)) and _is_whole(
        partial(connect_without_log, path, key)
    ):
        _set_aside(log_beside(path))


def _is_whole(opening: Callable[[], Connection]) -> bool:
    try:
        connection = opening()
        try:
            return _passes(connection)
        finally:
            connection.close()
    except DamagedError:
        return False


def _passes(connection: Connection) -> bool:
    """Whether every page is as it was written. Raises DamagedError for one that is unreadable."""
    with in_database_words():
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _set_aside(log: Path) -> None:
    """Renames a log that is of another database; nothing is lost, should it be wanted."""
    with in_words(log):
        names = (log.with_name(f"{log.name}.other-{number}") for number in count(1))
        log.rename(next(name for name in names if not name.exists()))
        log.with_name(log.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
    _logger.warning("A log of changes that is not this database's was set aside.")
