"""The steps of the first run once there is a journal: languages, microphone and models."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget

from samo_desktop.gui.onboarding.first_languages import FirstLanguages
from samo_desktop.gui.onboarding.first_microphone import SpokenTest
from samo_desktop.gui.onboarding.first_models import SpeechModels
from samo_desktop.gui.onboarding.sheet import STEPS, Sheet
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

LANGUAGES, MICROPHONE, MODELS = 1, 2, 3
"""The places of these steps; the journal that was made is at 0."""


class FirstSteps(QStackedWidget):
    """The journal that was made, the languages, a test of the microphone, and the models.

    Each can be skipped.
    """

    done = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setObjectName("page")
        self.made = _made(context)
        self.languages = Sheet(
            _("Which languages do you speak?"),
            _(
                "SAMO transcribes them right away, with no download. Feelings and summaries are "
                "found in English only. You can skip this and do it later in Settings."
            ),
            step=2,
        )
        self.spoken = FirstLanguages(context)
        self.languages.column.addWidget(self.spoken)
        self.microphone = Sheet(
            _("Try your microphone"),
            _(
                "Say one sentence and see how it is transcribed. You can skip this and do it "
                "later in Settings."
            ),
            step=3,
        )
        self.test = SpokenTest(context)
        self.microphone.column.addWidget(self.test)
        self.models = Sheet(
            _("What turns your voice into text"),
            _(
                "What is included works right away: in English, German, Spanish, French and "
                "Portuguese, and less well in many other languages. Larger models make fewer "
                "mistakes, but take longer. SAMO uses the network only if you download one. You "
                "can skip this and do it later in Settings."
            ),
            step=4,
        )
        self.speech = SpeechModels(context)
        self.models.column.addWidget(self.speech)
        self.test.ended.connect(self._tested)
        self.speech.work.moved.connect(lambda *_moment: self._name_the_end(True))
        self.speech.work.ended.connect(lambda: self._name_the_end(False))
        self.next: list[QPushButton] = []
        for sheet in self.sheets:
            self.addWidget(sheet)
            self._end(sheet)
        self.show_step(LANGUAGES)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """In their order."""
        return self.made, self.languages, self.microphone, self.models

    def _end(self, sheet: Sheet) -> None:
        place = len(self.next)
        last = place == STEPS - 1
        onward = button(_("Open my journal") if last else _("Next"), "primary", f"next_{place + 1}")
        onward.clicked.connect(lambda: self._go_on(place))
        back = button(_("Back"), "plain", f"back_{place + 1}")
        back.clicked.connect(lambda: self.show_step(place - 1))
        skip = button(_("Skip the rest"), "quiet", f"skip_{place + 1}")
        skip.clicked.connect(lambda: self.show_step(STEPS))
        self.next.append(onward)
        sheet.ended(*((back, onward) if place else (onward,)), before=() if last else (skip,))

    def _go_on(self, place: int) -> None:
        """The step at `place` is done, and not skipped."""
        if self.sheets[place] is self.languages:
            self.spoken.keep()
        self.show_step(place + 1)

    def show_step(self, step: int) -> None:
        """Shows a step, counted from 0; after the last one, the journal is to be shown."""
        if step != MICROPHONE:
            self.test.shut()
        if step >= STEPS:
            self.shut()
            self.done.emit()
            return
        self.setCurrentIndex(step)
        if step == MICROPHONE:
            self.test.load()
            self.test.test.setFocus()
        else:
            self.next[step].setFocus()
        if step == MODELS:
            self.speech.load()

    def _name_the_end(self, downloading: bool) -> None:
        stops = _("Stop, and open my journal")
        self.next[-1].setText(stops if downloading else _("Open my journal"))

    def _tested(self) -> None:
        if self.currentWidget() is self.microphone and not self.test.test.hasFocus():
            self.next[MICROPHONE].setFocus()

    def shut(self) -> None:
        """Lets go of the microphone; stops a download, and keeps what came."""
        self.test.shut()
        self.speech.shut()


def _made(context: PageContext) -> Sheet:
    """What the first step has led to: it cannot be taken back, but one can come back to look."""
    sheet = Sheet(
        _("Your journal is ready"), _("You can change these things later in Settings."), step=1
    )
    journal = context.app.journal
    sheet.column.addWidget(label(_("Location"), "heading"))
    where = label(formats.breakable(str(journal.folder)), wrap=True)
    where.setAccessibleName(_("Folder of the journal"))
    sheet.column.addWidget(where)
    sheet.column.addWidget(label(_("Passphrase"), "heading"))
    says = (
        _("Encrypted. You can change the passphrase in Settings, under Journal.")
        if journal.encrypted
        else _("Not encrypted. Anyone who can use this computer can read it.")
    )
    sheet.column.addWidget(label(says, wrap=True))
    return sheet
