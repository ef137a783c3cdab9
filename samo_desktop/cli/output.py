"""Standard output and standard error for a person: one place that all that is printed goes through.

What a journal holds is somebody's text, and so are names of files, models and devices. None of it
may move a terminal's cursor, set its title, or turn the rest of a line around. What an old
character set lacks is printed as "?". JSON is ASCII, so nothing of it is changed here.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from typing import TextIO

_HARMFUL = re.compile(
    r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control characters, what turns the direction of a line, and halves of characters."""
_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")


class ReaderGoneError(Exception):
    """Who read our output has closed it. What they read was right."""


class OutputFailedError(Exception):
    """Standard output takes nothing: it is closed, or its disk is full. `why` is the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def printable(text: str) -> str:
    """`text` with U+FFFD for every character that would act on a terminal; lines stay lines."""
    return _HARMFUL.sub("\ufffd", text)


def on_one_line(text: str) -> str:
    """`text` with its line breaks and tabs as single spaces, for tables and for sentences."""
    return _BREAKS.sub(" ", text)


class Screen(io.TextIOBase):
    """A text stream that passes only what is printable on to `stream`; None is a closed one.

    With `needed`, what cannot be written raises ReaderGoneError or OutputFailedError; else it is
    left out, since there is no other place to say it.
    """

    def __init__(self, stream: TextIO | None, *, needed: bool) -> None:
        self._stream = stream
        self._needed = needed

    @property
    def encoding(self) -> str:  # type: ignore[override]  # read-only in the base class as well
        """The character set of the stream below."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        """What becomes of a character that the character set lacks."""
        return "replace"

    def writable(self) -> bool:
        """Always: a closed stream is told when it is written to."""
        return True

    def isatty(self) -> bool:
        """Whether a person reads this as it is printed."""
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        """Writes `text` as far as it is printable."""
        if not isinstance(text, str):
            raise TypeError("this stream takes text")
        if text:  # click tries a stream with an empty one
            self.draw(printable(text))
        return len(text)

    def draw(self, text: str) -> None:
        """Writes `text` as it is: for the program's own control sequences."""
        with self._told():
            if self._stream is None:
                raise OSError("standard output is closed")
            self._stream.write(text.encode(self.encoding, "replace").decode(self.encoding))

    def flush(self) -> None:
        """Hands over what is buffered."""
        with self._told():
            if self._stream is not None:
                self._stream.flush()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:  # ValueError: closed by the program around us
            self._stream = None
            if not self._needed:
                return
            if isinstance(error, BrokenPipeError):
                raise ReaderGoneError from error
            why = getattr(error, "strerror", None) or str(error)
            raise OutputFailedError(why) from error

    @property
    def works(self) -> bool:
        """Whether nothing has failed so far."""
        return self._stream is not None


@contextlib.contextmanager
def screens() -> Iterator[None]:
    """Puts a Screen before standard output and standard error."""
    out, err = sys.stdout, sys.stderr
    screen_out, screen_err = Screen(out, needed=True), Screen(err, needed=False)
    sys.stdout, sys.stderr = screen_out, screen_err
    try:
        yield
    finally:
        # What a failed stream still buffers must not be tried again when the program ends.
        sys.stdout = out if screen_out.works else None
        sys.stderr = err if screen_err.works else None


def draw(text: str) -> None:
    """Draws the line of progress on standard error, in place of what was there."""
    stream = sys.stderr
    if stream is not None and stream.isatty():
        raw = stream.draw if isinstance(stream, Screen) else stream.write
        raw("\r\033[K" + on_one_line(printable(text)))
        stream.flush()
