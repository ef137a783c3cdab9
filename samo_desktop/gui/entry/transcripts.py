"""What speech models heard in a recording: which one, and again with another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu, QPushButton

from samo_desktop.domain.entry import Entry
from samo_desktop.domain.models import ANY_LANGUAGE, plain_name
from samo_desktop.gui.entry.transcripts_dialog import Replaced, TranscriptsDialog
from samo_desktop.gui.operations.entries import transcribe_again
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executor
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import beside_icon
from samo_desktop.languages import COMMON
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.models import InstalledModel

WIDEST = 100 * GRID
"""Pixels that the line takes at most."""

Ask = Callable[[Callable[[str], object]], None]


class HeardBy(QPushButton):
    """A quiet line under a spoken text: who wrote it down, and a menu of who else could.

    `ask` saves what was typed, and then calls with the open entry's id.
    """

    problem = Signal(object)

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        background: Executor,
        entry: Callable[[], Entry | None],
        ask: Ask,
    ) -> None:
        super().__init__()
        self._app, self._entry, self._ask = app, entry, ask
        self._runner, self._background = runner, background
        self.offered: QMenu | None = None
        self.dialog: TranscriptsDialog | None = None
        self._replaced: Replaced = {}
        self._says, self._room = "", WIDEST
        self.setProperty("role", "quiet")
        self.setObjectName("heard_by")
        icons.wear(self, "transcript", "muted")
        self.clicked.connect(self._load)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Says who heard the newest transcript of `entry`."""
        self.setVisible(entry is not None and entry.audio is not None)
        heard = entry.transcript if entry else None
        if heard is None:
            text = _("Not transcribed")
        else:
            text = _("Transcribed by {model}").format(model=short(heard.model))
        self._says = text
        self.fit(self._room)
        self.setToolTip(_("Transcribe again, or compare transcripts"))
        self.setAccessibleName(text)
        self.setAccessibleDescription(self.toolTip())

    def fit(self, room: int) -> None:
        """Takes no more than `room` pixels; what is left out is read to those who do not see."""
        self._room = room
        beside = 2 * GRID + 2 * GRID + look().icon_size
        metrics, right = QFontMetrics(look().font("small")), Qt.TextElideMode.ElideRight
        self.setText(beside_icon(metrics.elidedText(self._says, right, room - beside)))

    def shut(self) -> None:
        """Asks nothing any more."""
        self._background.forget(self)
        if self.dialog is not None:
            self.dialog.reject()

    # ---- again

    def _load(self) -> None:
        self._background.run(self._app.models.speech, self._offer, self.problem.emit, owner=self)

    def _offer(self, models: list[InstalledModel]) -> None:
        entry = self._entry()
        if entry is None or entry.audio is None:
            return
        menu = QMenu(self)
        menu.setObjectName("heard_by_menu")
        menu.addAction(_("Transcribe again with")).setEnabled(False)
        idle = entry.state in ("done", "failed")
        for model in models:
            self._add_model(menu, model, idle)
        if not models:
            menu.addAction(_("No speech model is installed")).setEnabled(False)
        menu.addSeparator()
        compare = menu.addAction(_("Compare transcripts…"))
        compare.setEnabled(entry.transcript is not None)
        compare.triggered.connect(lambda _checked=False: self.compare())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.destroyed.connect(self._menu_gone)
        self.offered = menu
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _add_model(self, menu: QMenu, model: InstalledModel, idle: bool) -> None:
        name = f"{short(model.name)}, {formats.size(model.size)}"
        again = partial(self.write_again, f"{model.engine}:{model.name}")
        if len(model.languages) == 1 and ANY_LANGUAGE not in model.languages:
            [only] = model.languages  # who chooses it says that this is the language
            action = menu.addAction(name)
            action.setEnabled(idle)
            action.triggered.connect(lambda _checked=False: again(only))
            return
        languages = menu.addMenu(name)
        languages.setEnabled(idle)
        choices = [(_("Detect automatically"), "")]
        choices += sorted((formats.language(code), code) for code in COMMON if model.knows(code))
        for text, code in choices:
            do = partial(again, code)
            languages.addAction(text).triggered.connect(lambda _checked=False, do=do: do())
            if not code:
                languages.addSeparator()

    def _menu_gone(self) -> None:
        self.offered = None

    def write_again(self, model: str, language: str) -> None:
        """Has `model` transcribe the open entry's voice; `language` "" to detect it."""
        self._ask(lambda entry_id: self._runner.run(transcribe_again(entry_id, model, language)))

    # ---- what was heard

    def compare(self) -> None:
        """Shows all that was heard in the open entry, beside its text."""
        self._ask(self._open)

    def _open(self, entry_id: str) -> None:
        if self.dialog is not None:  # it was asked for twice meanwhile
            return
        self.dialog = TranscriptsDialog(
            self._app, self._runner, self._background, entry_id, self._replaced, self.window()
        )
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()


def short(model: str) -> str:
    """What people call a model, in at most forty characters."""
    name = plain_name(model)
    return name if len(name) <= 40 else name[:39] + "…"
