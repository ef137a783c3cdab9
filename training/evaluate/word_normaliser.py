"""Words to be compared: one spelling for what is said in one way, in five languages.

Both what was said and what was heard go through it. Kept: letters with their accents, apostrophes
inside a word ("don't", "l'eau"). Made the same: upper and lower case, the forms of apostrophes and
spaces, compounds with and without hyphens (apart), digits and words for numbers (years from 1100 to
1999 as years are said in English and German; ordinals; decimals; thousands with their separators),
signs that are said (%, degrees, currencies, &). Everything else that is no letter goes.

Not made the same, so an error where the two differ: Roman and Arabic numerals, abbreviations and
their words, spellings of one language (colour, color), "and" within English numbers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from num2words import num2words

LANGUAGES = ("en", "de", "es", "pt", "fr")
DECIMAL = {"en": "."}
"""The sign before decimals; a comma in all others. The other sign is between thousands."""
SIGNS = {
    "en": {"%": "percent", "°": "degrees", "€": "euros", "$": "dollars", "£": "pounds", "&": "and"},
    "de": {"%": "prozent", "°": "grad", "€": "euro", "$": "dollar", "£": "pfund", "&": "und"},
    "es": {"%": "por ciento", "°": "grados", "€": "euros", "$": "dólares", "£": "libras", "&": "y"},
    "pt": {"%": "por cento", "°": "graus", "€": "euros", "$": "dólares", "£": "libras", "&": "e"},
    "fr": {"%": "pour cent", "°": "degrés", "€": "euros", "$": "dollars", "£": "livres", "&": "et"},
}
VARIANTS = {"en": {"per cent": "percent"}, "es": {"porciento": "por ciento"}}
"""Two spellings of the same."""
ORDINAL = {
    "en": r"(\d+)(?:st|nd|rd|th)\b",
    "de": r"(\d+)\.(?= (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|"
    r"november|dezember|jahrhundert|jahrestag|geburtstag|platz|klasse)\w*)",
    "es": r"(\d+)\.?([ºª])",
    "pt": r"(\d+)\.?([ºª])",
    "fr": r"(\d+)(?:er|re|ère|nd|nde|e|ème|eme)\b",
}
LARGEST = 10**15
"""Larger numbers are said digit by digit, if at all."""


def normalised(text: str, language: str = "en") -> str:
    """The words of `text`, in lower case, with a space between; `language` is ISO 639-1."""
    text = unicodedata.normalize("NFC", text).lower()
    text = re.sub("[’ʼ‘`´]", "'", text)
    text = re.sub(r"[\u00a0\u2009\u202f]", " ", text)
    if language in LANGUAGES:
        text = _said(text, language)
    text = re.sub(r"(?<!\w)'|'(?!\w)|[^\w']|_", " ", text)
    text = " ".join(text.split())
    for variant, usual in VARIANTS.get(language, {}).items():
        text = re.sub(rf"\b{variant}\b", usual, text)
    return _without_endings(text) if language == "de" else text


def _said(text: str, language: str) -> str:
    """Numbers and signs as they are said."""
    text = re.sub(r"([€$£]) ?(\d+(?:[.,]\d+)*)", r"\2 \1", text)
    text = re.sub(ORDINAL[language], lambda found: _ordinal(found, language), text)
    thousands, decimal = (",", ".") if DECIMAL.get(language) else (r"\. ", ",")
    text = re.sub(
        rf"(?<![\d.,])\d{{1,3}}(?:[{thousands}]\d{{3}})+(?![\d])",
        lambda found: re.sub(r"\D", "", found.group()),
        text,
    )
    number = rf"\d+(?:{re.escape(decimal)}\d+)?"
    text = re.sub(number, lambda found: f" {_number(found.group(), language)} ", text)
    for sign, words in SIGNS[language].items():
        text = text.replace(sign, f" {words} ")
    return text


def _number(digits: str, language: str) -> str:
    whole, _, decimals = digits.replace(",", ".").partition(".")
    if int(whole) >= LARGEST or (len(whole) > 1 and whole[0] == "0"):
        return " ".join(_words(int(digit), language) for digit in whole)
    if decimals:
        return _words(float(f"{whole}.{decimals}"), language)
    year = language in ("en", "de") and 1100 <= int(whole) <= 1999
    return _words(int(whole), language, "year" if year else "cardinal")


def _words(number: float, language: str, kind: str = "cardinal") -> str:
    return str(num2words(number, lang=language, to=kind)).lower()


def _ordinal(found: re.Match[str], language: str) -> str:
    words = _words(int(found[1]), language, "ordinal")
    if found.lastindex == 2 and found[2] == "ª":
        words = re.sub(r"o\b", "a", words)
    return f" {words} "


def _without_endings(text: str) -> str:
    """German ordinals are inflected ("am dritten Mai"), and digits do not say how."""
    return " ".join(word[:-1] if word[:-1] in _ordinals() else word for word in text.split())


@cache
def _ordinals() -> frozenset[str]:
    """The German ordinals of the days of a month: erste, zweite, ..."""
    return frozenset(_words(day, "de", "ordinal") for day in range(1, 32))
