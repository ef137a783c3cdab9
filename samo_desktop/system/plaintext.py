"""Bytes of a file or of a terminal as text, whatever program wrote them."""

from __future__ import annotations

import codecs
import locale

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, and what they announce."""
REPLACEMENT = "\ufffd"


def decode(content: bytes) -> tuple[str, int]:
    """The text of `content`, without a byte order mark, and how many places of it are no text.

    Those hold U+FFFD. What a mark announces goes first, then UTF-8, then the character set of
    the system where that is an older one.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _replaced(content[len(mark) :], encoding)
    try:
        return content.decode("utf-8"), 0
    except UnicodeDecodeError:
        older = locale.getencoding()
    try:
        if codecs.lookup(older).name not in ("utf-8", "ascii"):
            return content.decode(older), 0
    except (LookupError, UnicodeDecodeError):
        pass  # not that character set either: what can be read of it as UTF-8 is kept
    return _replaced(content, "utf-8")


def decode_strictly(content: bytes) -> str:
    """The text of `content`, without a byte order mark. Raises ValueError if it is no text."""
    text, bad = decode(content)
    if bad:
        raise ValueError("the bytes are no text")
    return text


def _replaced(content: bytes, encoding: str) -> tuple[str, int]:
    text = content.decode(encoding, "replace")
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        own = content.decode(encoding, "ignore").count(REPLACEMENT)
        return text, text.count(REPLACEMENT) - own
    return text, 0
