"""The one way from a text in the code to the user's language.

Each program calls `use` once, before it shows anything. Until then, and where a text has no
translation, it is the English of the code. What is translated is a whole sentence; what varies in
it has a name in braces, and is put in afterwards with `str.format`.
"""

from __future__ import annotations

import gettext as _gettext
import locale
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from string import Formatter

DOMAIN = "samo"
"""The base name of the catalogues: `<folder>/<language>/LC_MESSAGES/samo.mo`."""

_log = logging.getLogger(__name__)
_translations: _gettext.NullTranslations = _gettext.NullTranslations()
_language = ""


def use(folder: Path, languages: Sequence[str] | None = None) -> None:
    """Speaks the first of `languages` (such as "pt_BR") that has a catalogue in `folder`.

    By default those that the environment or the system names. English where there is none, and
    where the catalogue is damaged. The libraries that take their texts from the standard library's
    gettext (click, argparse) and the processes that this one starts speak the same language.
    """
    global _translations, _language
    _translations, _language = _gettext.NullTranslations(), ""
    _gettext.textdomain("messages")
    for name in wanted(os.environ) if languages is None else languages:
        name = _plain(name)
        if found := _gettext.find(DOMAIN, folder, [name]):
            try:
                _translations = _read(Path(found))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, English is right
                _log.warning("A catalogue cannot be used: %s", type(error).__name__)
                return
            _language = name
            _gettext.bindtextdomain(DOMAIN, str(folder))
            _gettext.textdomain(DOMAIN)
            os.environ["LANGUAGE"] = name
            return
        if _is_english(name):
            return


def language() -> str:
    """The language whose catalogue is in use, such as "pt_BR"; "" for the English of the code."""
    return _language


def wanted(environ: Mapping[str, str]) -> list[str]:
    """The user's languages, best first: those of LANGUAGE, else of LC_ALL, LC_MESSAGES or LANG.

    As GNU gettext has it, LANGUAGE does not count in the locale C. Without any of these (Windows)
    it is the language of the system, where that can be asked.
    """
    chosen = next((environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(n)), "")
    if chosen.partition(".")[0] in ("C", "POSIX"):
        return []
    names = environ.get("LANGUAGE") or chosen or _of_the_system()
    return [name for name in names.split(":") if name]


def _of_the_system() -> str:
    if sys.platform == "win32":
        import ctypes

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


def _plain(name: str) -> str:
    """`name` as catalogues have it: de_CH for de-CH, de_DE for German_Germany.1252."""
    place, at, modifier = name.partition("@")
    plain = place.partition(".")[0].replace("-", "_")
    if len(plain.partition("_")[0]) > 3:
        plain = locale.normalize(plain).partition(".")[0]
    return plain + at + modifier


def _is_english(name: str) -> bool:
    """Whether `name` asks for the English of the code: what comes after it is not wanted then."""
    return name.partition("@")[0].partition("_")[0].lower() in ("en", "english", "c", "posix")


def _read(file: Path) -> _gettext.GNUTranslations:
    """The catalogue in `file`. Raises all kinds of errors for one that is damaged."""
    with file.open("rb") as opened:
        translations = _gettext.GNUTranslations(opened)
    try_plural = translations.ngettext  # by another name: it is no text to be translated
    for number in range(200):  # a rule for plurals may divide by zero
        try_plural("1 thing", "{n} things", number)
    return translations


def gettext(text: str) -> str:
    """`text` in the user's language; imported as `_`."""
    return _fitting(_translations.gettext(text), text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """`one` or `many`, or which other form the language has for `number` things."""
    english = one if number == 1 else many
    return _fitting(_translations.ngettext(one, many, number), english, many)


def pgettext(context: str, text: str) -> str:
    """`text` in the user's language, where the same English means several things."""
    return _fitting(_translations.pgettext(context, text), text)


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: "a, b and c"."""
    *first, last = words
    if not first:
        return last
    before = first[0]
    for word in first[1:]:
        before = gettext("{words}, {word}").format(words=before, word=word)
    return gettext("{words} and {last}").format(words=before, last=last)


def gettext_noop(text: str) -> str:
    """Marks a text that is translated where it is used; imported as `N_`."""
    return text


def pgettext_noop(context: str, text: str) -> str:
    """Marks a text that is translated with `pgettext` where it is used."""
    return text


def _fitting(translated: str, english: str, fullest: str = "") -> str:
    """`translated`, unless it names parts that the code does not give: then `english`."""
    if translated is english or fits(translated, fullest or english):
        return translated
    return english


@lru_cache(maxsize=4096)
def fits(translated: str, english: str) -> bool:
    """Whether `translated` can be given the named parts of `english`."""
    allowed = set(parts(english))
    if not allowed:
        return True  # no parts are put in, so braces are only braces
    try:
        return allowed.issuperset(parts(translated))
    except ValueError:
        return False


def parts(text: str) -> Iterator[str]:
    """The parts that are put into `text`, as they stand in its braces. ValueError for others."""
    for _literal, name, form, conversion in Formatter().parse(text):
        if name is not None:
            yield name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
