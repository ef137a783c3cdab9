"""Making and opening a journal's folder: the lock, then the key, then the schema."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.errors import WrongPassphraseError
from samo_desktop.store import facts, migrations
from samo_desktop.store import folder as layout
from samo_desktop.store.database import connect
from samo_desktop.store.files import in_words, make_private_file, sync_folder, write_whole

if TYPE_CHECKING:
    from filelock import FileLock

    from samo_desktop.store.vault import Cost, Vault


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
        lock = layout.take_lock(folder)
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
        vault = _open_vault(folder, secret) if encrypted else None
        _bring_up_to_date(folder, database_key(vault), locked=write)
        undo.pop_all()
    return Opened(folder, vault, lock)


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
    """Migrates an older database; takes the lock for that unless the caller holds it."""
    path = layout.database(folder)
    connection = connect(path, key, write=False)
    try:
        if not migrations.pending(connection):
            return
    finally:
        connection.close()
    with ExitStack() as undo:
        if not locked:
            undo.callback(layout.take_lock(folder).release)
        connection = connect(path, key)
        undo.callback(connection.close)
        if migrations.pending(connection):
            migrations.migrate(connection)
