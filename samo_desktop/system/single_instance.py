"""One window a journal: a second start asks the first one to come to the front.

The first one holds a lock and listens on a Unix socket, both in a folder of this user alone and
named by a digest of the journal's real path. The system drops the lock when a program crashes, so
that a socket left behind misleads nobody. `RAISE` is all that is understood.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

RAISE, RAISED = b"raise\n", b"raised\n"
ANSWER_SECONDS = 5.0
"""How long a window may take to come to the front; one that hangs never does."""
_RETRY_SECONDS = 0.05
_LONGEST_ADDRESS = 100
"""Bytes of a socket's path that every system takes."""

Claim = Literal["first", "raised", "silent"]
"""first: no other window has the journal; raised: another one does, and came to the front; silent:
another one does, and does not answer."""


class SingleInstance:
    """The claim of one window on one journal. Where there can be no such socket it is the first."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._lock: FileLock | None = None
        self._listener: socket.socket | None = None

    def claim(self, journal: Path) -> Claim:
        """Claims the journal in that folder in place of the one claimed before.

        May take `ANSWER_SECONDS` where another window has it.
        """
        if self.has(journal):
            return "first"
        folder = journal.resolve()
        address = _address(folder)
        lock = None
        if address is not None:
            lock = FileLock(address.with_suffix(".lock"), timeout=0, thread_local=False)
            try:
                lock.acquire()
            except Timeout:
                return "raised" if _ask(address) else "silent"
            except OSError:  # nothing can be locked there
                lock = None
        self.close()
        self._folder, self._lock = folder, lock
        if address is not None and lock is not None:
            self._listener = _listen(address)
        return "first"

    def has(self, journal: Path) -> bool:
        """Whether the journal in that folder is the one that is claimed."""
        return self._folder is not None and journal.resolve() == self._folder

    @property
    def listener(self) -> socket.socket | None:
        """What later starts connect to, without blocking; None where nobody can."""
        return self._listener

    def close(self) -> None:
        """Gives the journal up. Twice is no error."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                Path(listener.getsockname()).unlink()
            listener.close()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()
        self._folder = None


def _address(folder: Path) -> Path | None:
    """Where the socket of a journal lies; None where there can be none."""
    if sys.platform == "win32":  # Python has no Unix sockets there
        return None
    place = _private_folder()
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]
    address = place / f"samo-{digest}.socket" if place else None
    return address if address and len(os.fsencode(address)) <= _LONGEST_ADDRESS else None


def _private_folder() -> Path | None:
    """A folder that only this user can look into, on this computer; None if there is none."""
    chosen = os.environ.get("XDG_RUNTIME_DIR", "")
    if chosen and _is_private(Path(chosen)):
        return Path(chosen)
    own = Path(tempfile.gettempdir()) / f"samo-desktop-{os.getuid()}"
    with suppress(OSError):
        own.mkdir(mode=0o700)
    return own if _is_private(own) else None


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return own and not found.st_mode & 0o077


def _listen(address: Path) -> socket.socket | None:
    listener = socket.socket(socket.AF_UNIX)
    try:
        address.unlink(missing_ok=True)  # of a program that crashed: the lock is ours
        listener.bind(str(address))
        listener.listen(4)
    except OSError:
        listener.close()
        return None
    listener.setblocking(False)
    return listener


def _ask(address: Path) -> bool:
    """Whether the window that listens there came to the front in time."""
    end = time.monotonic() + ANSWER_SECONDS
    while (left := end - time.monotonic()) > 0:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(left)
            try:
                asking.connect(str(address))
                asking.sendall(RAISE)
                return asking.recv(len(RAISED)) == RAISED
            except TimeoutError:
                return False
            except OSError:  # it begins, or ends, just now
                time.sleep(_RETRY_SECONDS)
    return False
