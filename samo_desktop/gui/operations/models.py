"""Models that go. Fetching, importing and checking show how far they are: see ModelWork."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samo_desktop.gui.operations.changes import Changes, Operation, Outcome

if TYPE_CHECKING:
    from samo_desktop.app import App


def remove(name: str) -> Operation[None]:
    """Removes an installed model, or what was fetched of one."""

    def work(app: App) -> Outcome[None]:
        app.models.remove(name)
        return Outcome(Changes(models=True), None)

    return Operation(work, slow=True)
