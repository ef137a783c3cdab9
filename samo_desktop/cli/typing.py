"""Text from the keyboard or from a pipe: all of it, and kept while it comes."""

from __future__ import annotations

import codecs
import contextlib
import locale
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import IO, Any

from samo_desktop.cli.common import say
from samo_desktop.cli.lines import END, Lines
from samo_desktop.cli.output import printable
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext
from samo_desktop.system.plaintext import decode

try:
    import termios
except ImportError:  # Windows: its console gives whole lines, without a limit that matters
    termios = None  # type: ignore[assignment]

EVERY = 1.0
"""Seconds after which what was typed is kept at the latest."""
SOON = 0.05
"""Seconds within which the next byte belongs to the same paste."""
CHUNK = 65_536
MAX_TEXT = 20_000_000
"""Characters read: beyond any journal entry, within any memory."""

Keep = Callable[[str], None]


class StoppedError(Exception):
    """The person or the system ended the program while a text was typed: `text`, so far."""

    def __init__(self, text: str) -> None:
        super().__init__("stopped")
        self.text = text


class Keyboard:
    """Standard input, as a terminal that cuts no line, or as it is where it is no terminal.

    Made before a journal is opened, so that what is typed meanwhile is whole, too; a context that
    gives the terminal back as it was. If nothing was read by then, what was typed already is
    shown again, rather than left for the shell.
    """

    def __init__(self) -> None:
        if sys.stdin is None or sys.stdin.closed:
            raise SamoError(
                _("Nothing to read: standard input is closed."),
                _("Give the text as an argument."),
            )
        self._stream: IO[bytes] = sys.stdin.buffer
        try:
            self._fd = self._stream.fileno() if termios else -1
        except OSError:  # not a file of the system
            self._fd = -1
        self.interactive = self._stream.isatty()
        self._mode: list[Any] | None = None
        self._screen: int | None = None
        self._lines: Lines | None = None

    def __enter__(self) -> Keyboard:
        if self.interactive and self._fd >= 0:
            # Another description than the one that is read, so that it may refuse to wait.
            with contextlib.suppress(OSError):
                flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
                self._screen = os.open(os.ttyname(self._fd), flags)
            self._mode = termios.tcgetattr(self._fd)
            self._lines = Lines(_keyboard_encoding())
            self._set_mode()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        left = self._waiting() if self._mode is not None else b""
        self._give_back()
        if left.strip(b"\0\4\r\n "):
            say(_("Typed before, and not yet saved:"))
            say(printable(decode(left)[0].replace("\r", "\n")))

    def text(self, keep: Keep, prompt: str) -> str:
        """All that comes until Ctrl+D or the end of the input; a terminal shows `prompt` first.

        `keep` gets what came so far at least every second, if there is more, and all of it before
        this returns. Bytes that are no text become U+FFFD, which is told. Raises StoppedError for
        Ctrl+C, a polite kill, or a terminal that was closed, and SamoError for more than
        `MAX_TEXT` characters.
        """
        kept = _Kept(keep)
        with contextlib.ExitStack() as stack:
            waits = self._fd >= 0
            signals = stack.enter_context(_signals(self._resume)) if waits else (-1, list[int]())
            if self.interactive:
                say(prompt)
            try:
                content, stopped = self._typed(kept, *signals) if waits else self._streamed(kept)
            finally:
                self._give_back()
            text = told(content)
            if len(text) > MAX_TEXT:
                raise SamoError(
                    _("The text is longer than {n} characters.").format(n=f"{MAX_TEXT:,}"),
                    _("Split it into several entries."),
                )
            keep(text)
        if stopped:
            raise StoppedError(text)
        return text

    def _give_back(self) -> None:
        """Leaves the terminal as it was found."""
        if self._mode is not None:
            self._draw("\x1b[?2004l" if _marks_pastes() else "")
            with contextlib.suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self._fd, termios.TCSANOW, self._mode)
            self._mode = None
        if self._screen is not None:
            os.close(self._screen)
            self._screen = None

    def _streamed(self, kept: _Kept) -> tuple[bytes, bool]:
        """All that comes, and whether Ctrl+C ended it, where the system cannot wait for more."""
        content = bytearray()
        try:
            for line in self._stream:
                content += line
                kept.take(content)
                if len(content) > 4 * MAX_TEXT:
                    break
        except KeyboardInterrupt:
            return bytes(content), True
        return bytes(content), False

    def _typed(self, kept: _Kept, woken: int, signals: list[int]) -> tuple[bytes, bool]:
        """All that comes from a terminal or a file of the system, and whether it was cut short."""
        source = _Bytes() if self._lines is None else self._lines
        echo, ahead = "", True
        while not source.ended:
            drawing = [self._screen] if echo and self._screen is not None else []
            readable, drawable, _ = select.select(
                [self._fd, woken], drawing, [], kept.seconds_left()
            )
            if drawable:
                echo = self._draw(echo)
            if signals:
                source.feed(self._waiting(), more=True, ahead=ahead)
                return source.content, True
            if woken in readable:
                os.read(woken, CHUNK)
            if self._fd in readable:
                chunk = self._chunk()
                if not chunk and self.interactive:  # the terminal was closed
                    return source.content, True
                more = chunk[-1:] in (END, b"\0") and self._more()
                echo += source.feed(chunk, more=more, ahead=ahead)
                ahead = False
            kept.take(source)
        self._draw(echo)
        return source.content, False

    def _chunk(self) -> bytes:
        try:
            return os.read(self._fd, CHUNK) if self._more(0) else b""
        except OSError:  # the terminal was closed
            return b""

    def _waiting(self) -> bytes:
        """What was typed and not read."""
        found = b""
        while len(found) < 4 * MAX_TEXT and (chunk := self._chunk()):
            found += chunk
        return found

    def _more(self, within: float = SOON) -> bool:
        return bool(select.select([self._fd], [], [], within)[0])

    def _draw(self, text: str) -> str:
        """Echoes `text`; what the terminal does not take at once is returned."""
        if self._screen is None:
            return ""
        encoded = text.encode(_keyboard_encoding(), "replace")
        try:
            written = os.write(self._screen, encoded)
        except BlockingIOError:
            return text
        except OSError:  # the terminal was closed: there is nobody to show it to
            return ""
        return encoded[written:].decode(_keyboard_encoding(), "ignore")

    def _set_mode(self) -> None:
        """Bytes one by one, as they are; Ctrl+C and Ctrl+Z still work, and discard nothing."""
        assert self._mode is not None
        mode = [*self._mode[:6], list(self._mode[6])]
        mode[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP)
        mode[3] &= ~(termios.ICANON | termios.IEXTEN)
        if self._screen is not None:
            mode[3] &= ~termios.ECHO
        mode[3] |= termios.ISIG | termios.NOFLSH
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._fd, termios.TCSANOW, mode)
        self._draw("\x1b[?2004h" if _marks_pastes() else "")

    def _resume(self) -> None:
        """Takes the terminal again after Ctrl+Z and `fg`."""
        if self._mode is not None and self._lines is not None:
            with contextlib.suppress(termios.error):  # the terminal is gone
                self._set_mode()
            self._draw(self._lines.shown_again())


