"""What the user does to the journal as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samo_desktop.gui.operations.changes import Changes, Operation, Outcome

if TYPE_CHECKING:
    from samo_desktop.app import App

if TYPE_CHECKING:
    pass

OTHER_KEY = Changes(journal=True)


def new_recovery_key(secret: str) -> Operation[str]:
    """Makes a new recovery key, once the passphrase was given again; the former opens nothing."""
    return Operation(lambda app: Outcome(OTHER_KEY, app.journal.new_recovery_key(secret)))


def recovery_key_saved() -> Operation[None]:
    """The user has the recovery key."""

    def work(app: App) -> Outcome[None]:
        app.journal.set_key_saved(saved=True)
        return Outcome(OTHER_KEY, None)

    return Operation(work)
