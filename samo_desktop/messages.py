"""The one way from a text in the code to the user's language.

Each front end calls `use` once. Until then, and where a text has no translation, it is the English
of the code. What is translated is a whole sentence; what varies in it has a name in braces, and is
put in afterwards with `str.format`.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Sequence
from pathlib import Path

DOMAIN = "samo"
"""The base name of the catalogues: `<folder>/<language>/LC_MESSAGES/samo.mo`."""

_translations: _gettext.NullTranslations = _gettext.NullTranslations()


def use(folder: Path, languages: Sequence[str] | None = None) -> None:
    """Speaks the first of `languages` (such as "pt_BR") that has a catalogue in `folder`.

    By default those that the environment names (LANGUAGE, LC_ALL, LC_MESSAGES, LANG). English where
    there is none.
    """
    _install(_gettext.translation(DOMAIN, folder, languages, fallback=True))


def _install(translations: _gettext.NullTranslations) -> None:
    global _translations
    _translations = translations


def gettext(text: str) -> str:
    """`text` in the user's language; imported as `_`."""
    return _translations.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """`one` or `many`, or which other form the language has for `number` things."""
    return _translations.ngettext(one, many, number)


def pgettext(context: str, text: str) -> str:
    """`text` in the user's language, where the same English means several things."""
    return _translations.pgettext(context, text)


def gettext_noop(text: str) -> str:
    """Marks a text that is translated where it is used; imported as `N_`."""
    return text


def pgettext_noop(context: str, text: str) -> str:
    """Marks a text that is translated with `pgettext` where it is used."""
    return text
