"""Tags: what of a person's typing is one, and which of them are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_BETWEEN = re.compile(r"[,\uff0c\u060c\u3001;\n]|\s(?=[#\uff03])")
"""What stands between two tags: commas of several scripts, and the blank before a `#`."""
JOINER = "\u200d"
"""What makes one sign of several emoji; alone it is nothing."""


def parse_tags(typed: str | Iterable[str]) -> tuple[str, ...]:
    """The tags in what was typed, each once and in its first spelling, in order.

    `#work`, `work, home` and ` Work ` are taken as they are meant: without the sign, without what
    cannot be seen, with single blanks. Nothing is left of an empty one.
    """
    texts = [typed] if isinstance(typed, str) else typed
    found: dict[str, str] = {}
    for part in (part for text in texts for part in _BETWEEN.split(text)):
        if tag := _clean(part):
            found.setdefault(fold_tag(tag), tag)
    return tuple(found.values())


def has_separator(typed: str) -> bool:
    """Whether a tag ends in what was typed: by a comma, or by the `#` of the next."""
    return _BETWEEN.search(typed) is not None


def fold_tag(tag: str) -> str:
    """What two spellings of a tag have in common: case, and how letters are composed, are not."""
    folded = unicodedata.normalize("NFKC", _clean(tag)).casefold()
    return unicodedata.normalize("NFKC", folded)


def _clean(tag: str) -> str:
    composed = unicodedata.normalize("NFC", tag)
    shown = [c for c in composed if c.isspace() or c == JOINER or _is_seen(c)]
    return " ".join("".join(shown).split()).lstrip("#\uff03 ").strip(JOINER)


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs")
