"""One model in the settings: what it is, how it stands, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.models import Installing, ModelStatus
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


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
        self.state = _line(standing(status), "small")
        self.state.setObjectName(f"state_{name}")
        self.download = self._button(
            _download_words(status), _("Download {name}, {size}"), "download", "link-small"
        )
        self.cancel = self._button(_("Cancel"), _("Cancel {name}"), "cancel")
        self.verify = self._button(_("Check"), _("Check {name}"), "verify")
        self.remove = self._button(_("Remove"), _("Remove {name}"), "remove")
        self.sure = self._button(_("Yes, remove it"), _("Yes, remove {name}"), "sure", "link-small")
        self.keep = self._button(_("Keep it"), _("Keep {name}"), "keep")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How much of {name} is done").format(name=name))
        self.download.clicked.connect(lambda: self.download_wanted.emit(name))
        self.cancel.clicked.connect(self._cancel)
        self.verify.clicked.connect(lambda: self.verify_wanted.emit(name))
        self.remove.clicked.connect(lambda: self._ask(True))
        self.sure.clicked.connect(lambda: self.remove_wanted.emit(name))
        self.keep.clicked.connect(lambda: self._ask(False))
        self._lay_out()
        self.idle(others_busy=False)

    def _button(self, text: str, spoken: str, what: str, role: str = "quiet") -> QPushButton:
        made = button(text, role, f"{what}_{self.status.name}")
        size = _bytes(self.status.size)
        made.setAccessibleName(spoken.format(name=self.status.name, size=size))
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(label(self.status.name, "heading"))
        head.addWidget(self.state, 1)
        for each in self.buttons():
            head.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        for text in (self.status.problem, facts(self.status), promise(self.status)):
            if text:
                line = _line(text, "small")
                line.setToolTip(measured(self.status) if text == promise(self.status) else "")
                column.addWidget(line)
        column.addWidget(self.bar)

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
        asks = _("Remove it, and free {size}?").format(size=size)
        self.state.setText(asks if asking else standing(self.status))
        (self.keep if asking else self.remove).setFocus()


def _line(text: str, role: str) -> QLabel:
    """A line that is cut off rather than wrapped: many that wrap make a scrolled page too high."""
    made = label(text, role)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return made


# ---- in words


def standing(status: ModelStatus) -> str:
    """How a model stands."""
    if status.state == "damaged":
        return _("Damaged, and not used")
    if status.state == "partial":
        got, whole = _bytes(status.fetched), _bytes(status.size)
        return _("{got} of {whole} are here").format(got=got, whole=whole)
    if status.state == "available":
        return _("Not installed")
    return _("Installed, ships with SAMO") if status.bundled else _("Installed")


def facts(status: ModelStatus) -> str:
    """Languages, size, memory, licence."""
    parts = []
    if "*" in status.languages:
        parts.append(_("many languages"))
    elif status.languages:
        parts.append(formats.listed(formats.language(code) for code in status.languages))
    kinds = {"emotion": _("names feelings"), "sentence": _("compares sentences")}
    parts += [kinds[status.kind]] if status.kind in kinds else []
    parts.append(_bytes(status.size))
    if status.memory:
        parts.append(_("{size} of memory").format(size=_bytes(status.memory)))
    parts += [status.licence] if status.licence else []
    return formats.begun(" · ".join(parts))


def promise(status: ModelStatus) -> str:
    """How well and how fast a model hears; "" if that is not known."""
    quality = {
        "plain": _("Plain"),
        "fair": _("Fair"),
        "good": _("Good"),
        "very good": _("Very good"),
        "best": _("Best"),
    }.get(status.quality, "")
    if not quality or status.wer is None or not status.speed:
        return ""
    wrong = _("{n} of 100 words wrong").format(n=QLocale().toString(status.wer, "g", 2))
    times = QLocale().toString(round(1 / status.speed))
    pace = _("the fastest") if status.speed >= 1 else _("{n} times the time").format(n=times)
    return f"{quality} · {wrong} · {pace}"


def measured(status: ModelStatus) -> str:
    """Where the numbers of `promise` come from."""
    text = _("{wer} of 100 words wrong in {what}, as published. Time: measured on a processor.")
    return text.format(wer=QLocale().toString(status.wer or 0.0), what=status.wer_of)


def going(event: Installing, left: float | None) -> str:
    """What is being done, how much of it, and how long it will still take."""
    doing = {
        "asking": _("Asking the server"),
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
    text = _("Go on, {size}") if status.state == "partial" else _("Download, {size}")
    return text.format(size=_bytes(max(0, rest)))
