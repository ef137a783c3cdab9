"""The passphrase and the recovery key of a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samo_desktop.gui.operations.changes import Changes, Operation, Outcome

if TYPE_CHECKING:
    from samo_desktop.app import App


def new_key(secret: str) -> Operation[str]:
    """Makes a new recovery key; the former one opens nothing any more.

    WrongPassphraseError if `secret` does not open the journal.
    """

    def work(app: App) -> Outcome[str]:
        return Outcome(Changes(journal=True), app.journal.new_recovery_key(secret))

    return Operation(work)


def change_passphrase(passphrase: str, secret: str | None) -> Operation[None]:
    """Lets `passphrase` open the journal in place of the former one.

    WrongPassphraseError if `secret` does not open it; None where it needs no other proof.
    """

    def work(app: App) -> Outcome[None]:
        app.journal.change_passphrase(passphrase, secret)
        return Outcome(Changes(journal=True), None)

    return Operation(work)


def key_saved() -> Operation[None]:
    """Notes that the user has the recovery key."""

    def work(app: App) -> Outcome[None]:
        app.journal.set_key_saved(saved=True)
        return Outcome(Changes(journal=True), None)

    return Operation(work)
