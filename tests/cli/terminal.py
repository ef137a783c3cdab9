"""`samo` in a process of its own on a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Callable

PATIENCE = 120  # seconds; only a failing test waits so long
LISTENS = "Ctrl+D"
"""What the prompt says when every key counts."""


class Terminal:
    """A pseudo-terminal, `samo` on it, and all that it shows."""

    def __init__(self, *arguments: str, env: dict[str, str]) -> None:
        self.shown = ""
        self._bytes = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)  # a suite in the background ignores them
            os.execvpe(
                sys.executable, [sys.executable, "-m", "samo_desktop.cli.main", *arguments], env
            )

    def type(self, keys: str | bytes) -> None:
        """Types at once, as a paste does; reads meanwhile what is echoed."""
        rest = keys.encode() if isinstance(keys, str) else keys
        while rest:
            _, writable, _ = select.select([], [self.fd], [], 0.05)
            if writable:
                rest = rest[os.write(self.fd, rest[:512]) :]
            self._read(0)

    def wait_for(self, words: str, times: int = 1) -> None:
        """Returns when `words` were shown so often."""
        self._until(lambda: self.shown.count(words) >= times, f"{words!r} was not shown")

    def end(self) -> int:
        """Waits for the end of the program; its exit status."""
        ended: list[int] = []

        def over() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                ended.append(os.waitstatus_to_exitcode(status))
            return bool(pid)

        self._until(over, "it did not end")
        while self._read(0.05):
            pass
        self.close()
        return ended[0]

    def kill(self, number: int) -> int:
        """Sends a signal; the exit status."""
        os.kill(self.pid, number)
        return self.end()

    def close(self) -> None:
        """Closes the terminal's window."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _until(self, done: Callable[[], bool], failure: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, f"{failure}; {self.shown!r} was"
            self._read(0.05)

    def _read(self, seconds: float) -> bool:
        if self.fd < 0 or not select.select([self.fd], [], [], seconds)[0]:
            if self.fd < 0:
                time.sleep(seconds)
            return False
        try:
            chunk = os.read(self.fd, 65_536)
        except OSError:  # the program has closed it
            time.sleep(seconds)
            return False
        self._bytes += chunk
        self.shown = self._bytes.decode("utf-8", "replace")
        return bool(chunk)
