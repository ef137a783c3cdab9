"""Whether a new passphrase is good enough to guard a journal.

Whoever has a copy of the journal can try passphrases for as long as they like, the likeliest first.
Only new passphrases are checked: a journal that has a weak one still opens with it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal

from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _

SHORTEST = 8
"""Characters, without blanks at the ends and repeated ones."""
LEAST_STRENGTH = 6.0
"""A million guesses: what guessing one by one, at the journal's cost of a guess, takes days for."""
LEAST_STRENGTH_OF_WORDS = 4.0
"""For the letters alone of three words or more, whose order and number are guesses of their own."""
WORD_STRENGTH = 5.0
"""For one word of whichever language, however long: dictionaries are tried whole."""
WORDS_TOGETHER = 4
"""Common words, written as one, that are no word of a dictionary."""
STRONG = 10.0
"""Guesses, as a power of ten, that take centuries at the journal's cost of a guess."""
LONGEST = 72
"""Characters that are looked at; estimating takes more than linear time."""

Rating = Literal["short", "weak", "fair", "strong"]

_OWN_WORDS = ["samo", "samodesktop", "desktop", "journal", "diary", "passphrase", "recovery"]
_BETWEEN = re.compile(r"[\s,._-]+")


def rate(text: str) -> Rating:
    """How good a new passphrase `text` would be; "fair" and better are taken. May take 0.1 s."""
    plain = _plain(text)
    if len(plain) < SHORTEST:
        return "short"
    words = _words(plain)
    guesses, letters = strength(plain), _guesses("".join(words))
    least = LEAST_STRENGTH_OF_WORDS if len(words) >= 3 else LEAST_STRENGTH
    if guesses < LEAST_STRENGTH or letters < least:
        return "weak"
    return "strong" if guesses >= STRONG else "fair"


def check_passphrase(text: str) -> None:
    """Raises SamoError, with what to do, if `text` is too short or too easily guessed."""
    rating = rate(text)
    if rating == "short":
        raise SamoError(
            _("A passphrase needs at least {least} characters.").format(least=SHORTEST),
            _("Use a few unrelated words."),
        )
    if rating == "weak":
        raise SamoError(
            _("That passphrase is too easy to guess."),
            _(
                "Use a few unrelated words. Common passwords, names, dates and keyboard "
                "patterns are tried first."
            ),
        )


def strength(text: str) -> float:
    """About how many guesses find `text`, as a power of ten: 0 for none, 6 for a million."""
    plain = _plain(text)
    guesses = min(_guesses(plain), _guesses(_without_accents(plain)))
    return min(guesses, _guesses_of_one_word(plain))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _words(plain: str) -> list[str]:
    """The words, each once: saying one twice guards no better."""
    folded = _without_accents(plain).casefold()
    return list(dict.fromkeys(word for word in _BETWEEN.split(folded) if word))


def _guesses_of_one_word(plain: str) -> float:
    """The same for one word with digits and signs around it; infinite for anything else.

    The estimator knows the commonest words of English, and takes others for random letters. Four
    words that it knows, written together, are no word.
    """
    core = plain.strip("".join(filter(_is_no_letter, plain)))
    as_written = core in (core.lower(), core.upper(), core.capitalize())
    if not core.isalpha() or core.lower() == core.upper() or not as_written:
        return math.inf
    if len(_known_words(core.lower())) >= WORDS_TOGETHER:
        return math.inf
    return WORD_STRENGTH + _guesses(plain.replace(core, "", 1))


def _is_no_letter(character: str) -> bool:
    return not character.isalpha()


def _known_words(core: str) -> set[str]:
    """The common words that `core` is put together of; none if less than four fifths are such."""
    from zxcvbn import zxcvbn

    found = [each for each in zxcvbn(core[:LONGEST])["sequence"] if each["pattern"] == "dictionary"]
    words = {str(each["token"]) for each in found if len(each["token"]) >= 3}
    covered = sum(len(each["token"]) for each in found if len(each["token"]) >= 3)
    return words if covered >= 0.8 * min(len(core), LONGEST) else set()


def _guesses(text: str) -> float:
    from zxcvbn import zxcvbn  # only where a passphrase is chosen

    if not text:
        return 0.0
    return math.log10(zxcvbn(text[:LONGEST], user_inputs=_OWN_WORDS)["guesses"])
