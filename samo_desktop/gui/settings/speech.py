"""Which languages one speaks, and which model transcribes: the best, the quickest, or one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from samo_desktop.domain.models import plain_name, short_name
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.settings.engine import BEST, EngineChoice
from samo_desktop.gui.settings.section import Section, beside
from samo_desktop.gui.settings.spoken_languages import SpokenLanguages
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.services.models import InstalledModel


class SpeechSection(Section):
    """The spoken languages and the speech model; what these cannot do together is said."""

    title = N_("Transcription")
    shown = Signal()
    """What is installed is offered."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._installed: list[InstalledModel] | None = None
        self.languages = SpokenLanguages(self._known)
        self.engine = EngineChoice()
        self.says = label(role="problem", wrap=True)
        self.says.setObjectName("languages_notice")
        self.use_best = button(_("Use the best model"), "link-small", "use_best_button")
        self.get_models = button(_("Show models"), "link-small", "show_models_button")
        self.tidy = self.check("tidy_speech", _("Leave out hesitations"))
        self.doubt = self.check("mark_doubt", _("Mark words that may be wrong"))
        self.languages.changed.connect(self._languages_chosen)
        self.engine.chosen.connect(lambda engine: self.change("engine", engine))
        self.use_best.clicked.connect(lambda: self.change("engine", BEST))
        self.get_models.clicked.connect(lambda: self.section_wanted.emit("models"))
        self._lay_out()
        self.show_settings()

    def _lay_out(self) -> None:
        first = next(iter(self.languages.boxes.values()))
        self.setFocusProxy(first)
        self.row(_("Spoken languages"), self.languages, at_top=True, of=first)
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        column.addWidget(self.engine)
        column.addWidget(self.says)
        column.addLayout(beside(self.use_best, self.get_models, spacing=2 * GRID))
        self.row(_("Transcribe with"), column, at_top=True, of=self.engine.best)
        tidy = QVBoxLayout()
        tidy.setSpacing(GRID // 2)
        tidy.addWidget(self.tidy)
        kept = _(
            "“Um”, “uh” and repeated starts, in new transcripts. Every word as it was said is kept "
            "beside the text."
        )
        tidy.addWidget(label(kept, "small", wrap=True))
        tidy.addWidget(self.doubt)
        self.row(_("Text"), tidy, at_top=True, of=self.tidy)

    def load(self) -> None:
        """Asks, in the background, what is installed."""
        context = self.context
        context.executors.background.run(
            context.tools.models, self._found, context.tell_problem, owner=self
        )
        context.runner.read(context.app.entries.seconds_a_minute, self._timed, owner=self)

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if changes.models:
            self.load()

    def show_settings(self) -> None:
        super().show_settings()
        settings = self.context.settings
        self.languages.show_codes(settings.languages)
        self.engine.show_engine(settings.engine, settings.languages)
        self._tell()

    def _found(self, models: list[InstalledModel]) -> None:
        self._installed = [model for model in models if model.kind == "speech"]
        self.engine.offer(self._installed)
        self.languages.bring_up_to_date()
        self.show_settings()
        self.shown.emit()

    def _timed(self, seconds: dict[str, float]) -> None:
        self.engine.show_paces(seconds)
        self.show_settings()

    def _languages_chosen(self) -> None:
        self.change("languages", self.languages.codes())

    # ---- what can be done

    def _known(self, code: str) -> bool:
        """Whether some installed model knows a language; as long as that is not known, it does."""
        installed = self._installed
        return installed is None or any(model.knows(code) for model in installed)

    def _tell(self) -> None:
        """Says what cannot be done, and offers what helps."""
        installed, settings = self._installed, self.context.settings
        text, best_helps = "", False
        if installed is not None:
            text, best_helps = self._problem(installed, settings.engine, settings.languages)
        self.says.setText(text)
        self.says.setVisible(bool(text))
        self.use_best.setVisible(best_helps)
        self.get_models.setVisible(bool(text) and not best_helps)

    def _problem(
        self, installed: list[InstalledModel], engine: str, languages: tuple[str, ...]
    ) -> tuple[str, bool]:
        """What is wrong, or ""; and whether the best model would help."""
        from samo_desktop.services.models import chosen

        if not installed:
            return _("No speech model is installed, so recordings are not transcribed."), False
        model = chosen(installed, SpeechOptions(engine, languages))
        if model is None:
            text = _("{model} is not installed, so recordings are not transcribed.")
            name = plain_name(engine.partition(":")[2] or engine)
            return text.format(model=name), True
        best = chosen(installed, SpeechOptions(BEST, languages)) or model
        unknown = [code for code in languages if not model.knows(code)]
        if unknown:
            text = ngettext(
                "{model} does not know {languages}. Recordings in this language are not "
                "transcribed.",
                "{model} does not know {languages}. Recordings in these languages are not "
                "transcribed.",
                len(unknown),
            )
            names = formats.listed(formats.language(code) for code in unknown)
            text = text.format(model=short_name(model.name), languages=names)
            return text, best.known(unknown) > 0
        if not languages and len(model.languages) == 1 and not model.knows("?"):
            text = _("{model} knows only {language}. Other languages are not transcribed.")
            name = formats.language(model.languages[0])
            text = text.format(model=short_name(model.name), language=name)
            return text, len(best.languages) != 1 or best.knows("?")
        return "", False
