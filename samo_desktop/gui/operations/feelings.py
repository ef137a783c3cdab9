"""What the user says of feelings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from samo_desktop.domain.emotion import Corrected
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.gui.operations.changes import Changes, Inverse, Operation, Outcome, changed
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.app import App

TAUGHT = Changes(feelings=True)


def correct(entry_id: str, label: str, *, belongs: bool) -> Operation[Entry]:
    """Says that a feeling does, or does not, belong to an entry."""
    return _say(entry_id, {label: belongs})


def uncorrect(entry_id: str, label: str) -> Operation[Entry]:
    """Takes back what was said of a feeling of an entry."""
    return _say(entry_id, {label: None})


def _say(entry_id: str, verdicts: Mapping[str, bool | None]) -> Operation[Entry]:
    """Says of each label whether it belongs to an entry; None takes back what was said."""

    def work(app: App) -> Outcome[Entry]:
        entry = app.entries.get(entry_id)
        corrected = (entry.analysis and entry.analysis.corrected) or Corrected()
        before = {label: _verdict(corrected, label) for label in verdicts}
        add = [label for label, verdict in verdicts.items() if verdict is True]
        remove = [label for label, verdict in verdicts.items() if verdict is False]
        nothing = [label for label, verdict in verdicts.items() if verdict is None]
        if add or remove:
            entry = app.feelings.correct(entry_id, add=add, remove=remove)
        if nothing:
            entry = app.feelings.uncorrect(entry_id, nothing)
        inverse = Inverse(
            N_("Undo correcting a feeling"),
            N_("Correct the feeling again"),
            _say(entry_id, before),
            frozenset((entry_id,)),
        )
        return Outcome(changed(entry_id, feelings=True), entry, inverse)

    return Operation(work)


def _verdict(corrected: Corrected, label: str) -> bool | None:
    if label in corrected.added:
        return True
    return False if label in corrected.removed else None


def add_own(name: str, examples: Sequence[str]) -> Operation[OwnFeeling]:
    """Keeps a feeling of the user's own; see `FeelingService.add`."""

    def work(app: App) -> Outcome[OwnFeeling]:
        feeling = app.feelings.add(name, examples)
        inverse = Inverse(
            N_("Undo adding a feeling"), N_("Add the feeling again"), remove_own(feeling.name)
        )
        return Outcome(TAUGHT, feeling, inverse)

    return Operation(work, slow=True)


def remove_own(name: str) -> Operation[OwnFeeling]:
    """Removes a feeling of the user's own."""

    def work(app: App) -> Outcome[OwnFeeling]:
        feeling = app.feelings.remove(name)
        inverse = Inverse(
            N_("Undo removing a feeling"), N_("Remove the feeling again"), restore_own(feeling)
        )
        return Outcome(TAUGHT, feeling, inverse)

    return Operation(work)


def restore_own(feeling: OwnFeeling) -> Operation[None]:
    """Brings a feeling of the user's own back."""

    def work(app: App) -> Outcome[None]:
        app.feelings.restore(feeling)
        inverse = Inverse(
            N_("Undo bringing a feeling back"),
            N_("Bring the feeling back again"),
            remove_own(feeling.name),
        )
        return Outcome(TAUGHT, None, inverse)

    return Operation(work)


def forget() -> Operation[int]:
    """Lets no correction made so far teach; how many."""

    def work(app: App) -> Outcome[int]:
        inverse = Inverse(N_("Undo forgetting"), N_("Forget again"), remember())
        return Outcome(TAUGHT, app.feelings.forget(), inverse)

    return Operation(work)


def remember() -> Operation[int]:
    """Lets the corrections that were forgotten last teach again; how many."""

    def work(app: App) -> Outcome[int]:
        inverse = Inverse(N_("Undo remembering"), N_("Remember again"), forget())
        return Outcome(TAUGHT, app.feelings.remember(), inverse)

    return Operation(work)
