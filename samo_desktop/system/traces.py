"""Where an error comes from, without a word of the user's: for the log, and for a bug's details.

An exception's message may quote what somebody wrote, and a local variable may hold it; neither is
ever shown. What is: the kinds of the exceptions, and the lines of code that they passed through.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath

_PACKAGE = __name__.partition(".")[0]
_ROOTS = ("site-packages", "lib-dynload", _PACKAGE)
"""Folders below which a file's place is the same on every computer."""
FIRST_FRAMES, LAST_FRAMES = 10, 30
"""Of a longer trace (an endless recursion has a thousand lines) the middle is left out."""
MOST_LINES = 200


class Trace(str):
    """A text that `trace` made, here or in a process of ours: the log takes it as it is."""

    __slots__ = ()


def trace(error: BaseException) -> Trace:
    """The kinds of `error` and of what led to it, the first cause first, each with its lines."""
    return Trace("\n".join(islice(_lines(error, set()), MOST_LINES)))


def kind(error: BaseException) -> str:
    """The name of an exception's type, and of the system's error that it stands for."""
    cls = type(error)
    name = cls.__qualname__
    if cls.__module__ != "builtins":
        name = f"{cls.__module__}.{name}"
    number = error.errno if isinstance(error, OSError) else None
    return f"{name} [{errno.errorcode.get(number, number)}]" if isinstance(number, int) else name


def _lines(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    context = None if error.__suppress_context__ else error.__context__
    for earlier, link in ((error.__cause__, "caused"), (context, "was being handled when came")):
        if earlier is not None and id(earlier) not in told:
            yield from _lines(earlier, told)
            yield link
    yield kind(error)
    yield from _frames(error)
    if isinstance(error, BaseExceptionGroup):
        for number, part in enumerate(error.exceptions, 1):
            if id(part) not in told:
                yield f"  {number} of {len(error.exceptions)}:"
                yield from (f"  {line}" for line in _lines(part, told))


def _frames(error: BaseException) -> Iterator[str]:
    frames = [
        f"  {_place(frame.f_code.co_filename)}:{number} {frame.f_code.co_qualname}"
        for frame, number in traceback.walk_tb(error.__traceback__)
    ]
    left_out = len(frames) - FIRST_FRAMES - LAST_FRAMES
    if left_out > 0:
        frames[FIRST_FRAMES:-LAST_FRAMES] = [f"  ({left_out} more)"]
    yield from frames


def _place(filename: str) -> str:
    """A source file without the folders above its package, which may name whoever is logged in."""
    parts = PurePath(filename).parts
    for at in range(len(parts) - 1, -1, -1):
        if parts[at] in _ROOTS or parts[at].startswith("python3."):
            return "/".join(parts[at if parts[at] == _PACKAGE else at + 1 :])
    return parts[-1] if parts else filename
