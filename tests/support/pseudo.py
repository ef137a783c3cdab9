"""A language made of English: accented, longer by a third, in brackets ⟦…⟧.

What is shown without brackets was never looked up in the catalogue; what is cut off has no room
for the words of other languages.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog

from tests.support import catalogues

LANGUAGE = "xx"
LONGER = 0.3
_ACCENTS = str.maketrans(
    "aceginosuyzACEGINOSUYZ",
    "áčéğíñöšůýžÁČÉĞÍÑÖŠŮÝŽ",
)
_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")


def accented(text: str) -> str:
    """`text` in the language; what is put into it, and lines, stay."""
    part = catalogues.load().PART
    kept = part.findall(text)
    plain = [piece.translate(_ACCENTS) for piece in part.split(text)]
    body = "".join(a + b for a, b in zip(plain, [*kept, ""], strict=True))
    more = ("~~~~ " * len(text))[: max(1, round(LONGER * len(text)))]  # as words, that wrap
    return f"⟦{body}{more}⟧"


def install(folder: Path) -> Path:
    """Writes the language's catalogue into `folder`; returns `folder`."""
    tool = catalogues.load()
    catalog = Catalog(domain="samo")
    for message in catalogues.extracted():
        if message.id:
            texts = tuple(map(accented, tool.texts(message)))
            catalog.add(
                message.id, texts if message.pluralizable else texts[0], context=message.context
            )
    file = folder / LANGUAGE / "LC_MESSAGES" / "samo.mo"
    file.parent.mkdir(parents=True)
    tool.compiled(catalog, file)
    return folder


def untranslated(shown: str) -> str:
    """What of `shown` stands outside of all brackets; a line may be cut off within one."""
    while (rest := _INNERMOST.sub("", shown)) != shown:
        shown = rest
    return re.sub("⟦[^\n]*", "", shown)
