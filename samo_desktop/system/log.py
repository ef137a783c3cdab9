"""The log: what went wrong and where in the code, and never a word of the user's.

Our own loggers say constant sentences with numbers, ids and names of types in them; of a library's
record only its origin is kept, since nobody knows what its sentence quotes. Where no log can be
written, the program goes on without one.
"""

from __future__ import annotations

import logging
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from samo_desktop import __version__
from samo_desktop.system.traces import Trace, kind, trace

WINDOW, COMMANDS = "samo-desktop", "samo"
"""The programs that have a log each."""
_OWN: Final = "samo_desktop"
_NAME = re.compile(r"[0-9a-f]{12}|[A-Za-z_][A-Za-z_0-9.]{0,60}")
"""An entry's id, or what could be the name of a type or of a step."""

_logger = logging.getLogger(__name__)


class WordlessFormatter(logging.Formatter):
    """Writes what cannot hold the user's words: see the module."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and an error's trace in the lines below it."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(" ", "milliseconds")
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


class _WhenNeeded(logging.Handler):
    """Makes the handler that writes with the first record: most commands have nothing to tell."""

    def __init__(self, path: Path, level: int) -> None:
        super().__init__(level)
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Hands a record over; called with the handler's lock held."""
        if self._file is None:
            from samo_desktop.system.log_file import LogFile

            self._file = LogFile(self._path)
            self._file.setFormatter(WordlessFormatter())
            self._file.emit(
                _logger.makeRecord(_logger.name, logging.INFO, __file__, 0, _start(), (), None)
            )
        self._file.emit(record)

    def close(self) -> None:
        """Closes the file, if one was opened."""
        if self._file is not None:
            self._file.close()
        super().close()


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

    The file is made with the first record, and begins with which program this is.
    """
    handler, own = _WhenNeeded(log_file(folder, program), level), logging.getLogger(_OWN)
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
