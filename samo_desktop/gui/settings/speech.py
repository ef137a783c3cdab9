"""Which model writes words down, and in which language they are spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.languages import COMMON
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.settings import ENGINES

if TYPE_CHECKING:
    from samo_desktop.services.models import InstalledModel


class SpeechSection(Section):
    """The speech model and the spoken language."""

    title = N_("Speech")
    shown = Signal()
    """What is installed is offered."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        engines = [
            (_("The best that is installed"), "auto"),
            ("Moonshine", "moonshine"),
            ("Whisper", "whisper"),
        ]
        self.engine = self.choice("engine", _("Speech engine"), engines)
        languages = sorted((formats.language(code), code) for code in COMMON)
        heard = [(_("Found out by the model"), ""), *languages]
        self.language = self.choice("language", _("Spoken language"), heard)
        self.row(_("Engine"), self.engine)
        self.row(_("Language"), self.language)

    def load(self) -> None:
        """Asks, in the background, what is installed."""
        context = self.context
        context.executors.background.run(
            context.tools.models, self._offer, context.tell_problem, owner=self
        )

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if changes.models:
            self.load()

    def _offer(self, models: list[InstalledModel]) -> None:
        """Speech models by name, below the engines."""
        while self.engine.count() > len(ENGINES):
            self.engine.removeItem(len(ENGINES))
        for model in models:
            if model.kind == "speech":
                self.engine.addItem(f"{model.name} ({formats.size(model.size)})", model.name)
        self.show_settings()
        self.shown.emit()
