"""Which model transcribes, and in which language one speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout

from samo_desktop.domain.models import ANY_LANGUAGE, plain_name
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.settings.section import Section, beside
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.languages import COMMON
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.services.models import InstalledModel

BEST = "auto"
"""The setting for the best model that is installed."""


class SpeechSection(Section):
    """The speech model and the spoken language: of these only what an installed model can do."""

    title = N_("Transcription")
    shown = Signal()
    """What is installed is offered."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._installed: list[InstalledModel] | None = None
        self.engine = self.choice(
            "engine", _("Transcribe with"), [(_("Best installed"), BEST)], self._called
        )
        self.language = self.choice(
            "languages", _("Spoken language"), [(_("Detect automatically"), ())], _named
        )
        self.says = label(role="small", wrap=True)
        self.says.setObjectName("languages_notice")
        self.get_models = button(_("Show models"), "link-small", "show_models_button")
        self.get_models.clicked.connect(lambda: self.section_wanted.emit("models"))
        self._lay_out()

    def _lay_out(self) -> None:
        self.row(_("Transcribe with"), self.engine)
        spoken = QVBoxLayout()
        spoken.setSpacing(GRID // 2)
        spoken.addWidget(self.language)
        spoken.addWidget(self.says)
        spoken.addLayout(beside(self.get_models))
        self.row(_("Spoken language"), spoken, at_top=True, of=self.language)

    def load(self) -> None:
        """Asks, in the background, what is installed."""
        context = self.context
        context.executors.background.run(
            context.tools.models, self._found, context.tell_problem, owner=self
        )

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if changes.models:
            self.load()
        elif changes.settings and self._installed is not None:
            self._offer(self._installed)

    def _found(self, models: list[InstalledModel]) -> None:
        self._installed = [model for model in models if model.kind == "speech"]
        self._offer(self._installed)
        self.shown.emit()

    def _offer(self, models: list[InstalledModel]) -> None:
        """Models by their plain names, and languages: first those that can be transcribed now."""
        _clear(self.engine)
        for model in models:
            text = f"{model.title}, {formats.size(model.size)}"
            self.engine.addItem(text, model.name)
        _clear(self.language)
        for code in sorted(
            COMMON, key=lambda code: (not self._known(code), formats.language(code))
        ):
            self._add_language(code)
        self.show_settings()
        self._tell()

    def _add_language(self, code: str) -> None:
        box, name = self.language, formats.language(code)
        box.addItem(name, (code,))
        if self._known(code):
            return
        place = box.count() - 1
        text = (
            _("{language} (needs another model)")
            if self._known(code, BEST)
            else _("{language} (needs a larger model)")
        )
        box.setItemText(place, text.format(language=name))
        items: Any = box.model()
        assert isinstance(items, QStandardItemModel)
        items.item(place).setEnabled(False)
        box.setItemData(
            place, _("Needs a larger model. Get one below."), Qt.ItemDataRole.ToolTipRole
        )

    # ---- what can be done

    def _chosen(self, engine: str) -> list[InstalledModel]:
        """The installed models that the setting `engine` may take."""
        return [
            model
            for model in self._installed or ()
            if engine in (BEST, model.engine, model.name, f"{model.engine}:{model.name}")
        ]

    def _known(self, code: str, engine: str = "") -> bool:
        chosen = self._chosen(engine or self.context.settings.engine)
        return any(model.knows(code) for model in chosen)

    def _tell(self) -> None:
        """Says what cannot be done, and what to do, beside the language."""
        settings = self.context.settings
        text = self._problem(settings.engine, "".join(settings.languages[:1]))
        models = self._chosen(settings.engine)
        only = {code for model in models for code in model.languages}
        if not text and models and only and ANY_LANGUAGE not in only:
            known = formats.listed(sorted(formats.language(code) for code in only))
            text = _(
                "{model} knows only {language}. For other languages, get a larger model below."
            ).format(model=models[0].title.partition(" (")[0], language=known)
        self.says.setText(text)
        self.says.setVisible(bool(text))
        self.get_models.setVisible(bool(text))

    def _problem(self, engine: str, language: str) -> str:
        name = formats.language(language)
        if not self._installed:
            return _("No speech model is installed, so recordings are not transcribed.")
        if not self._chosen(engine):
            text = _(
                "{model} is not installed, so recordings are not transcribed. "
                "Choose another model, or get it below."
            )
            return text.format(model=self._called(engine, mark=False))
        if self._known(language, engine):
            return ""
        if self._known(language, BEST):
            text = _("This model does not know {language}. Choose another model above.")
        else:
            text = _(
                "No installed model knows {language}, so recordings are not transcribed. "
                "Choose another language, or get a larger model below."
            )
        return text.format(language=name)

    def _called(self, engine: str, *, mark: bool = True) -> str:
        """What the setting `engine` is called where it is not the name of an installed model."""
        if engine in ("moonshine", "whisper"):
            return {"moonshine": "Moonshine", "whisper": "Whisper"}[engine]
        name = plain_name(engine.partition(":")[2] or engine)
        known = not mark or bool(self._chosen(engine))
        return name if known else _("{model} (not installed)").format(model=name)


def _named(codes: tuple[str, ...]) -> str:
    return formats.listed(formats.language(code) for code in codes)


def _clear(box: Any) -> None:
    """Takes away all but the first choice."""
    while box.count() > 1:
        box.removeItem(1)
