"""Which language a text is in, told offline."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from samo_desktop.inference.readable import as_read

CONFIDENT = 0.9
"""Above this posterior no English comment of GoEmotions' dev split (5,426) was taken for another
language; short texts stay below it and count as unknown."""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def forget() -> None:
    """Lets go of what tells languages apart, 70 MB; it is read again when it is asked for."""
    _identifier.cache_clear()


def has_words(text: str) -> bool:
    """Whether `text` holds a letter that can be seen."""
    return any(character.isalpha() for character in as_read(text))


def identify(text: str) -> str | None:
    """ISO 639-1 code of the language of `text`, or None if it cannot be told.

    By byte n-grams (Lui and Baldwin 2012, "langid.py"). Only the first 5,000 characters count.
    A text mostly in another script than Latin is never None: scripts tell by themselves.
    """
    text = as_read(text[:5000]).encode("utf-8", "replace").decode("utf-8")
    if not has_words(text):
        return None
    language, probability = _identifier().classify(text)
    if probability >= CONFIDENT or not mostly_latin(text):
        return str(language)
    return None


def ranked(text: str) -> dict[str, float]:
    """How probable each language (ISO 639-1) is for `text`, the most probable first, together 1.

    All are equally probable where nothing tells.
    """
    text = as_read(text[:5000]).encode("utf-8", "replace").decode("utf-8")
    return dict(_identifier().rank(text))


def mostly_latin(text: str) -> bool:
    """Whether half of the letters of `text`, or more, are Latin ones."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(
        character.isascii() or unicodedata.name(character, "").startswith("LATIN")
        for character in letters
    )
    return latin * 2 >= len(letters)
