"""Names and words of the user's own, which speech models are told of."""

from __future__ import annotations

from collections.abc import Iterable

from samo_desktop.domain.own_words import (
    MAX_CHARACTERS,
    MAX_PARTS,
    MAX_WORDS,
    Offer,
    distinct,
    fold,
    tidy,
)
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.services.session import Session

__all__ = ["Offer", "OwnWordService"]


class OwnWordService:
    """The list, in the user's order. Any thread may call; every method may raise SamoError.

    They apply to what is transcribed from then on.
    """

    def __init__(self, session: Session) -> None:
        self._journal = session.journal

    def all(self) -> list[str]:
        """The words."""
        return self._journal.personal.own_words()

    def add(self, words: Iterable[str]) -> list[str]:
        """Adds words at the end, all of them or none; returns those that were not listed yet.

        Raises SamoError for one that cannot be a word, or if they are too many.
        """
        wanted = distinct(checked(word) for word in words if tidy(word))
        if not wanted:
            raise SamoError(_("There is no word to add."), _("Type a name or a word."))
        with self._journal.transaction() as change:
            kept = change.own_words()
            known = {fold(word) for word in kept}
            new = [word for word in wanted if fold(word) not in known]
            if len(kept) + len(new) > MAX_WORDS:
                raise SamoError(
                    _("At most {most} words can be listed.").format(most=MAX_WORDS),
                    _("Remove some that are recognised without being listed."),
                )
            change.put_words([*kept, *new])
            for word in new:
                change.decline_word(word, declined=False)
        return new

    def remove(self, words: Iterable[str]) -> list[str]:
        """Removes words in any case; returns the former list, for `put` to bring it back.

        Raises NotFoundError for one that is not listed.
        """
        with self._journal.transaction() as change:
            before = change.own_words()
            gone = {_place(before, word) for word in words}
            change.put_words([word for place, word in enumerate(before) if place not in gone])
        return before

    def rename(self, word: str, into: str) -> list[str]:
        """Writes a word otherwise, at its place; returns the former list.

        Raises NotFoundError, and SamoError if it cannot be written so, or is listed already.
        """
        new = checked(into)
        with self._journal.transaction() as change:
            before = change.own_words()
            place = _place(before, word)
            others = [*before[:place], *before[place + 1 :]]
            if fold(new) in map(fold, others):
                raise SamoError(
                    _("“{word}” is already listed.").format(word=new),
                    _("Change it, or remove the other one."),
                )
            change.put_words([*before[:place], new, *before[place + 1 :]])
        return before

    def put(self, words: Iterable[str]) -> list[str]:
        """Lists exactly these, as an earlier call returned them; returns the former list."""
        with self._journal.transaction() as change:
            before = change.own_words()
            change.put_words(distinct(words)[:MAX_WORDS])
        return before

    def offers(self, entry_id: str | None = None) -> list[Offer]:
        """Words that the user keeps putting in place of others, in one entry or in all."""
        return self._journal.personal.offered_words(entry_id)

    def decline(self, word: str, *, declined: bool = True) -> None:
        """Offers a word no more, or again."""
        with self._journal.transaction() as change:
            change.decline_word(word, declined=declined)


def checked(word: str) -> str:
    """`word` tidied, if it can be listed. Raises SamoError."""
    found = tidy(word)
    if not any(character.isalpha() for character in found):
        raise SamoError(
            _("A word needs a letter."), _("Type a name or a word as it is to be written.")
        )
    if not found.isprintable():
        raise SamoError(
            _("The word contains characters that cannot be shown."), _("Type it again.")
        )
    if len(found) > MAX_CHARACTERS or len(found.split()) > MAX_PARTS:
        raise SamoError(
            _("A name has at most {parts} words and {characters} characters.").format(
                parts=MAX_PARTS, characters=MAX_CHARACTERS
            ),
            _("List one name per line."),
        )
    return found


def _place(words: list[str], word: str) -> int:
    for place, listed in enumerate(words):
        if fold(listed) == fold(word):
            return place
    raise NotFoundError(
        _("“{word}” is not listed.").format(word=tidy(word)[:MAX_CHARACTERS]),
        _("See the list of your words."),
    )
