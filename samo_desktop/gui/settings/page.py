"""Appearance, microphone, speech, feelings, models, and where the journal lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.recovery_key import NewKeyDialog
from samo_desktop.gui.recording.page import loudness
from samo_desktop.gui.runtime.background import Background
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.settings.feelings import FeelingSettings
from samo_desktop.gui.settings.models import ModelSettings
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.languages import COMMON
from samo_desktop.messages import gettext as _
from samo_desktop.services.models import InstalledModel
from samo_desktop.services.recordings import Meter
from samo_desktop.settings import ENGINES, Settings

if TYPE_CHECKING:
    from samo_desktop.app import App

METER_MS = 60
SIZES = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


class _Fresh(QComboBox):
    """Says when its list is opened, so that it can be brought up to date."""

    opened = Signal()

    def showPopup(self) -> None:
        self.opened.emit()
        super().showPopup()


class SettingsPage(QWidget):
    """Every change is taken at once."""

    changed = Signal(object)
    """The new Settings."""
    problem = Signal(object)
    models_shown = Signal()
    deleted_wanted = Signal()
    """The user wants to see the deleted entries."""

    def __init__(
        self, app: App, services: Services, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._app, self._services, self._background = app, services, background
        self._meter: Meter | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(METER_MS)
        self._timer.timeout.connect(self._measure)
        self._make()
        self._lay_out()
        self._show(app.settings)

    def _make(self) -> None:
        self.theme = self._choice(
            "theme",
            _("Colours"),
            [
                (_("As the system"), "system"),
                (_("Light"), "light"),
                (_("Dark"), "dark"),
            ],
        )
        sizes = [(f"{round(size * 100)} %", size) for size in SIZES]
        self.text_size = self._choice("text_scale", _("Text size"), sizes)
        default = [(_("The system's default"), "")]
        self.microphone = self._choice("microphone", _("Microphone"), default)
        self.microphone.opened.connect(self._look_for_microphones)
        self.test = button(_("Test"), "plain", "test_microphone_button", "microphone")
        self.test.setCheckable(True)
        self.test.setAccessibleName(_("Test the microphone"))
        self.test.clicked.connect(self._test)
        self.level = QProgressBar()
        self.level.setRange(0, 100)
        self.level.setTextVisible(False)
        self.level.setAccessibleName(_("Level of the microphone"))
        self.hears = label(role="small", wrap=True)
        after = _("After {n} minutes of silence")
        self.silence = self._choice(
            "stop_after_silence",
            _("Stop by itself"),
            [(_("Never"), 0), *((after.format(n=n), n) for n in (2, 5, 10, 30))],
        )
        self.engine = self._choice(
            "engine",
            _("Speech engine"),
            [
                (_("The best that is installed"), "auto"),
                ("Moonshine", "moonshine"),
                ("Whisper", "whisper"),
            ],
        )
        languages = [(formats.language(code), code) for code in COMMON]
        heard = [(_("Found out by the model"), ""), *sorted(languages)]
        self.language = self._choice("language", _("Spoken language"), heard)
        self.feelings = FeelingSettings(self._app, self._background)
        self.feelings.problem.connect(self.problem)
        self.models = ModelSettings(self._app)
        self.models.address_chosen.connect(self._take)
        self.models.changed.connect(self._load_models)
        self.feelings.learning_chosen.connect(lambda on: self._take("learn_from_corrections", on))

        self.new_key = button(_("Make a new one…"), "plain", "new_key_button")
        self.new_key.setAccessibleName(_("Make a new recovery key"))
        self.new_key.clicked.connect(self._make_key)
        self.deleted = button(_("Show…"), "plain", "show_deleted_button")
        self.deleted.setAccessibleName(_("Show recently deleted entries"))
        self.deleted.clicked.connect(self.deleted_wanted)
        self.key_dialog: NewKeyDialog | None = None

    def _make_key(self) -> None:
        self.key_dialog = NewKeyDialog(self._app, self._background, self.window())
        self.key_dialog.finished.connect(self._key_made)
        self.key_dialog.open()

    def _key_made(self) -> None:
        dialog, self.key_dialog = self.key_dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.new_key.setFocus()

    def _choice(self, field: str, name: str, options: list[tuple[str, Any]]) -> _Fresh:
        box = _Fresh()
        box.setObjectName(field)
        box.setAccessibleName(name)
        for text, value in options:
            box.addItem(text, value)
        box.activated.connect(lambda _place: self._take(field, box.currentData()))
        return box

    def _lay_out(self) -> None:
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(5 * GRID, 3 * GRID, 5 * GRID, 4 * GRID)
        self._column.setSpacing(GRID)
        self._column.addWidget(label(_("Settings"), "title"))
        self._section(_("Appearance"))
        self._line(_("Colours"), self.theme)
        self._line(_("Text size"), self.text_size)
        self._section(_("Microphone"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.microphone, 1)
        row.addWidget(self.test)
        self._line(_("Record with"), row)
        meter = QVBoxLayout()
        meter.addWidget(self.level)
        meter.addWidget(self.hears)
        self._line("", meter)
        self._line(_("Stop by itself"), self.silence)
        self._section(_("Speech"))
        self._line(_("Engine"), self.engine)
        self._line(_("Language"), self.language)
        self._section(_("Feelings"))
        self._column.addWidget(self.feelings)
        self._section(_("Models"))
        self._column.addWidget(self.models)
        self._section(_("Journal"))
        journal = self._app.journal
        where = label(str(journal.folder), wrap=True)
        where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        where.setAccessibleName(_("Folder of the journal"))
        self._line(_("Location"), where)
        guarded = (
            _("Encrypted. Only your passphrase or your recovery key opens it.")
            if journal.encrypted
            else _("Not encrypted. Anyone who can use this computer can read it.")
        )
        self._line(_("Privacy"), label(guarded, wrap=True))
        if journal.encrypted:
            self._line(_("Recovery key"), self._beginning(self.new_key))
        self._line(_("Deleted entries"), self._beginning(self.deleted))
        self._column.addStretch(1)
        inner.setMaximumWidth(look().measure(84) + 10 * GRID)
        holder = QWidget()
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(inner, 100)
        across.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    @staticmethod
    def _beginning(what: QWidget) -> QHBoxLayout:
        """A row in which `what` is as wide as it needs to be."""
        row = QHBoxLayout()
        row.addWidget(what)
        row.addStretch(1)
        return row

    def _section(self, name: str) -> None:
        self._column.addSpacing(2 * GRID)
        self._column.addWidget(label(name, "heading"))

    def _line(self, name: str, what: Any) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        title = label(name, "quiet")
        title.setFixedWidth(look().measure(16))
        title.setWordWrap(True)
        row.addWidget(title)
        if isinstance(what, QWidget):
            row.addWidget(what, 1)
        else:
            row.addLayout(what, 1)
        self._column.addLayout(row)

    # ---- what is shown and taken

    def _show(self, chosen: Settings) -> None:
        for box in (
            self.theme,
            self.text_size,
            self.microphone,
            self.silence,
            self.engine,
            self.language,
        ):
            value = getattr(chosen, box.objectName())
            place = box.findData(value)
            if place < 0 and value:
                box.addItem(str(value), value)
                place = box.count() - 1
            box.setCurrentIndex(max(0, place))

    def _take(self, field: str, value: Any) -> None:
        chosen = self._app.settings.with_(**{field: value})
        self._app.settings = chosen
        self.changed.emit(chosen)

    def load(self) -> None:
        """Asks, in the background, for microphones and models."""
        self._look_for_microphones()
        self._load_models()
        self.feelings.load()
        self.models.load()

    def _look_for_microphones(self) -> None:
        self._background.run(self._services.microphones, self._microphones, self._no_microphones)

    def _microphones(self, names: list[str]) -> None:
        chosen = self._app.settings.microphone
        wanted = [(name, name) for name in names]
        if chosen and chosen not in names:
            wanted.append((_("{name} (not there now)").format(name=chosen), chosen))
        shown = range(1, self.microphone.count())
        if wanted != [(self.microphone.itemText(n), self.microphone.itemData(n)) for n in shown]:
            while self.microphone.count() > 1:
                self.microphone.removeItem(1)
            for text, name in wanted:
                self.microphone.addItem(text, name)
        self.test.setEnabled(bool(names))
        self.hears.setText("" if names else _("No microphone was found."))
        self._show(self._app.settings)

    def _no_microphones(self, error: SamoError) -> None:
        self.test.setEnabled(False)
        self.hears.setText(formats.problem(error.message, error.hint))

    def _load_models(self) -> None:
        self._background.run(self._services.models, self._show_models, self.problem.emit)

    def _show_models(self, models: list[InstalledModel]) -> None:
        self._offer_speech([model for model in models if model.kind == "speech"])
        self.models_shown.emit()

    def _offer_speech(self, models: list[InstalledModel]) -> None:
        """Speech models by name, below the engines."""
        while self.engine.count() > len(ENGINES):
            self.engine.removeItem(len(ENGINES))
        for model in models:
            self.engine.addItem(f"{model.name} ({formats.size(model.size)})", model.name)
        self._show(self._app.settings)

    # ---- testing the microphone

    def _test(self) -> None:
        if self.test.isChecked():
            device = self._app.settings.microphone
            listen: Callable[[], Meter] = lambda: self._services.listen(device)  # noqa: E731
            self._background.run(listen, self._listening, self._not_listening)
        else:
            self.end_test()

    def _listening(self, meter: Meter) -> None:
        self._meter = meter
        if not self.test.isChecked():
            self.end_test()
            return
        self.hears.setText(_("Say something: the line should move. Nothing is kept."))
        self._timer.start()

    def _not_listening(self, error: SamoError) -> None:
        self.test.setChecked(False)
        self.hears.setText(formats.problem(error.message, error.hint))

    def _measure(self) -> None:
        if self._meter is not None:
            self.level.setValue(round(loudness(self._meter.level()) * 100))

    def shut(self) -> None:
        """Lets go of the microphone, and stops what is done with models; waits for that."""
        self.end_test()
        self.models.shut()

    def end_test(self) -> None:
        """Lets go of the microphone."""
        self._timer.stop()
        self.test.setChecked(False)
        self.level.setValue(0)
        meter, self._meter = self._meter, None
        if meter is not None:
            self.hears.clear()
            self._background.run(meter.stop, lambda _none: None, self.problem.emit)
