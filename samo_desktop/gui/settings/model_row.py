"""One model in the settings: what it is, how it stands, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain import speech_accuracy
from samo_desktop.domain.models import Installing, ModelStatus, plain_name
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_


class ModelRow(QWidget):
    """Asks by signals; shows what it is told."""

    download_wanted = Signal(str)
    cancel_wanted = Signal()
    remove_wanted = Signal(str)
    verify_wanted = Signal(str)

    def __init__(self, status: ModelStatus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.status = status
        name = status.name
        self.title = plain_name(name)
        self.state = label(standing(status), "small")
        self.state.setObjectName(f"state_{name}")
        self.download = self._button(
            _download_words(status), _("Download {name}, {size}"), "download"
        )
        self.cancel = self._button(_("Cancel"), _("Cancel {name}"), "cancel")
        self.verify = self._button(_("Check"), _("Check {name}"), "verify")
        self.remove = self._button(_("Remove"), _("Remove {name}"), "remove")
        self.sure = self._button(_("Yes, remove it"), _("Yes, remove {name}"), "sure")
        self.keep = self._button(_("Keep it"), _("Keep {name}"), "keep")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress of {name}").format(name=self.title))
        self.download.clicked.connect(lambda: self.download_wanted.emit(name))
        self.cancel.clicked.connect(self._cancel)
        self.verify.clicked.connect(lambda: self.verify_wanted.emit(name))
        self.remove.clicked.connect(lambda: self._ask(True))
        self.sure.clicked.connect(lambda: self.remove_wanted.emit(name))
        self.keep.clicked.connect(lambda: self._ask(False))
        self._lay_out()
        self.idle(others_busy=False)

    def _button(self, text: str, spoken: str, what: str, role: str = "link-small") -> QPushButton:
        made = button(text, role, f"{what}_{self.status.name}")
        size = _bytes(self.status.size)
        made.setAccessibleName(spoken.format(name=self.title, size=size))
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        column.setSpacing(2)
        column.addWidget(label(self.title, "heading", wrap=True))
        for text in (self.status.problem, purpose(self.status), facts(self.status)):
            if text:
                line = label(text, "small", wrap=True)
                line.setToolTip(details(self.status))
                column.addWidget(line)
        column.addWidget(self.bar)
        holder = QWidget()
        acts = Flow(holder, 2 * GRID)
        acts.addWidget(self.state)
        for each in self.buttons():
            acts.addWidget(each)
        column.addWidget(holder)

    def buttons(self) -> tuple[QPushButton, ...]:
        """All of them, also those that are hidden now."""
        return self.download, self.cancel, self.verify, self.remove, self.sure, self.keep

    def idle(self, *, others_busy: bool) -> None:
        """Nothing is being done with this model; something may be with another."""
        status = self.status
        here = status.state in ("installed", "damaged")
        self.bar.hide()
        self.state.setText(standing(status))
        self.download.setVisible(status.installable and status.state != "installed")
        self.cancel.hide()
        self.verify.setVisible(here)
        removable = not status.bundled and (here or status.state == "partial")
        self.remove.setVisible(removable)
        self.sure.hide()
        self.keep.hide()
        for each in (self.download, self.verify, self.remove):
            each.setEnabled(not others_busy)

    def show_progress(self, event: Installing, left: float | None) -> None:
        """What is being done with this model."""
        had_keyboard = any(each.hasFocus() for each in self.buttons())
        for each in (self.download, self.verify, self.remove, self.sure, self.keep):
            each.hide()
        self.cancel.show()
        if had_keyboard:
            self.cancel.setFocus()
        self.bar.setVisible(True)
        fraction = event.fraction
        self.bar.setRange(0, 0 if fraction is None else 1000)
        self.bar.setValue(round(1000 * (fraction or 0)))
        if self.cancel.isEnabled():
            self.state.setText(going(event, left))

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.state.setText(_("Stopping…"))
        self.cancel_wanted.emit()

    def _ask(self, asking: bool) -> None:
        self.remove.setVisible(not asking)
        self.verify.setVisible(not asking and self.status.state in ("installed", "damaged"))
        self.download.setVisible(not asking and self.status.state in ("damaged", "partial"))
        self.sure.setVisible(asking)
        self.keep.setVisible(asking)
        size = _bytes(self.status.fetched or self.status.size)
        asks = _("Remove it? This frees {size}.").format(size=size)
        self.state.setText(asks if asking else standing(self.status))
        (self.keep if asking else self.remove).setFocus()


# ---- in words


def standing(status: ModelStatus) -> str:
    """How a model stands."""
    if status.state == "damaged":
        return _("Damaged, and not used")
    if status.state == "partial":
        got, whole = _bytes(status.fetched), _bytes(status.size)
        return _("{got} of {whole} downloaded").format(got=got, whole=whole)
    if status.state == "available":
        return _("Not installed")
    return _("Included") if status.bundled else _("Installed")


def facts(status: ModelStatus) -> str:
    """Languages, size, memory, licence."""
    parts = []
    if "*" in status.languages:
        parts.append(_("Many languages"))
    elif status.languages:
        names = formats.listed(formats.language(code) for code in status.languages)
        parts.append(
            names if len(status.languages) > 1 else _("{language} only").format(language=names)
        )
    parts.append(_bytes(status.size))
    if status.memory:
        parts.append(_("needs {size} of memory").format(size=_bytes(status.memory)))
    if status.licence:
        parts.append(_("{licence} licence").format(licence=status.licence))
    return formats.begun(" · ".join(parts))


QUALITIES = {
    "plain": N_("Basic accuracy: about {n} words in 100 wrong."),
    "fair": N_("Fair accuracy: about {n} words in 100 wrong."),
    "good": N_("Good accuracy: about {n} words in 100 wrong."),
    "very good": N_("Very good accuracy: about {n} words in 100 wrong."),
    "best": N_("Best accuracy: about {n} words in 100 wrong."),
}
PURPOSES = {
    "emotion": N_("Names the feelings in what you say and write."),
    "sentence": N_("Finds the sentences that matter, for summaries."),
}
SMALLEST = 0.1
"""Seconds that the smallest Whisper model takes for a second of speech, on two processor cores:
base takes twice that, measured on recordings of ordinary speakers."""


def purpose(status: ModelStatus) -> str:
    """What a model is good for, how accurate and how fast it is; "" if that is not known."""
    if status.kind == "emotion" and not {"en", "*"} & {*status.languages}:
        return _("Names the feelings in what you say and write, less surely than in English.")
    if status.kind in PURPOSES:
        return _(PURPOSES[status.kind])
    heard = speech_accuracy.in_words(status.name, status.languages, status.wer)
    if status.engine == "moonshine":
        return f"{heard} {pace(0.05)}"
    if status.quality not in QUALITIES or status.wer is None or not status.speed:
        return heard
    how_fast = pace(SMALLEST / status.speed)
    if speech_accuracy.figures(status.name):
        return f"{heard} {how_fast}"
    wrong = QLocale().toString(status.wer, "f", 0)
    return f"{_(QUALITIES[status.quality]).format(n=wrong)} {heard} {how_fast}".replace("  ", " ")


def pace(seconds: float) -> str:
    """How fast a model is that takes so many `seconds` for a second of speech."""
    if seconds < 0.35:
        return _("Much faster than you speak.")
    if seconds < 0.8:
        return _("Faster than you speak.")
    if seconds < 1.3:
        return _("About as fast as you speak.")
    if seconds < 2.5:
        return _("About half the speed of your voice.")
    return _("About a third of the speed of your voice.")


def details(status: ModelStatus) -> str:
    """What only a few want to know: technical names, and where the figures come from."""
    lines = [_("Technical name: {name}").format(name=status.name)]
    if status.source:
        lines.append(_("From: {source}").format(source=status.source))
    if measured := speech_accuracy.figures(status.name):
        lines.append(measured)
    if status.wer is not None:
        text = _("{n} words in 100 wrong: {what}, as published.")
        lines.append(text.format(n=QLocale().toString(status.wer), what=status.wer_of))
    return "\n".join(lines)


def going(event: Installing, left: float | None) -> str:
    """What is being done, how much of it, and how long it will still take."""
    doing = {
        "asking": _("Contacting the server"),
        "fetching": _("Downloading"),
        "waiting": _("Connection lost, trying again"),
        "copying": _("Copying"),
        "checking": _("Checking"),
    }[event.phase]
    if event.fraction is None:
        return doing + "…"
    text = f"{doing} {int(100 * event.fraction)} %"
    return text if left is None else f"{text}, {_left(left)}"


def _left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    if seconds < 5400:
        return _("{n} min left").format(n=QLocale().toString(round(seconds / 60)))
    return _("{n} h left").format(n=QLocale().toString(seconds / 3600, "f", 1))


def _bytes(number: int) -> str:
    """A number of bytes, such as 148 MB or 1.6 GB."""
    places = 1 if number >= 999_500_000 else 0
    return QLocale().formattedDataSize(number, places, QLocale.DataSizeFormat.DataSizeSIFormat)


def _download_words(status: ModelStatus) -> str:
    rest = status.size - status.fetched if status.state == "partial" else status.size
    text = _("Resume, {size}") if status.state == "partial" else _("Download, {size}")
    return text.format(size=_bytes(max(0, rest)))
