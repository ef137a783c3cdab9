"""Making and opening a journal's folder: the lock, then the key, then the schema."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.errors import DamagedError, WrongPassphraseError
from samo_desktop.store import facts, migrations
from samo_desktop.store import folder as layout
from samo_desktop.store.database import connect, connect_without_log
from samo_desktop.store.files import in_words, make_private_file, sync_folder, write_whole
from samo_desktop.store.reserve import Reserve
from samo_desktop.store.still import check_log, log_beside

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
        make_private_file(unfinished)
        vault, recovery_key = _make_vault(folder, passphrase, cost)
        connection = connect(unfinished, database_key(vault))
        try:
            migrations.migrate(connection)
            if recovery_key:
                facts.put(connection, facts.KEY_UNSAVED, "yes")
        finally:
            connection.close()
        unfinished.rename(folder / layout.DATABASE)
        sync_folder(folder)
        undo.pop_all()
    return Opened(folder, vault, lock), recovery_key


def open_folder(folder: Path, secret: str | None, *, write: bool) -> Opened:
    """The journal that is in `folder`. Raises what `Journal.open` raises."""
    folder = folder.absolute()
    encrypted = layout.is_encrypted(folder)
    with ExitStack() as undo:
        lock = layout.take_lock(folder) if write else None
        if lock:
            undo.callback(lock.release)
            _make_ready(folder)
        vault = _open_vault(folder, secret) if encrypted else None
        _bring_up_to_date(folder, database_key(vault), locked=write)
        undo.pop_all()
    return Opened(folder, vault, lock)


def _make_ready(folder: Path) -> None:
    """Mends what keeps the holder of the lock from writing, and is not the journal itself."""
    layout.complete(folder)
    path = layout.database(folder)
    if not layout.can_be_changed(folder):
        raise layout.read_only(folder)
    check_log(path)
    shared = path.with_name(path.name + "-shm")
    with in_words(shared):
        if shared.exists() and not os.access(shared, os.R_OK | os.W_OK):
            shared.unlink()  # of another user; SQLite makes it again
    Reserve(folder).open_up()


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
            "This journal is locked with a passphrase.", "Give its passphrase or recovery key."
        )
    from samo_desktop.store.vault import Vault

    return Vault.open(folder, secret)


def _bring_up_to_date(folder: Path, key: bytes | None, *, locked: bool) -> None:
    """Migrates an older database, and sets a log aside that is not its own.

    Takes the lock for that unless the caller holds it.
    """
    path = layout.database(folder)
    log = log_beside(path)
    try:
        if not _pending(path, key):
            return
        foreign = False
    except DamagedError:
        foreign = log.is_file() and log.stat().st_size > 0 and _opens_without_log(path, key)
        if not foreign:
            raise
    with ExitStack() as undo:
        if not locked:
            undo.callback(layout.take_lock(folder).release)
        if foreign:
            _set_aside(log)
        connection = connect(path, key)
        undo.callback(connection.close)
        if migrations.pending(connection):
            migrations.migrate(connection)


def _pending(path: Path, key: bytes | None) -> bool:
    connection = connect(path, key, write=False)
    try:
        return migrations.pending(connection)
    finally:
        connection.close()


def _opens_without_log(path: Path, key: bytes | None) -> bool:
    """Whether a database that seems damaged is not, but for the log beside it."""
    try:
        connection = connect_without_log(path, key)
    except DamagedError:
        return False
    try:
        migrations.pending(connection)
    except DamagedError:
        return False
    finally:
        connection.close()
    return True


def _set_aside(log: Path) -> None:
    """Renames a log that is of another database; nothing is lost, should it be wanted."""
    with in_words(log):
        names = (log.with_name(f"{log.name}.other-{number}") for number in count(1))
        log.rename(next(name for name in names if not name.exists()))
        log.with_name(log.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
    _logger.warning("A log of changes that is not this database's was set aside.")
