"""The second step of the first run: which languages one speaks."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from samo_desktop.gui.settings.spoken_languages import SpokenLanguages
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.languages import HEARD_BY_WHISPER, system_languages


class FirstLanguages(QWidget):
    """What the settings say, or else the languages of the system and English, is chosen."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.languages = SpokenLanguages()
        self.languages.says.setMinimumHeight(3 * self.languages.fontMetrics().lineSpacing())
        self.languages.show_codes(context.settings.languages or preselected())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.languages)
        self.setFocusProxy(next(iter(self.languages.boxes.values())))

    def keep(self) -> None:
        """Takes what is chosen into the settings."""
        chosen = self.languages.codes()
        if chosen != self._context.settings.languages:
            self._context.change_settings(languages=chosen)


def preselected() -> tuple[str, ...]:
    """The languages of the system that can be heard, and English."""
    system = system_languages() or system_languages(QLocale.system().uiLanguages())
    return tuple(dict.fromkeys(code for code in (*system, "en") if code in HEARD_BY_WHISPER))