def argument_text(argument: str) -> str:
    """The text of a command's argument; bytes of it that are no text come as surrogates."""
    escaped = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\udcff", argument)  # halves of characters
    return told(escaped.encode("utf-8", "surrogateescape"))


def told(content: bytes) -> str:
    """The text of `content`; what of it was no text is said."""
    text, bad = decode(content)
    if bad:
        say(
            ngettext(
                "One place in the input is not valid text and was marked with �.",
                "{n} places in the input are not valid text and were marked with �.",
                bad,
            ).format(n=bad)
        )
    return text


class _Bytes:
    """What comes through a pipe, as it is, until it ends or there is too much of it."""

    def __init__(self) -> None:
        self.ended = False
        self._content = bytearray()

    @property
    def content(self) -> bytes:
        """All that came so far."""
        return bytes(self._content)

    def __len__(self) -> int:
        return len(self._content)

    def feed(self, chunk: bytes, *, more: bool, ahead: bool) -> str:
        """Takes what came; nothing is echoed. Nothing at all is the end."""
        self._content += chunk
        self.ended = not more and (not chunk or len(self._content) > 4 * MAX_TEXT)
        return ""


class _Kept:
    """Hands what came on to `keep`, not more often than `EVERY`."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._last = time.monotonic()
        self._length = 0
        self._new = False

    def seconds_left(self) -> float | None:
        """Until something is to be kept; None if there is nothing new."""
        return max(0.0, self._last + EVERY - time.monotonic()) if self._new else None

    def take(self, source: Lines | _Bytes | bytearray) -> None:
        """Keeps what came so far, if it is time."""
        self._new = self._new or len(source) != self._length
        if self.seconds_left() == 0.0:
            self._length, self._new = len(source), False
            content = bytes(source) if isinstance(source, bytearray) else source.content
            self._keep(decode(content)[0])
            self._last = time.monotonic()


@contextlib.contextmanager
def _signals(resume: Callable[[], None]) -> Iterator[tuple[int, list[int]]]:
    """A file that can be read from when a signal came, and the list of those that end the program.

    Nothing is interrupted: what was typed before a signal is read before it is heeded.
    """
    stopped: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    handlers: dict[int, Any] = {
        number: note for number in numbers if signal.getsignal(number) != signal.SIG_IGN
    }
    if hasattr(signal, "SIGCONT"):
        handlers[signal.SIGCONT] = lambda *_: resume()
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    woken = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield reader, stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        os.close(reader)
        os.close(writer)


def _keyboard_encoding() -> str:
    """The character set of an old terminal, else UTF-8, which holds what ASCII does."""
    name = codecs.lookup(locale.getencoding()).name
    return "utf-8" if name in ("utf-8", "ascii") else name


def _marks_pastes() -> bool:
    return os.environ.get("TERM", "dumb") not in ("", "dumb")
