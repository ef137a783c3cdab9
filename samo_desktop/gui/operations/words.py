"""What the user does to the list of their own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from samo_desktop.gui.operations.changes import Changes, Inverse, Operation, Outcome
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App

_LISTED = Changes(words=True)


def add(words: Sequence[str]) -> Operation[list[str]]:
    """Adds words; those that are listed stay as they are. Gives the new ones."""

    def work(app: App) -> Outcome[list[str]]:
        new = app.own_words.add(words)
        if not new:
            return Outcome(_LISTED, new, says=_("This is already among your words."))
        taken_back = Inverse(N_("Undo adding"), N_("Add again"), remove(new))
        text = ngettext("1 word was added.", "{n} words were added.", len(new))
        return Outcome(_LISTED, new, taken_back, formats.count(len(new), text))

    return Operation(work)


def remove(words: Sequence[str]) -> Operation[list[str]]:
    """Removes words. Gives the former list."""

    def work(app: App) -> Outcome[list[str]]:
        before = app.own_words.remove(words)
        taken_back = Inverse(N_("Undo removing"), N_("Remove again"), put(before))
        text = ngettext("1 word was removed.", "{n} words were removed.", len(words))
        return Outcome(_LISTED, before, taken_back, formats.count(len(words), text))

    return Operation(work)


def rename(word: str, into: str) -> Operation[list[str]]:
    """Writes a word otherwise. Gives the former list."""

    def work(app: App) -> Outcome[list[str]]:
        before = app.own_words.rename(word, into)
        taken_back = Inverse(N_("Undo changing a word"), N_("Change it again"), put(before))
        return Outcome(_LISTED, before, taken_back)

    return Operation(work)


def put(words: Sequence[str]) -> Operation[list[str]]:
    """Lists exactly these. Gives the former list."""

    def work(app: App) -> Outcome[list[str]]:
        before = app.own_words.put(words)
        taken_back = Inverse(N_("Undo changing your words"), N_("Change them again"), put(before))
        return Outcome(_LISTED, before, taken_back)

    return Operation(work)


def decline(word: str, *, declined: bool = True) -> Operation[None]:
    """Offers a word no more, or again."""

    def work(app: App) -> Outcome[None]:
        app.own_words.decline(word, declined=declined)
        back = decline(word, declined=not declined)
        taken_back = Inverse(N_("Undo “Don’t offer again”"), N_("Don’t offer again"), back)
        says = _("“{word}” will not be offered again.").format(word=word) if declined else ""
        return Outcome(_LISTED, None, taken_back, says)

    return Operation(work)
