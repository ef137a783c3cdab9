"""Connections to the journal's database, encrypted or not, and its errors in words.

The one place that knows SQLCipher. `Pool` hands out connections so that any thread may read
and write; `in_words` turns what the database reports into SamoErrors.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection, DatabaseError, IntegrityError, Row

from samo_desktop.errors import DamagedError, JournalLockedError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.store.still import address, check_log, still
from samo_desktop.system.files import disk_full

# sqlite-utils catches the exceptions of the module that it finds under this name.
sys.modules.setdefault("pysqlite3", dbapi2)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

if TYPE_CHECKING:
    import sqlite_utils

__all__ = ["Connection", "DatabaseError", "IntegrityError", "Pool", "Row", "connect", "utils"]

BUSY_SECONDS = 10.0
"""How long a connection waits for another one before it gives up."""
ALWAYS = (
    "cache_size = -16384",  # KiB of memory
    "temp_store = MEMORY",  # no plain words in temporary files
    "foreign_keys = ON",
    "trusted_schema = OFF",
)
WHEN_WRITING = (
    "journal_mode = WAL",
    "synchronous = FULL",  # what was committed survives a power cut
    "secure_delete = ON",  # what was deleted is overwritten, but for copies: see `Pool.rewrite`
)


def connect(path: Path, key: bytes | None, *, write: bool = True) -> Connection:
    """A connection to the database file at `path`, which must be there.

    `key` is 32 bytes, or None for a database that is not encrypted. With `write=False` the file
    cannot be changed through the connection, and it can be where nothing can be written.
    Transactions are explicit. Raises SamoError.
    """
    with in_words():
        if write:
            return _connected(address(path, "rw"), key, WHEN_WRITING)
        try:
            return _connected(address(path, "ro"), key, ())
        except DatabaseError as error:
            # Nothing can be made beside it, or what is there belongs to somebody else.
            if not _cannot_write(error):
                raise
        check_log(path)
        with still(path, encrypted=key is not None) as uri:
            return _connected(uri, key, ())


def connect_without_log(path: Path, key: bytes | None) -> Connection:
    """As `connect(write=False)`, but leaves out the changes in the log beside the database."""
    with in_words():
        return _connected(address(path, "ro") + "&immutable=1", key, ())


def _connected(uri: str, key: bytes | None, pragmas: Sequence[str]) -> Connection:
    connection = dbapi2.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (*ALWAYS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA application_id").fetchone()  # opens what it needs beside it
        connection.row_factory = Row
    except BaseException:
        connection.close()
        raise
    return connection


def _cannot_write(error: DatabaseError) -> bool:
    kind = getattr(error, "sqlite_errorname", "").split("_")[1:2]
    return bool(kind) and kind[0] in ("CANTOPEN", "READONLY", "IOERR", "FULL", "PERM")


def checkpoint(connection: Connection) -> bool:
    """Moves every change into the database file and empties the log beside it.

    False if a reader was in the way for too long. Raises SamoError.
    """
    with in_words():
        busy, *_rest = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def utils(connection: Connection) -> sqlite_utils.Database:
    """`connection` as sqlite-utils sees it, for work on the schema.

    Imported only here: it takes longer to load than a journal takes to open.
    """
    import sqlite_utils

    return sqlite_utils.Database(connection, execute_plugins=False)


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what the database reports into SamoErrors; errors in the program's own SQL stay."""
    try:
        yield
    except DatabaseError as error:
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error


def _translated(error: DatabaseError) -> SamoError | None:
    # The low byte is the kind of the error, see https://www.sqlite.org/rescode.html
    match getattr(error, "sqlite_errorname", "").split("_")[:2]:
        case ["SQLITE", "FULL"]:
            return disk_full()
        case _other if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE":
            return disk_full()
        case ["SQLITE", "CORRUPT" | "NOTADB"]:
            return DamagedError(
                _("The journal's database is damaged."), _("Restore the journal from a backup.")
            )
        case ["SQLITE", "BUSY" | "LOCKED"]:
            return JournalLockedError(
                _("Another program kept the journal's database busy for too long."),
                _("Try again in a moment."),
            )
        case ["SQLITE", "READONLY" | "PERM" | "CANTOPEN"]:
            return SamoError(
                _("The journal's database cannot be opened or changed."),
                _("Check that its folder can be written to."),
            )
        case ["SQLITE", "IOERR"]:
            return SamoError(
                _("The disk failed while the journal's database was in use."),
                _(
                    "Everything saved so far is kept. Check that the disk works and is not full, "
                    "then try again."
                ),
            )
    return None


class Pool:
    """Connections to one database for any number of threads.

    Reads run beside each other and beside a write; writes run one after another.
    """

    def __init__(self, path: Path, key: bytes | None, *, write: bool) -> None:
        self._path, self._key, self.writable = path, key, write
        self._idle: list[Connection] = []
        self._closed = False
        self._lock = threading.Lock()
        self._writer = threading.Lock()
        self._writing_thread: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database. Raises SamoError."""
        with self._borrowed() as connection, in_words():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction: all of it is on the disk at the end, or none of it.

        Raises SamoError, also for a journal that was opened for reading.
        """
        if not self.writable:
            raise SamoError(
                _("This journal is open for reading only."),
                _("Open it for writing to change it."),
            )
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("one transaction cannot begin within another")
        with self._writer, self._borrowed() as connection, in_words():
            connection.execute("BEGIN IMMEDIATE")
            self._writing_thread = threading.get_ident()
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._writing_thread = None

    def checkpoint(self) -> bool:
        """Moves every change into the database file and empties the log beside it.

        False if a reader was in the way for too long. Raises SamoError.
        """
        with self._writer, self._borrowed() as connection:
            return checkpoint(connection)

    def rewrite(self) -> bool:
        """Writes the whole database anew, with its rows and nothing else; then as `checkpoint`.

        When rows move from page to page, SQLite leaves copies of them in the unused middle of a
        page, which no deletion overwrites later. Takes as much room as the database, on the disk
        and in memory, and gives it back. Reads go on meanwhile; writes wait. Raises SamoError.
        """
        # A connection of its own: one with a read that is not at its end may not do this.
        with self._writer, self._borrowed(), closing(connect(self._path, self._key)) as connection:
            try:
                with in_words():
                    connection.execute("VACUUM")
            finally:
                emptied = checkpoint(connection)  # of what could not be finished, too
            return emptied

    def close(self) -> None:
        """Waits for a write to end, then closes; reads that go on close theirs as they end."""
        with self._writer, self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        with self._lock:
            if self._closed:
                raise SamoError(_("The journal is closed."), _("Open it again."))
            connection = self._idle.pop() if self._idle else None
        connection = connection or connect(self._path, self._key, write=self.writable)
        try:
            yield connection
        finally:
            with self._lock:
                if self._closed:
                    connection.close()
                else:
                    self._idle.append(connection)
