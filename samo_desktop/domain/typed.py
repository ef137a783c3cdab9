"""What was typed and what was heard, in one text."""

from __future__ import annotations

FEWEST_INLINE = 3
"""Words: so many must have been heard for them to be recognised inside a longer line."""


def with_words(text: str, before: str, heard: str) -> str:
    """`text` once its voice note, which was last heard as `before`, is `heard` anew.

    `before` is "" for a voice note that had not been heard. What was typed stays as it is: above
    the words if they are the first, around them if they stand in the text as they were heard, and
    alone if they were edited or taken out. Words that come twice are there once, and none are
    taken away when nothing is heard.
    """
    before, words = before.strip(), heard.strip()
    if not words or words == before:
        return text
    if not text.strip() or text.strip() == before:
        return heard
    if not before:
        return text + _paragraph_after(text) + words
    start = _place(text, before)
    return text if start is None else text[:start] + words + text[start + len(before) :]


def has_words(text: str, heard: str) -> bool:
    """Whether the words stand in `text` as they were `heard`."""
    words = heard.strip()
    return not words or text.strip() == words or _place(text, words) is not None


def _paragraph_after(text: str) -> str:
    """The line breaks that are missing for a blank line at the end of `text`."""
    return "\n" * (2 - min(2, len(text) - len(text.rstrip("\n"))))


def _place(text: str, words: str) -> int | None:
    """Where the `words` stand: as lines of their own, else inside a line if that is certain."""
    inside, start = [], text.find(words)
    while start >= 0:
        end = start + len(words)
        lines = text[:start].endswith(("\n", "\r")) or not start
        if lines and (end == len(text) or text[end] in "\r\n"):
            return start
        if not (_joined(text[start - 1 : start + 1]) or _joined(text[end - 1 : end + 1])):
            inside.append(start)
        start = text.find(words, start + 1)
    certain = len(inside) == 1 and len(words.split()) >= FEWEST_INLINE
    return inside[0] if certain else None


def _joined(two: str) -> bool:
    """Whether two neighbouring characters are of one word."""
    return len(two) == 2 and two.isalnum()
