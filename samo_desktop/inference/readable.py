"""A text as models read it: letters as what they are, and nothing that cannot be seen.

Keyboards and web pages give letters in full width, blanks that do not break, soft hyphens, marks
of direction and of byte order. A person sees none of that; a model that learned from plain text
takes it for another language. What is stored stays as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0]|(?<![^\0-\u024f])[\u200c\u200d]"
)
"""Soft hyphens, marks of direction and of byte order, blanks without width, empty letters; and
joiners after Latin, which shape nothing there."""
_QUOTES = str.maketrans(
    dict.fromkeys("\u00b4\u2018\u2019\u201a\u201b\u2032", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"')
)
_MARK = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1161-\u11ff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f]"
)
_CLUSTER = re.compile(f"(?s)(?P<ascii>[\0-\x7f]+(?!{_MARK}))|.{_MARK}{{0,32}}")
"""Characters that are read as they are, or one and what is composed with it."""


def as_read(text: str) -> str:
    """`text` as a model is to read it (Unicode's NFKC, plain quotes, nothing invisible)."""
    if text.isascii():
        return text
    return _composed(_INVISIBLE.sub("", text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_QUOTES))


@dataclass(frozen=True, slots=True)
class Aligned:
    """A text as it is read, and where each of its characters begins and ends in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that was read as the span (start, end), which is not empty."""
        return self.starts[start], self.ends[end - 1]


def aligned(text: str) -> Aligned:
    """`text` as it is read, character by character of the original."""
    if as_read(text) == text:
        return Aligned(text, range(len(text)), range(1, len(text) + 1))
    gone = {at for match in _INVISIBLE.finditer(text) for at in range(*match.span())}
    places = [at for at in range(len(text)) if at not in gone]
    seen = _INVISIBLE.sub("", text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(seen):
        begin, end = cluster.span()
        if cluster["ascii"]:
            parts.append(cluster["ascii"])
            starts += places[begin:end]
            ends += [place + 1 for place in places[begin:end]]
            continue
        read = _composed(cluster.group())
        parts.append(read)
        starts += [places[begin]] * len(read)
        ends += [places[end - 1] + 1] * len(read)
    return Aligned("".join(parts), starts, ends)
