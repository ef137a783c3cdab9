"""The file of a log: private, of a bounded size, and in nobody's way where it cannot be written."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from samo_desktop.system.files import FOLDER_MODE, private

MOST_BYTES, EARLIER_FILES = 512 * 1024, 2
"""Size at which a new file is begun, and how many of those before it are kept."""


class LogFile(RotatingFileHandler):
    """A file for this user alone, made when there is something to tell; fails in silence."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=MOST_BYTES, backupCount=EARLIER_FILES, encoding="utf-8", delay=True
        )

    def doRollover(self) -> None:
        """Begins a new file; where another program keeps the old one open, goes on in that."""
        try:
            super().doRollover()
        except OSError:
            if self.stream is None:
                self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """A log that cannot be written must not be in anybody's way."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        if path.exists() and not path.is_file():
            raise OSError("the log's name is taken by what is not a file")
        return open(path, "a", encoding="utf-8", opener=_opened)


def _opened(name: str, flags: int) -> int:
    return private(name, flags | getattr(os, "O_NOFOLLOW", 0))
