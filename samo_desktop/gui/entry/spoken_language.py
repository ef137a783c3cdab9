"""The language that was heard in a voice note, mended by choosing another one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.operations.transcripts import mend_language
from samo_desktop.gui.settings.spoken_languages import LanguagePicker
from samo_desktop.gui.style import formats
from samo_desktop.languages import HEARD_WELL, system_languages
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

Ask = Callable[[Callable[[str], object]], None]


class SpokenLanguage(QPushButton):
    """Names the language under a spoken text; a menu has those that the user speaks.

    `ask` saves what was typed, and then calls with the open entry's id.
    """

    def __init__(self, app: App, runner: OperationRunner, ask: Ask, *, writable: bool) -> None:
        super().__init__()
        self._app, self._runner, self._ask, self._writable = app, runner, ask, writable
        self._language, self._uncertain = "", False
        self.offered: QMenu | None = None
        self.picker: LanguagePicker | None = None
        self.setProperty("role", "quiet")
        self.setObjectName("spoken_language")
        self.clicked.connect(self._offer)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Names the language that was heard last in `entry`, and says so if that is uncertain."""
        heard = entry.transcript if entry is not None and entry.audio is not None else None
        self._language = heard.language if heard else ""
        self._uncertain = heard is not None and heard.language_uncertain
        self.setVisible(bool(self._language))
        idle = entry is not None and entry.state in ("done", "failed")
        self.setEnabled(self._writable and idle)
        if not self._language:
            return
        name = formats.language(self._language)
        text, tip = name, _("Transcribe again in another language")
        if self._uncertain:
            text = _("{language}, uncertain").format(language=name)
            tip = _("It is not certain which language this is. Choose the right one.")
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(_("Spoken language: {language}").format(language=text))
        self.setAccessibleDescription(tip)

    def mend(self, language: str) -> None:
        """Has the open entry's voice transcribed again in `language` (ISO 639-1)."""
        self._ask(lambda entry_id: self._runner.run(mend_language(entry_id, language)))

    def _offer(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("spoken_language_menu")
        group = QActionGroup(menu)
        for code in self._choices():
            choice = menu.addAction(formats.language(code))
            choice.setCheckable(True)
            choice.setChecked(code == self._language)
            group.addAction(choice)
            choice.triggered.connect(partial(self._choose, code))
        menu.addSeparator()
        menu.addAction(_("Other…")).triggered.connect(lambda _checked=False: self._offer_all())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.destroyed.connect(self._menu_gone)
        self.offered = menu
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _choices(self) -> list[str]:
        """The languages that the user speaks, and the one that was heard, by their names."""
        spoken = self._app.settings.languages or (*HEARD_WELL, *system_languages()[:1])
        return sorted({*spoken, self._language}, key=lambda code: formats.language(code).casefold())

    def _choose(self, code: str, _checked: bool = True) -> None:
        if code != self._language or self._uncertain:  # said by the user it is certain
            self.mend(code)

    def _offer_all(self) -> None:
        picker = LanguagePicker(self, bool, {self._language})
        picker.picked.connect(self.mend)
        picker.destroyed.connect(self._picker_gone)
        self.picker = picker
        picker.open_under(self)

    def _menu_gone(self) -> None:
        self.offered = None

    def _picker_gone(self) -> None:
        self.picker = None
