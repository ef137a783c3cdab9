"""Other settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations.changes import Changes, Operation, Outcome
from samo_desktop.gui.style import formats
from samo_desktop.settings import Settings, save

if TYPE_CHECKING:
    from samo_desktop.app import App


def change(**values: Any) -> Operation[Settings]:
    """Takes settings by their names, and keeps them for the next start.

    A value that cannot be is refused; settings that cannot be kept are taken all the same.
    """

    def work(app: App) -> Outcome[Settings]:
        chosen = app.settings.with_(**values)
        app.settings = chosen
        says = ""
        try:
            save(chosen, paths.settings_file())
        except SamoError as error:
            says = formats.problem(error.message, error.hint)
        return Outcome(Changes(settings=True), chosen, says=says)

    return Operation(work)
