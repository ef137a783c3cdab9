"""The log: what went wrong and where in the code, and never a word of the user's.

Our own loggers say constant sentences with numbers, ids and names of types in them; of a library's
record only its origin is kept, since nobody knows what its sentence quotes. Where no log can be
written, the program goes on without one.
"""

from __future__ import annotations

import logging
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from samo_desktop import __version__
from samo_desktop.system.files import FILE_MODE, FOLDER_MODE
from samo_desktop.system.traces import Trace, kind, trace

WINDOW, COMMANDS = "samo-desktop", "samo"
"""The programs that have a log each."""
_OWN: Final = "samo_desktop"
_NAME = re.compile(r"[0-9a-f]{12}|[A-Za-z_][A-Za-z_0-9.]{0,60}")
"""An entry's id, or what could be the name of a type or of a step."""
MOST_BYTES, EARLIER_FILES = 512 * 1024, 2
"""Size at which a new file is begun, and how many of those before it are kept."""

_logger = logging.getLogger(__name__)


class WordlessFormatter(logging.Formatter):
    """Writes what cannot hold the user's words: see the module."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and an error's trace in the lines below it."""
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "milliseconds")
        line = f"{at} {record.levelname} {record.name} [{record.process}]: {_said(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{trace(error)}"


def _said(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] != _OWN or not isinstance(record.msg, str):
        return f"at {record.module}:{record.lineno}"
    if not isinstance(record.args, tuple):
        return record.msg
    try:
        return record.msg % tuple(map(_wordless, record.args))
    except (TypeError, ValueError):  # what is no number, for a %d
        return record.msg


def _wordless(value: Any) -> Any:
    """`value` if it is a number, an id or a name; of all else no more than its type."""
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, Trace) or (isinstance(value, str) and _NAME.fullmatch(value)):
        return value
    if isinstance(value, type):
        return value.__name__
    return kind(value) if isinstance(value, BaseException) else f"<{type(value).__name__}>"


class LogFile(RotatingFileHandler):
    """A file for this user alone, made when there is something to tell; fails in silence.

    Before its first record it tells which program on which system this is.
    """

    def __init__(self, path: Path, level: int) -> None:
        super().__init__(
            path, maxBytes=MOST_BYTES, backupCount=EARLIER_FILES, encoding="utf-8", delay=True
        )
        self.setLevel(level)
        self.setFormatter(WordlessFormatter())
        self._begun = False

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a record; called with the handler's lock held."""
        if not self._begun:
            self._begun = True
            super().emit(_logger.makeRecord(_logger.name, logging.INFO, "", 0, _start(), (), None))
        super().emit(record)

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
    return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), FILE_MODE)


def _start() -> str:
    frozen = ", bundled" if getattr(sys, "frozen", False) else ""
    return (
        f"SAMO {__version__}{frozen}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )


def log_file(folder: Path, program: str) -> Path:
    """Where the log of `program` lies: one each, since Windows renames no file that is open."""
    return folder / f"{program}.log"


@contextmanager
def writing(folder: Path, program: str, level: int = logging.INFO) -> Iterator[None]:
    """Logs what `program` and its libraries tell meanwhile, from `level` up, in `folder`.

    The files are made with the first record.
    """
    handler, own = LogFile(log_file(folder, program), level), logging.getLogger(_OWN)
    before = own.level
    logging.getLogger().addHandler(handler)
    own.setLevel(level)
    try:
        yield
    finally:
        own.setLevel(before)
        logging.getLogger().removeHandler(handler)
        handler.close()


def last_lines(folder: Path, program: str, number: int) -> list[str]:
    """The last lines of a program's log; none where there is no log that can be read."""
    path = log_file(folder, program)
    try:
        lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    except OSError:
        return []
    return lines[-number:]
