"""Best, quick, or one model: what transcribes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from samo_desktop.domain.models import plain_name, short_name
from samo_desktop.domain.pace import too_slow
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.gui.settings.section import Choice
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from samo_desktop.services.models import InstalledModel

BEST, QUICK = "auto", "quick"
"""The settings for the best and for the quickest of the installed models."""


class EngineChoice(QWidget):
    """Two ways with a sentence each, and below them every installed model by its name."""

    chosen = Signal(str)
    """The user has chosen this setting."""

    def __init__(self) -> None:
        super().__init__()
        self._installed: Sequence[InstalledModel] = ()
        self._languages: tuple[str, ...] = ()
        self._paces: Mapping[str, float] = {}
        self.best, self.quick = QRadioButton(_("Best")), QRadioButton(_("Quick"))
        self.one = QRadioButton(_("Always the same model"))
        self.best_says, self.quick_says = (label(role="small", wrap=True) for _each in range(2))
        self.model = Choice(_called)
        self.model.setObjectName("engine")
        self.model.setAccessibleName(_("Model that always transcribes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for way, says, name in (
            (self.best, self.best_says, "engine_best"),
            (self.quick, self.quick_says, "engine_quick"),
            (self.one, self.model, "engine_one"),
        ):
            way.setObjectName(name)
            way.setAccessibleName(_("Transcribe with: {way}").format(way=way.text()))
            column.addWidget(way)
            column.addWidget(says)
        look().changed.connect(self._fit)
        self._fit()
        self.best.clicked.connect(lambda: self.chosen.emit(BEST))
        self.quick.clicked.connect(lambda: self.chosen.emit(QUICK))
        self.one.clicked.connect(self._one)
        self.model.activated.connect(lambda _place: self._one())

    def _fit(self) -> None:
        """The sentences begin below the names of what they are about."""
        for says in (self.best_says, self.quick_says):
            says.setContentsMargins(look().icon_size + 12, 0, 0, GRID)

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Lists the installed speech models, the best first."""
        self._installed = models
        self.model.clear()
        for model in models:
            self.model.addItem(f"{model.title}, {formats.size(model.size)}", model.name)

    def show_paces(self, seconds: Mapping[str, float]) -> None:
        """Tells how many `seconds` each model, by its name, takes for a minute of speech."""
        self._paces = seconds

    def show_engine(self, engine: str, languages: tuple[str, ...]) -> None:
        """Shows the setting `engine`, and what it means where `languages` are spoken."""
        self._languages = languages
        way = {BEST: self.best, QUICK: self.quick}.get(engine, self.one)
        way.setChecked(True)
        self.model.setVisible(way is self.one)
        if way is self.one:
            self.model.show_value(self._listed(engine))
        for one, says, text in (
            (self.best, self.best_says, self._best_says()),
            (self.quick, self.quick_says, self._quick_says()),
        ):
            says.setText(text)
            one.setAccessibleDescription(text)

    def _listed(self, engine: str) -> str:
        """The name in the list of what the setting `engine` means; itself if it is not there."""
        from samo_desktop.services.models import chosen

        slow = too_slow(self._paces)
        model = chosen(self._installed, SpeechOptions(engine, self._languages, slow=slow))
        return model.name if model else engine

    def _best_says(self) -> str:
        fewest = _("The fewest mistakes.")
        return f"{fewest} {self._uses(BEST)}".strip()

    def _quick_says(self) -> str:
        name = self._listed(QUICK)
        if name != QUICK and name == self._listed(BEST):
            text = _("Uses {model} as well. If you speak only English, a quicker model is used.")
            return text.format(model=short_name(name))
        sooner = _("Words come sooner, with more mistakes.")
        return f"{sooner} {self._uses(QUICK)}".strip()

    def _uses(self, engine: str) -> str:
        """Which model `engine` means, and how fast it was here; "" if there is none."""
        name = self._listed(engine)
        if name == engine:
            return ""
        seconds = self._paces.get(name)
        if seconds is None:
            return _("Uses {model}.").format(model=short_name(name))
        whole = max(1, round(seconds))
        text = ngettext(
            "Uses {model}, which took about 1 second for a minute of speech.",
            "Uses {model}, which took about {n} seconds for a minute of speech.",
            whole,
        )
        return text.format(model=short_name(name), n=QLocale().toString(whole))

    def _one(self) -> None:
        self.one.setChecked(True)
        self.model.show()
        if self.model.currentIndex() < 0:
            self.model.setCurrentIndex(0)
        if self.model.currentData():
            self.chosen.emit(self.model.currentData())


def _called(engine: str) -> str:
    """What the setting `engine` is called where it is not the name of an installed model."""
    if engine in ("moonshine", "whisper"):
        return {"moonshine": "Moonshine", "whisper": "Whisper"}[engine]
    name = plain_name(engine.partition(":")[2] or engine)
    return _("{model} (not installed)").format(model=name)
