"""What the user teaches the program of feelings: words of their own, and by correcting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.gui.operations.changes import Changes, Inverse, Operation, Outcome
from samo_desktop.gui.style import formats
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.app import App

_TAUGHT = Changes(feelings=True)


def add_feeling(name: str, examples: Sequence[str]) -> Operation[OwnFeeling]:
    """Makes a feeling of the user's own."""

    def work(app: App) -> Outcome[OwnFeeling]:
        feeling = app.feelings.add(name, examples)
        taken_back = Inverse(N_("Undo adding"), N_("Add again"), remove_feeling(feeling.name))
        return Outcome(_TAUGHT, feeling, taken_back)

    return Operation(work)


def remove_feeling(name: str) -> Operation[OwnFeeling]:
    """Removes a feeling of the user's own; entries that have it keep it."""

    def work(app: App) -> Outcome[OwnFeeling]:
        feeling = app.feelings.remove(name)
        taken_back = Inverse(N_("Undo removing"), N_("Remove again"), restore_feeling(feeling))
        says = _("{feeling} was removed.").format(feeling=formats.begun(feeling.name))
        return Outcome(_TAUGHT, feeling, taken_back, says)

    return Operation(work)


def restore_feeling(feeling: OwnFeeling) -> Operation[OwnFeeling]:
    """Brings a feeling of the user's own back."""

    def work(app: App) -> Outcome[OwnFeeling]:
        app.feelings.restore(feeling)
        taken_back = Inverse(N_("Undo adding"), N_("Add again"), remove_feeling(feeling.name))
        return Outcome(_TAUGHT, feeling, taken_back)

    return Operation(work)


def forget() -> Operation[int]:
    """Forgets what corrections taught; they stay on their entries. Gives their number."""

    def work(app: App) -> Outcome[int]:
        number = app.feelings.forget()
        taken_back = Inverse(N_("Undo forgetting"), N_("Forget again"), remember())
        says = _("What your corrections taught is forgotten.")
        return Outcome(_TAUGHT, number, taken_back, says)

    return Operation(work)


def remember() -> Operation[int]:
    """Learns again from the corrections there are. Gives their number."""

    def work(app: App) -> Outcome[int]:
        number = app.feelings.remember()
        taken_back = Inverse(N_("Undo learning"), N_("Learn again"), forget())
        return Outcome(_TAUGHT, number, taken_back)

    return Operation(work)
