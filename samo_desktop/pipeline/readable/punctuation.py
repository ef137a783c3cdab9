"""Marks and the blanks around them, as each language writes them."""

from __future__ import annotations

import re

NARROW = "\u202f"
"""A narrow blank at which no line breaks."""
NO_BREAK = "\u00a0"
"""A blank at which no line breaks."""

_BEFORE_MARK = re.compile(r"[ \t]+(?=[,.;:!?\u2026]+(?:\s|$))")
_BEFORE_STOP = re.compile(r"[ \t]+(?=[,.\u2026]+(?:\s|$))")
_DOTS = re.compile(r"(?<![.])\.{3}(?![.])")
_HIGH = re.compile(r"(?<=[\w)\u00bb\"\u2026%€])[ \u00a0\u202f]?(?=[;!?]+(?:[\s\u00bb\")]|$))")
_COLON = re.compile(r"(?<=[\w)\u00bb\"])[ \u00a0\u202f]?(?=:(?:\s|$))")
_OPENED = re.compile(r"\u00ab[ \u00a0\u202f]?(?=\S)")
_CLOSED = re.compile(r"(?<=\S)[ \u00a0\u202f]?\u00bb")
_QUOTED = re.compile(r"(?<![^\s(\[])\"(\w(?:[^\"\n]*[^\"\s])?)\"(?=[\s.,;:!?)\]\u2026]|$)")
_QUESTION = re.compile(r"(?:(?<=^)|(?<=[.!?\u2026] ))([^\W\d][^.,;:!?¿¡\u2026]*)([?!])(?=\s|$)")
_OPENING = {"?": "¿", "!": "¡"}


def punctuated(text: str, language: str) -> str:
    """A paragraph with its marks as `language` (ISO 639-1) has them; its words stay."""
    if language == "fr":
        return _french(text)
    text = _DOTS.sub("\u2026", _BEFORE_MARK.sub("", text))
    if language == "de":
        return _QUOTED.sub("\u201e\\1\u201c", text)
    if language == "es":
        return _QUESTION.sub(lambda m: _OPENING[m[2]] + m[0], text)
    return text


def _french(text: str) -> str:
    text = _DOTS.sub("\u2026", _BEFORE_STOP.sub("", text))
    text = _QUOTED.sub("\u00ab\\1\u00bb", text)
    text = _OPENED.sub("\u00ab" + NO_BREAK, text)
    text = _CLOSED.sub(NO_BREAK + "\u00bb", text)
    return _COLON.sub(NO_BREAK, _HIGH.sub(NARROW, text))
