"""Lines as they are typed on a terminal: what each key does to them, and what is echoed."""

from __future__ import annotations

import codecs
import re
import unicodedata

END, REPRINT, ERASE_WORD, ERASE_LINE = b"\x04", b"\x12", b"\x17", b"\x15"
ERASE = (b"\x7f", b"\x08")
PASTE_BEGINS, PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"

_KEY = re.compile(rb"\x1b(?:\[[\x20-\x3f]*[\x40-\x7e]|O[A-Za-z])")
"""A key that is no character, such as an arrow."""
_BEGUN_KEY = re.compile(rb"\x1b(?:\[[\x20-\x3f]*|O)?")
_PLAIN = re.compile(rb"[^\x00-\x1f\x7f]+")
_LAST_WORD = re.compile(r"\S*\s*\Z")
_JOINERS = "\u200d\ufe0e\ufe0f"


class Lines:
    """What was typed, as bytes, edited as a terminal does it by itself, but without its limit.

    A terminal that collects lines itself cuts them at 4,095 bytes and says nothing. Here
    Backspace, Ctrl+W and Ctrl+U edit the last line, Ctrl+R shows it again, Ctrl+D on an empty line
    ends the text. Arrows do nothing. Between the marks of a paste every byte counts as it is.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        self.ended = False
        self._done = bytearray()
        self._line = bytearray()
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""
        self._pasting = self._after_return = self._end_again = False

    @property
    def content(self) -> bytes:
        """All that was typed so far."""
        return bytes(self._done + self._line)

    def __len__(self) -> int:
        return len(self._done) + len(self._line)

    def feed(self, typed: bytes, *, more: bool = False, ahead: bool = False) -> str:
        """Takes what was typed; returns what to echo, as text that may hold control sequences.

        `more` says that more is waiting: Ctrl+D is no end then, but came with pasted text. With
        `ahead` it was typed before the program listened, and the system gives Ctrl+D as NUL.
        """
        data, self._rest = self._rest + typed, b""
        echo, at = [], 0
        while at < len(data) and not self.ended:
            step, shown = self._pasted(data, at) if self._pasting else self._typed(data, at)
            if not step:
                self._rest = data[at:]
                break
            if not self._pasting and data[at : at + 1] in (END, b"\0" if ahead else END):
                shown = self._end(last=at + 1 == len(data) and not more)
            echo.append(shown)
            at += step
        return "".join(echo)

    def shown_again(self) -> str:
        """What draws the last line anew."""
        return "\r\n" + _visible(self._text())

    def _typed(self, data: bytes, at: int) -> tuple[int, str]:
        """How many bytes of `data` were taken (none: its end is not there yet), and their echo."""
        if plain := _PLAIN.match(data, at):
            self._after_return = self._end_again = False
            return len(plain.group()), self._take(plain.group())
        one = data[at : at + 1]
        if one == b"\x1b":
            return self._key(data, at)
        after_return, self._after_return = self._after_return, one == b"\r"
        self._end_again = self._end_again and one in (END, b"\0")
        if one == b"\n" and after_return:
            return 1, ""
        if one in b"\r\n":
            self._done += self._line + b"\n"
            self._line.clear()
            self._decoder.reset()
            return 1, "\r\n"
        if one in ERASE:
            return 1, self._erase(1)
        if one == ERASE_WORD:
            found = _LAST_WORD.search(self._text())
            return 1, self._erase(len(found.group()) if found else 0)
        if one == ERASE_LINE:
            return 1, self._erase(len(self._text()))
        if one == REPRINT:
            return 1, self.shown_again()
        if one in (b"\0", END):
            return 1, ""
        return 1, self._take(one)

    def _key(self, data: bytes, at: int) -> tuple[int, str]:
        if data.startswith(PASTE_BEGINS, at):
            self._pasting = True
            return len(PASTE_BEGINS), ""
        if key := _KEY.match(data, at):
            return len(key.group()), ""
        begun = _BEGUN_KEY.match(data, at)
        if begun and begun.end() == len(data):
            return 0, ""
        return 1, ""

    def _pasted(self, data: bytes, at: int) -> tuple[int, str]:
        if plain := _PLAIN.match(data, at):
            self._after_return = False
            return len(plain.group()), self._take(plain.group())
        if data.startswith(PASTE_ENDS, at):
            self._pasting = self._after_return = False
            return len(PASTE_ENDS), ""
        if PASTE_ENDS.startswith(data[at : at + len(PASTE_ENDS)]):
            return 0, ""
        one = data[at : at + 1]
        after_return, self._after_return = self._after_return, one == b"\r"
        if one == b"\n" and after_return:
            return 1, ""
        if one in b"\r\n":
            self._done += self._line + b"\n"
            self._line.clear()
            return 1, "\r\n"
        return 1, self._take(one)

    def _end(self, *, last: bool) -> str:
        """Ctrl+D: ends the text if nothing follows and the line is empty, or if it comes twice."""
        self.ended = last and (not self._line or self._end_again)
        self._end_again = bool(self._line)
        return ""

    def _take(self, typed: bytes) -> str:
        self._line += typed
        return _visible(self._decoder.decode(typed))

    def _text(self) -> str:
        return self._line.decode(self._encoding, "surrogateescape")

    def _erase(self, count: int) -> str:
        """Takes the last `count` characters off the line, with what belongs to the first."""
        text = self._text()
        start = max(len(text) - count, 0)
        while 0 < start < len(text) and (
            unicodedata.combining(text[start]) or text[start] in _JOINERS
        ):
            start -= 1
        gone, kept = text[start:], text[:start]
        self._line[:] = kept.encode(self._encoding, "surrogateescape")
        self._decoder.reset()
        if "\t" in gone:
            return "\r\x1b[K" + _visible(kept)
        return "\b \b" * sum(map(_width, _visible(gone)))


def _visible(text: str) -> str:
    """`text` with control characters as ^X, as terminals show them."""
    return "".join(
        f"^{chr(ord(c) ^ 64)}"
        if (c < " " and c != "\t") or c == "\x7f"
        else "\ufffd"
        if "\x7f" < c < "\xa0" or "\ud800" <= c <= "\udfff"
        else c
        for c in text
    )


def _width(character: str) -> int:
    """Columns of a terminal."""
    if unicodedata.combining(character) or character in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
