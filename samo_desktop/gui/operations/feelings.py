"""What the user says of the feelings of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from samo_desktop.domain.emotion import Corrected
from samo_desktop.domain.entry import Entry
from samo_desktop.gui.operations.changes import Inverse, Operation, Outcome, changed
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.app import App


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
