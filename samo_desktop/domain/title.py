"""What an entry without a title of its own is called: the beginning of its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

TITLE_LENGTH = 60
OPENING = 8 * TITLE_LENGTH
"""Characters of a text that are looked at; the rest makes no difference."""
_LEAST = 12
"""Characters below which a sentence is a title only together with the next one, if that fits."""
_LEAST_CUT = 20
"""Characters that are left where a sentence is cut at a clause."""
_SHORT_WORD = 3
"""Letters of words that no cut leaves at the end: "the", "und", "que"."""

_MARK = re.compile(r"(?:#{1,6}|>|[-*+•](?:\s+\[[ xX]?\])?|\[[ xX]?\])\s+")
"""What makes a line a heading, a quotation, or an item of a list."""
_END = re.compile(r"(?:[.!?…؟۔।॥]+[\"'»”’)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*)")
_CLAUSE = re.compile(r"[,;:،؛](?=\s)|[、，；：]|\s(?=[–—-]\s)|(?<=[^\s–—-])(?=—)")
_ABBREVIATIONS = re.compile(
    "(?:dr|mr|mrs|ms|prof|st|vs|etc|approx|dept|vol|jr|sr|sra|bzw|ca|evtl|ggf|nr|str|usw|vgl|mme"
    "|mlle|av|env|pp|cf|dott|sig|ing|op|resp|inkl|exkl|geb|tel|hr|fr)"
)
_JOINING = re.compile(
    "(?:and|but|because|while|und|aber|weil|denn|sondern|et|mais|car|parce|y|pero|porque|e|mas|ma"
    "|perché|maar|omdat|og|men|ale|и|но|а|потому)"
)
"""Words before which a sentence can be cut, in the languages that speech models know best."""


def without_mark(text: str) -> str:
    """`text` without what marks its first line as a heading or an item of a list."""
    text = text.lstrip()
    while (mark := _MARK.match(text)) and text[mark.end() :].strip():
        text = text[mark.end() :]
    return text


def title_from(text: str) -> str:
    """The first sentence of `text`, in at most `TITLE_LENGTH` characters.

    A longer one is cut where a clause of it ends, or else after a word, and ends with an ellipsis.
    Of a text of several lines it is the first line that is not blank.
    """
    opening = without_mark(text[: len(text) - len(text.lstrip()) + OPENING])
    line = " ".join(next(iter(opening.splitlines()), "").split())
    ends = list(_sentence_ends(line))
    fitting = [end for end in ends if end <= TITLE_LENGTH]
    if fitting:
        whole = next((end for end in fitting if end >= _LEAST), fitting[-1])
        if whole >= _LEAST or len(ends) == len(fitting):
            return line[:whole]
    return _cut(line) if len(line) > TITLE_LENGTH else line


def _sentence_ends(line: str) -> Iterator[int]:
    """Where the sentences of `line` end; the end of the line is the last of them."""
    for mark in _END.finditer(line):
        rest = line[mark.end() :].lstrip()
        if rest and not _goes_on(line[: mark.start()], mark.group(), rest):
            yield mark.end()
    if line:
        yield len(line)


def _goes_on(before: str, mark: str, rest: str) -> bool:
    """Whether what looks like the end of a sentence is in the middle of one."""
    if rest[0].islower():
        return True
    word = before.rsplit(" ", 1)[-1].strip("\"'«“„(").casefold()
    if mark != ".":
        return False
    ordinal = word.isdigit() and len(word) <= 2
    return (
        ordinal
        or "." in word
        or bool(_ABBREVIATIONS.fullmatch(word))
        or (len(word) == 1 and word != "i")
    )


def _cut(line: str) -> str:
    """So much of `line` as fits with an ellipsis."""
    room = line[:TITLE_LENGTH]
    clauses = [mark.start() for mark in _CLAUSE.finditer(room)]
    clauses += [
        gap.start()
        for gap in re.finditer(" ", room)
        if _JOINING.fullmatch(room[gap.end() :].split(" ", 1)[0].casefold())
    ]
    places = [place for place in clauses if _LEAST_CUT <= place < TITLE_LENGTH]
    if places:
        return _ended(line[: max(places)])
    words = room[: room.rindex(" ")].split(" ") if " " in room else []
    if not words:
        return _ended(line[: _whole_sign(line, TITLE_LENGTH - 1)])
    shortened = list(words)
    while shortened and len(shortened[-1]) <= _SHORT_WORD:
        shortened.pop()
    kept = " ".join(shortened)
    return _ended(kept if len(kept) >= _LEAST_CUT else " ".join(words))


def _ended(text: str) -> str:
    return text.rstrip(" .…,;:،؛、，；：–—-") + "…"


def _whole_sign(line: str, place: int) -> int:
    """The last place up to `place` that is in the middle of no emoji and of no accented letter."""
    while place > 1 and _joined(line[place - 1], line[place]):
        place -= 1
    return place


def _joined(one: str, other: str) -> bool:
    flags = "\U0001f1e6" <= one <= "\U0001f1ff" and "\U0001f1e6" <= other <= "\U0001f1ff"
    tone = "\U0001f3fb" <= other <= "\U0001f3ff"
    joins = "\u200d" in (one, other) or unicodedata.category(other) in ("Mn", "Mc", "Me")
    return joins or tone or flags
