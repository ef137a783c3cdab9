"""Names that others gave (files, models, feelings), as a sentence can show them."""

from __future__ import annotations

MOST = 80
"""Characters of a name in a sentence."""


def printable(name: str, most: int = MOST) -> str:
    """`name` on one line, not too long, without characters that a screen or terminal would obey."""
    return shortened("".join(c if c.isprintable() else "\ufffd" for c in name), most)


def shortened(text: str, most: int = MOST) -> str:
    """`text` in at most `most` characters; what is left out at its end is told by "…"."""
    return text if len(text) <= most else text[: most - 1] + "…"
